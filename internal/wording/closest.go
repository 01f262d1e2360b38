// Package wording compares and judges what people write: names that differ by a slip,
// sentences that were cut off, patterns of words.
//
// Input: texts. Output: how alike they are, or where they end too early. Invariant: it
// knows the language, no profile and no filing.
package wording

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"budgetbook/internal/filing"
)

// SpellingKey is a name for comparison: widths, blanks, kinds of brackets and marks
// between words do not count.
func SpellingKey(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '[', '{', '<', '〈', '《':
			return '('
		case ']', '}', '>', '〉', '》':
			return ')'
		}
		if unicode.IsPunct(r) && !strings.ContainsRune("().", r) || r == '·' {
			return -1
		}
		return r
	}, strings.ToLower(filing.Fold(name)))
}

// parted are the marks of a name that tell projects apart, and the rest of the name.
type parted struct {
	spelt   string // the whole name
	core    string
	docs    []string
	years   []string
	batches []string
	levels  []string
	numbers []string
}

func marksOf(name string) parted {
	s := SpellingKey(name)
	p := parted{spelt: s}
	take := func(re *regexp.Regexp, into *[]string) {
		s = re.ReplaceAllStringFunc(s, func(m string) string {
			*into = append(*into, m)
			return ""
		})
	}
	words := projectNames()
	for _, m := range words.Document.FindAllStringSubmatch(s, -1) {
		p.docs = append(p.docs, m[1]+"-"+strings.TrimLeft(m[2], "0"))
	}
	s = words.Document.ReplaceAllString(s, "")
	s = words.Amount.ReplaceAllString(s, "")
	s = words.Year.ReplaceAllStringFunc(s, func(m string) string {
		p.years = append(p.years, m[:4])
		return ""
	})
	take(words.Batch.Regexp, &p.batches)
	take(words.Level.Regexp, &p.levels)
	take(words.Number.Regexp, &p.numbers)
	p.core = strings.NewReplacer("(", "", ")", "", ".", "", "、", "").Replace(s)
	for _, list := range [][]string{p.docs, p.years, p.batches, p.levels, p.numbers} {
		sort.Strings(list)
	}
	return p
}

// Closeness says how alike two spellings of a name are: 1 for the same but for marks,
// down to 0 for the names of two projects. Names that differ by a year, a batch, a
// level or a document number are two projects; a year or a document number that one of
// them leaves out is not a difference.
func Closeness(a, b string) float64 { return likeness(marksOf(a), marksOf(b)) }

// Longest is the number of characters up to which names are compared; and mostPairs
// that of pairs: real filings have fewer of either.
const (
	Longest   = 300
	mostPairs = 1_000_000
)

func likeness(x, y parted) float64 {
	if x.spelt == y.spelt {
		return 1
	}
	if !slices.Equal(x.batches, y.batches) || !slices.Equal(x.levels, y.levels) || !slices.Equal(x.numbers, y.numbers) ||
		!compatible(x.docs, y.docs) || !compatible(x.years, y.years) {
		return 0
	}
	if x.core == y.core {
		return 0.98
	}
	p, q := []rune(x.core), []rune(y.core)
	if len(p) < len(q) {
		p, q = q, p
	}
	if len(q) < 3 || len(p) > Longest {
		return 0
	}
	if s := startOf(p, q); s > 0 {
		return s
	}
	if v, w := stemOf(x.core), stemOf(y.core); v == w && utf8.RuneCountInString(v) >= 3 {
		return 0.9
	}
	steps := alignTexts(p, q)
	if steps == nil || tellsApart(x.core, y.core, steps) {
		return 0
	}
	cost := 0.0
	for _, s := range steps {
		cost += s.cost()
	}
	if cost > allowedCost(len(q)) {
		return 0
	}
	return 1 - cost/float64(len(p)+1)
}

// compatible says whether two lists of marks are equal or one side leaves them out.
func compatible(a, b []string) bool { return len(a) == 0 || len(b) == 0 || slices.Equal(a, b) }

// startOf recognises a long name of which a form shows only the beginning.
func startOf(long, short []rune) float64 {
	if len(short) >= 10 && len(short)*5 >= len(long)*3 && string(long[:len(short)]) == string(short) {
		return 0.85
	}
	return 0
}

// stemOf is a name without general words at its end.
func stemOf(core string) string {
	for {
		cut := projectNames().General.TrimEnd(core)
		if cut == core || cut == "" {
			return core
		}
		core = cut
	}
}

// allowedCost is how much two cores of n characters may differ: a character in a short
// name, one in ten of a long one. In a very short name only a slip is one.
func allowedCost(n int) float64 {
	switch {
	case n < 5:
		return 0.5
	case n < 12:
		return 1.3
	case n < 20:
		return 2.2
	}
	return 3.2
}

// Step is one difference of an alignment: characters replaced, left out or added. swap
// is two that have changed places.
type Step struct {
	From, To string
	swap     bool
}

func (s Step) cost() float64 {
	if s.swap || isSlip(s.From, s.To) {
		return 0.5
	}
	return float64(max(utf8.RuneCountInString(s.From), utf8.RuneCountInString(s.To)))
}

