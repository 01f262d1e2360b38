package pdf

import (
	"bytes"
	"context"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Text reads the words of every page of a PDF, one string for each line of type in
// reading order of the page's content, whoever wrote or changed the file last. It
// understands the fonts and operators that Write uses; text set otherwise is left
// out. What is damaged is an *UnreadError, and the pages beside it are read.
func Text(data []byte) (pages [][]string, err error) {
	defer func() { // pdfcpu panics on some broken files
		if r := recover(); r != nil {
			pages, err = nil, &UnreadError{Err: fmt.Errorf("%v", r)}
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), maxAnnexTime)
	defer cancel()
	x, _, err := readForeign(ctx, data)
	if ctx.Err() != nil {
		return nil, fmt.Errorf("read text: %w", ctx.Err()) // of a slow machine, not of the file
	}
	if err != nil {
		return nil, &UnreadError{Err: err}
	}
	r := &textReader{copier: newCopier(ctx, x), maps: map[string]map[uint16]string{}}
	leaves, err := r.leaves(maxTextPages)
	if err != nil {
		return nil, &UnreadError{Err: err}
	}
	var bad UnreadError
	for i, l := range leaves {
		lines, err := r.text(l)
		if ctx.Err() != nil {
			return nil, fmt.Errorf("read text of page %d: %w", i+1, ctx.Err())
		}
		if err != nil {
			bad = UnreadError{Pages: append(bad.Pages, i+1), Err: err}
		}
		pages = append(pages, lines)
	}
	if bad.Err != nil {
		return pages, &bad
	}
	return pages, nil
}

// UnreadError says of which pages of a damaged file the words cannot be read.
type UnreadError struct {
	Pages []int // from 1; none: of no page can they be read
	Err   error // what the reader says of the last of them
}

func (e *UnreadError) Error() string { return fmt.Sprintf("read text of pages %v: %v", e.Pages, e.Err) }

func (e *UnreadError) Unwrap() error { return e.Err }

// maxTextPages bounds the pages read; a disclosure has some hundred, and its annexes.
const maxTextPages = 20_000

type textReader struct {
	*copier
	maps map[string]map[uint16]string // character codes of a font, by its object
}

func (r *textReader) text(l annexLeaf) ([]string, error) {
	content, err := r.joined(l.dict["Contents"])
	if err != nil {
		return nil, err
	}
	res, err := r.dict(l.resources)
	if err != nil {
		return nil, err
	}
	fonts, err := r.fonts(res)
	if err != nil {
		return nil, err
	}
	return linesOfStream(content, fonts), nil
}

// fonts are the character maps of a page's fonts by resource name.
func (r *textReader) fonts(res types.Dict) (map[string]map[uint16]string, error) {
	out := map[string]map[uint16]string{}
	d, err := r.dict(res["Font"])
	if err != nil {
		return nil, err
	}
	for name, ref := range d {
		key := ref.String()
		if m, ok := r.maps[key]; ok {
			out[name] = m
			continue
		}
		font, err := r.dict(ref)
		if err != nil {
			return nil, err
		}
		to, ok := font["ToUnicode"]
		if !ok {
			continue
		}
		sd, ok := r.get(to).(types.StreamDict)
		if !ok {
			return nil, fmt.Errorf("font %s: no character map", name)
		}
		cmap, err := r.decode(&sd)
		if err != nil {
			return nil, err
		}
		r.maps[key] = charMap(cmap)
		out[name] = r.maps[key]
	}
	return out, nil
}

// charMap reads the bfchar and bfrange sections of a ToUnicode map.
func charMap(cmap []byte) map[uint16]string {
	const maxRanges = 10_000 // each has up to 65536 characters
	m, ranges := map[uint16]string{}, 0
	in := ""
	for _, line := range strings.Split(string(cmap), "\n") {
		f := strings.Fields(line)
		switch {
		case len(f) == 2 && (f[1] == "beginbfchar" || f[1] == "beginbfrange"):
			in = f[1]
		case len(f) == 1 && strings.HasPrefix(f[0], "endbf"):
			in = ""
		case in == "beginbfchar" && len(f) == 2:
			if c, ok := charCode(f[0]); ok {
				m[c] = unicodeOf(f[1])
			}
		case in == "beginbfrange" && len(f) == 3:
			from, ok1 := charCode(f[0])
			to, ok2 := charCode(f[1])
			start := []rune(unicodeOf(f[2]))
			if !ok1 || !ok2 || len(start) == 0 {
				continue
			}
			if ranges++; ranges > maxRanges {
				return m
			}
			for c := int(from); c <= int(to); c++ {
				s := append([]rune{}, start...)
				s[len(s)-1] += rune(c - int(from))
				m[uint16(c)] = string(s)
			}
		}
	}
	return m
}

func charCode(s string) (uint16, bool) {
	n, err := strconv.ParseUint(strings.Trim(s, "<>"), 16, 16)
	return uint16(n), err == nil
}

func unicodeOf(s string) string {
	s = strings.Trim(s, "<>")
	var units []uint16
	for ; len(s) >= 4; s = s[4:] {
		u, err := strconv.ParseUint(s[:4], 16, 16)
		if err != nil {
			return ""
		}
		units = append(units, uint16(u))
	}
	return string(utf16.Decode(units))
}

// linesOfStream runs over a content stream and gathers what is shown, by baseline.
func linesOfStream(stream []byte, fonts map[string]map[uint16]string) []string {
	var order []string
	text := map[string]*strings.Builder{}
	var args []string
	var shown strings.Builder
	font, y := "", ""
	t := &tokens{src: stream}
	for tok, ok := t.next(); ok; tok, ok = t.next() {
		switch tok {
		case "BT":
			args = args[:0]
		case "Tf":
			if len(args) >= 2 {
				font = strings.TrimPrefix(args[len(args)-2], "/")
			}
			args = args[:0]
		case "Td", "TD", "Tm":
			if len(args) > 0 {
				y = args[len(args)-1]
			}
			args = args[:0]
		case "TJ", "Tj":
			shown.Reset()
			for _, a := range args {
				if strings.HasPrefix(a, "(") {
					decodeCodes(&shown, a[1:], fonts[font])
				}
			}
			if text[y] == nil {
				text[y] = &strings.Builder{}
				order = append(order, y)
			}
			text[y].WriteString(shown.String())
			args = args[:0]
		default:
			args = append(args, tok)
			if len(args) > 4096 {
				args = args[:0] // operators of drawings, whose operands do not matter
			}
		}
	}
	out := make([]string, 0, len(order))
	// Top to bottom, as it is read; lines of one height stay together.
	sort.SliceStable(order, func(i, j int) bool { return baselineHeight(order[i]) > baselineHeight(order[j]) })
	for _, k := range order {
		if s := text[k].String(); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// baselineHeight is a baseline above the foot of the page, for ordering only.
func baselineHeight(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return f
}

// decodeCodes writes the characters of a string of two-byte codes.
func decodeCodes(b *strings.Builder, s string, m map[uint16]string) {
	for ; len(s) >= 2; s = s[2:] {
		if u, ok := m[uint16(s[0])<<8|uint16(s[1])]; ok {
			b.WriteString(u)
		}
	}
}

// tokens splits a content stream. A string comes as "(" and its bytes.
type tokens struct {
	src []byte
	pos int
}

func (t *tokens) next() (string, bool) {
	for t.pos < len(t.src) && (isBlank(t.src[t.pos]) || t.src[t.pos] == '[' || t.src[t.pos] == ']') {
		t.pos++
	}
	if t.pos >= len(t.src) {
		return "", false
	}
	start := t.pos
	switch c := t.src[start]; {
	case c == '%':
		for t.pos < len(t.src) && t.src[t.pos] != '\n' && t.src[t.pos] != '\r' {
			t.pos++
		}
		return t.next()
	case c == '(':
		return t.literal(), true
	case c == '<' && start+1 < len(t.src) && t.src[start+1] != '<':
		return t.hex(), true
	}
	t.pos++
	for t.pos < len(t.src) && !isBlank(t.src[t.pos]) && !bytes.ContainsRune([]byte("[](<%/"), rune(t.src[t.pos])) {
		t.pos++
	}
	return string(t.src[start:t.pos]), true
}

func isBlank(c byte) bool { return c <= ' ' }

func (t *tokens) hex() string {
	out := []byte{'('}
	var digits []byte
	for t.pos++; t.pos < len(t.src) && t.src[t.pos] != '>'; t.pos++ {
		if !isBlank(t.src[t.pos]) {
			digits = append(digits, t.src[t.pos])
		}
	}
	t.pos++
	for i := 0; i+1 < len(digits); i += 2 {
		n, _ := strconv.ParseUint(string(digits[i:i+2]), 16, 8)
		out = append(out, byte(n))
	}
	return string(out)
}

func (t *tokens) literal() string {
	out := []byte{'('}
	depth := 0
	for ; t.pos < len(t.src); t.pos++ {
		c := t.src[t.pos]
		switch c {
		case '(':
			if depth++; depth > 1 {
				out = append(out, c)
			}
		case ')':
			if depth--; depth == 0 {
				t.pos++
				return string(out)
			}
			out = append(out, c)
		case '\\':
			out = append(out, t.escape()...)
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// escape reads a backslash and what follows it; the position ends on its last byte.
func (t *tokens) escape() []byte {
	t.pos++
	if t.pos >= len(t.src) {
		return nil
	}
	c := t.src[t.pos]
	if i := strings.IndexByte("nrtbf", c); i >= 0 {
		return []byte{"\n\r\t\b\f"[i]}
	}
	if c == '\n' {
		return nil
	}
	if c < '0' || c > '7' {
		return []byte{c}
	}
	n := 0
	for i := 0; i < 3 && t.pos < len(t.src) && t.src[t.pos] >= '0' && t.src[t.pos] <= '7'; i++ {
		n = n*8 + int(t.src[t.pos]-'0')
		t.pos++
	}
	t.pos--
	return []byte{byte(n)}
}
