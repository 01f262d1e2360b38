package press_test

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/layout"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// everyday is a sound filing, in the short form, that spends 1.00 on each item of the lists
// of everyday codes, and the names of those codes, and of what is above them.
func everyday(t *testing.T) (*profile.Profile, *filing.Filing, map[string]string) {
	t.Helper()
	p, f := shortForm(t)
	names, items := map[string]string{}, 0
	for _, list := range []string{"everyday.csv", "shanyin-2024.csv", "putuo.csv"} {
		for _, c := range codesOf(t, list) {
			if names[c[0]] == "" && len(c[0]) == 7 {
				f.Tables["atoms.spending"] = append(f.Tables["atoms.spending"], filing.Row{Cells: map[string]filing.Value{
					"code": {Text: c[0]}, "fund": {Text: "general_public"}, "nature": {Text: "project"}, "amount": {Text: "1.00"}}})
				items++
			}
			names[c[0]] = c[1]
		}
	}
	whole := strconv.Itoa(items) + ".00"
	f.Tables["atoms.projects"] = append(f.Tables["atoms.projects"], filing.Row{Cells: map[string]filing.Value{
		"name": {Text: "各项日常工作经费"}, "class": {Text: "other_operation"}, "fund": {Text: "general_public"}, "amount": {Text: whole}}})
	for _, path := range []string{"prior_year.total_revenue", "prior_year.total_expenditure"} {
		f.Fields[path] = filing.Value{Text: strconv.Itoa(items+245) + ".63"}
	}
	return p, f, names
}

// typedBook is a workbook in which codes are typed as people do, without names beside them,
// or as names in place of the codes.
func typedBook(t *testing.T, p *profile.Profile, f *filing.Filing, l profile.Layout, lang message.Lang, byName bool) []byte {
	t.Helper()
	data, err := template.Write(p, f, template.Options{Lang: lang, Layout: l})
	if err != nil {
		t.Fatal(err)
	}
	x, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	column, tables := "B", []string{"atoms.spending"}
	if l == profile.Full {
		column, tables = "A", byFunction
	}
	for _, id := range tables {
		sheet := p.Table(id).Name.In(lang)
		for row := 4; row < 200; row++ {
			cell := column + strconv.Itoa(row)
			code, err := x.GetCellValue(sheet, cell)
			if err != nil {
				t.Fatal(err)
			}
			c, known := p.Codes["functional_codes"].Lookup(code)
			if !known {
				continue
			}
			if l == profile.Full {
				set(t, x, sheet, "B"+strconv.Itoa(row), nil)
			}
			if !byName {
				continue
			}
			name := c.Name
			if l == profile.Few && len(itemsNamed(p, name)) > 1 {
				name = p.Codes["functional_codes"].WithSection(c, message.ZH)
			}
			set(t, x, sheet, cell, name)
		}
	}
	b, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// itemsNamed are the items of a name.
func itemsNamed(p *profile.Profile, name string) []profile.Code {
	return slices.DeleteFunc(p.Codes["functional_codes"].Named(name), func(c profile.Code) bool { return len(c.Code) != 7 })
}

// TestTypedCodes: everyday codes, typed as codes and as names in both layouts, are named
// right in the data, on every page and on paper, in both languages.
func TestTypedCodes(t *testing.T) {
	for _, c := range []struct {
		name   string
		layout profile.Layout
		byName bool
		book   message.Lang
		lang   message.Lang
		note   string // what is said of each cell
		notes  int    // tables in which it is
	}{
		{"codes in the full form", profile.Full, false, message.ZH, message.ZH, finding.NameFilled, 3},
		{"names in the full form", profile.Full, true, message.ZH, message.EN, finding.NameAsCode, 3},
		{"codes in the short form", profile.Few, false, message.ZH, message.EN, finding.NameFilled, 0},
		{"names in the short form", profile.Few, true, message.ZH, message.ZH, finding.NameAsCode, 1},
		{"codes in an English book", profile.Full, false, message.EN, message.ZH, finding.NameFilled, 3},
		{"names in an English book", profile.Few, true, message.EN, message.EN, finding.NameAsCode, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, f, names := everyday(t)
			if c.layout == profile.Full {
				_, f, _, _ = press.Filing(asInput(t, p, f), "")
				if found := press.Convert(p, f, profile.Full); len(found) > 0 {
					t.Fatal(found)
				}
			}
			m, err := press.Make(press.Input{Name: "a.xlsx", Data: typedBook(t, p, f, c.layout, c.book, c.byName)}, press.Options{Lang: c.lang})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range m.Result.Findings {
				if x.Severity != finding.Note && x.Code != "P03" { // the project has no form
					t.Errorf("%s: %s", x.Code, x.Say(message.ZH))
				}
			}
			noted := map[string]int{}
			for _, x := range about(m.Result.Findings, finding.NameFilled, finding.NameAsCode) {
				noted[x.Code] += len(x.Places)
			}
			if want := c.notes * len(names); len(noted) > 1 || noted[c.note] < want || want == 0 && len(noted) > 0 {
				t.Errorf("%v are noted, want %d times %s", noted, want, c.note)
			}
			for _, id := range byFunction {
				have := map[string]string{}
				for _, r := range m.Filing.Tables[id] {
					have[r.Text("code")] = r.Text("name")
				}
				for code, name := range names {
					if have[code] != name {
						t.Errorf("%s: %s is named %q, want %q", id, code, have[code], name)
					}
				}
			}
			for code, name := range names {
				if x, _ := p.Codes["functional_codes"].Lookup(code); c.lang == message.EN {
					names[code] = x.In(message.EN)
				} else if x.Name != name {
					t.Errorf("%s is %q in the list", code, x.Name)
				}
			}
			isNamed(t, "the document", treeCells(m.Document), names)
			isNamed(t, "the web page", pageCells(t, m), names)
			isNamed(t, "the paper", paperCells(m.Pages), names)
		})
	}
}

