package layout

import (
	"math/rand/v2"
	"strings"
	"testing"

	"budgetbook/fonts"
	"budgetbook/internal/document"
)

// square is a typeface whose Latin characters are half an em wide and the
// others a full em; it lacks private characters.
type square struct{}

func (square) Glyph(role fonts.Role, r rune) (fonts.Role, int, bool) {
	switch {
	case r >= 0xE000 && r < 0xF900:
		return 0, 0, false
	case r < 0x2000:
		return role, emUnits / 2, true
	}
	return role, emUnits, true
}

func newTestSetter() *setter {
	return &setter{m: square{}, style: GBT9704(), out: &Pages{}}
}

// broken gives the lines of text as strings, in a measure of full characters.
func broken(s *setter, str string, measure int) []string {
	t := s.shape(document.Words(str), fonts.Song, fonts.Song)
	var out []string
	for _, l := range s.lines(nil, &t, measure*emUnits, 0) {
		var b strings.Builder
		for _, g := range t.g[l.from:l.to] {
			b.WriteRune(g.r)
		}
		out = append(out, b.String())
	}
	return out
}

func TestLines(t *testing.T) {
	tests := []struct {
		name    string
		text    string
		measure int
		want    string
	}{
		{"fits", "预算公开", 4, "预算公开"},
		{"no comma at the start: taken in by squeezing", "《预算》，公开，情况", 7, "《预算》，公开，/情况"},
		{"no comma at the start: pushed out", "预算公开，情况", 4, "预算公/开，情况"},
		{"no bracket at the end", "预算公（开）情况", 4, "预算公/（开）情/况"},
		{"quotes", "由“三公”经费", 5, "由“三公”/经费"},
		{"a number stays whole", "共计1234.56元整", 5, "共计/1234.56元/整"},
		{"thousands and unit", "收入预算1,234.56万元", 9, "收入预算/1,234.56万元"},
		{"percent", "比上年增长12.5%。", 6, "比上年增长/12.5%。"},
		{"dash", "预算公开——情况", 5, "预算公开/——情况"},
		{"hard break", "预算\n公开", 4, "预算/公开"},
		{"empty line", "预算\n\n公开", 4, "预算//公开"},
		{"break at the end", "预算\n", 4, "预算"},
		{"a sum wider than the line keeps its digits", "≤ RMB 144,000", 4, "≤ RMB /144,000"},
		{"a word longer than the line", "ABCDEFGHIJ", 4, "ABCDEFGH/IJ"},
		{"spaces hang", "AB CD EF", 3, "AB CD /EF"},
		{"empty", "", 4, ""},
	}
	s := newTestSetter()
	for _, tt := range tests {
		if got := strings.Join(broken(s, tt.text, tt.measure), "/"); got != tt.want {
			t.Errorf("%s: %q in %d: got %q, want %q", tt.name, tt.text, tt.measure, got, tt.want)
		}
	}
}

// A line never begins or ends with what is forbidden there, whatever the text,
// unless one cluster of marks fills it; and no text is lost.
func TestLinesKinsoku(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	alphabet := []rune("预算公开情况说明一般公共服务支出，。；：、（）“”《》1234567890.,%万元元年")
	s := newTestSetter()
	for range 3000 {
		n := 1 + rng.IntN(80)
		var b strings.Builder
		last := rune(0)
		for range n {
			r := alphabet[rng.IntN(len(alphabet))]
			// two marks at most stand side by side
			if classOf(last) != 0 && classOf(r) != 0 {
				r = '预'
			}
			b.WriteRune(r)
			last = r
		}
		str := b.String()
		measure := 14 + rng.IntN(20)
		lines := broken(s, str, measure)
		if rng.IntN(2) == 0 {
			x := s.shape(document.Words(str), fonts.Song, fonts.Song)
			lines = lines[:0]
			for _, l := range s.fitted(&x, measure*emUnits, 0) {
				b := ""
				for _, g := range x.g[l.from:l.to] {
					b += string(g.r)
				}
				lines = append(lines, b)
			}
		}
		if strings.Join(lines, "") != str {
			t.Fatalf("lines of %q are %q", str, lines)
		}
		for i, l := range lines {
			r := []rune(l)
			if i > 0 && classOf(r[0])&clsNoStart != 0 && len(r) > 1 {
				t.Errorf("line %d of %q in %d begins with %c: %q", i, str, measure, r[0], lines)
			}
			if i+1 < len(lines) && classOf(r[len(r)-1])&clsNoEnd != 0 && len(r) > 1 {
				t.Errorf("line %d of %q in %d ends with %c: %q", i, str, measure, r[len(r)-1], lines)
			}
		}
	}
}

