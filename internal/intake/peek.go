package intake

import (
	"budgetbook/internal/xlsx"
)

// maxPeek bounds what Profile looks at of a part, in bytes.
const maxPeek = 4 << 20

// Profile returns the name of the profile a workbook says it was made for: in its
// properties, or in plain sight on the guide sheet where a program has dropped them.
// It returns "" if the workbook does not say, and never fails: Read reports what is
// wrong.
func Profile(data []byte) string {
	a, err := xlsx.Unpack("", data)
	if err != nil {
		return ""
	}
	part := func(name string) []byte {
		b, err := a.Part(name)
		if err != nil {
			return nil
		}
		return b[:min(len(b), maxPeek)]
	}
	if profile, _ := a.Stamp(); profile != "" {
		return profile
	}
	// Some programs keep texts together, some in the cells.
	places := []string{"xl/sharedStrings.xml"}
	for _, s := range a.Sheets[:min(len(a.Sheets), 3)] {
		places = append(places, s.Part)
	}
	for _, name := range places {
		if m := xlsx.StampText.FindSubmatch(part(name)); m != nil {
			return string(m[1])
		}
	}
	return ""
}
