package pdf

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"

	"github.com/klauspost/compress/zlib"
)

// reader takes apart a file that Write made. It knows no other form: what it
// does not expect is an error, so that bytes from anywhere do no harm.
type reader struct {
	data   []byte
	places []byte // unpacked cross-reference stream, 7 bytes for each object
	root   int
	packs  map[int][]byte // object streams unpacked so far
	left   int            // bytes that may still be unpacked of them
}

// maxPacks bounds the object streams read, unpacked; a large document has some of 50 kB.
const maxPacks = 64 << 20

var errForeign = errors.New("not a file this program wrote")

// openSealed finds the cross-reference stream by the seal, which stands in its
// dictionary: what was appended since does not matter.
func openSealed(data []byte) (*reader, error) {
	at, err := sealAt(data)
	if err != nil {
		return nil, err
	}
	from := bytes.LastIndex(data[:at], []byte(" 0 obj\n<<"))
	if from < 0 {
		return nil, errForeign
	}
	dict, packed, err := streamAt(data[from+len(" 0 obj\n"):])
	if err != nil {
		return nil, err
	}
	size, err := numberAfterName(dict, "/Size ")
	if err != nil {
		return nil, err
	}
	root, err := numberAfterName(dict, "/Root ")
	if err != nil {
		return nil, err
	}
	if !bytes.Contains(dict, []byte("/W [1 4 2]")) || size > len(data) {
		return nil, errForeign
	}
	places, err := inflated(packed, size*7)
	if err != nil {
		return nil, err
	}
	return &reader{data: data, places: places, root: root, packs: map[int][]byte{}, left: maxPacks}, nil
}

// place is the entry of an object in the cross-reference stream.
func (r *reader) place(id int) (kind, a, b int, err error) {
	if id < 1 || (id+1)*7 > len(r.places) {
		return 0, 0, 0, fmt.Errorf("no object %d", id)
	}
	p := r.places[id*7:]
	return int(p[0]), int(binary.BigEndian.Uint32(p[1:])), int(binary.BigEndian.Uint16(p[5:])), nil
}

// stream gives the dictionary of a stream object and its data, still packed.
func (r *reader) stream(id int) (dict, packed []byte, err error) {
	kind, at, _, err := r.place(id)
	if err != nil {
		return nil, nil, err
	}
	head := strconv.Itoa(id) + " 0 obj\n"
	if kind != 1 || at > len(r.data) || !bytes.HasPrefix(r.data[at:], []byte(head)) {
		return nil, nil, fmt.Errorf("object %d is no stream", id)
	}
	return streamAt(r.data[at+len(head):])
}

// object gives the body of an object that is no stream.
func (r *reader) object(id int) ([]byte, error) {
	kind, pack, k, err := r.place(id)
	if err != nil {
		return nil, err
	}
	if kind != 2 {
		return nil, fmt.Errorf("object %d is not packed", id)
	}
	body, ok := r.packs[pack]
	dict, packed, err := r.stream(pack)
	if err != nil {
		return nil, err
	}
	if !ok {
		if body, err = inflated(packed, r.left); err != nil {
			return nil, fmt.Errorf("object stream %d: %w", pack, err)
		}
		r.left -= len(body)
		r.packs[pack] = body
	}
	first, err := numberAfterName(dict, "/First ")
	if err != nil || first > len(body) {
		return nil, fmt.Errorf("object stream %d has no objects", pack)
	}
	numbers := bytes.Fields(body[:first])
	if 2*k+1 >= len(numbers) || string(numbers[2*k]) != strconv.Itoa(id) {
		return nil, fmt.Errorf("object %d is not in object stream %d", id, pack)
	}
	from, err := strconv.Atoi(string(numbers[2*k+1]))
	if err != nil || from < 0 || from > len(body)-first {
		return nil, fmt.Errorf("object %d lies outside its stream", id)
	}
	end := len(body) - first
	if 2*k+3 < len(numbers) {
		if end, err = strconv.Atoi(string(numbers[2*k+3])); err != nil || end < from || end > len(body)-first {
			return nil, fmt.Errorf("object %d lies outside its stream", id)
		}
	}
	return bytes.TrimSpace(body[first+from : first+end]), nil
}

// streamAt reads "<<dict>>\nstream\n" and the data that follow.
func streamAt(b []byte) (dict, packed []byte, err error) {
	const longest = 1 << 16
	i := bytes.Index(b[:min(len(b), longest)], []byte(">>\nstream\n"))
	if i < 0 || !bytes.HasPrefix(b, []byte("<<")) {
		return nil, nil, errors.New("no stream")
	}
	dict, b = b[2:i], b[i+len(">>\nstream\n"):]
	k := bytes.LastIndex(dict, []byte("/Length "))
	if k < 0 {
		return nil, nil, errors.New("stream without length")
	}
	n, err := strconv.Atoi(string(dict[k+len("/Length "):]))
	if err != nil || n < 0 || n > len(b) {
		return nil, nil, errors.New("stream without length")
	}
	return dict, b[:n], nil
}

// inflated unpacks at most limit bytes; more is an error.
func inflated(packed []byte, limit int) ([]byte, error) {
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(z, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	if len(out) > limit {
		return nil, fmt.Errorf("unpack: more than %d bytes", limit)
	}
	return out, nil
}

// referenceAt reads "n 0 R " at the start of b.
func referenceAt(b []byte) (id int, rest []byte, ok bool) {
	id, rest, err := leadingNumber(b)
	if err != nil {
		return 0, nil, false
	}
	rest, ok = bytes.CutPrefix(rest, []byte(" 0 R"))
	return id, bytes.TrimLeft(rest, " "), ok
}

// stringValue reads a string as textString writes it.
func stringValue(b []byte) (s string, rest []byte, ok bool) {
	switch {
	case bytes.HasPrefix(b, []byte("<FEFF")):
		digits, rest, ok := bytes.Cut(b[len("<FEFF"):], []byte(">"))
		raw := make([]byte, len(digits)/2)
		if _, err := hex.Decode(raw, digits); !ok || err != nil || len(raw)%2 != 0 {
			return "", nil, false
		}
		u := make([]uint16, len(raw)/2)
		for i := range u {
			u[i] = binary.BigEndian.Uint16(raw[2*i:])
		}
		return string(utf16.Decode(u)), rest, true
	case bytes.HasPrefix(b, []byte("(")):
		var out []byte
		for i := 1; i < len(b); i++ {
			switch b[i] {
			case ')':
				return string(out), b[i+1:], true
			case '\\':
				if i++; i == len(b) {
					return "", nil, false
				}
			}
			out = append(out, b[i])
		}
	}
	return "", nil, false
}
