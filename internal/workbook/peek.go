package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
)

// Profile returns the name of the profile a workbook says it was made for, "" if it
// does not say. It reads one small part and never fails: Read reports what is wrong.
func Profile(data []byte) string {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return ""
	}
	f, err := z.Open("docProps/custom.xml")
	if err != nil {
		return ""
	}
	defer f.Close()
	var props struct {
		Property []struct {
			Name string `xml:"name,attr"`
			Text string `xml:"lpwstr"`
		} `xml:"property"`
	}
	const limit = 1 << 20
	if xml.NewDecoder(io.LimitReader(f, limit)).Decode(&props) != nil {
		return ""
	}
	for _, p := range props.Property {
		if p.Name == propProfile {
			return p.Text
		}
	}
	return ""
}
