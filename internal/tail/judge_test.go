package tail_test

import (
	"errors"
	"reflect"
	"testing"

	"budgetbook/internal/tail"
)

// sheet builds small filings by hand; amounts are in 0.01 万元.
type sheet struct {
	cells     []tail.Cell
	relations []tail.Relation
}

func (s *sheet) add(table, level, column int, cents ...int64) []int {
	var out []int
	for _, v := range cents {
		out = append(out, len(s.cells))
		s.cells = append(s.cells, tail.Cell{Table: table, Level: level, Column: column, Value: v * tail.Cent, Blank: v == 0})
	}
	return out
}

func (s *sheet) state(kind tail.Kind, left, right []int) int {
	s.relations = append(s.relations, tail.Relation{Kind: kind, Left: left, Right: right, ID: 100 + len(s.relations)})
	return len(s.relations) - 1
}

func (s *sheet) judge(t *testing.T) []tail.Verdict {
	t.Helper()
	j, err := tail.Judge(s.cells, s.relations)
	if err != nil {
		t.Fatal(err)
	}
	return j.Verdicts
}

// one wants exactly one verdict.
func (s *sheet) one(t *testing.T, level tail.Level, reason tail.Reason, relation int) tail.Verdict {
	t.Helper()
	vs := s.judge(t)
	if len(vs) != 1 || vs[0].Level != level || vs[0].Reason != reason || vs[0].Relation != relation {
		t.Fatalf("verdicts %+v, want one of level %d, reason %d, relation %d", vs, level, reason, relation)
	}
	if vs[0].ID != 100+relation {
		t.Errorf("ID %d, want %d", vs[0].ID, 100+relation)
	}
	return vs[0]
}

func TestSumWithinAndBeyondItsBound(t *testing.T) {
	s := &sheet{}
	r := s.state(tail.Row, s.add(1, 1, 1, 1002), s.add(1, 1, 2, 300, 700))
	v := s.one(t, tail.Error, tail.Beyond, r)
	// Two parts and a total, each half a cent off at most, come to one cent.
	if v.Bound != tail.Cent || v.LeftTerms != 1 || v.RightTerms != 2 || v.Difference() != 2*tail.Cent {
		t.Errorf("verdict %+v", v)
	}
	s.cells[0].Value = 1001 * tail.Cent
	if v := s.one(t, tail.Tail, tail.Rounded, r); v.Summed || v.Difference() != tail.Cent {
		t.Errorf("verdict %+v", v)
	}
	s.cells[0].Value = 1000 * tail.Cent
	if vs := s.judge(t); len(vs) != 0 {
		t.Errorf("an exact sum: %+v", vs)
	}
}

func TestOnlyPartIsCopied(t *testing.T) {
	s := &sheet{}
	r := s.state(tail.Row, s.add(3, 3, 1, 1001), s.add(3, 3, 2, 1000, 0))
	s.one(t, tail.Error, tail.NotPart, r)
	s.relations[0].Kind = tail.Copy
	s.one(t, tail.Error, tail.NotPart, r)
}

func TestTotalLeftOut(t *testing.T) {
	s := &sheet{}
	r := s.state(tail.Next, s.add(3, 0, 1, 0), s.add(3, 1, 1, 1000, 2000))
	if v := s.one(t, tail.Error, tail.Beyond, r); v.Left != 0 || v.Right != 3000*tail.Cent {
		t.Errorf("verdict %+v", v)
	}
}

func TestTwoFiguresForOneAmount(t *testing.T) {
	s := &sheet{}
	r := s.state(tail.Same, s.add(5, 0, 1, 2600), s.add(6, 0, 1, 2601))
	s.one(t, tail.Error, tail.Twice, r)
}

