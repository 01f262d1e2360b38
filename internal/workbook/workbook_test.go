package workbook

import (
	"bytes"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

// slow leaves a test to runs without the race detector, which has nothing to look for
// in it and makes it ten times slower.
func slow(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs without -short")
	}
}

// sample is a filing with something on every sheet and every kind of text.
func sample(p *profile.Profile) *filing.Filing {
	f := filing.New(p.Name, 2025)
	for _, form := range p.Forms {
		for i, x := range form.Fields {
			f.Fields[x.Path] = filing.Value{Text: example(x.Type, x.Choices, i)}
		}
	}
	f.Fields["unit.name"] = filing.Value{Text: "示例县财政局"}
	f.Fields["unit.name_en"] = filing.Value{Text: `  "Finance Bureau", Example County  `}
	f.Fields["other_notes"] = filing.Value{Text: "=1+1"}
	f.Fields["reasons.revenue"] = filing.Value{Text: "第一行\n第二行\r\n尾\v_x0041_"}
	for i, l := range p.Lists {
		for n := range 3 + i {
			f.Lists[l.Path] = append(f.Lists[l.Path], filing.Value{Text: "（" + string(rune('一'+n)) + "）段落😀𠮷 "})
		}
	}
	for _, t := range p.Tables {
		if p.IsAtom(t.ID) {
			continue // on sheets of the other layout
		}
		if t.Parent != "" {
			continue
		}
		if !t.Printed() {
			for i := range 3 {
				r := record(t, i)
				for _, c := range p.Children(t) {
					for j := range i + 2 {
						if r.Children == nil {
							r.Children = map[string][]filing.Row{}
						}
						r.Children[c.Key] = append(r.Children[c.Key], record(c, j))
					}
				}
				f.Tables[t.ID] = append(f.Tables[t.ID], r)
			}
			continue
		}
		f.Tables[t.ID] = tableRows(t)
	}
	return f
}

func example(t profile.Type, choices []profile.Choice, i int) string {
	switch t {
	case profile.WanType:
		return []string{"1576.74", "0", "", "0.10", "-3.50"}[i%5]
	case profile.YuanType:
		return []string{"1234567.89", "0", "250000"}[i%3]
	case profile.IntType:
		return []string{"12", "0"}[i%2]
	case profile.NumType:
		return "603.28"
	case profile.DateType:
		return "2024-12-31"
	case profile.StampType:
		return "20250115093000"
	case profile.YearType:
		return "2025"
	case profile.CodeType:
		return []string{"201", "20103", "2010301"}[i%3]
	case profile.PickType:
		return choices[i%len(choices)].ID
	case profile.LongType:
		return "长文字，第" + string(rune('0'+i%10)) + "段。“引号”"
	}
	return []string{"文字", "00123", "12", "≥90%", "1e5", "TRUE"}[i%6]
}

func record(t *profile.Table, i int) filing.Row {
	r := filing.Row{Cells: map[string]filing.Value{}}
	for j, c := range t.Columns {
		r.Cells[c.ID] = filing.Value{Text: example(c.Type, c.Choices, i+j)}
	}
	return r
}

func tableRows(t *profile.Table) []filing.Row {
	var rows []filing.Row
	n := 0
	for _, s := range t.Rows {
		switch {
		case s.Blank:
		case s.Lines:
			for range 4 {
				rows = append(rows, record(t, n))
				n++
			}
		default:
			r := filing.Row{Cells: map[string]filing.Value{}}
			for j, c := range t.Columns {
				text := s.Cells[c.ID].ZH
				if text == "" && c.Type == profile.WanType && n%2 == 0 {
					text = example(c.Type, nil, j+n)
				}
				r.Cells[c.ID] = filing.Value{Text: text}
			}
			rows = append(rows, r)
			n++
		}
	}
	return rows
}

// equal reports every difference of two filings, places aside.
func equal(t *testing.T, want, got *filing.Filing) {
	t.Helper()
	if got.Profile != want.Profile || got.Year != want.Year {
		t.Errorf("profile, year: got %s %d, want %s %d", got.Profile, got.Year, want.Profile, want.Year)
	}
	for path, v := range want.Fields {
		if got.Text(path) != v.Text {
			t.Errorf("%s: got %q, want %q", path, got.Text(path), v.Text)
		}
	}
	for path, vs := range want.Lists {
		if len(got.Lists[path]) != len(vs) {
			t.Errorf("%s: got %d paragraphs, want %d", path, len(got.Lists[path]), len(vs))
			continue
		}
		for i, v := range vs {
			if got.Lists[path][i].Text != v.Text {
				t.Errorf("%s[%d]: got %q, want %q", path, i, got.Lists[path][i].Text, v.Text)
			}
		}
	}
	for id, rows := range want.Tables {
		equalRows(t, id, rows, got.Tables[id])
	}
}

func equalRows(t *testing.T, at string, want, got []filing.Row) {
	t.Helper()
	if len(want) != len(got) {
		t.Errorf("%s: got %d rows, want %d", at, len(got), len(want))
		return
	}
	for i := range want {
		for id, v := range want[i].Cells {
			if g := got[i].Text(id); g != v.Text {
				t.Errorf("%s[%d].%s: got %q, want %q", at, i, id, g, v.Text)
			}
		}
		for key, rows := range want[i].Children {
			equalRows(t, at+"."+key, rows, got[i].Children[key])
		}
		for key := range got[i].Children {
			if len(want[i].Children[key]) == 0 {
				t.Errorf("%s[%d]: unexpected %s", at, i, key)
			}
		}
	}
}

func write(t testing.TB, p *profile.Profile, f *filing.Filing, l message.Lang) []byte {
	t.Helper()
	data, err := Write(p, f, Options{Lang: l})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func read(t testing.TB, p *profile.Profile, data []byte) (*filing.Filing, []finding.Finding) {
	t.Helper()
	f, found, err := Read(p, "样本.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	return f, found
}

func TestRoundTrip(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sample(p)
	for _, l := range []message.Lang{message.ZH, message.EN} {
		got, found := read(t, p, write(t, p, f, l))
		equal(t, f, got)
		for _, x := range found {
			t.Errorf("%s: %s %v: %s", l, x.Code, x.Places, x.Say(message.EN))
		}
	}
}

func TestBlankTemplate(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := filing.New(p.Name, 2025)
	f.Fields["unit.name"] = filing.Value{Text: "示例县财政局"}
	for _, l := range []message.Lang{message.ZH, message.EN} {
		got, found := read(t, p, write(t, p, f, l))
		if len(found) > 0 {
			t.Errorf("%s: findings in the blank template: %v", l, found)
		}
		for id, n := range map[string]int{"t01": 33, "t02": 1, "t04": 36, "t07": 1, "t10": 6, "t12": 0, "performance.projects": 0} {
			if len(got.Tables[id]) != n {
				t.Errorf("%s: %s has %d rows, want %d", l, id, len(got.Tables[id]), n)
			}
		}
		if got.Year != 2025 || got.Text("unit.name") != "示例县财政局" {
			t.Errorf("%s: got year %d, unit %q", l, got.Year, got.Text("unit.name"))
		}
		if s := got.Tables["t10"][5].Text("item"); s != "合计" {
			t.Errorf("%s: t10 ends with %q", l, s)
		}
	}
}

func TestSameBytes(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sample(p)
	if !bytes.Equal(write(t, p, f, message.ZH), write(t, p, f, message.ZH)) {
		t.Error("two runs give different bytes")
	}
}
