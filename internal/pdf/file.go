package pdf

import (
	"bytes"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"unicode/utf16"

	"github.com/klauspost/compress/zlib"
)

// objectFile is the PDF being written: objects by number.
type objectFile struct {
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
func (f *objectFile) alloc() int {
	f.objs = append(f.objs, object{})
	return len(f.objs)
}

func (f *objectFile) set(id int, body []byte) { f.objs[id-1].body = body }

func (f *objectFile) add(body []byte) int {
	id := f.alloc()
	f.set(id, body)
	return id
}

// addStream adds a stream; dict holds its entries besides Length and Filter.
func (f *objectFile) addStream(dict string, data []byte) int {
	id := f.alloc()
	f.objs[id-1] = object{body: []byte(dict), data: data, stream: true}
	return id
}

// deflate compresses all streams, several at a time.
func (f *objectFile) deflate() error {
	var wg sync.WaitGroup
	next := make(chan int)
	errs := make([]error, len(f.objs))
	for range min(runtime.GOMAXPROCS(0), 8) {
		wg.Go(func() {
			var d deflater
			for i := range next {
				o := &f.objs[i]
				o.data, errs[i] = d.deflate(o.data)
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

// deflateLevel of compression: 6 makes the file 15 % smaller than 1 at little cost,
// because the pages are compressed side by side.
const deflateLevel = 6

func deflated(data []byte) ([]byte, error) {
	var d deflater
	return d.deflate(data)
}

// deflater compresses one stream after another with the same tables.
type deflater struct{ w *zlib.Writer }

func (d *deflater) deflate(data []byte) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(len(data)/3 + 64)
	if d.w == nil {
		w, err := zlib.NewWriterLevel(&b, deflateLevel)
		if err != nil {
			return nil, err
		}
		d.w = w
	} else {
		d.w.Reset(&b)
	}
	if _, err := d.w.Write(data); err != nil {
		return nil, err
	}
	if err := d.w.Close(); err != nil {
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

// appendPoints writes 1/1000 pt as points.
func appendPoints(b []byte, n int) []byte {
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
