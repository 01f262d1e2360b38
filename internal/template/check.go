package template

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule/sheet"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// Rows and columns of the sheet that checks the workbook.
const (
	checkHead = 4  // row of the header; above it title, summary and a note
	checkBad  = 9  // column that counts the rows that do not agree
	checkSums = 12 // hidden: at how many levels figures are the sums of their parts
)

// checksName names the counts of what does not agree, for the tables' conditional
// formats: older programs do not let those refer to other sheets.
const checksName = "checks"

// checker is the sheet that checks the workbook while it is filled.
type checker struct {
	*writer
	sheet  string
	excel  *sheet.Excel
	lines  []sheet.Line
	beyond []*profile.Rule // what is left to the program
	totals *sheet.Totals
}

// checker prepares the formulas; nil if the profile prescribes no sheet for them.
func (w *writer) checker() *checker {
	for _, tab := range w.plan.Tabs {
		if tab.Sheet.Kind != "check" {
			continue
		}
		c := &checker{writer: w, sheet: tab.Name}
		c.excel = &sheet.Excel{Profile: w.p, At: w.locate(), Lang: w.Lang, Widest: widestName}
		c.totals = c.excel.Totals()
		sums := c.sums()
		c.excel.Exact = func(t *profile.Table, column *profile.Column) string {
			return sums[sheet.SumOf{Table: t, Column: column}]
		}
		for _, r := range w.p.Rules {
			lines, whole := c.excel.Lines(r)
			c.lines = append(c.lines, lines...)
			if !whole {
				c.beyond = append(c.beyond, r)
			}
		}
		return c
	}
	return nil
}

// sumsName begins the names of what is 0 where the figures of a column are no sums of
// printed ones; widestName is how many figures the widest sum adds up.
const (
	sumsName   = "sums_"
	widestName = sumsName + "widest"
)

// sums names the columns whose sums the sheet compares.
func (c *checker) sums() map[sheet.SumOf]string {
	names := map[sheet.SumOf]string{}
	for _, r := range c.p.Rules {
		lines, _ := c.excel.Lines(r)
		for _, l := range lines {
			if l.Exact != "" {
				names[l.Sum] = sumsName + l.Sum.Table.ID + "_" + l.Sum.Column.ID
			}
		}
	}
	return names
}

// nameSums defines the names.
func (c *checker) nameSums() {
	at := map[sheet.SumOf][]string{}
	var order []sheet.SumOf
	for i, l := range c.lines {
		if l.Exact == "" {
			continue
		}
		if at[l.Sum] == nil {
			order = append(order, l.Sum)
		}
		at[l.Sum] = append(at[l.Sum], fmt.Sprintf("N('%s'!$L$%d)", c.sheet, checkHead+1+i))
	}
	for _, s := range order {
		c.Keep(c.Excel.SetDefinedName(&excelize.DefinedName{Name: sumsName + s.Table.ID + "_" + s.Column.ID, RefersTo: strings.Join(at[s], "+")}))
	}
	c.array(checkHead, checkSums, c.excel.WidestSum())
	c.Keep(c.Excel.SetDefinedName(&excelize.DefinedName{Name: widestName, RefersTo: fmt.Sprintf("'%s'!$L$%d", c.sheet, checkHead)}))
	c.Keep(c.Excel.SetColVisible(c.sheet, "L", false))
}

// total is what a cell of a blank table computes, without a formula if it is to be filled.
func (c *checker) total(t *profile.Table, column *profile.Column, l sheets.Line) sheet.Total {
	if c == nil || !column.Type.Numeric() || len(c.f.Tables[t.ID]) > 0 && !(c.totalled && c.without(t, column)) {
		return sheet.Total{}
	}
	return c.totals.Of(t, column, l.Spec, l.Row)
}

// without says whether a filled table has nothing in a column.
func (c *checker) without(t *profile.Table, column *profile.Column) bool {
	return !slices.ContainsFunc(c.f.Tables[t.ID], func(r filing.Row) bool { return r.Text(column.ID) != "" })
}

