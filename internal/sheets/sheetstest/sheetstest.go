// Package sheetstest has filings and altered workbooks for tests.
package sheetstest

import (
	"archive/zip"
	"bytes"
	_ "image/png"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/profile"
)

// Opened opens a workbook with excelize.
func Opened(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(data))
	Must(t, err)
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// ExampleFiling is the example a user gets.
func ExampleFiling(t *testing.T, p *profile.Profile) *filing.Filing {
	t.Helper()
	data, err := os.ReadFile("../../examples/example-county-2024.json")
	Must(t, err)
	f, _, err := filing.Unmarshal(p.Schema(), p.Name, "x.json", data)
	Must(t, err)
	return f
}

// Atoms is a filing of the short form with records in every list.
func Atoms(p *profile.Profile) *filing.Filing {
	f := Sample(p)
	for _, t := range p.Tables {
		if t.Printed() {
			delete(f.Tables, t.ID)
		}
	}
	for _, t := range p.Compact.Lists {
		for n := range 3 {
			r := filing.Row{Cells: map[string]filing.Value{}}
			for _, c := range t.Columns {
				text := "某文字"
				switch {
				case len(c.Choices) > 0:
					text = c.Choices[n%len(c.Choices)].ID
				case c.Type == profile.WanType:
					text = "12.30"
				case c.Codes != "":
					text = p.Codes[c.Codes].Items[10+n].Code
				case c.Type == profile.CodeType:
					text = "299990" + string(rune('1'+n))
				}
				r.Cells[c.ID] = filing.Value{Text: text}
			}
			f.Tables[t.ID] = append(f.Tables[t.ID], r)
		}
	}
	return f
}

// Run runs a program of this machine in a folder.
func Run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// Altered opens a workbook, lets a test change it, and saves it again.
func Altered(t testing.TB, data []byte, change func(x *excelize.File)) []byte {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	change(x)
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Must ends a test at the first error.
func Must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Zipped makes a zip of parts: name, content, name, content …
func Zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		Must(t, err)
		_, err = io.WriteString(f, parts[i+1])
		Must(t, err)
	}
	Must(t, w.Close())
	return b.Bytes()
}

// Rezipped replaces parts of a workbook.
func Rezipped(t testing.TB, data []byte, change func(name string, part []byte) []byte) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	Must(t, err)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		in, err := f.Open()
		Must(t, err)
		part, err := io.ReadAll(in)
		Must(t, err)
		out, err := w.Create(f.Name)
		Must(t, err)
		_, err = out.Write(change(f.Name, part))
		Must(t, err)
	}
	Must(t, w.Close())
	return b.Bytes()
}

// Slow leaves a test to runs without the race detector, which has nothing to look for
// in it and makes it ten times slower.
func Slow(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs without -short")
	}
}

// Sample is a filing with something on every sheet and every kind of text.
func Sample(p *profile.Profile) *filing.Filing {
	f := filing.New(p.Name, 2025)
	for _, form := range p.Forms {
		for i, x := range form.Fields {
			f.Fields[x.Path] = filing.Value{Text: example(x.Type, x.Choices, i)}
		}
	}
	f.Fields["unit.name"] = filing.Value{Text: "示例县财政局"}
	f.Fields["unit.name_en"] = filing.Value{Text: `"Finance  Bureau", Example County`}
	f.Fields["other_notes"] = filing.Value{Text: "=1+1"}
	f.Fields["reasons.revenue"] = filing.Value{Text: "第一行\n第二行\n尾\x0e_x0041_"}
	for i, l := range p.Lists {
		for n := range 3 + i {
			f.Lists[l.Path] = append(f.Lists[l.Path], filing.Value{Text: "（" + string(rune('一'+n)) + "）段落😀𠮷"})
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

// Equal reports every difference of two filings, places aside.
func Equal(t *testing.T, want, got *filing.Filing) {
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
		EqualRows(t, id, rows, got.Tables[id])
	}
}

// EqualRows reports every difference of two lists of rows.
func EqualRows(t *testing.T, at string, want, got []filing.Row) {
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
			EqualRows(t, at+"."+key, rows, got[i].Children[key])
		}
		for key := range got[i].Children {
			if len(want[i].Children[key]) == 0 {
				t.Errorf("%s[%d]: unexpected %s", at, i, key)
			}
		}
	}
}