// Codes 103, 10301 and 1030148 with nothing beside them are one amount.
func TestOneAmountAlongAChainOfCodes(t *testing.T) {
	s := &sheet{}
	total, class, section, item := s.add(7, 0, 1, 5210), s.add(7, 1, 1, 5210), s.add(7, 2, 1, 5211), s.add(7, 3, 1, 5210)
	s.state(tail.Next, total, class)
	s.state(tail.Next, class, section)
	s.state(tail.Next, section, item)
	vs := s.judge(t)
	if len(vs) != 2 || vs[0].Level != tail.Error || vs[1].Level != tail.Error {
		t.Fatalf("verdicts %+v", vs)
	}
	for _, v := range vs {
		if p := v.Proposal; p == nil || p.Cell != section[0] || p.Value != 5210*tail.Cent || !reflect.DeepEqual(p.Mends, []int{1, 2}) {
			t.Errorf("proposal %+v, want the section at 52.10", p)
		}
	}
}

// Four tables state what Table 5 states; the cell to be changed is named.
func TestProposalNamesTheCellMostRelationsWant(t *testing.T) {
	s := &sheet{}
	t5 := s.add(5, 0, 1, 2601)
	for i := range 3 {
		s.state(tail.Same, t5, s.add([]int{3, 6, 2}[i], 0, 1, 2600))
	}
	vs := s.judge(t)
	if len(vs) != 3 {
		t.Fatalf("verdicts %+v", vs)
	}
	for _, v := range vs {
		if v.Level != tail.Error || v.Proposal == nil || v.Proposal.Cell != t5[0] || v.Proposal.Value != 2600*tail.Cent || len(v.Proposal.Mends) != 3 {
			t.Errorf("%+v: proposal %+v", v, v.Proposal)
		}
	}
}

// Each sum may be off by a cent, but three of them in a ring cannot all be on one side.
func TestRoundingsThatContradictEachOther(t *testing.T) {
	s := &sheet{}
	a, b, c, d := s.add(1, 1, 1, 1001), s.add(1, 1, 2, 500), s.add(1, 1, 3, 500), s.add(2, 1, 1, 1501)
	e, f := s.add(2, 1, 2, 500), s.add(3, 1, 1, 2002)
	s.state(tail.Between, a, []int{b[0], c[0]}) // a = b + c: a is high by a cent, so b and c are near their upper ends
	s.state(tail.Between, d, []int{b[0], c[0], e[0]})
	s.state(tail.Between, f, []int{a[0], b[0], c[0]})
	x := s.add(4, 1, 1, 999)
	s.state(tail.Between, x, []int{b[0], c[0]}) // and this one wants them near their lower ends
	var chained int
	for _, v := range s.judge(t) {
		if v.Reason == tail.Chained {
			chained++
			if v.Level != tail.Error || max(v.Difference(), -v.Difference()) > v.Bound {
				t.Errorf("chained %+v", v)
			}
		}
	}
	if chained != 1 {
		t.Errorf("%d chained contradictions, want 1: %+v", chained, s.judge(t))
	}
}

func TestTruncatedFilingIsFoundAsSuch(t *testing.T) {
	s := &sheet{}
	// 4 x 0.019 cut off to 0.01 each, and 0.076 to 0.07.
	s.state(tail.Next, s.add(1, 0, 1, 7), s.add(1, 1, 1, 1, 1, 1, 1))
	j, err := tail.Judge(s.cells, s.relations)
	if err != nil || j.Mode != tail.Truncated || len(j.Verdicts) != 1 || j.Verdicts[0].Level != tail.Tail {
		t.Errorf("%+v, %v", j, err)
	}
}

// A sheet in 元 states 93,437.25 exactly; the same amount is 9.34 elsewhere and not 9.35.
func TestExactAmounts(t *testing.T) {
	s := &sheet{cells: []tail.Cell{{Table: 5, Value: 9_343_725, Step: 1}, {Table: 3, Value: 934 * tail.Cent}}}
	r := s.state(tail.Same, []int{0}, []int{1})
	if v := s.one(t, tail.Tail, tail.Rounded, r); v.LeftTerms != 0 || v.RightTerms != 1 {
		t.Errorf("verdict %+v", v)
	}
	s.cells[1].Value = 935 * tail.Cent
	s.one(t, tail.Error, tail.Beyond, r)
}

