package mark

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/harmless"
	"budgetbook/internal/message"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

var resultColumns = []struct {
	id   string
	wide float64
}{
	{"annotate.no", 6}, {"annotate.severity", 7}, {"annotate.code", 10}, {"annotate.in", 15}, {"annotate.cell", 9},
	{"annotate.message", 52}, {"annotate.fix", 40}, {"annotate.explained", 22}, {"annotate.also", 20},
}

// resultSheet is the sheet of findings while it is written.
type resultSheet struct {
	result  finding.Result
	lang    message.Lang
	palette *palette
	names   []string // of the other sheets
	kept    []keptStyle

	rows  []resultRow
	links []string
}

// resultRow is one row of the sheet, still without its end tag.
type resultRow struct {
	n    int
	text string
}

// readKept reads what an earlier list of findings remembers of marked cells. own
// says whether the sheet is such a list at all.
func readKeptStyles(a *xlsx.Archive, data []byte) (own bool, kept []keptStyle, err error) {
	shared := sharedStringsPart(a)
	row, at, style, kind := 0, xlsx.Pos{}, 0, ""
	err = xlsx.Walk(data, func(n xlsx.Node) error {
		if n.Start == nil {
			if n.Local() == "c" && at.Column == sheets.KeptColumn {
				own = own || at.Row == 1 // a cell there is enough; the text is checked below
			}
			return nil
		}
		switch n.Local() {
		case "row":
			row++
			if r := xlsx.Number0(xlsx.Attribute(*n.Start, "r")); r > 0 {
				row = r
			}
		case "c":
			column, _, _ := xlsx.NoteCellName(xlsx.Attribute(*n.Start, "r"))
			at, style, kind = xlsx.Pos{Row: row, Column: column}, xlsx.Number0(xlsx.Attribute(*n.Start, "s")), xlsx.Attribute(*n.Start, "t")
		case "t", "v":
			if at.Column != sheets.KeptColumn || n.Local() == "v" && kind != "s" && kind != "str" {
				return nil
			}
			text := cellText(data[n.To:])
			if kind == "s" {
				if i := xlsx.Number0(text); i < len(shared) {
					text = shared[i]
				}
			}
			sheet, ref, ok := cutLast(text, "!")
			if column, r, isCell := xlsx.NoteCellName(ref); ok && isCell && at.Row > 1 {
				kept = append(kept, keptStyle{sheet, xlsx.Pos{Row: r, Column: column}, style})
			}
			if at.Row == 1 && text != xlsx.NoteAuthor {
				return errNotOwn
			}
		}
		return nil
	})
	if err == errNotOwn {
		return false, nil, nil
	}
	return own, kept, err
}

var errNotOwn = fmt.Errorf("not a list of findings")

