package main

import (
	"bytes"
	"math/rand/v2"
	"strings"
)

// bytesDamage are damages of any bytes: a flipped bit on a disk, a broken copy, a file cut by a full stick.
var bytesDamage = []struct {
	name string
	do   func(r *rand.Rand, b []byte) []byte
}{
	{"bit", func(r *rand.Rand, b []byte) []byte { b[r.IntN(len(b))] ^= 1 << r.IntN(8); return b }},
	{"byte", func(r *rand.Rand, b []byte) []byte { b[r.IntN(len(b))] = byte(r.IntN(256)); return b }},
	{"bytes", func(r *rand.Rand, b []byte) []byte {
		for range 2 + r.IntN(30) {
			b[r.IntN(len(b))] = byte(r.IntN(256))
		}
		return b
	}},
	{"cut", func(r *rand.Rand, b []byte) []byte { return b[:r.IntN(len(b))] }},
	{"head-lost", func(r *rand.Rand, b []byte) []byte { return b[1+r.IntN(len(b)-1):] }},
	{"hole", func(r *rand.Rand, b []byte) []byte {
		from, n := r.IntN(len(b)), 1+r.IntN(4096)
		clear(b[from:min(len(b), from+n)])
		return b
	}},
	{"lost", func(r *rand.Rand, b []byte) []byte {
		from, n := r.IntN(len(b)), 1+r.IntN(4096)
		return append(b[:from:from], b[min(len(b), from+n):]...)
	}},
	{"twice", func(r *rand.Rand, b []byte) []byte {
		from, n := r.IntN(len(b)), 1+r.IntN(4096)
		piece := b[from:min(len(b), from+n)]
		return bytes.Join([][]byte{b[:from], piece, b[from:]}, nil)
	}},
	{"swapped", func(r *rand.Rand, b []byte) []byte {
		n := min(len(b)/3, 1+r.IntN(512))
		i, k := r.IntN(len(b)/2-n+1), len(b)/2+r.IntN(len(b)/2-n+1)
		piece := bytes.Clone(b[i : i+n])
		copy(b[i:i+n], b[k:k+n])
		copy(b[k:k+n], piece)
		return b
	}},
	{"tail-added", func(r *rand.Rand, b []byte) []byte {
		tail := make([]byte, 1+r.IntN(2000))
		for i := range tail {
			tail[i] = byte(r.IntN(256))
		}
		return append(b, tail...)
	}},
	{"head-added", func(r *rand.Rand, b []byte) []byte {
		return append(bytes.Repeat([]byte{byte(r.IntN(256))}, 1+r.IntN(100)), b...)
	}},
}

// absurd are texts where a number, an index or a name is expected.
var absurd = []string{"", "0", "-1", "1e999999", "-0", "NaN", "Infinity", "99999999999999999999", "2147483648", "0x10", "1.7976931348623157e308",
	"0.00000000000000000000000000000001", "\u202e", "\u200b12", "１２３", "1,2,3", "true", "null", "=1+1", "A1:XFD1048576", "../../etc", "&#x0;", "\x1b[2J", "%s%n", "<![CDATA[", "{{", "一"}

func long(r *rand.Rand) string {
	return strings.Repeat([]string{"a", "9", "长", "<", "[", "(", "=SUM(", "{\"a\":", "&amp;"}[r.IntN(9)], 1<<(4+r.IntN(18)))
}

func anything(r *rand.Rand) string {
	if r.IntN(8) == 0 {
		return long(r)
	}
	return absurd[r.IntN(len(absurd))]
}

func damageBytes(r *rand.Rand, b []byte) (string, []byte) {
	d := bytesDamage[r.IntN(len(bytesDamage))]
	return d.name, d.do(r, bytes.Clone(b))
}

// replaceToken puts something else in the place of a random piece of a text that ends and begins at marks, such as an
// attribute's value, a cell of a list, a number of a PDF.
func replaceToken(r *rand.Rand, b []byte, marks string) []byte {
	for range 200 {
		i := r.IntN(len(b))
		from := bytes.IndexAny(b[i:], marks)
		if from < 0 {
			continue
		}
		from += i + 1
		to := bytes.IndexAny(b[from:], marks)
		if to < 1 || to > 200 {
			continue
		}
		return bytes.Join([][]byte{b[:from], []byte(anything(r)), b[from+to:]}, nil)
	}
	return append(bytes.Clone(b), anything(r)...)
}