// isNamed finds each code with its name in the cell after it, and with no other name.
func isNamed(t *testing.T, where string, cells []string, names map[string]string) {
	t.Helper()
	times := map[string]int{}
	for i, code := range cells {
		name, ok := names[code]
		if !ok || i+1 == len(cells) {
			continue
		}
		if squeezed(cells[i+1]) != squeezed(name) {
			t.Errorf("%s: beside %s stands %q, want %q", where, code, cells[i+1], name)
		}
		times[code]++
	}
	for _, code := range slices.Sorted(maps.Keys(names)) {
		if times[code] < len(byFunction) {
			t.Errorf("%s: %s stands %d times", where, code, times[code])
		}
	}
}

func treeCells(doc *document.Document) (cells []string) {
	for _, x := range doc.Body {
		if table, ok := x.(*document.Table); ok {
			for _, r := range table.Body {
				for _, c := range r.Cells {
					cells = append(cells, document.Plain(c.Runs))
				}
			}
		}
	}
	return cells
}

func pageCells(t *testing.T, m *press.Made) (cells []string) {
	t.Helper()
	data, err := m.As(press.HTML)
	if err != nil {
		t.Fatal(err)
	}
	page, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for n := range page.Descendants() {
		if n.Type == html.ElementNode && (n.Data == "td" || n.Data == "th") {
			var b strings.Builder
			for x := range n.Descendants() {
				if x.Type == html.TextNode {
					b.WriteString(x.Data)
				}
			}
			cells = append(cells, b.String())
		}
	}
	return cells
}

// paperCells are the texts of the cells as they are drawn, line by line.
func paperCells(pages *layout.Pages) (cells []string) {
	of := map[*layout.Element]string{}
	for _, pg := range pages.Pages {
		for _, x := range pg.Items {
			if x.Kind == layout.Text && x.Elem != nil {
				of[x.Elem] += x.Str + " "
			}
		}
	}
	var visit func(e *layout.Element) string
	visit = func(e *layout.Element) string {
		text := of[e]
		for _, k := range e.Kids {
			text += visit(k)
		}
		if e.Tag == "TD" || e.Tag == "TH" {
			cells = append(cells, strings.TrimSpace(text))
			return ""
		}
		return text
	}
	visit(pages.Root)
	return cells
}
