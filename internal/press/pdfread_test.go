//go:build external

package press_test

import (
	"fmt"
	"html"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// word is a word of a page as poppler reads it, in points from the top left.
type word struct {
	x0, y0, x1, y1 float64
	text           string
}

func (w word) middle() float64 { return (w.y0 + w.y1) / 2 }

// page is a page read back: its lines in reading order, and its words.
type page struct {
	lines []string // without blanks
	words []word
}

// bears says whether a text stands on the page in up to three lines of its own.
func (p *page) bears(text string) bool {
	for i := range p.lines {
		for n := 1; n <= 3 && i+n <= len(p.lines); n++ {
			if strings.Join(p.lines[i:i+n], "") == text {
				return true
			}
		}
	}
	return false
}

// printed is a PDF read back.
type printed struct {
	pages []page
	front int // pages before page 1
}

// run runs a program on a PDF; a missing program fails the test.
func run(t *testing.T, pdf []byte, name string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, pdf, 0o644); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		if a == "FILE" {
			args[i] = file
		}
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

var (
	wordTag = regexp.MustCompile(`<word xMin="([^"]*)" yMin="([^"]*)" xMax="([^"]*)" yMax="([^"]*)">([^<]*)</word>`)
	folio   = regexp.MustCompile(`^—(\d+)—$`)
)

// bare takes all blanks out of a text.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func readBack(t *testing.T, pdf []byte) *printed {
	t.Helper()
	p := &printed{front: -1}
	text := strings.Split(run(t, pdf, "pdftotext", "-layout", "FILE", "-"), "\f")
	boxes := strings.Split(run(t, pdf, "pdftotext", "-bbox", "FILE", "-"), "<page ")[1:]
	if len(text) != len(boxes)+1 {
		t.Fatalf("%d pages as text, %d as words", len(text)-1, len(boxes))
	}
	for i, box := range boxes {
		var pg page
		number := ""
		for _, l := range strings.Split(text[i], "\n") {
			if l = bare(l); l == "" {
				continue
			}
			if m := folio.FindStringSubmatch(l); m != nil {
				number = m[1]
				continue
			}
			pg.lines = append(pg.lines, l)
		}
		for _, m := range wordTag.FindAllStringSubmatch(box, -1) {
			w := word{text: html.UnescapeString(m[5])}
			for k, f := range []*float64{&w.x0, &w.y0, &w.x1, &w.y1} {
				v, err := strconv.ParseFloat(m[k+1], 64)
				if err != nil {
					t.Fatal(err)
				}
				*f = v
			}
			pg.words = append(pg.words, w)
		}
		if number != "" && p.front < 0 {
			p.front = i
		}
		if want := strconv.Itoa(i - p.front + 1); p.front >= 0 && number != want {
			t.Fatalf("the %dth page after the contents carries the number %q, not %s", i-p.front+1, number, want)
		}
		p.pages = append(p.pages, pg)
	}
	if p.front < 2 {
		t.Fatalf("%d pages without number before page 1", p.front)
	}
	return p
}

// numbered is the page with a printed number.
func (p *printed) numbered(n int) *page {
	if i := n - 1 + p.front; n >= 1 && i < len(p.pages) {
		return &p.pages[i]
	}
	return &page{}
}

func (p *printed) count() int { return len(p.pages) - p.front }

// entry is a line of the contents.
type entry struct {
	text string // without blanks
	page int
}

var leader = regexp.MustCompile(`^(.*?)\.{3,}(\d+)$`)

// contents reads the contents pages; an entry may take several lines.
func (p *printed) contents(t *testing.T) []entry {
	t.Helper()
	var list []entry
	head := ""
	for i, pg := range p.pages[1:p.front] {
		lines := pg.lines
		if i == 0 {
			if len(lines) == 0 || lines[0] != "目录" {
				t.Fatalf("the contents begin with %v", lines)
			}
			lines = lines[1:]
		}
		for _, l := range lines {
			m := leader.FindStringSubmatch(l)
			if m == nil {
				head += l
				continue
			}
			n, err := strconv.Atoi(m[2])
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, entry{head + m[1], n})
			head = ""
		}
	}
	if head != "" {
		t.Errorf("the contents end with %q, without a page number", head)
	}
	return list
}

// band takes the words of a page from its top downward.
type band struct{ lines [][]word }

// bands groups the words of a page by height, without its number.
func bands(pg *page) *band {
	words := slices.Clone(pg.words)
	sort.SliceStable(words, func(i, j int) bool { return words[i].middle() < words[j].middle() })
	b := &band{}
	for _, w := range words {
		if n := len(b.lines) - 1; n >= 0 && math.Abs(b.lines[n][0].middle()-w.middle()) < 2.5 {
			b.lines[n] = append(b.lines[n], w)
		} else {
			b.lines = append(b.lines, []word{w})
		}
	}
	for i := range b.lines {
		sort.Slice(b.lines[i], func(j, k int) bool { return b.lines[i][j].x0 < b.lines[i][k].x0 })
	}
	if n := len(b.lines) - 1; n >= 0 && folio.MatchString(b.text(n)) {
		b.lines = b.lines[:n]
	}
	return b
}

func (b *band) text(i int) string {
	s := ""
	for _, w := range b.lines[i] {
		s += w.text
	}
	return bare(s)
}

func letters(s string) string {
	r := []rune(bare(s))
	slices.Sort(r)
	return string(r)
}

// take removes lines from the top until they hold exactly the letters wanted, and
// returns their words.
func (b *band) take(want string) ([]word, error) {
	want = letters(want)
	var words []word
	got := ""
	for i := range b.lines {
		if len(got) >= len(want) {
			break
		}
		words = append(words, b.lines[i]...)
		got = letters(got + b.text(i))
		if got == want {
			b.lines = b.lines[i+1:]
			return words, nil
		}
	}
	if want == "" {
		return nil, nil
	}
	var seen []string
	for _, w := range words {
		seen = append(seen, w.text)
	}
	return nil, fmt.Errorf("found %q", seen)
}

// columnGap is less than what lies between two columns, and more than what poppler
// may find between two characters.
const columnGap = 3

// reading joins words that stand in columns beside each other: column by column,
// each from the top.
func reading(words []word) string {
	words = slices.Clone(words)
	sort.Slice(words, func(i, j int) bool { return words[i].x0 < words[j].x0 })
	column := make([]int, len(words))
	edge := 0.0
	for i, w := range words {
		if i > 0 {
			column[i] = column[i-1]
			if w.x0 > edge+columnGap {
				column[i]++
			}
		}
		edge = max(edge, w.x1)
	}
	order := make([]int, len(words))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool {
		a, b := order[i], order[j]
		if column[a] != column[b] {
			return column[a] < column[b]
		}
		return words[a].middle() < words[b].middle()-2.5
	})
	s := ""
	for _, i := range order {
		s += words[i].text
	}
	return bare(s)
}
