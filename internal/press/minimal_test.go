package press_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

const minimal = "testdata/minimal"

// filled writes the blank workbook of the minimal profile and fills it as a person
// would: beside the words that stand on its sheets.
func filled(t *testing.T, p *profile.Profile) []byte {
	t.Helper()
	f := filing.New(p.Name, 2031)
	f.Fields["fiscal_year"] = filing.Value{Text: "2031"}
	blank, err := template.Write(p, f, template.Options{Lang: message.ZH})
	if err != nil {
		t.Fatal(err)
	}
	x, err := excelize.OpenReader(bytes.NewReader(blank))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	// cell finds a text on a sheet, and what stands dc columns beside and dr rows below.
	cell := func(sheet, text string, dc, dr int) string {
		rows, err := x.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, v := range row {
				if strings.TrimSpace(strings.TrimPrefix(v, "*")) == text || strings.TrimSpace(strings.TrimSuffix(v, "*")) == text {
					name, err := excelize.CoordinatesToCellName(c+1+dc, r+1+dr)
					if err != nil {
						t.Fatal(err)
					}
					return name
				}
			}
		}
		t.Fatalf("the sheet %s has no %q: %v", sheet, text, rows)
		return ""
	}
	set := func(sheet, at string, v any) {
		if err := x.SetCellValue(sheet, at, v); err != nil {
			t.Fatal(err)
		}
	}
	set("村情", cell("村情", "村名", 1, 0), "柳林村")
	set("村情", cell("村情", "户数", 1, 0), 120)
	set("村情", cell("村情", "去年付款", 1, 0), 8)
	for i, line := range [][]any{{"集体地租", 10.5, 9}, {"光伏发电", 2.25, nil}} {
		for c, v := range line {
			if v != nil {
				set("收款表", cell("收款表", "来源", c, i+1), v)
			}
		}
	}
	set("收款表", cell("收款表", "合计", 1, 0), 12.75)
	set("收款表", cell("收款表", "合计", 2, 0), 9)
	for _, line := range [][]any{{"修路", 3, 5.5, 8.5}, {"清洁", 1.5, nil, 1.5}} {
		for c, v := range line[1:] {
			if v != nil {
				set("付款表", cell("付款表", line[0].(string), c+1, 0), v)
			}
		}
	}
	total := cell("付款表", "清洁", 0, 0)
	_, r, err := excelize.CellNameToCoordinates(total)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := x.GetRows("付款表")
	if err != nil {
		t.Fatal(err)
	}
	for i := r; i < len(rows); i++ { // 合计 is a column head as well
		if len(rows[i]) > 0 && rows[i][0] == "合计" {
			for c, v := range []float64{4.5, 5.5, 10} {
				name, _ := excelize.CoordinatesToCellName(c+2, i+1)
				set("付款表", name, v)
			}
		}
	}
	set("意见", cell("意见", "村民意见", 0, 1), "希望早日修好村口的路。")
	var out bytes.Buffer
	if err := x.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAnotherProfileNeedsNoGo(t *testing.T) {
	p, err := press.Profile(minimal)
	if err != nil {
		t.Fatal(err)
	}
	book := filled(t, p)
	p, f := load(t, "village.xlsx", book, minimal)

	// What was filled in is in the JSON, under the names of the profile.
	data, err := filing.Marshal(p.Schema(), f)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "minimal.json", string(data))

	// The JSON builds the same document as the workbook.
	p2, f2 := load(t, "village.json", data, minimal)
	for _, lang := range langs {
		m := discloseBy(t, minimal, p, f, lang)
		golden(t, "minimal."+string(lang)+".golden", dump(m.Document))
		if a, b := paint(t, m), paint(t, discloseBy(t, minimal, p2, f2, lang)); !bytes.Equal(a, b) {
			t.Errorf("%s: workbook and data give different documents", lang)
		}
	}

	// Titles in the order of the profile, not of the program.
	var entries []string
	var tables []*document.Table
	doc := tree(t, p, f, message.ZH)
	for _, x := range doc.Body {
		switch x := x.(type) {
		case *document.Heading:
			if x.Entry != nil {
				entries = append(entries, document.Line(x.Entry))
			}
		case *document.Table:
			tables = append(tables, x)
		}
	}
	want := []string{"甲、账目说明", "（一）收款", "（二）付款", "乙、账目表", "2031年村级付款明细", "2031年村级收款明细", "丙、村民意见"}
	if !slices.Equal(entries, want) {
		t.Errorf("headings %q, want %q", entries, want)
	}
	if len(tables) != 2 || document.Line(tables[0].Label) != "公开表乙" || document.Line(tables[1].Label) != "公开表甲" || !tables[0].Landscape {
		t.Fatalf("tables %+v", tables)
	}
	var lines []string
	for _, r := range tables[0].Body {
		s := ""
		for _, c := range r.Cells {
			s += "|" + document.Plain(c.Runs)
		}
		lines = append(lines, s)
	}
	if got := strings.Join(lines, "\n"); got != "|修路|3.00|5.50|8.50\n|清洁|1.50||1.50\n||||\n|合计|4.50|5.50|10.00" {
		t.Errorf("the table of payments:\n%s", got)
	}
	for id, want := range map[string]string{
		"section.words.1": "柳林村2031年共收款12.75万元（各项相加12.75万元），120户。\n集体地租10.50万元，占82.35%；光伏发电2.25万元，占17.65%。\n集体地租 10.50万元 82.35%\n光伏发电 2.25万元 17.65%\n",
		"section.words.2": "1.总数\n共付款10.00万元，比去年多2.00万元（25.00%），一半是5.00万元。\n",
	} {
		if got := sectionText(doc, id); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	// The pages show the same: the document tree is all there is to lay out.
	if got := fmt.Sprint(doc.Title, " ", document.Line(doc.Front[3].(*document.Contents).Title)); got != "柳林村2031年账目公开 次序" {
		t.Error(got)
	}
}