// A doubtful relation is reported, and does not touch what hangs on it.
func TestLocalRelationBoundsNothingElse(t *testing.T) {
	s := &sheet{}
	a, b := s.add(6, 0, 1, 234851), s.add(11, 0, 1, 187881)
	r := s.state(tail.Same, a, b)
	s.relations[r].Local = true
	s.state(tail.Row, b, s.add(11, 0, 2, 187881, 0))
	s.state(tail.Row, a, s.add(6, 0, 2, 234851, 0))
	s.one(t, tail.Error, tail.Twice, r)
}

func TestAtLeast(t *testing.T) {
	s := &sheet{}
	r := s.state(tail.AtLeast, s.add(10, 1, 1, 800), s.add(6, 2, 1, 500, 301))
	if vs := s.judge(t); len(vs) != 0 {
		t.Errorf("less by rounding only: %+v", vs)
	}
	s.cells[0].Value = 790 * tail.Cent
	s.one(t, tail.Error, tail.NotLess, r)
}

// A figure nothing confirms, against three tables that agree on another: it can be a sum
// of its leaves, so that it is no error.
func TestAloneAgainstOtherTables(t *testing.T) {
	s := &sheet{}
	own := s.add(3, 0, 1, 2109)
	sums := s.add(2, 0, 1, 2108)
	s.state(tail.Next, sums, s.add(2, 1, 1, 1000, 1108)) // what the others copy is a sum
	s.state(tail.Next, own, s.add(3, 1, 1, 700, 704, 706))
	s.state(tail.Same, own, sums)
	for i := range 2 {
		s.state(tail.Same, sums, s.add(8+i, 0, 1, 2108))
	}
	var warned []tail.Verdict
	for _, v := range s.judge(t) {
		if v.Level > tail.Tail {
			warned = append(warned, v)
		}
	}
	if len(warned) != 1 || warned[0].Level != tail.Warning || warned[0].Reason != tail.Alone || warned[0].Cells[0] != own[0] ||
		warned[0].Proposal == nil || warned[0].Proposal.Value != 2108*tail.Cent {
		t.Errorf("warned %+v", warned)
	}
	s.relations = s.relations[:4]
	vs := s.judge(t)
	if len(vs) == 0 || vs[len(vs)-1].Level != tail.Question {
		t.Errorf("with one other table: %+v", vs)
	}
}

// Slips that nobody can tell from an honest filing. They stay tails or hold exactly.
func TestWhatCannotBeFound(t *testing.T) {
	t.Run("a total of two groups that no other table states", func(t *testing.T) {
		s := &sheet{}
		r := s.state(tail.Next, s.add(6, 0, 2, 80_973_920), s.add(6, 1, 2, 50_000_012, 30_973_907))
		s.one(t, tail.Tail, tail.Rounded, r)
	})
	t.Run("a total that is now the sum of its leaves", func(t *testing.T) {
		s := &sheet{}
		total, first, second := s.add(5, 0, 2, 2601), s.add(5, 1, 2, 1200), s.add(5, 1, 2, 1400)
		r := s.state(tail.Next, total, []int{first[0], second[0]})
		s.state(tail.Next, first, s.add(5, 2, 2, 400, 400, 400))
		s.state(tail.Next, second, s.add(5, 2, 2, 500, 500, 401))
		var at []int
		for _, v := range s.judge(t) {
			if v.Level != tail.Tail {
				t.Errorf("verdict %+v", v)
			}
			at = append(at, v.Relation)
		}
		if !reflect.DeepEqual(at, []int{r, 2}) {
			t.Errorf("tails at %v", at)
		}
	})
	t.Run("a unit that is now the sum of its projects", func(t *testing.T) {
		s := &sheet{}
		unit := s.add(12, 0, 1, 1271)
		s.state(tail.Next, unit, s.add(12, 1, 1, 100, 150, 200, 121, 200, 150, 150, 200))
		r := s.state(tail.Between, s.add(3, 0, 1, 2000), append(s.add(13, 0, 1, 730), unit...))
		s.one(t, tail.Tail, tail.Rounded, r)
	})
	t.Run("seventeen projects", func(t *testing.T) {
		s := &sheet{}
		var projects []int64
		for range 17 {
			projects = append(projects, 100)
		}
		r := s.state(tail.Next, s.add(12, 0, 1, 1705), s.add(12, 1, 1, projects...))
		v := s.one(t, tail.Tail, tail.Rounded, r)
		// Less than 18 halves of a cent: half a cent itself is rounded up.
		if v.Bound != 8*tail.Cent || v.RightTerms != 17 {
			t.Errorf("bound %d of %d terms, want 0.08 of 17", v.Bound, v.RightTerms)
		}
	})
}

