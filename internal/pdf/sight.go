package pdf

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"github.com/klauspost/compress/zlib"
)

// sight is a look at the bytes of a foreign PDF before the library reads them: what
// would cost it more than the file is worth is refused by counts, so that the same file
// gets the same answer on every machine.
type sight struct {
	objects int
	words   map[string]bool // names of things that act, wherever in the file they stand
}

// Bounds of what the library reads and unpacks by itself, objects packed in streams.
const (
	maxPacked    = maxDecoded     // bytes of one such stream, unpacked
	maxAllPacked = 4 * maxDecoded // bytes of all of them
	maxColumns   = 1 << 16        // of a row of a predictor
)

var errTooMuch = &AnnexError{Reason: TooComplex}

// look goes over all bytes once. It knows no strings, comments or data of streams: what
// stands in them is taken for what it looks like, which can only make it stricter.
func look(data []byte) (*sight, error) {
	s := &sight{words: map[string]bool{}}
	var seen struct { // since the last object ended
		packs   bool // it may hold objects, or the table of objects
		filters int
		odd     bool // packed in a way no program packs objects
	}
	left := maxAllPacked
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '/':
			name, next := nameAt(data, i)
			s.note(name)
			switch name {
			case "First", "W":
				seen.packs = true
			case "Filter":
				seen.filters++
				seen.odd = seen.odd || seen.filters > 1 || !onlyFlate(data[next:min(next+64, len(data))])
			case "Columns":
				if n, _, err := leadingNumber(bytes.TrimLeft(data[next:min(next+20, len(data))], " \r\n\t")); err == nil && n > maxColumns {
					seen.odd = true
				}
			}
			i = next - 1
		case 'o':
			if bytes.HasPrefix(data[i:], []byte("obj")) && (i < 3 || string(data[i-3:i]) != "end") {
				if s.objects++; s.objects > maxObjects {
					return nil, errTooMuch
				}
			}
		case 'e':
			if bytes.HasPrefix(data[i:], []byte("endobj")) {
				seen.packs, seen.filters, seen.odd = false, 0, false
			}
		case 's':
			if !bytes.HasPrefix(data[i:], []byte("stream")) || i >= 3 && string(data[i-3:i]) == "end" || !seen.packs {
				continue
			}
			if seen.odd {
				return nil, errTooMuch
			}
			if seen.filters == 0 {
				continue // not packed, so it is no larger than the file
			}
			n, err := s.unpack(bytes.TrimLeft(data[i+len("stream"):], " \r\n"), min(left, maxPacked))
			if err != nil {
				return nil, err
			}
			left -= n
		}
	}
	return s, nil
}

// onlyFlate reports that the value of an entry Filter is one name, that of the one
// method by which objects are packed.
func onlyFlate(b []byte) bool {
	const space = " \r\n\t\f\x00"
	b = bytes.TrimLeft(b, space)
	rest, array := bytes.CutPrefix(b, []byte("["))
	rest = bytes.TrimLeft(rest, space)
	if len(rest) == 0 || rest[0] != '/' {
		return false
	}
	name, next := nameAt(rest, 0)
	if array && !bytes.HasPrefix(bytes.TrimLeft(rest[next:], space), []byte("]")) {
		return false
	}
	return name == "FlateDecode" || name == "Fl"
}

// unpack counts the bytes of a packed stream and looks at the names in it. What cannot
// be unpacked is for the reader to refuse.
func (s *sight) unpack(packed []byte, limit int) (int, error) {
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return 0, nil
	}
	out, err := io.ReadAll(io.LimitReader(z, int64(limit)+1))
	if err == nil && len(out) > limit {
		return 0, errTooMuch
	}
	for i := 0; i < len(out); i++ {
		if out[i] == '/' {
			name, next := nameAt(out, i)
			s.note(name)
			i = next - 1
		}
	}
	return len(out), nil
}

// note keeps names that are long enough not to stand in data by chance.
func (s *sight) note(name string) {
	if slices.Contains(actingWords, name) {
		s.words[name] = true
	}
}

// nameAt reads the name that begins with the slash at i, its escapes undone.
func nameAt(data []byte, i int) (name string, next int) {
	const longest = 127
	from := i + 1
	for i = from; i < len(data) && i-from < 3*longest && isRegular(data[i]); i++ {
	}
	raw := data[from:i]
	if !bytes.ContainsRune(raw, '#') {
		return string(raw), i
	}
	out := make([]byte, 0, len(raw))
	for k := 0; k < len(raw); k++ {
		if raw[k] == '#' && k+2 < len(raw) {
			if hi, lo := hexDigit(raw[k+1]), hexDigit(raw[k+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				k += 2
				continue
			}
		}
		out = append(out, raw[k])
	}
	return string(out), i
}

func hexDigit(ch byte) int {
	switch {
	case ch >= '0' && ch <= '9':
		return int(ch - '0')
	case ch >= 'a' && ch <= 'f':
		return int(ch-'a') + 10
	case ch >= 'A' && ch <= 'F':
		return int(ch-'A') + 10
	}
	return -1
}

// rationed is the file as the library gets it: so many bytes, however often it comes
// back to the same place. What is asked for counts, not what is there, because the
// library makes room for it before it reads.
type rationed struct {
	*bytes.Reader
	small, large int // bytes left, in reads of a buffer and in longer ones
	spent        bool
}

func ration(data []byte, s *sight) *rationed {
	return &rationed{Reader: bytes.NewReader(data), small: 64<<20 + s.objects<<16, large: 16<<20 + 8*len(data)}
}

func (r *rationed) Read(p []byte) (int, error) {
	left := &r.small
	if len(p) > 4096 {
		left = &r.large
	}
	if *left -= len(p); *left < 0 {
		r.spent = true
	}
	if r.spent {
		return 0, errors.New("the file is read again and again")
	}
	return r.Reader.Read(p)
}
