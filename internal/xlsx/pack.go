package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"

	"budgetbook/internal/ooxml"
)

// Pack rewrites a zip with its parts in a fixed order and without the time of
// writing. The content types stand first, as some readers expect.
func Pack(data []byte) ([]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("pack workbook: %w", err)
	}
	rank := func(name string) string {
		switch name {
		case ooxml.ContentTypes:
			return "0"
		case ooxml.Relationships:
			return "1"
		}
		return "2" + name
	}
	files := r.File
	sort.SliceStable(files, func(i, j int) bool { return rank(files[i].Name) < rank(files[j].Name) })
	w := ooxml.NewWriter(ooxml.Small)
	for _, f := range files {
		part, err := packedBytes(f)
		if err == nil {
			err = w.Part(f.Name, part)
		}
		if err != nil {
			return nil, fmt.Errorf("pack workbook: %w", err)
		}
	}
	if data, err = w.Bytes(); err != nil {
		return nil, fmt.Errorf("pack workbook: %w", err)
	}
	return data, nil
}

// packedBytes is a part as it is to be packed.
func packedBytes(f *zip.File) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	part, err := io.ReadAll(in)
	switch {
	case err != nil:
		return nil, err
	case f.Name == coreProperties:
		return prefixedCore(part), nil
	case !strings.HasPrefix(f.Name, "xl/worksheets/sheet"):
		return part, nil
	}
	// Some readers take six digits for a colour that cannot be seen through and is none.
	part = shortColour.ReplaceAll(part, []byte(`<tabColor rgb="FF$1"`))
	// Heights that are not custom are shown as they are and grow with what is typed.
	part = bytes.ReplaceAll(part, []byte(` customHeight="true"`), nil)
	// A filter that is offered hides nothing yet.
	return bytes.ReplaceAll(part, []byte(` filterMode="true"`), nil), nil
}

const coreProperties = "docProps/core.xml"

var shortColour = regexp.MustCompile(`<tabColor rgb="([0-9A-Fa-f]{6})"`)

// coreElement matches the elements of the core properties that bear no prefix.
var coreElement = regexp.MustCompile(`<(/?)([A-Za-z]+)([ />])`)

// prefixedCore gives the core properties the prefix cp: the namespace is the same
// without, but some programs look for the names as Excel writes them, and cannot open
// a workbook in which they do not find them.
func prefixedCore(core []byte) []byte {
	const own = ` xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"`
	if !bytes.Contains(core, []byte("<coreProperties"+own)) {
		return core
	}
	core = bytes.Replace(core, []byte(own), []byte(strings.Replace(own, "xmlns=", "xmlns:cp=", 1)), 1)
	return coreElement.ReplaceAll(core, []byte("<${1}cp:$2$3"))
}
