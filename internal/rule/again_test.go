package rule

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

// Whoever asks twice hears the same, with every proposal, also those that no message
// prints. Go goes through maps in another order each time.
func TestVerdictsDoNotDependOnOrder(t *testing.T) {
	p := profiletest.Shanxi(t)
	county, err := os.ReadFile("../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	proposals := 0
	for name, data := range map[string][]byte{"sample": p.Sample, "county": county} {
		for seed := range uint64(8) {
			first := ""
			for range 4 {
				f, _, err := filing.Unmarshal(p.Schema(), p.Name, "x.json", data)
				if err != nil {
					t.Fatal(err)
				}
				said := shakeFiling(p, f, rand.New(rand.NewPCG(seed, 5)))
				got, n := verdicts(p, f)
				if proposals += n; first == "" {
					first = got
				}
				if got != first {
					t.Errorf("%s with %s: first\n%sthen\n%s", name, said, first, got)
				}
			}
		}
	}
	if proposals < 50 {
		t.Errorf("only %d proposals were looked at", proposals)
	}
}

// shakeFiling changes some amounts of a filing, most of them by a cent.
func shakeFiling(p *profile.Profile, f *filing.Filing, r *rand.Rand) string {
	type at struct {
		table, column string
		row           int
	}
	var cells []at
	for _, t := range p.Tables {
		for i, row := range f.Tables[t.ID] {
			for _, c := range t.Columns {
				if c.Type == profile.WanType && row.Text(c.ID) != "" {
					cells = append(cells, at{t.ID, c.ID, i})
				}
			}
		}
	}
	var said []string
	for range 1 + r.IntN(4) {
		c := cells[r.IntN(len(cells))]
		v := f.Tables[c.table][c.row].Cells[c.column]
		n := decimal.RequireFromString(v.Text)
		v.Text = n.Add([]decimal.Decimal{decimal.New(1, -2), decimal.New(-1, -2), decimal.New(5, -2), decimal.New(1, 0)}[r.IntN(4)]).StringFixed(2)
		f.Tables[c.table][c.row].Cells[c.column] = v
		said = append(said, fmt.Sprintf("%s[%d].%s = %s", c.table, c.row, c.column, v.Text))
	}
	return strings.Join(said, ", ")
}

// verdicts are the verdicts of a filing in words, and how many have a proposal.
func verdicts(p *profile.Profile, f *filing.Filing) (string, int) {
	x := newRelations(newEvaluator(p, f))
	for _, rule := range p.Rules {
		if rule.Go != "" || rule.Edition != "" || !x.e.Applies(rule.Only) {
			continue
		}
		for _, clause := range rule.Clauses {
			if x.e.Applies(clause.Only) {
				x.e.instances(clause, func(at instance) { x.compare(&source{e: x.e, clause: clause, at: at}) })
			}
		}
	}
	var b strings.Builder
	n := 0
	for _, v := range x.judge().Verdicts {
		p := v.Proposal
		v.Proposal = nil
		fmt.Fprintf(&b, "%+v", v)
		if p != nil {
			n++
			fmt.Fprintf(&b, " %+v", *p)
			if name, ok := x.place(p.Cell); ok {
				b.WriteString(" " + name)
			}
		}
		b.WriteByte('\n')
	}
	for _, s := range Sums(p, f) {
		fmt.Fprintln(&b, s.Total.Table.ID, s.Total.Column.ID, s.Total.Row, len(s.Parts), slices.IndexFunc(s.Parts, func(c CellRef) bool { return c.Row < 0 }))
	}
	return b.String(), n
}
