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
	part := xlsx.Peek(data, maxPeek)
	if profile, _ := xlsx.StampOf(part("docProps/custom.xml")); profile != "" {
		return profile
	}
	// Some programs keep texts together, some in the cells.
	for _, name := range []string{"xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"} {
		if m := xlsx.StampText.FindSubmatch(part(name)); m != nil {
			return string(m[1])
		}
	}
	return ""
}
