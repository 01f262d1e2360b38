package pdf

import (
	"bytes"
	"io"
	"regexp"

	"github.com/klauspost/compress/zlib"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// errTorn refuses a file of which a part is missing. The library would look for what is
// left of it and print pages that are blank or lack half of what was on them.
var errTorn = &AnnexError{Reason: Torn}

const (
	maxEnd   = 2 << 10  // where readers look for startxref, from the end of the file
	maxEntry = 64 << 10 // bytes of the dictionary of a table of objects
)

var (
	objectHead = regexp.MustCompile(`^[0-9]+\s+[0-9]+\s+obj\b`)
	nextObject = regexp.MustCompile(`[0-9]\s+obj\b`)
)

// whole reports that the file leads from its end to its table of objects, as one does
// that was not cut off. Blanks and other bytes may follow the end, but no object: that
// is a change of which the end is missing.
func whole(data []byte) bool {
	const space = " \r\n\t\f\x00"
	end := bytes.TrimRight(data, space)
	end = end[max(0, len(end)-maxEnd):]
	i := bytes.LastIndex(end, []byte("startxref"))
	if i < 0 {
		return false
	}
	n, rest, err := leadingNumber(append(bytes.TrimLeft(end[i+len("startxref"):], space), '\n'))
	if err != nil || nextObject.Match(rest) {
		return false
	}
	// Places are counted from the header; some programs count from the first byte.
	for _, from := range []int{bytes.Index(data, []byte("%PDF-")), 0} {
		if at := from + n; at < len(data) && tableAt(bytes.TrimLeft(data[at:], space)) {
			return true
		}
	}
	return false
}

// tableAt reports that b begins with a table of objects, in either form.
func tableAt(b []byte) bool {
	if bytes.HasPrefix(b, []byte("xref")) {
		return bytes.Contains(b, []byte("trailer"))
	}
	i := bytes.Index(b[:min(len(b), maxEntry)], []byte("stream"))
	if i < 0 || !objectHead.Match(b[:i]) || !bytes.Contains(b[:i], []byte("/W")) {
		return false
	}
	if !bytes.Contains(b[:i], []byte("/Filter")) {
		return true
	}
	z, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(b[i+len("stream"):], " \r\n")))
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, io.LimitReader(z, maxPacked))
	return err == nil
}

// gone reports a reference that leads nowhere: what it names is not in the file.
func (c *copier) gone(o types.Object) bool {
	_, ok := o.(types.IndirectRef)
	return ok && c.get(o) == nil
}

// goneFont reports a font of which a part is gone without which it draws nothing, or
// draws with another.
func (c *copier) goneFont(o types.Object) bool {
	font, _ := c.dict(o)
	inside, _ := c.array(font["DescendantFonts"])
	for _, part := range append(types.Array{o}, inside...) {
		d, _ := c.dict(part)
		desc, _ := c.dict(d["FontDescriptor"])
		for _, x := range []types.Object{part, d["DescendantFonts"], d["CharProcs"], d["FontDescriptor"], desc["FontFile"], desc["FontFile2"], desc["FontFile3"]} {
			if c.gone(x) {
				return true
			}
		}
	}
	return false
}
