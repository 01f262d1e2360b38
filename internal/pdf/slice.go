package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// objectsOfFile is gopdf's file cut into objects. gopdf's output is rigid: a classic
// cross-reference table, objects 1..n in order, catalog 1, page tree 2.
type objectsOfFile struct {
	objs [][]byte // body of object i+1, without "n 0 obj" and "endobj"
}

var (
	streamOpen  = []byte("stream\n")
	streamClose = []byte("endstream")
)

// sliceObjects cuts a file by its cross-reference table.
func sliceObjects(file []byte) (*objectsOfFile, error) {
	i := bytes.LastIndex(file, []byte("startxref\n"))
	if i < 0 {
		return nil, errors.New("no startxref")
	}
	pos, _, err := leadingNumber(file[i+len("startxref\n"):])
	if err != nil {
		return nil, fmt.Errorf("startxref: %w", err)
	}
	if pos > len(file) || !bytes.HasPrefix(file[pos:], []byte("xref\n0 ")) {
		return nil, errors.New("no cross-reference table where startxref points")
	}
	n, rest, err := leadingNumber(file[pos+len("xref\n0 "):])
	if err != nil {
		return nil, fmt.Errorf("size of cross-reference table: %w", err)
	}
	rest = rest[1:]
	const entry = 20
	if n < 1 || len(rest) < n*entry {
		return nil, errors.New("cross-reference table is cut short")
	}
	offsets := make([]int, 0, n)
	for k := 1; k < n; k++ {
		o, err := strconv.Atoi(string(rest[k*entry : k*entry+10]))
		if err != nil || o >= pos {
			return nil, fmt.Errorf("entry %d of cross-reference table: %q", k, rest[k*entry:k*entry+10])
		}
		offsets = append(offsets, o)
	}
	offsets = append(offsets, pos)
	r := &objectsOfFile{}
	for k := 0; k+1 < len(offsets); k++ {
		head := fmt.Sprintf("%d 0 obj\n", k+1)
		if offsets[k] > offsets[k+1] {
			return nil, fmt.Errorf("object %d is out of order", k+1)
		}
		b := file[offsets[k]:offsets[k+1]]
		end := bytes.LastIndex(b, []byte("endobj"))
		if !bytes.HasPrefix(b, []byte(head)) || end < 0 {
			return nil, fmt.Errorf("object %d is not where the cross-reference table says", k+1)
		}
		r.objs = append(r.objs, b[len(head):end])
	}
	return r, nil
}

func (r *objectsOfFile) obj(id int) ([]byte, error) {
	if id < 1 || id > len(r.objs) {
		return nil, fmt.Errorf("no object %d", id)
	}
	return r.objs[id-1], nil
}

// stream is the data of a stream object, by its Length.
func (r *objectsOfFile) stream(id int) ([]byte, error) {
	b, err := r.obj(id)
	if err != nil {
		return nil, err
	}
	i := bytes.Index(b, streamOpen)
	if i < 0 {
		return nil, fmt.Errorf("object %d is no stream", id)
	}
	n, err := numberAfterName(b[:i], "/Length ")
	if err != nil {
		return nil, fmt.Errorf("object %d: %w", id, err)
	}
	data := b[i+len(streamOpen):]
	if n > len(data) || !bytes.HasPrefix(bytes.TrimLeft(data[n:], "\n"), streamClose) {
		return nil, fmt.Errorf("object %d: its stream is not %d bytes long", id, n)
	}
	return data[:n], nil
}

// numberAfterName is the number after a name in a dictionary.
func numberAfterName(dict []byte, name string) (int, error) {
	i := bytes.Index(dict, []byte(name))
	if i < 0 {
		return 0, fmt.Errorf("no %s", name)
	}
	n, _, err := leadingNumber(bytes.TrimLeft(dict[i+len(name):], " ["))
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return n, nil
}

// leadingNumber reads the digits b begins with.
func leadingNumber(b []byte) (n int, rest []byte, err error) {
	i := 0
	for i < len(b) && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	n, err = strconv.Atoi(string(b[:i]))
	if err != nil || i == len(b) {
		return 0, nil, errors.New("no number")
	}
	return n, b[i:], nil
}
