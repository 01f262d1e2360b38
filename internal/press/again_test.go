package press_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	money "github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

// TestFindingsAreTheSameAgain checks faulty filings several times over, with the search for
// causes. Go goes through maps in another order each time; what is said must not.
func TestFindingsAreTheSameAgain(t *testing.T) {
	read := func(name string) (*profile.Profile, *filing.Filing) {
		p, f, _, err := press.Filing(press.Input{Name: name, Data: readFile(t, name)}, "")
		if err != nil {
			t.Fatal(err)
		}
		return p, f
	}
	codes := map[string]bool{}
	for seed := range uint64(4) {
		p, f := read(exampleJSON)
		r := rand.New(rand.NewPCG(seed, 11))
		said := spoil(p, f, r)
		in := asInput(t, p, f)
		var first []byte
		for range 3 {
			m, err := press.Load(in, press.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			for _, l := range []message.Lang{message.ZH, message.EN} {
				if err := finding.JSON(&b, []finding.Result{m.Result}, l); err != nil {
					t.Fatal(err)
				}
				if err := m.Result.Text(&b, l); err != nil {
					t.Fatal(err)
				}
			}
			if first == nil {
				first = b.Bytes()
			}
			if i := differ(first, b.Bytes()); !bytes.Equal(first, b.Bytes()) {
				t.Fatalf("%s: the findings differ from byte %d on: first\n%s\nthen\n%s", said, i, around(first, i), around(b.Bytes(), i))
			}
			for _, x := range m.Result.Findings {
				codes[x.Code] = true
			}
		}
	}
	if len(codes) < 10 {
		t.Errorf("only %d kinds of findings were looked at", len(codes))
	}
}

func around(b []byte, i int) []byte { return b[max(0, i-200):min(len(b), i+200)] }

// spoil makes one to three things wrong in a filing: a figure off by a cent or more, a column
// in 元, rows that moved down, figures that were left out.
func spoil(p *profile.Profile, f *filing.Filing, r *rand.Rand) (said string) {
	var tables []*profile.Table
	for _, t := range p.Tables {
		if t.Printed() && len(f.Tables[t.ID]) > 3 {
			tables = append(tables, t)
		}
	}
	for range 1 + r.IntN(3) {
		t := tables[r.IntN(len(tables))]
		rows := f.Tables[t.ID]
		var columns []string
		for _, c := range t.Columns {
			if c.Type == profile.WanType {
				columns = append(columns, c.ID)
			}
		}
		c := columns[r.IntN(len(columns))]
		change := func(i int, to func(money.Decimal) money.Decimal) {
			v := rows[i].Cells[c]
			if d, err := money.NewFromString(v.Text); err == nil {
				v.Text = to(d).StringFixed(2)
				rows[i].Cells[c] = v
			}
		}
		kind := r.IntN(6)
		said += fmt.Sprintf("%s.%s %d; ", t.ID, c, kind)
		switch kind {
		case 0, 1, 2:
			by := money.New([]int64{1, -1, 5, 100}[r.IntN(4)], -2)
			for range 3 {
				change(r.IntN(len(rows)), by.Add)
			}
		case 3:
			for i := range rows {
				change(i, func(d money.Decimal) money.Decimal { return d.Shift(4) })
			}
		case 4:
			for i := len(rows) - 1; i > 1; i-- {
				rows[i].Cells[c] = rows[i-1].Cells[c]
			}
		case 5:
			for i := r.IntN(len(rows)); i < len(rows); i++ {
				v := rows[i].Cells[c]
				v.Text = ""
				rows[i].Cells[c] = v
			}
		}
	}
	return said
}