// write writes the sheet.
func (c *checker) write() {
	wide, head := []float64{8, 8, 30, 9, 58, 13, 13, 11, 9, 11}, 24.0
	if c.Lang != message.ZH {
		wide, head = []float64{8, 14, 44, 15, 54, 13, 13, 13, 11, 18}, 36
	}
	c.Widths(c.sheet, wide)
	n := len(wide)
	c.Merge(c.sheet, 1, 1, 1, n, c.Say("check.title"), xlsx.Look{Role: xlsx.RoleTitle})
	c.RowHeight(c.sheet, 1, 32)
	c.Merge(c.sheet, 2, 1, 1, n, "", xlsx.Look{Role: xlsx.RoleVerdict, Bold: true})
	c.RowHeight(c.sheet, 2, 26)
	c.Merge(c.sheet, 3, 1, 1, n, c.Say("check.note"), xlsx.Look{Role: xlsx.RoleHint})
	c.RowHeight(c.sheet, 3, 30+12*xlsx.Ceil(xlsx.TextWidth(c.Say("check.note"))/190))
	for i, id := range []string{"code", "level", "name", "table", "formula", "left", "right", "difference", "rows", "verdict"} {
		c.Put(c.sheet, checkHead, i+1, c.Say("check."+id), xlsx.Look{Role: xlsx.RoleHead})
	}
	c.RowHeight(c.sheet, checkHead, head)
	row := checkHead + 1
	for _, l := range c.lines {
		c.line(row, l, wide)
		row++
	}
	last := max(row-1, checkHead+1)
	c.summary(last)
	if len(c.beyond) > 0 {
		c.Merge(c.sheet, row, 1, 1, n, c.Say("check.beyond"), xlsx.Look{Role: xlsx.RoleGroup})
		c.RowHeight(c.sheet, row, 24)
		row++
	}
	for _, r := range c.beyond {
		c.Put(c.sheet, row, 1, r.Code, xlsx.Look{Role: xlsx.RoleLabel})
		c.Put(c.sheet, row, 2, c.Say("severity-"+r.Level), xlsx.Look{Role: xlsx.RoleLabel})
		c.Merge(c.sheet, row, 3, 1, n-3, r.Name.In(c.Lang), xlsx.Look{Role: xlsx.RoleLabel})
		c.Put(c.sheet, row, n, c.Say("check.program"), xlsx.Look{Role: xlsx.RoleVerdict})
		row++
	}
	c.Freeze(c.sheet, checkHead, 0)
	c.Keep(c.Excel.AutoFilter(c.sheet, fmt.Sprintf("%s:%s", finding.CellName(checkHead, 1), finding.CellName(last, n)), nil))
	c.Page(c.sheet, true, checkHead) // behind the filter, which forgets the page
	c.Keep(c.Excel.SetDefinedName(&excelize.DefinedName{Name: checksName,
		RefersTo: fmt.Sprintf("'%s'!$I$1:$I$%d", c.sheet, last)}))
	c.nameSums()
	c.colours(last)
}

