//go:build external

package press_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// What a person who fills a workbook has on paper: labels, headers and values.
type sheetOfPaper struct {
	Fields  []paperField `json:"fields"`
	Lists   []paperList  `json:"lists"`
	Tables  []paperTable `json:"tables"`
	Records []paperTable `json:"records"`
}

type paperField struct {
	Sheet string `json:"sheet"`
	Label string `json:"label"`
	Value any    `json:"value"`
}

type paperList struct {
	Sheet  string   `json:"sheet"`
	Label  string   `json:"label"`
	Values []string `json:"values"`
}

type paperTable struct {
	Sheet   string     `json:"sheet"`
	Headers [][]string `json:"headers"`
	Levels  int        `json:"levels"`
	Skip    int        `json:"skip"`  // rows of column numbers
	Names   []int      `json:"names"` // columns that name a row
	Rows    [][]any    `json:"rows"`
}

// typed is a value as it is typed: numbers as numbers, choices by their names.
func typed(text string, t profile.Type, choices []profile.Choice) any {
	for _, c := range choices {
		if c.ID == text {
			return c.Name.ZH
		}
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil && (t.Numeric() || t == profile.YearType) {
		return n
	}
	return text
}

func putOnPaper(p *profile.Profile, f *filing.Filing) sheetOfPaper {
	var out sheetOfPaper
	for _, s := range p.Sheets {
		name := s.Name.ZH
		t := p.Table(s.ID)
		if name == "" && t != nil {
			name = t.Name.ZH
		}
		for _, id := range s.Forms {
			for _, x := range p.Form(id).Fields {
				if text := f.Text(x.Path); text != "" {
					out.Fields = append(out.Fields, paperField{name, x.Name.ZH, typed(text, x.Type, x.Choices)})
				}
			}
		}
		for _, path := range s.Lists {
			l := paperList{Sheet: name, Label: p.List(path).Name.ZH}
			for _, v := range f.Lists[path] {
				l.Values = append(l.Values, v.Text)
			}
			out.Lists = append(out.Lists, l)
		}
		switch {
		case t == nil:
		case t.Printed():
			out.Tables = append(out.Tables, tableOnPaper(t, f, name))
		default:
			out.Records = append(out.Records, recordsOnPaper(p, t, f, name))
		}
	}
	return out
}

func tableOnPaper(t *profile.Table, f *filing.Filing, name string) paperTable {
	out := paperTable{Sheet: name, Levels: t.HeaderRow}
	if t.Numbers {
		out.Levels, out.Skip = t.HeaderRow-1, 1
	}
	columns := t.Printables()
	for i := range columns {
		var path []string
		for r := range out.Levels {
			for _, h := range t.Header {
				if h.At[0] == r && i >= h.At[1] && i < h.At[1]+h.At[3] {
					path = append(path, message.Fill(h.Text.ZH, message.Args{"year": strconv.Itoa(f.Year)}))
				}
			}
		}
		out.Headers = append(out.Headers, slices.Compact(path))
	}
	for i := range t.Columns {
		if t.Columns[i].Hidden {
			columns = append(columns, &t.Columns[i])
			out.Headers = append(out.Headers, []string{t.Columns[i].Name.ZH})
		}
	}
	for i, c := range columns {
		if !c.Hidden && !c.Type.Numeric() {
			out.Names = append(out.Names, i)
		}
	}
	for _, r := range f.Tables[t.ID] {
		var row []any
		for _, c := range columns {
			row = append(row, typed(r.Text(c.ID), c.Type, c.Choices))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func recordsOnPaper(p *profile.Profile, t *profile.Table, f *filing.Filing, name string) paperTable {
	out := paperTable{Sheet: name, Levels: 1, Headers: [][]string{{"序号"}}}
	for _, c := range t.Columns {
		out.Headers = append(out.Headers, []string{c.Name.ZH})
	}
	add := func(n int, r filing.Row) {
		row := []any{float64(n)}
		for _, c := range t.Columns {
			row = append(row, typed(r.Text(c.ID), c.Type, c.Choices))
		}
		out.Rows = append(out.Rows, row)
	}
	if parent := p.Table(t.Parent); parent != nil {
		for i, r := range f.Tables[parent.ID] {
			for _, child := range r.Children[t.Key] {
				add(i+1, child)
			}
		}
		return out
	}
	for i, r := range f.Tables[t.ID] {
		add(i+1, r)
	}
	return out
}

func runFor(t *testing.T, name string, args ...string) {
	t.Helper()
	start := time.Now()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	t.Logf("%s: %v", name, time.Since(start).Round(time.Millisecond))
}

// TestExternalFilledByOthers fills the blank template with other programs, cell by cell. The
// disclosure must be, byte for byte, the one made from JSON.
func TestExternalFilledByOthers(t *testing.T) {
	const source = "../../examples/example-county-2024.json"
	data, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	p, f, _, err := press.Filing(press.Input{Name: source, Data: data}, "")
	if err != nil {
		t.Fatal(err)
	}
	want := pdfOf(t, data)
	empty := filing.New(p.Name, f.Year)
	blank, err := template.Write(p, empty, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	values, err := json.Marshal(putOnPaper(p, f))
	if err != nil {
		t.Fatal(err)
	}
	for _, with := range []string{"openpyxl", "uno"} {
		t.Run(with, func(t *testing.T) {
			dir := t.TempDir()
			in, paper, out := filepath.Join(dir, "blank.xlsx"), filepath.Join(dir, "values.json"), filepath.Join(dir, "filled.xlsx")
			for name, b := range map[string][]byte{in: blank, paper: values} {
				if err := os.WriteFile(name, b, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			runFor(t, "/usr/bin/python3", "testdata/fill/fill.py", with, in, paper, out)
			filled, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if kept := os.Getenv("KEEP_FILLED"); kept != "" {
				_ = os.WriteFile(filepath.Join(kept, with+".xlsx"), filled, 0o644)
			}
			_, g, found, err := press.Filing(press.Input{Name: "filled.xlsx", Data: filled}, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range found {
				t.Errorf("%s %v", x.Code, x.Say(message.EN))
			}
			a, _ := filing.Marshal(p.Schema(), f)
			b, _ := filing.Marshal(p.Schema(), g)
			if !bytes.Equal(a, b) {
				t.Errorf("the data differ: %s", firstDifference(a, b))
			}
			if got := pdfOf(t, filled); !bytes.Equal(got, want) {
				t.Errorf("the document differs from that made from JSON (%d and %d bytes)", len(got), len(want))
			}
		})
	}
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(a, b []byte) string {
	x, y := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for i := range min(len(x), len(y)) {
		if !bytes.Equal(x[i], y[i]) {
			return "line " + strconv.Itoa(i+1) + ": " + string(x[i]) + " / " + string(y[i])
		}
	}
	return "length"
}

func pdfOf(t *testing.T, data []byte) []byte {
	t.Helper()
	made, err := press.Make(press.Input{Name: "data", Data: data}, press.Options{Lang: message.ZH})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range made.Result.Findings {
		if x.Severity == finding.Error {
			t.Fatalf("%s %s", x.Code, x.Say(message.EN))
		}
	}
	out, err := made.As(press.PDF)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