// Set lines never reach beyond their measure, squeezed or stretched.
func TestSetWithinMeasure(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	alphabet := []rune("预算公开情况说明，。；：、（）“”1234567890")
	s := newTestSetter()
	const size = 15793
	for range 2000 {
		var b strings.Builder
		for range 1 + rng.IntN(100) {
			b.WriteRune(alphabet[rng.IntN(len(alphabet))])
		}
		x := s.shape(document.Words(b.String()), fonts.Song, fonts.Song)
		measure := size * (20 + rng.IntN(10))
		for _, l := range s.lines(nil, &x, measure*emUnits/size, 0) {
			items := s.set(nil, &x, l, 0, 0, size, measure, []*Element{{}})
			end, str := 0, ""
			for _, it := range items {
				if it.X < end-size/2-1 {
					t.Errorf("items overlap in %q", b.String())
				}
				end = it.X + it.W
				str += it.Str
			}
			if end > measure {
				t.Errorf("line %q of %q ends at %d beyond %d", str, b.String(), end, measure)
			}
		}
	}
}

// An amount too long for the rest of its line does not leave one wide gap.
func TestFittedSharesLooseness(t *testing.T) {
	s := newTestSetter()
	x := s.shape(document.Words("支出方面，包括：一般公共服务支出815.23万元，教育支出50.00万元，科学技术支出378.59万元，社会保障和就业支出302.22万元，卫生健康支出30.56万元，住房保障支出1125.92万元。"), fonts.Song, fonts.Song)
	loosest := func(ls []textLine) int {
		most := 0
		for _, l := range ls {
			if !l.last {
				most = max(most, 28*emUnits-l.natural)
			}
		}
		return most
	}
	plain, fitted := s.lines(nil, &x, 28*emUnits, 0), s.fitted(&x, 28*emUnits, 0)
	if len(fitted) != len(plain) || loosest(fitted) >= loosest(plain) {
		t.Errorf("%d lines with gaps up to %d, line by line %d up to %d", len(fitted), loosest(fitted), len(plain), loosest(plain))
	}
}

// A text without a place to break takes time in proportion to its length.
func TestLongUnbreakableText(t *testing.T) {
	s := newTestSetter()
	for _, r := range []string{"，", "（", "1"} {
		str := strings.Repeat(r, 200000)
		if got := strings.Join(broken(s, str, 2), ""); got != str {
			t.Errorf("%d bytes of %s became %d", len(str), r, len(got))
		}
	}
}

func TestBalanced(t *testing.T) {
	tests := []struct {
		text    string
		measure int
		want    string
	}{
		{"示例县行政审批服务管理局政务中心", 12, "示例县行政审批服/务管理局政务中心"},
		{"Government-managed funds", 6, "Government-/managed /funds"},
		{"预算", 4, "预算"},
	}
	s := newTestSetter()
	for _, tt := range tests {
		x := s.shape(document.Words(tt.text), fonts.Song, fonts.Song)
		var got []string
		for _, l := range s.balanced(&x, tt.measure*emUnits) {
			b := ""
			for _, g := range x.g[l.from:l.to] {
				b += string(g.r)
			}
			got = append(got, b)
		}
		if g := strings.Join(got, "/"); g != tt.want {
			t.Errorf("%q in %d: %q, want %q", tt.text, tt.measure, g, tt.want)
		}
	}
}

func TestMissing(t *testing.T) {
	s := newTestSetter()
	x := s.shape(document.Words("单位名称：\uE123某局"), fonts.Song, fonts.Song)
	items := s.set(nil, &x, textLine{to: len(x.g), last: true}, 0, 0, 10000, 0, []*Element{{}})
	str := ""
	for _, it := range items {
		str += it.Str
	}
	if str != "单位名称：〓某局" {
		t.Errorf("drawn as %q", str)
	}
	if len(s.out.Missing) != 1 || s.out.Missing[0] != (Missing{'\uE123', "单位名称：\uE123某局"}) {
		t.Errorf("missing: %v", s.out.Missing)
	}
}