// line writes one comparison.
func (c *checker) line(row int, l sheet.Line, wide []float64) {
	table := ""
	if l.Table != nil {
		table = l.Table.Name.In(c.Lang)
	} else {
		table = l.First.Sheet
	}
	texts := []string{l.Rule.Code, c.Say("severity-" + l.Rule.Level), l.Rule.Name.In(c.Lang), table, l.Words}
	for i, s := range texts {
		role := xlsx.RoleLabel
		if i == 3 && l.First.Sheet != "" {
			role = xlsx.RoleLink
		}
		c.Put(c.sheet, row, i+1, s, xlsx.Look{Role: role, Typ: profile.CodeType})
	}
	c.Fit(c.sheet, row, 19, texts, wide)
	if l.First.Sheet != "" {
		target := fmt.Sprintf("'%s'!%s%d", l.First.Sheet, l.First.Column, l.First.First)
		c.Keep(c.Excel.SetCellHyperLink(c.sheet, finding.CellName(row, 4), target, "Location"))
	}
	bad := l.Bad
	if l.Apart != "" { // how far figures may be apart is only asked where they are
		bad = fmt.Sprintf("IF(%s%s,%s,0)", finding.CellName(row, checkBad-1), l.Apart, bad)
	}
	if l.Exact != "" {
		c.array(row, checkSums, l.Exact)
	}
	if l.Idle != "" && !l.Each {
		bad = "IF(" + l.Idle + `,"—",` + bad + ")"
	}
	for i, f := range []string{l.Left, l.Right, l.Diff} {
		c.Put(c.sheet, row, 6+i, "", xlsx.Look{Role: xlsx.RoleResult, Typ: profile.WanType})
		c.array(row, 6+i, f)
	}
	c.Put(c.sheet, row, checkBad, "", xlsx.Look{Role: xlsx.RoleResult, Typ: profile.IntType})
	c.array(row, checkBad, bad)
	c.Put(c.sheet, row, checkBad+1, "", xlsx.Look{Role: xlsx.RoleVerdict})
	good := `"` + c.Say("check.good") + `"`
	if l.Apart != "" {
		good = fmt.Sprintf(`IF(%s%s,"%s",%s)`, finding.CellName(row, checkBad-1), l.Apart, c.Say("check.tail"), good)
	}
	verdict := fmt.Sprintf(`IF(ISERROR(%[1]s),"%[4]s",IF(ISNUMBER(%[1]s),IF(%[1]s>0,"%[5]s",IF(AND(%[2]s=0,%[3]s=0),"%[6]s",%[7]s)),"%[8]s"))`,
		finding.CellName(row, checkBad), finding.CellName(row, 6), finding.CellName(row, 7), c.Say("check.unclear"), c.Say("check.bad"), c.Say("check.empty"), good, c.Say("check.none"))
	c.formula(c.sheet, row, checkBad+1, verdict)
}

// array writes a formula that passes over ranges row by row.
func (c *checker) array(row, column int, formula string) {
	kind, ref := excelize.STCellFormulaTypeArray, finding.CellName(row, column)
	if c.Err == nil {
		c.Keep(c.Excel.SetCellFormula(c.sheet, ref, formula, excelize.FormulaOpts{Type: &kind, Ref: &ref}))
	}
}

// summary says at the top how many comparisons do not agree.
func (c *checker) summary(last int) {
	count := func(id, level string) string {
		return fmt.Sprintf(`COUNTIFS(%s,"%s",%s,"%s")`, c.column(checkBad+1, last), c.Say(id), c.column(2, last), c.Say("severity-"+level))
	}
	all := fmt.Sprintf(`COUNTIF(%s,"%s")`, c.column(checkBad+1, last), c.Say("check.bad"))
	unclear := fmt.Sprintf(`COUNTIF(%s,"%s")`, c.column(checkBad+1, last), c.Say("check.unclear"))
	good := fmt.Sprintf(`COUNTIF(%s,"%s")`, c.column(checkBad+1, last), c.Say("check.good"))
	tail := fmt.Sprintf(`COUNTIF(%s,"%s")`, c.column(checkBad+1, last), c.Say("check.tail"))
	sentence := func(l message.Lang) string {
		quote := func(id string) string { return `"` + message.Say(l, id, nil) + `"` }
		return quote("check.sum.bad") + "&" + all + "&" + quote("check.sum.errors") + "&" + count("check.bad", "error") + "&" +
			quote("check.sum.warnings") + "&" + count("check.bad", "warning") + "&" + quote("check.sum.end")
	}
	bad := ""
	if c.Lang == message.Both { // one sentence after the other, not part by part
		bad = sentence(message.ZH) + `&"` + message.Between + `"&` + sentence(message.EN)
	} else {
		bad = sentence(c.Lang)
	}
	c.formula(c.sheet, 2, 1, fmt.Sprintf(`IF(%[1]s+%[2]s>0,%[3]s,IF(%[4]s>0,"%[5]s",IF(%[6]s=0,"%[7]s","%[8]s")))`,
		all, unclear, bad, tail, c.Say("check.sum.tail"), good, c.Say("check.sum.blank"), c.Say("check.sum.good")))
}