func isSlip(a, b string) bool { return projectNames().Slips.Alike(a, b) }

// tellsApart says whether two names differ by words that tell projects apart: each has a
// word of one line that the other has not. Words of one character count only where they
// are the difference.
func tellsApart(a, b string, steps []Step) bool {
	if projectNames().Contrasts.WordsApart(a, b) {
		return true
	}
	for _, s := range steps {
		if !s.swap && !isSlip(s.From, s.To) && projectNames().Contrasts.Apart(s.From, s.To) {
			return true
		}
	}
	return false
}

// alignTexts finds the fewest differences between two texts, neighbours joined to one step;
// nil if they are too many to matter.
func alignTexts(a, b []rune) []Step {
	n, m := len(a), len(b)
	d := make([][]int, n+1)
	for i := range d {
		d[i] = make([]int, m+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= n; i++ {
		for j := 1; j <= m; j++ {
			c := 1
			if a[i-1] == b[j-1] {
				c = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+c)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	if 3*d[n][m] > n+m {
		return nil
	}
	var steps []Step
	add := func(from, to string, joined bool) {
		if k := len(steps) - 1; joined && k >= 0 && !steps[k].swap {
			steps[k].From, steps[k].To = from+steps[k].From, to+steps[k].To
			return
		}
		steps = append(steps, Step{From: from, To: to})
	}
	joined := false
	for i, j := n, m; i > 0 || j > 0; {
		switch {
		case i > 0 && j > 0 && a[i-1] == b[j-1] && d[i][j] == d[i-1][j-1]:
			i, j, joined = i-1, j-1, false
			continue
		case i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] && d[i][j] == d[i-2][j-2]+1:
			steps = append(steps, Step{string(a[i-2 : i]), string(b[j-2 : j]), true})
			i, j, joined = i-2, j-2, false
			continue
		case i > 0 && j > 0 && d[i][j] == d[i-1][j-1]+1:
			add(string(a[i-1]), string(b[j-1]), joined)
			i, j = i-1, j-1
		case i > 0 && d[i][j] == d[i-1][j]+1:
			add(string(a[i-1]), "", joined)
			i--
		default:
			add("", string(b[j-1]), joined)
			j--
		}
		joined = true
	}
	return steps
}

// PossiblyClose says whether two names may be one, misspelt more than closeness allows: the
// same marks, and no more than a third of the characters different.
func PossiblyClose(x, y parted) float64 {
	if s := likeness(x, y); s > 0 {
		return s
	}
	if !slices.Equal(x.batches, y.batches) || !slices.Equal(x.levels, y.levels) || !slices.Equal(x.numbers, y.numbers) ||
		!compatible(x.docs, y.docs) || !compatible(x.years, y.years) {
		return 0
	}
	p, q := []rune(x.core), []rune(y.core)
	if min(len(p), len(q)) < 4 || max(len(p), len(q)) > Longest {
		return 0
	}
	steps := alignTexts(p, q)
	if steps == nil || tellsApart(x.core, y.core, steps) {
		return 0
	}
	cost := 0.0
	for _, s := range steps {
		cost += s.cost()
	}
	if cost*3 > float64(max(len(p), len(q))) {
		return 0
	}
	return 1 - cost/float64(max(len(p), len(q))+1)
}

// SpellingDifference says by which characters two names differ: “费”“废”, “的”“”.
func SpellingDifference(a, b string) []Step {
	steps := alignTexts([]rune(filing.Fold(a)), []rune(filing.Fold(b)))
	slices.Reverse(steps)
	return steps
}

// PairClosest pairs names of two lists, the closest first, each at most once. A name that
// is equally close to two is paired with neither.
func PairClosest(as, bs []string) map[int]int { return PairBy(as, bs, likeness) }

// PairBy pairs names of two lists by how alike they are.
func PairBy(as, bs []string, alike func(x, y parted) float64) map[int]int {
	type pair struct {
		a, b  int
		score float64
	}
	if len(as)*len(bs) > mostPairs {
		return nil
	}
	var all []pair
	xs, ys := make([]parted, len(as)), make([]parted, len(bs))
	for i, a := range as {
		xs[i] = marksOf(a)
	}
	for j, b := range bs {
		ys[j] = marksOf(b)
	}
	for i := range as {
		for j := range bs {
			if s := alike(xs[i], ys[j]); s > 0 {
				all = append(all, pair{i, j, s})
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].score > all[j].score })
	paired, taken := map[int]int{}, map[int]bool{}
	for i, p := range all {
		if _, ok := paired[p.a]; ok || taken[p.b] {
			continue
		}
		tie := slices.ContainsFunc(all[i+1:], func(q pair) bool {
			_, gone := paired[q.a]
			return q.score == p.score && !gone && !taken[q.b] && (q.a == p.a && bs[q.b] != bs[p.b] || q.b == p.b && as[q.a] != as[p.a])
		})
		if tie {
			continue
		}
		paired[p.a], taken[p.b] = p.b, true
	}
	return paired
}