func TestLargeAmountsAreJudgedOrRefused(t *testing.T) {
	s := &sheet{}
	s.state(tail.Row, s.add(1, 0, 1, tail.Max/tail.Cent), s.add(1, 0, 2, tail.Max/tail.Cent/2, tail.Max/tail.Cent/2+1))
	if v := s.one(t, tail.Tail, tail.Rounded, 0); v.Difference() != -tail.Cent {
		t.Errorf("verdict %+v", v)
	}
	for name, cells := range map[string][]tail.Cell{
		"a cell": {{Value: tail.Max + tail.Cent}, {}, {}},
		"a sum":  {{Value: tail.Max}, {Value: tail.Max}, {Value: -tail.Max}, {Value: tail.Max}, {Value: tail.Max}},
	} {
		all := make([]int, len(cells)-1)
		for i := range all {
			all[i] = i + 1
		}
		if _, err := tail.Judge(cells, []tail.Relation{{Kind: tail.Between, Left: []int{0}, Right: all}}); !errors.Is(err, tail.ErrTooLarge) {
			t.Errorf("%s: %v, want ErrTooLarge", name, err)
		}
	}
}

func TestMistakenRelations(t *testing.T) {
	cells := make([]tail.Cell, 2)
	for _, r := range []tail.Relation{
		{Kind: tail.Same, Left: []int{0}, Right: []int{2}},
		{Kind: tail.Same, Left: []int{0}},
		{Kind: tail.Row, Left: []int{0, 1}, Right: []int{1}},
		{Kind: tail.Between, Left: []int{-1}, Right: []int{1}},
	} {
		if _, err := tail.Judge(cells, []tail.Relation{r}); err == nil {
			t.Errorf("%+v is accepted", r)
		}
	}
}

// Relations may be nonsense, such as a total below itself; the work stays bounded.
func TestTotalsBelowThemselves(t *testing.T) {
	s := &sheet{}
	a, b, c := s.add(1, 0, 1, 100_000), s.add(1, 1, 1, 60_000), s.add(1, 2, 1, 40_000)
	s.state(tail.Next, a, []int{b[0], c[0]})
	s.state(tail.Next, b, []int{a[0], c[0]})
	s.state(tail.Between, c, []int{a[0], b[0], c[0]})
	found := false
	for _, v := range s.judge(t) {
		found = found || v.Level == tail.Error
	}
	if !found {
		t.Error("no error")
	}
}

// The order of cells and relations decides nothing but the order of verdicts, and the same
// input gives the same judgement.
func TestSameInputSameJudgement(t *testing.T) {
	b := newBudget(5)
	cells := officeNamed("leaf sums").print(b, 5)
	cells[40].Value += 3 * tail.Cent
	first := judged(t, b, cells)
	for range 20 {
		if again := judged(t, b, cells); !reflect.DeepEqual(first, again) {
			t.Fatalf("%+v\n%+v", first, again)
		}
	}
}