func FuzzLines(f *testing.F) {
	f.Add("根据《预算法》，“三公”经费1,234.56万元（含上年）。", 9)
	f.Add("\n\n \xff\u00a0——……", 1)
	f.Fuzz(func(t *testing.T, str string, measure int) {
		if measure < 0 || measure > 1000 {
			return
		}
		s := newTestSetter()
		x := s.shape(document.Words(str), fonts.Song, fonts.Song)
		for _, ls := range [][]textLine{s.lines(nil, &x, measure*emUnits/2, 0), s.fitted(&x, measure*emUnits/2, 2*emUnits)} {
			at := 0
			for _, l := range ls {
				if l.from < at || l.to < l.from {
					t.Fatalf("line [%d, %d) after %d", l.from, l.to, at)
				}
				for i := at; i < l.from; i++ {
					if x.g[i].r != ' ' {
						t.Fatalf("character %d of %q is lost", i, str)
					}
				}
				at = l.to
				s.set(nil, &x, l, 0, 0, 10000, measure*5000, []*Element{{}})
			}
			for i := at; i < len(x.g); i++ {
				if x.g[i].r != ' ' {
					t.Fatalf("the end of %q is lost", str)
				}
			}
		}
	})
}

// narrow is a typeface whose punctuation is narrow as well, as in English.
type narrow struct{ square }

func (narrow) Glyph(role fonts.Role, r rune) (fonts.Role, int, bool) {
	if r < 0x2E80 {
		return role, emUnits / 2, true
	}
	return role, emUnits, true
}

func TestEnglishLines(t *testing.T) {
	tests := []struct {
		name    string
		text    string
		measure int
		want    string
	}{
		{"at blanks", "budgeted revenues of the unit", 9, "budgeted revenues /of the unit"},
		{"after a hyphen", "government-managed funds", 8, "government-/managed funds"},
		{"an apostrophe parts no word", "for the unit’s own", 6, "for the /unit’s own"},
		{"quotes stay with their words", "the “three public” ones", 8, "the “three /public” ones"},
		{"years", "in 2023–2024", 5, "in /2023–2024"},
		{"a sum and its currency", "come to RMB 1,234.56 in", 9, "come to /RMB 1,234.56 in"},
		{"a limit", "not over ≤ RMB 500", 8, "not over /≤ RMB 500"},
		{"a number of a notice", "notices of No. 100", 7, "notices of /No. 100"},
		{"a sum wider than the line keeps its digits", "≤ RMB 144,000", 4, "≤ RMB /144,000"},
		{"a word longer than the line", "responsibilities", 4, "responsi/bilities"},
	}
	s := newTestSetter()
	s.m, s.lang = narrow{}, "en"
	for _, tt := range tests {
		if got := strings.Join(broken(s, tt.text, tt.measure), "/"); got != tt.want {
			t.Errorf("%s: %q in %d: got %q, want %q", tt.name, tt.text, tt.measure, got, tt.want)
		}
	}
}

// A title in two languages is balanced in each of them.
func TestBalancedBetweenHardBreaks(t *testing.T) {
	s := newTestSetter()
	s.m = narrow{}
	x := s.shape(document.Words("预算公开\naaaa bbbb cccc dddd"), fonts.SongBold, fonts.SongBold)
	var got []string
	for _, l := range s.balanced(&x, 8*emUnits) {
		b := ""
		for _, g := range x.g[l.from:l.to] {
			b += string(g.r)
		}
		got = append(got, strings.TrimSpace(b))
	}
	if want := "预算公开/aaaa bbbb/cccc dddd"; strings.Join(got, "/") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Width goes to the column whose names are long, so that the table is lower.
func TestSettle(t *testing.T) {
	s := newTestSetter()
	s.m, s.lang = narrow{}, "en"
	tab := &document.Table{Columns: []document.Column{{}, {}}}
	for range 20 {
		tab.Body = append(tab.Body, document.Row{Cells: []document.Cell{{Runs: document.Words("short name of an item")},
			{Col: 1, Runs: document.Words("a very long name of an item that takes several lines wherever it stands")}}})
	}
	g := s.newGrid(tab, &Element{})
	g.size, g.padX = 10000, 3000
	widths, low := []int{150000, 150000}, []int{90000, 90000}
	before := g.bodyLines(widths)
	g.settle(widths, low, []int{400000, 800000})
	if after := g.bodyLines(widths); after >= before || sumWidths(widths) != 300000 || widths[0] < low[0] {
		t.Errorf("%d lines before, %d after, widths %v", before, after, widths)
	}
}
