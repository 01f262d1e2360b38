package press_test

import (
	"bytes"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// sample is the filing that a profile brings as its sample.
func sample(t *testing.T) (*profile.Profile, *filing.Filing) {
	t.Helper()
	p, err := press.Profile(press.DefaultProfile)
	if err != nil {
		t.Fatal(err)
	}
	f, _, err := filing.Unmarshal(p.Schema(), p.Name, "sample.json", p.Sample)
	if err != nil {
		t.Fatal(err)
	}
	return p, f
}

// shortForm is a sound filing of which only the records of the short form are entered. It
// is the sample with its records mended where rounding had made parts and totals differ.
func shortForm(t *testing.T) (*profile.Profile, *filing.Filing) {
	t.Helper()
	p, f := sample(t)
	if found := press.Convert(p, f, profile.Few); finding.Count(found, finding.Error) > 0 {
		t.Fatal(found)
	}
	for _, d := range p.Compact.Tables {
		delete(f.Tables, d.ID)
	}
	basic := f.Tables["atoms.basic"]
	basic[1].Cells["amount"] = filing.Value{Text: "6.22"}
	basic[5].Cells["amount"] = filing.Value{Text: "2.45"}
	for path := range f.Fields {
		if x := p.Field(path); x != nil && x.Optional && len(path) > 9 && path[:9] == "approved." {
			delete(f.Fields, path)
		}
	}
	for _, path := range []string{"prior_year.total_revenue", "prior_year.total_expenditure"} {
		f.Fields[path] = filing.Value{Text: "245.63"}
	}
	return p, f
}

// compactPDF is the PDF of a file, which must have nothing wrong with it.
func compactPDF(t *testing.T, name string, data []byte) []byte {
	t.Helper()
	made, err := press.Make(press.Input{Name: name, Data: data}, press.Options{Lang: message.ZH})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range made.Result.Findings {
		t.Errorf("%s: %s %s %s", name, x.Severity, x.Code, x.Say(message.EN))
	}
	pdf, err := made.As(press.PDF)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// inLayout writes a filing in a layout, after reading it from JSON as the commands do.
func inLayout(t *testing.T, p *profile.Profile, json []byte, l profile.Layout) []byte {
	t.Helper()
	_, f, found, err := press.Filing(press.Input{Name: "a.json", Data: json}, "")
	if err != nil || len(found) > 0 {
		t.Fatal(found, err)
	}
	if found := press.Convert(p, f, l); len(found) > 0 {
		t.Fatal(found)
	}
	data, err := template.Write(p, f, template.Options{Layout: l})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func exported(t *testing.T, name string, data []byte) []byte {
	t.Helper()
	p, f, found, err := press.Filing(press.Input{Name: name, Data: data}, "")
	if err != nil || len(found) > 0 {
		t.Fatal(name, found, err)
	}
	out, err := filing.Marshal(p.Schema(), f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestLayouts makes the same document of the records, as JSON and in the compact
// layout, of the full layout, and of what convert makes of one and the other.
func TestLayouts(t *testing.T) {
	p, f := shortForm(t)
	json, err := filing.Marshal(p.Schema(), f)
	if err != nil {
		t.Fatal(err)
	}
	want := compactPDF(t, "a.json", json)
	few := inLayout(t, p, json, profile.Few)
	full := inLayout(t, p, json, profile.Full)
	for name, data := range map[string][]byte{
		"compact": few, "full": full,
		"compact to full": inLayout(t, p, exported(t, "c.xlsx", few), profile.Full),
		"full to compact": inLayout(t, p, exported(t, "f.xlsx", full), profile.Few),
		"exported":        exported(t, "c.xlsx", few),
	} {
		if !bytes.Equal(compactPDF(t, name, data), want) {
			t.Errorf("the document of %s is another one", name)
		}
	}
	if bytes.Contains(exported(t, "f.xlsx", full), []byte(`"atoms"`)) || !bytes.Contains(exported(t, "c.xlsx", few), []byte(`"atoms"`)) {
		t.Error("the records belong to the compact layout only")
	}
}