// known makes cells of a sheet in 元, printed rounded; amounts are in 分.
func (s *sheet) known(table, level, column int, within int64, fen ...int64) []int {
	out := s.add(table, level, column, make([]int64, len(fen))...)
	for k, v := range fen {
		s.cells[out[k]] = tail.Cell{Table: table, Level: level, Column: column, Value: (v + tail.Cent/2) / tail.Cent * tail.Cent, Exact: v, Within: within}
	}
	return out
}

// Amounts that are known add up in 元, whatever rounding could explain of their figures.
func TestKnownAmountsAddUpInYuan(t *testing.T) {
	// 9.34 = 4.67 + 4.67 in print; 93,437.25 = 46,718.50 + 46,718.75 in 元.
	s := &sheet{}
	r := s.state(tail.Row, s.known(1, 1, 1, 1, 9_343_725), s.known(1, 1, 2, 1, 4_671_850, 4_671_875))
	if vs := s.judge(t); len(vs) != 0 {
		t.Errorf("an exact sum: %+v", vs)
	}
	// Printed 9.34 = 4.67 + 4.67 still, but 10 元 are missing.
	s.cells[2].Exact -= 1000
	if v := s.one(t, tail.Warning, tail.Apart, r); !v.Exact || v.Left != 9_343_725 || v.Right != 9_342_725 {
		t.Errorf("verdict %+v", v)
	}
	// What 分 were rounded from can be off in the last place; a sheet whose 分 were cut by less than 1 元 each.
	s.cells[2].Exact += 1002
	if vs := s.judge(t); len(vs) != 0 {
		t.Errorf("three amounts rounded to 分: %+v", vs)
	}
	s.cells[2].Exact += 8
	s.one(t, tail.Warning, tail.Apart, r)
	cut := &sheet{}
	r = cut.state(tail.Row, cut.known(1, 1, 1, 100, 9_343_700), cut.known(1, 1, 2, 100, 4_671_800, 4_671_800))
	if vs := cut.judge(t); len(vs) != 0 {
		t.Errorf("amounts whose 分 were cut: %+v", vs)
	}
	cut.cells[2].Exact -= 1000
	cut.one(t, tail.Warning, tail.Apart, r)
}

// Figures whose amounts add up are a tail when they do not, also where a part prints as 0.
func TestKnownAmountsExplainTheirFigures(t *testing.T) {
	s := &sheet{}
	r := s.state(tail.Row, s.known(1, 1, 1, 1, 10_000+4_900+4_900), s.known(1, 1, 2, 1, 10_000+4_900, 4_900))
	// 0.02 = 0.01 + 0.00: the second part has less than 0.005 and is not nothing.
	if v := s.one(t, tail.Tail, tail.Rounded, r); v.Difference() != tail.Cent {
		t.Errorf("verdict %+v", v)
	}
}

// A table in 元 beside one in 万元: what is known bounds what is not.
func TestKnownAmountBesideAPrintedOne(t *testing.T) {
	s := &sheet{}
	r := s.state(tail.Same, s.known(1, 0, 1, 1, 9_349_999), s.add(2, 0, 1, 935))
	if vs := s.judge(t); len(vs) != 0 {
		t.Errorf("9.349999 and 9.35: %+v", vs)
	}
	s.cells[1].Value = 936 * tail.Cent
	s.one(t, tail.Error, tail.Twice, r)
}

// Amounts that are at odds with themselves make no error of what other tables print.
func TestKnownAmountsAtOdds(t *testing.T) {
	s := &sheet{}
	// In 元 the parts come to 85.00 more than the total, in print to nothing more.
	parts := s.known(1, 1, 1, 1, 100_004_999, 100_004_999)
	total := s.known(1, 0, 1, 1, 200_000_000)
	r := s.state(tail.Next, total, parts)
	other := s.add(2, 0, 1, 20_000)
	s.state(tail.Same, other, total)
	if v := s.one(t, tail.Warning, tail.Apart, r); v.Difference() != -9998 {
		t.Errorf("verdict %+v", v)
	}
}
