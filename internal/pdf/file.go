package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"unicode/utf16"

	"github.com/klauspost/compress/zlib"
)

// file is the PDF being written: objects by number.
type file struct {
	objs []object
}

type object struct {
	body   []byte // dictionary or other value; of a stream: its dictionary without Length and Filter
	data   []byte // of a stream
	stream bool
	flate  bool // data is compressed already
	plain  bool // data must stay readable (metadata)
}

// alloc reserves an object number.
func (f *file) alloc() int {
	f.objs = append(f.objs, object{})
	return len(f.objs)
}

func (f *file) set(id int, body []byte) { f.objs[id-1].body = body }

func (f *file) add(body []byte) int {
	id := f.alloc()
	f.set(id, body)
	return id
}

// addStream adds a stream; dict holds its entries besides Length and Filter.
func (f *file) addStream(dict string, data []byte) int {
	id := f.alloc()
	f.objs[id-1] = object{body: []byte(dict), data: data, stream: true}
	return id
}

// perStream is how many objects share one object stream.
const perStream = 200

// bytes writes the file: streams, then the other objects packed into object
// streams, then the cross-reference stream. trailer holds the entries of the
// trailer besides Size and ID.
func (f *file) bytes(trailer string) ([]byte, error) {
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

	n := 4096
	for i := range f.objs {
		n += len(f.objs[i].data) + 128
	}
	out := make([]byte, 0, n)
	out = append(out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"...)
	places = append(places, make([]place, size-len(places))...)
	for i := range f.objs {
		o := &f.objs[i]
		if !o.stream {
			continue
		}
		places[i+1] = place{1, len(out), 0}
		out = strconv.AppendInt(out, int64(i+1), 10)
		out = append(out, " 0 obj\n<<"...)
		out = append(out, o.body...)
		if o.flate {
			out = append(out, " /Filter /FlateDecode"...)
		}
		out = append(out, " /Length "...)
		out = strconv.AppendInt(out, int64(len(o.data)), 10)
		out = append(out, ">>\nstream\n"...)
		out = append(out, o.data...)
		out = append(out, "\nendstream\nendobj\n"...)
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
	z, err := deflate(table)
	if err != nil {
		return nil, err
	}
	// The ID depends on everything written so far, and on nothing else.
	id := sha256.Sum256(out)
	out = fmt.Appendf(out, "%d 0 obj\n<</Type /XRef /Size %d /W [1 4 2] %s /ID [<%X><%X>] %s /Filter /FlateDecode /Length %d>>\nstream\n",
		xref, size, trailer, id[:16], id[:16], sealBlank, len(z))
	out = append(out, z...)
	out = fmt.Appendf(out, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", start)
	return out, seal(out)
}

// deflate compresses all streams, several at a time.
func (f *file) deflate() error {
	var wg sync.WaitGroup
	next := make(chan int)
	errs := make([]error, len(f.objs))
	for range min(runtime.GOMAXPROCS(0), 8) {
		wg.Go(func() {
			for i := range next {
				o := &f.objs[i]
				o.data, errs[i] = deflate(o.data)
				o.flate = true
			}
		})
	}
	for i := range f.objs {
		if o := &f.objs[i]; o.stream && !o.flate && !o.plain {
			next <- i
		}
	}
	close(next)
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			return fmt.Errorf("compress object %d: %w", i+1, err)
		}
	}
	return nil
}

// level of compression: 6 makes the file 15 % smaller than 1 at little cost,
// because the pages are compressed side by side.
const level = 6

func deflate(data []byte) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(len(data)/3 + 64)
	w, err := zlib.NewWriterLevel(&b, level)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// stringBytes is the value of a text string, by which name trees are sorted.
func stringBytes(s string) []byte {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7E {
			b := []byte{0xFE, 0xFF}
			for _, u := range utf16.Encode([]rune(s)) {
				b = append(b, byte(u>>8), byte(u))
			}
			return b
		}
	}
	return []byte(s)
}

// textString writes a text string: plain if it is ASCII, else UTF-16.
func textString(b []byte, s string) []byte {
	ascii := true
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7E {
			ascii = false
			break
		}
	}
	if ascii {
		b = append(b, '(')
		for i := range len(s) {
			if c := s[i]; c == '(' || c == ')' || c == '\\' {
				b = append(b, '\\')
			}
			b = append(b, s[i])
		}
		return append(b, ')')
	}
	const digits = "0123456789ABCDEF"
	b = append(b, "<FEFF"...)
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15])
	}
	return append(b, '>')
}

// length writes 1/1000 pt as points.
func length(b []byte, n int) []byte {
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendInt(b, int64(n/1000), 10)
	if f := n % 1000; f != 0 {
		b = append(b, '.', byte('0'+f/100), byte('0'+f/10%10), byte('0'+f%10))
		b = bytes.TrimRight(b, "0")
	}
	return b
}
