package pdf_test

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
	"testing"
)

// readback is a written file taken apart with the standard library only.
type readback struct {
	objs    map[int]string // bodies; of streams the dictionary
	streams map[int][]byte // unpacked
}

var (
	reObj    = regexp.MustCompile(`(?:^|\n)(\d+) 0 obj\n`)
	reLength = regexp.MustCompile(`/Length (\d+)>>$`)
	reFirst  = regexp.MustCompile(`/N (\d+) /First (\d+)`)
)

func read(t testing.TB, file []byte) *readback {
	t.Helper()
	r := &readback{map[int]string{}, map[int][]byte{}}
	for at := 0; ; {
		m := reObj.FindSubmatchIndex(file[at:])
		if m == nil {
			break
		}
		id, _ := strconv.Atoi(string(file[at+m[2] : at+m[3]]))
		b := file[at+m[1]:]
		i := bytes.Index(b, []byte("\nstream\n"))
		n := reLength.FindSubmatch(b[:i])
		size, _ := strconv.Atoi(string(n[1]))
		data := b[i+8 : i+8+size]
		r.objs[id] = string(b[:i])
		if bytes.Contains(b[:i], []byte("/FlateDecode")) {
			z, err := zlib.NewReader(bytes.NewReader(data))
			if err != nil {
				t.Fatalf("object %d: %v", id, err)
			}
			if data, err = io.ReadAll(z); err != nil {
				t.Fatalf("object %d: %v", id, err)
			}
		}
		r.streams[id] = data
		at += m[1] + i + 8 + size
	}
	for id, d := range r.streams {
		m := reFirst.FindStringSubmatch(r.objs[id])
		if m == nil {
			continue
		}
		n, _ := strconv.Atoi(m[1])
		first, _ := strconv.Atoi(m[2])
		nums := bytes.Fields(d[:first])
		for k := range n {
			num, _ := strconv.Atoi(string(nums[2*k]))
			from, _ := strconv.Atoi(string(nums[2*k+1]))
			to := len(d) - first
			if k+1 < n {
				to, _ = strconv.Atoi(string(nums[2*k+3]))
			}
			r.objs[num] = string(bytes.TrimSpace(d[first+from : first+to]))
		}
	}
	return r
}

// all gives the numbers of the objects whose body matches, in order.
func (r *readback) all(re string) []int {
	x := regexp.MustCompile(re)
	var out []int
	for id := range len(r.objs) + 2 {
		if b, ok := r.objs[id]; ok && x.MatchString(b) {
			out = append(out, id)
		}
	}
	return out
}

// ref is the object an entry refers to.
func (r *readback) ref(t testing.TB, id int, key string) int {
	t.Helper()
	m := regexp.MustCompile(key + ` ?\[?(\d+) 0 R`).FindStringSubmatch(r.objs[id])
	if m == nil {
		t.Fatalf("object %d has no %s: %s", id, key, r.objs[id])
	}
	n, _ := strconv.Atoi(m[1])
	return n
}
