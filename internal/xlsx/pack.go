package xlsx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
)

// Epoch is the date all workbooks bear, so that the same filing gives the same
// bytes; it is the first one a zip can hold.
var Epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Pack rewrites a zip with its parts in a fixed order and without the time of
// writing. The content types stand first, as some readers expect.
func Pack(data []byte) ([]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("pack workbook: %w", err)
	}
	rank := func(name string) string {
		switch name {
		case "[Content_Types].xml":
			return "0"
		case "_rels/.rels":
			return "1"
		}
		return "2" + name
	}
	files := r.File
	sort.SliceStable(files, func(i, j int) bool { return rank(files[i].Name) < rank(files[j].Name) })
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(o io.Writer) (io.WriteCloser, error) { return flate.NewWriter(o, 6) })
	for _, f := range files {
		if err := repack(w, f); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.Name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack workbook: %w", err)
	}
	return out.Bytes(), nil
}

func repack(w *zip.Writer, f *zip.File) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	h := &zip.FileHeader{Name: f.Name, Method: zip.Deflate}
	h.Modified = Epoch
	part, err := w.CreateHeader(h)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
		_, err = io.Copy(part, in)
		return err
	}
	sheet, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	// Heights that are not custom are shown as they are and grow with what is typed.
	sheet = bytes.ReplaceAll(sheet, []byte(` customHeight="true"`), nil)
	// A filter that is offered hides nothing yet.
	_, err = part.Write(bytes.ReplaceAll(sheet, []byte(` filterMode="true"`), nil))
	return err
}