func (c *checker) column(n, last int) string {
	letters, err := excelize.ColumnNumberToName(n)
	c.Keep(err)
	return fmt.Sprintf("$%s$%d:$%s$%d", letters, checkHead+1, letters, last)
}

// onGuide repeats the summary where the workbook opens.
func (c *checker) onGuide(sheet string) {
	if c == nil {
		return
	}
	c.Put(sheet, 2, 1, "", xlsx.Look{Role: xlsx.RoleVerdict, Bold: true})
	c.RowHeight(sheet, 2, 26)
	c.formula(sheet, 2, 1, fmt.Sprintf("'%s'!$A$2", c.sheet))
	c.Keep(c.Excel.SetCellHyperLink(sheet, "A2", fmt.Sprintf("'%s'!A2", c.sheet), "Location"))
	c.summaryColours(sheet, "A2")
}

// The colours of verdicts.
const (
	badFill, badInk   = "FFC7CE", "9C0006"
	goodFill, goodInk = "DDF0DD", "1F6B2B"
	tailFill, tailInk = "FBF1D9", "7A4F01"
)

func (c *checker) conditional(fill, ink string) *int {
	id, err := c.Excel.NewConditionalStyle(&excelize.Style{
		Font: &excelize.Font{Color: ink, Bold: fill == badFill},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}},
	})
	c.Keep(err)
	return &id
}

func (c *checker) when(sheet, cells, formula, fill, ink string) {
	if c.Err == nil {
		c.Keep(c.Excel.SetConditionalFormat(sheet, cells, []excelize.ConditionalFormatOptions{
			{Type: "formula", Criteria: formula, Format: c.conditional(fill, ink)},
		}))
	}
}

func (c *checker) summaryColours(sheet, cell string) {
	good, tail := c.Say("check.sum.good"), c.Say("check.sum.tail")
	c.when(sheet, cell, `$A$2="`+good+`"`, goodFill, goodInk)
	c.when(sheet, cell, `$A$2="`+tail+`"`, tailFill, tailInk)
	c.when(sheet, cell, `AND($A$2<>"`+good+`",$A$2<>"`+tail+`",$A$2<>"`+c.Say("check.sum.blank")+`")`, badFill, badInk)
}

// colours makes verdicts green and red, and the cells of the tables that do not agree.
func (c *checker) colours(last int) {
	c.summaryColours(c.sheet, "A2:J2")
	first := checkHead + 1
	verdict := fmt.Sprintf("J%d:J%d", first, last)
	c.when(c.sheet, verdict, fmt.Sprintf(`$J%d="%s"`, first, c.Say("check.good")), goodFill, goodInk)
	c.when(c.sheet, verdict, fmt.Sprintf(`$J%d="%s"`, first, c.Say("check.tail")), tailFill, tailInk)
	for _, id := range []string{"check.bad", "check.unclear"} {
		c.when(c.sheet, verdict, fmt.Sprintf(`$J%d="%s"`, first, c.Say(id)), badFill, badInk)
	}
	c.when(c.sheet, fmt.Sprintf("H%d:I%d", first, last), fmt.Sprintf(`$J%d="%s"`, first, c.Say("check.bad")), badFill, badInk)
	for i, l := range c.lines {
		if l.Mark.Sheet == "" {
			continue
		}
		from, to := fmt.Sprintf("%s%d", l.Mark.Column, l.Mark.First), fmt.Sprintf("%s%d", l.Mark.Column, l.Mark.Last)
		red := l.Red
		if red == "" {
			red = fmt.Sprintf("N(INDEX(%s,%d))>0", checksName, first+i)
		}
		c.when(l.Mark.Sheet, from+":"+to, red, badFill, badInk)
	}
}
