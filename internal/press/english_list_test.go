package press_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/pdf"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// TestUntranslatedAreListed: a workbook lists the texts without English in the order of
// its sheets; blank they are no mistake, and once filled the English edition is English.
func TestUntranslatedAreListed(t *testing.T) {
	editions(t, func(t *testing.T, p *profile.Profile, f *filing.Filing) {
		given := map[string]string{}
		for _, r := range f.Tables[p.Roles.English.Records] {
			given[flat(r.Text("zh"))] = r.Text("en")
		}
		less := *f
		less.Tables = map[string][]filing.Row{}
		for id, rows := range f.Tables {
			if id != p.Roles.English.Records {
				less.Tables[id] = rows
			}
		}
		want := len(p.Untranslated(&less))
		listed := p.ListUntranslated(&less)
		if n := len(listed.Tables[p.Roles.English.Records]); n != want || want < 20 || len(less.Tables[p.Roles.English.Records]) > 0 {
			t.Fatalf("%d texts are listed, want %d", n, want)
		}
		if again := p.ListUntranslated(listed); again != listed {
			t.Error("what is listed is listed again")
		}
		data, err := template.Write(p, listed, template.Options{Lang: message.Both})
		if err != nil {
			t.Fatal(err)
		}
		// Blank: no error, no warning about the list.
		made, err := press.Load(press.Input{Name: "a.xlsx", Data: data}, press.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range made.Result.Findings {
			if x.Severity > finding.Note && len(x.Places) > 0 && x.Places[0].Sheet == "英文对照" || strings.HasPrefix(x.Code, "L") {
				t.Errorf("%s: %s", x.Code, x.Say(message.ZH))
			}
		}
		filled := fill(t, data, given)
		made, err = press.Load(press.Input{Name: "b.xlsx", Data: filled}, press.Options{Lang: message.EN})
		if err != nil {
			t.Fatal(err)
		}
		if left := p.Untranslated(made.Filing); len(left) > 0 {
			t.Errorf("%d texts have no English: %v", len(left), left)
		}
		pages, err := pdf.Text(paint(t, disclose(t, p, made.Filing, message.EN)))
		if err != nil {
			t.Fatal(err)
		}
		for i, lines := range pages {
			for _, line := range lines {
				if s := chinese.FindString(line); s != "" {
					t.Errorf("page %d: %q in %q", i+1, s, line)
				}
			}
		}
	})
}

// fill enters the English of each text listed, as a person would, and checks their order.
func fill(t *testing.T, data []byte, given map[string]string) []byte {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	rows, err := x.GetRows("英文对照")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i, r := range rows {
		if i < 3 || len(r) < 2 || r[1] == "" {
			continue
		}
		if len(r) > 2 && r[2] != "" {
			t.Errorf("row %d has an English: %q", i+1, r[2])
		}
		en := given[flat(r[1])]
		if en == "" {
			t.Errorf("nobody asked for %q", r[1])
		}
		cell, _ := excelize.CoordinatesToCellName(3, i+1)
		if err := x.SetCellStr("英文对照", cell, en); err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n < 20 {
		t.Errorf("only %d rows", n)
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
