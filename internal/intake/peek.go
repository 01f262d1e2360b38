package intake

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"

	"budgetbook/internal/xlsx"
)

// maxPeek bounds what Profile unpacks of a part, in bytes.
const maxPeek = 4 << 20

// Profile returns the name of the profile a workbook says it was made for: in its
// properties, or in plain sight on the guide sheet where a program has dropped them.
// It returns "" if the workbook does not say, and never fails: Read reports what is
// wrong.
func Profile(data []byte) string {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return ""
	}
	part := func(name string) []byte {
		f, err := z.Open(name)
		if err != nil {
			return nil
		}
		defer f.Close()
		b, _ := io.ReadAll(io.LimitReader(f, maxPeek))
		return b
	}
	var props struct {
		Property []struct {
			Name string `xml:"name,attr"`
			Text string `xml:"lpwstr"`
		} `xml:"property"`
	}
	if xml.Unmarshal(part("docProps/custom.xml"), &props) == nil {
		for _, p := range props.Property {
			if p.Name == xlsx.PropProfile {
				return p.Text
			}
		}
	}
	if m := xlsx.StampText.FindSubmatch(part("xl/sharedStrings.xml")); m != nil {
		return string(m[1])
	}
	return ""
}