// cellText is the text of an element whose start tag ends where data begin.
func cellText(data []byte) string {
	text, _, _ := strings.Cut(string(data[:min(len(data), 400)]), "<")
	var v struct {
		T string `xml:",chardata"`
	}
	if xml.Unmarshal([]byte("<t>"+text+"</t>"), &v) != nil {
		return ""
	}
	return xlsx.DecodeText(v.T)
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// sharedStrings reads the shared strings, none if they cannot be read.
func sharedStringsPart(a *xlsx.Archive) []string {
	for _, r := range a.Rels(a.Main) {
		if !strings.HasSuffix(r.Type, "/sharedStrings") {
			continue
		}
		data, err := a.Part(r.Target)
		if err != nil {
			return nil
		}
		var x struct {
			SI []xlsx.XMLText `xml:"si"`
		}
		if xml.Unmarshal(data, &x) != nil {
			return nil
		}
		all := make([]string, len(x.SI))
		for i := range x.SI {
			all[i] = x.SI[i].String()
		}
		return all
	}
	return nil
}

// The formats of the sheet of findings.
type resultLook int

const (
	lookTitle resultLook = iota
	lookSummary
	lookHead
	lookText
	lookCenter
	lookLink
	lookError
	lookWarning
	lookNote
	lookLegend
)

// format is the number of one of the sheet's cell formats.
func (r *resultSheet) format(l resultLook) int {
	p := r.palette
	size, family, colour, fill, border, horizontal, underline := "10", xlsx.Songti, "", "", true, "left", ""
	switch l {
	case lookTitle:
		size, family, border = "16", xlsx.Heiti, false
	case lookSummary:
		border = false
	case lookLegend:
		border, size, colour = false, "9", "FF"+xlsx.HintColor
	case lookHead:
		family, fill, horizontal = xlsx.Heiti, "FF"+xlsx.HeadFill, "center"
	case lookCenter:
		horizontal = "center"
	case lookLink:
		colour, underline, horizontal = "FF0563C1", "<u/>", "center"
	case lookError:
		horizontal, fill = "center", markFills[finding.Error]
	case lookWarning:
		horizontal, fill = "center", markFills[finding.Warning]
	case lookNote:
		horizontal, fill = "center", markFills[finding.Note]
	}
	if colour != "" {
		colour = `<color rgb="` + colour + `"/>`
	}
	font := p.add("fonts", fmt.Sprintf(`<font>%s<sz val="%s"/>%s<name val="%s"/><family val="3"/><charset val="134"/></font>`, underline, size, colour, family))
	fillID, borderID := 0, 0
	if fill != "" {
		fillID = p.add("fills", `<fill><patternFill patternType="solid"><fgColor rgb="`+fill+`"/><bgColor indexed="64"/></patternFill></fill>`)
	}
	if border {
		side := func(name string) string {
			return fmt.Sprintf(`<%s style="thin"><color rgb="FF%s"/></%s>`, name, xlsx.LineColor, name)
		}
		borderID = p.add("borders", `<border>`+side("left")+side("right")+side("top")+side("bottom")+`<diagonal/></border>`)
	}
	vertical, wrap := "center", `wrapText="1"`
	if l == lookText {
		wrap += ` indent="1"`
	}
	if l == lookTitle || l == lookLegend || l == lookSummary {
		wrap = `wrapText="0"`
	}
	return p.add("cellXfs", fmt.Sprintf(`<xf numFmtId="0" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="%s" vertical="%s" %s/></xf>`,
		font, fillID, borderID, horizontal, vertical, wrap))
}

func (r *resultSheet) say(id string, kv ...string) string {
	return message.Say(r.lang, id, message.Pairs(kv...))
}

// cellXML is a cell with a text; a text of digits alone is a number.
func cellXML(p xlsx.Pos, style int, text string) string {
	switch {
	case text == "":
		return fmt.Sprintf(`<c r="%s" s="%d"/>`, p, style)
	case len(text) < 10 && strings.Trim(text, "0123456789") == "":
		return fmt.Sprintf(`<c r="%s" s="%d"><v>%s</v></c>`, p, style, text)
	}
	return fmt.Sprintf(`<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, p, style, xlsx.EscapeXML(text))
}

// line writes the next row. looks are the formats of its cells; the row is as high
// as its texts need.
func (r *resultSheet) line(row int, least float64, texts []string, looks ...resultLook) {
	cells := ""
	for i, text := range texts {
		text = harmless.Shown(text)
		if len([]rune(text)) > xlsx.MaxText/2 {
			text = string([]rune(text)[:xlsx.MaxText/2]) + "…"
		}
		cells += cellXML(xlsx.Pos{Row: row, Column: i + 1}, r.format(looks[min(i, len(looks)-1)]), text)
		if len(texts) == len(resultColumns) {
			least = max(least, noteHeight(text, resultColumns[i].wide))
		}
	}
	r.rows = append(r.rows, resultRow{row, fmt.Sprintf(`<row r="%d" ht="%g" customHeight="1">%s`, row, least, cells)})
}

// last is the row written last.
func (r *resultSheet) last() int { return r.rows[len(r.rows)-1].n }

// noteHeight is the height of a wrapped text in the small type of the list.
func noteHeight(s string, wide float64) float64 {
	lines := 0.0
	for _, l := range strings.Split(s, "\n") {
		lines += max(1, xlsx.Ceil(xlsx.TextWidth(l)*0.98/max(wide-3, 1)))
	}
	return min(lines*13.5+6, 400)
}

// link lets a cell lead to a place; a finding without a cell leads to its sheet.
func (r *resultSheet) link(from xlsx.Pos, at finding.Place) bool {
	if !slices.Contains(r.names, at.Sheet) {
		return false
	}
	cell := at.Cell
	if cell == "" {
		cell = "A1"
	}
	r.links = append(r.links, fmt.Sprintf(`<hyperlink ref="%s" location="%s" display="%s"/>`, from,
		xlsx.EscapeXML("'"+strings.ReplaceAll(at.Sheet, "'", "''")+"'!"+cell), xlsx.EscapeXML(cell)))
	return true
}

// write fills the sheet: title, summary, findings, rules that were not evaluated.
func (r *resultSheet) write() {
	n := len(resultColumns)
	r.line(1, 30, []string{r.say("annotate.title", "file", r.result.File)}, lookTitle)
	r.line(2, 20, []string{r.result.Count().Summary(r.lang)}, lookSummary)
	r.line(3, 16, []string{r.say("annotate.legend")}, lookLegend)
	heads := make([]string, n)
	for i, c := range resultColumns {
		heads[i] = r.say(c.id)
	}
	r.line(sheets.HeadRow, 22, heads, lookHead)
	found := slices.Clone(r.result.Findings)
	finding.Sort(found)
	for i, f := range found {
		r.finding(sheets.HeadRow+1+i, i+1, f)
	}
	if len(found) == 0 {
		r.line(sheets.HeadRow+1, 20, append([]string{"", "", "", "", ""}, r.say("annotate.none"), "", "", ""), lookText)
	}
	if len(r.result.Skipped) > 0 {
		row := r.last() + 2
		r.line(row, 22, []string{r.say("report-skipped", "n", strconv.Itoa(len(r.result.Skipped)))}, lookSummary)
		for _, s := range r.result.Skipped {
			row++
			texts := make([]string, n)
			texts[1], texts[2], texts[5] = r.say("annotate.skipped"), s.Code, s.Why(r.lang)
			r.line(row, 20, texts, lookCenter, lookCenter, lookCenter, lookText)
		}
	}
}

func (r *resultSheet) finding(row, number int, f finding.Finding) {
	look := map[finding.Severity]resultLook{finding.Error: lookError, finding.Warning: lookWarning, finding.Note: lookNote}[f.Severity]
	var first finding.Place
	var others []string
	for i, at := range f.Places {
		switch s := at.Short(); {
		case i == 0:
			first = at
		case len(others) == maxMarked:
			others = append(others, "…")
		case len(others) < maxMarked && s != "" && s != first.Short() && !slices.Contains(others, s):
			others = append(others, s)
		}
	}
	sheet, cell := first.Sheet, first.Cell
	if sheet == "" {
		sheet = r.say("report-whole")
		cell = first.Path
	}
	linked := lookCenter
	if first.Cell == "" && r.link(xlsx.Pos{Row: row, Column: 4}, first) {
		linked = lookLink
	}
	cellLook := lookCenter
	if first.Cell != "" && r.link(xlsx.Pos{Row: row, Column: 5}, first) {
		cellLook = lookLink
	}
	r.line(row, 20, []string{strconv.Itoa(number), r.say("severity-" + f.Severity.String()), codeOf(f), sheet, cell,
		f.Say(r.lang), finding.Remedy(r.result.Findings, f, r.lang), f.Explained, strings.Join(others, r.say("annotate.and"))},
		lookCenter, look, lookCenter, linked, cellLook, lookText)
}

// xml is the part of the sheet. space is the namespace of the workbook's own parts.
func (r *resultSheet) xml(space string) string {
	last := r.last()
	r.remember()
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+`<worksheet xmlns="%s"><sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>`, space)
	fmt.Fprintf(&b, `<dimension ref="A1:%s"/>`, xlsx.Pos{Row: last, Column: len(resultColumns)})
	fmt.Fprintf(&b, `<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A%d" sqref="A%d"/></sheetView></sheetViews>`,
		sheets.HeadRow, sheets.HeadRow+1, sheets.HeadRow+1, sheets.HeadRow+1)
	b.WriteString(`<sheetFormatPr defaultRowHeight="15"/><cols>`)
	for i, c := range resultColumns {
		fmt.Fprintf(&b, `<col min="%d" max="%d" width="%g" customWidth="1"/>`, i+1, i+1, c.wide)
	}
	fmt.Fprintf(&b, `<col min="%d" max="%d" width="12" hidden="1" customWidth="1"/></cols><sheetData>`, sheets.KeptColumn, sheets.KeptColumn)
	for _, row := range r.rows {
		b.WriteString(row.text + "</row>")
	}
	b.WriteString(`</sheetData>`)
	fmt.Fprintf(&b, `<autoFilter ref="%s"/>`, r.filter(""))
	if len(r.links) > 0 {
		b.WriteString(`<hyperlinks>` + strings.Join(r.links, "") + `</hyperlinks>`)
	}
	b.WriteString(`<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>` +
		`<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>`)
	return b.String()
}

// remember writes what the marked cells looked like beside the list, from row 2 on.
func (r *resultSheet) remember() {
	index := map[int]int{}
	for i, row := range r.rows {
		index[row.n] = i
	}
	r.rows[0].text += cellXML(xlsx.Pos{Row: 1, Column: sheets.KeptColumn}, 0, xlsx.NoteAuthor)
	for i, k := range r.kept {
		row := i + 2
		at, ok := index[row]
		if !ok {
			at = len(r.rows)
			r.rows = append(r.rows, resultRow{row, fmt.Sprintf(`<row r="%d">`, row)})
		}
		r.rows[at].text += cellXML(xlsx.Pos{Row: row, Column: sheets.KeptColumn}, k.style, k.sheet+"!"+k.at.String())
	}
	slices.SortFunc(r.rows, func(a, b resultRow) int { return a.n - b.n })
}

// filter is the block of the list; abs makes its rows and columns absolute.
func (r *resultSheet) filter(abs string) string {
	last := sheets.HeadRow + max(1, len(r.result.Findings))
	name := strings.TrimRight(finding.CellName(1, len(resultColumns)), "1")
	return fmt.Sprintf("%sA%s%d:%s%s%s%d", abs, abs, sheets.HeadRow, abs, name, abs, last)
}
