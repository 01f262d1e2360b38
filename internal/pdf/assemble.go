package pdf

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
)

// perStream is how many objects share one object stream.
const perStream = 200

// bytes writes the file: streams, then the other objects packed into object
// streams, then the cross-reference stream. trailer holds the entries of the
// trailer besides Size and ID.
func (f *objectFile) bytes(trailer string) ([]byte, error) {
	count := len(f.objs)
	type place struct{ kind, a, b int }
	places := make([]place, count+1)
	var packed []int
	for i := range f.objs {
		if !f.objs[i].stream {
			packed = append(packed, i+1)
		}
	}
	var packs []int
	for from := 0; from < len(packed); from += perStream {
		ids := packed[from:min(from+perStream, len(packed))]
		var head, body []byte
		for k, id := range ids {
			head = strconv.AppendInt(head, int64(id), 10)
			head = append(head, ' ')
			head = strconv.AppendInt(head, int64(len(body)), 10)
			head = append(head, ' ')
			body = append(body, f.objs[id-1].body...)
			body = append(body, '\n')
			places[id] = place{2, count + len(packs) + 1, k}
		}
		dict := fmt.Sprintf("/Type /ObjStm /N %d /First %d", len(ids), len(head))
		packs = append(packs, f.addStream(dict, append(head, body...)))
	}
	if err := f.deflate(); err != nil {
		return nil, err
	}
	xref := f.alloc()
	size := xref + 1

	out := f.header("1.7")
	places = append(places, make([]place, size-len(places))...)
	for i := range f.objs {
		o := &f.objs[i]
		if !o.stream {
			continue
		}
		places[i+1] = place{1, len(out), 0}
		out = f.append(out, i+1)
	}
	start := len(out)
	places[xref] = place{1, start, 0}
	table := make([]byte, 0, size*7)
	table = append(table, 0, 0, 0, 0, 0, 0xFF, 0xFF)
	for _, p := range places[1:] {
		table = append(table, byte(p.kind))
		table = binary.BigEndian.AppendUint32(table, uint32(p.a))
		table = binary.BigEndian.AppendUint16(table, uint16(p.b))
	}
	z, err := deflated(table)
	if err != nil {
		return nil, err
	}
	// The ID depends on everything written so far, and on nothing else.
	id := sha256.Sum256(out)
	out = fmt.Appendf(out, "%d 0 obj\n<</Type /XRef /Size %d /W [1 4 2] %s /ID [<%X><%X>] %s /Filter /FlateDecode /Length %d>>\nstream\n",
		xref, size, trailer, id[:16], id[:16], sealBlank, len(z))
	out = append(out, z...)
	out = fmt.Appendf(out, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", start)
	return out, fillSeal(out)
}

// classic writes the file in the form of PDF 1.4, which PDF/A-1 prescribes:
// objects one after another and a cross-reference table.
func (f *objectFile) classic(trailer string) ([]byte, error) {
	if err := f.deflate(); err != nil {
		return nil, err
	}
	out := f.header("1.4")
	table := fmt.Appendf(nil, "xref\n0 %d\n0000000000 65535 f \n", len(f.objs)+1)
	for i := range f.objs {
		table = fmt.Appendf(table, "%010d 00000 n \n", len(out))
		out = f.append(out, i+1)
	}
	start := len(out)
	id := sha256.Sum256(out)
	out = append(out, table...)
	out = fmt.Appendf(out, "trailer\n<</Size %d %s /ID [<%X><%X>] %s>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.objs)+1, trailer, id[:16], id[:16], sealBlank, start)
	return out, fillSeal(out)
}

// header begins the file, with room for all of it.
func (f *objectFile) header(version string) []byte {
	n := 4096
	for i := range f.objs {
		n += len(f.objs[i].data) + 128
	}
	return append(make([]byte, 0, n), "%PDF-"+version+"\n%\xe2\xe3\xcf\xd3\n"...)
}

// append writes an object.
func (f *objectFile) append(out []byte, id int) []byte {
	o := &f.objs[id-1]
	out = strconv.AppendInt(out, int64(id), 10)
	out = append(out, " 0 obj\n"...)
	if !o.stream {
		out = append(out, o.body...)
		return append(out, "\nendobj\n"...)
	}
	out = append(out, "<<"...)
	out = append(out, o.body...)
	if o.flate {
		out = append(out, " /Filter /FlateDecode"...)
	}
	out = append(out, " /Length "...)
	out = strconv.AppendInt(out, int64(len(o.data)), 10)
	out = append(out, ">>\nstream\n"...)
	out = append(out, o.data...)
	return append(out, "\nendstream\nendobj\n"...)
}
