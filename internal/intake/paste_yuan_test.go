package intake_test

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/template"
)

// times multiplies the amounts in 万元 of some tables, or of all if there are none
// given, and the single amounts whose path satisfies also.
func times(p *profile.Profile, f *filing.Filing, factor string, tables []string, also func(path string) bool) *filing.Filing {
	by := decimal.RequireFromString(factor)
	more := func(text string) string {
		if d, err := decimal.NewFromString(text); err == nil {
			return d.Mul(by).StringFixed(2)
		}
		return text
	}
	out := *f
	out.Tables, out.Fields = map[string][]filing.Row{}, map[string]filing.Value{}
	for path, v := range f.Fields {
		if field := p.Field(path); field != nil && field.Type == profile.WanType && also != nil && also(path) {
			v.Text = more(v.Text)
		}
		out.Fields[path] = v
	}
	for id, rows := range f.Tables {
		t := p.Table(id)
		for _, r := range rows {
			if len(tables) > 0 && !slices.Contains(tables, id) {
				out.Tables[id] = append(out.Tables[id], r)
				continue
			}
			cells := map[string]filing.Value{}
			for c, v := range r.Cells {
				if t.Column(c) != nil && t.Column(c).Type == profile.WanType {
					v.Text = more(v.Text)
				}
				cells[c] = v
			}
			out.Tables[id] = append(out.Tables[id], filing.Row{Cells: cells, At: r.At, Children: r.Children})
		}
	}
	return &out
}

// asksUnits lists the sheets whose unit is asked about when a filing is read back.
func asksUnits(t *testing.T, p *profile.Profile, f *filing.Filing, l profile.Layout) []string {
	t.Helper()
	data, err := template.Write(p, f, template.Options{Lang: message.ZH, Layout: l})
	sheetstest.Must(t, err)
	_, found := booktest.Read(t, p, data)
	var places []string
	for _, x := range found {
		if x.Code != "B34" {
			continue
		}
		if x.Places[0].Cell == "" || x.Severity < finding.Warning {
			t.Errorf("%v %v", x.Severity, x.Places)
		}
		places = append(places, x.Places[0].Sheet)
	}
	return places
}

// TestUnitAsked reads sound filings with some of their amounts in 元: it is asked about,
// whether or not last year's figures are there to compare.
func TestUnitAsked(t *testing.T) {
	sheetstest.Slow(t)
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	bare := times(p, f, "1", nil, nil)
	for path := range bare.Fields {
		if field := p.Field(path); field != nil && field.Type == profile.WanType {
			bare.Fields[path] = filing.Value{}
		}
	}
	for _, g := range []*filing.Filing{f, bare} {
		for _, i := range []int{1, 5} { // hospitality and the total
			cells := g.Tables["t10"][i].Cells
			cells["total"], cells["general_public"] = filing.Value{Text: "0.53"}, filing.Value{Text: "0.53"}
		}
	}
	every := func(string) bool { return true }
	approved := times(p, f, "1", nil, nil)
	rows := f.Tables["t01"]
	if total, err := decimal.NewFromString(rows[len(rows)-1].Text("expenditure")); err == nil {
		approved.Fields["approved.total_expenditure"] = filing.Value{Text: total.Shift(4).StringFixed(2)}
	}
	prior := times(p, f, "1", nil, nil)
	for _, path := range []string{"prior_year.total_revenue", "prior_year.total_expenditure"} {
		prior.Fields[path] = filing.Value{Text: "25607700.00"}
	}
	perf := times(p, f, "1", nil, nil)
	for i, r := range perf.Tables["performance.projects"] {
		v := r.Cells["funds.annual.total"]
		if d, err := decimal.NewFromString(v.Text); err == nil {
			cells := map[string]filing.Value{}
			for id, v := range r.Cells {
				cells[id] = v
			}
			cells["funds.annual.total"] = filing.Value{Text: d.Shift(-4).String()}
			perf.Tables["performance.projects"][i].Cells = cells
		}
	}
	for _, c := range []struct {
		name  string
		f     *filing.Filing
		asked []string // at least
	}{
		{"everything, nothing of last year", times(p, bare, "10000", nil, nil), []string{"表一", "表二", "表三", "表四", "表五", "表六", "表十", "表十一", "表十二"}},
		{"everything, last year too", times(p, f, "10000", nil, every), []string{"表一", "表三", "表十"}},
		{"Table 10", times(p, f, "10000", []string{"t10"}, nil), []string{"表十"}},
		{"Table 10, nothing of last year", times(p, bare, "10000", []string{"t10"}, nil), []string{"表十"}},
		{"Table 11, nothing of last year", times(p, bare, "10000", []string{"t11"}, nil), []string{"表十一"}},
		{"Table 6, nothing of last year", times(p, bare, "10000", []string{"t06"}, nil), []string{"表六"}},
		{"last year", prior, []string{"上年数与原因"}},
		{"an approved figure", approved, []string{"上年数与原因"}},
		{"the performance forms in 万元", perf, []string{"表十二"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := asksUnits(t, p, c.f, profile.Full)
			for _, want := range c.asked {
				if !slices.Contains(got, want) {
					t.Errorf("%s is not asked about, only %v", want, got)
				}
			}
		})
	}
}

// TestUnitAskedShort does the same in the short form.
func TestUnitAskedShort(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := shortFiling(p)
	for id := range f.Tables {
		if p.IsAtom(id) && id != "atoms.spending" {
			delete(f.Tables, id)
		}
	}
	for path := range f.Fields {
		if field := p.Field(path); field != nil && field.Type == profile.WanType {
			f.Fields[path] = filing.Value{}
		}
	}
	f.Fields["unit.level"] = filing.Value{Text: "county"}
	if got := asksUnits(t, p, f, profile.Few); len(got) > 0 {
		t.Fatalf("sound: %v", got)
	}
	if got := asksUnits(t, p, times(p, f, "10000", nil, nil), profile.Few); !slices.Equal(got, []string{"支出明细"}) {
		t.Errorf("asked about %v", got)
	}
	f.Tables["atoms.three_public"] = []filing.Row{{Cells: map[string]filing.Value{
		"item": {Text: "reception"}, "fund": {Text: "general_public"}, "amount": {Text: "5000.00"}}}}
	if got := asksUnits(t, p, f, profile.Few); !slices.Equal(got, []string{"三公经费明细"}) {
		t.Errorf("asked about %v", got)
	}
}

// TestUnitNotAsked asks nothing about sound filings, of small and of large units.
func TestUnitNotAsked(t *testing.T) {
	sheetstest.Slow(t)
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	every := func(string) bool { return true }
	for _, factor := range []string{"0.01", "0.1", "1", "10", "30"} {
		g := times(p, f, factor, nil, every)
		for i, r := range g.Tables["performance.projects"] {
			cells := map[string]filing.Value{}
			for id, v := range r.Cells {
				cells[id] = v
			}
			delete(cells, "funds.annual.total")
			g.Tables["performance.projects"][i].Cells = cells
		}
		if got := asksUnits(t, p, g, profile.Full); len(got) > 0 {
			t.Errorf("times %s: asked about %v", factor, got)
		}
	}
	if got := asksUnits(t, p, f, profile.Full); len(got) > 0 {
		t.Errorf("the example: asked about %v", got)
	}
}
