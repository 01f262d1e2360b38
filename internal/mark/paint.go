package mark

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/xlsx"
)

// markFills are the colours of marked cells. They are shades nobody picks by hand,
// so that the marks of an earlier annotation are known by them.
var markFills = map[finding.Severity]string{
	finding.Error:   "FFFFB3B5",
	finding.Warning: "FFFFE599",
	finding.Note:    "FFBDDCF7",
}

// palette is the part of styles of a workbook: lists of fonts, fills, borders and
// cell formats, to which formats are added. Those there are keep their numbers.
type palette struct {
	data   []byte
	prefix string
	lists  map[string]*styleList
	marks  map[int]bool   // fills of marks
	added  map[string]int // formats by their text
}

// styleList is one list of the part of styles.
type styleList struct {
	from, to int    // bytes of the whole list; equal if it is missing
	tag      string // its start tag
	items    []string
}

// Of the lists of a part of styles, in their order, those that matter here must have
// something in them for a spreadsheet to open the file.
var (
	styleOrder = []string{"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"}
	styleFirst = map[string][]string{
		"fonts":        {`<font><sz val="11"/><name val="` + xlsx.Songti + `"/></font>`},
		"fills":        {`<fill><patternFill patternType="none"/></fill>`, `<fill><patternFill patternType="gray125"/></fill>`},
		"borders":      {`<border><left/><right/><top/><bottom/><diagonal/></border>`},
		"cellStyleXfs": {`<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>`},
		"cellXfs":      {`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`},
	}
)

// noStyles is the part of styles of a workbook that has none.
const noStyles = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
	`<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></styleSheet>`

func newPalette(data []byte) (*palette, error) {
	p := &palette{data: data, lists: map[string]*styleList{}, marks: map[int]bool{}, added: map[string]int{}}
	var open *styleList
	item := 0
	err := xlsx.Walk(data, func(n xlsx.Node) error {
		switch {
		case n.Depth == 0 && n.Start != nil:
			p.prefix = n.Name.Space
		case n.Depth == 1 && n.Start != nil:
			open = &styleList{from: n.From, tag: string(data[n.From:n.To])}
			if styleFirst[n.Local()] != nil {
				p.lists[n.Local()] = open
			}
		case n.Depth == 1:
			open.to = n.To
		case n.Depth == 2 && n.Start != nil:
			item = n.From
		case n.Depth == 2:
			open.items = append(open.items, string(data[item:n.To]))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("styles: %w", err)
	}
	for _, name := range styleOrder {
		first := styleFirst[name]
		if first == nil {
			continue
		}
		l := p.lists[name]
		if l == nil {
			at, _, err := xlsx.Child(data, xlsx.After(styleOrder, name))
			if err != nil {
				return nil, fmt.Errorf("styles: %w", err)
			}
			l = &styleList{from: at, to: at, tag: xlsx.Prefixed("<"+name+">", p.prefix)}
			p.lists[name] = l
		}
		for len(l.items) < len(first) {
			l.items = append(l.items, xlsx.Prefixed(first[len(l.items)], p.prefix))
		}
	}
	for i, fill := range p.lists["fills"].items {
		for _, c := range markFills {
			if strings.Contains(strings.ToUpper(fill), `"`+c+`"`) {
				p.marks[i] = true
			}
		}
	}
	return p, nil
}

// add appends an item to a list, unless it is there, and returns its number.
func (p *palette) add(list, item string) int {
	item = xlsx.Prefixed(item, p.prefix)
	l := p.lists[list]
	key := list + item
	if i, ok := p.added[key]; ok {
		return i
	}
	for i, x := range l.items {
		if x == item {
			p.added[key] = i
			return i
		}
	}
	l.items = append(l.items, item)
	p.added[key] = len(l.items) - 1
	return len(l.items) - 1
}

// format returns the text of a cell format; an unknown number gives the first.
func (p *palette) format(id int) string {
	xfs := p.lists["cellXfs"].items
	if id < 0 || id >= len(xfs) {
		id = 0
	}
	return xfs[id]
}

var startTag = regexp.MustCompile(`^<[^>]*>`)

// refilled is a cell format with another fill; fill < 0 takes it away.
func refilled(xf string, fill int) string {
	tag := startTag.FindString(xf)
	id, apply := "", ""
	if fill >= 0 {
		id, apply = strconv.Itoa(fill), "1"
	}
	return xlsx.SetAttr(xlsx.SetAttr(tag, "fillId", id), "applyFill", apply) + xf[len(tag):]
}

// marked is the format of a cell, with the fill of a severity.
func (p *palette) marked(style int, s finding.Severity) int {
	fill := p.add("fills", `<fill><patternFill patternType="solid"><fgColor rgb="`+markFills[s]+`"/><bgColor indexed="64"/></patternFill></fill>`)
	xf := refilled(p.format(style), fill)
	l := p.lists["cellXfs"]
	if i, ok := p.added[xf]; ok {
		return i
	}
	for i, x := range l.items {
		if x == xf {
			p.added[xf] = i
			return i
		}
	}
	l.items = append(l.items, xf)
	p.added[xf] = len(l.items) - 1
	return len(l.items) - 1
}

var fillID = regexp.MustCompile(`\sfillId\s*=\s*["'](\d+)["']`)

// isMark says whether a cell format bears the fill of a mark.
func (p *palette) isMark(style int) bool {
	xfs := p.lists["cellXfs"].items
	if style < 0 || style >= len(xfs) || len(p.marks) == 0 {
		return false
	}
	m := fillID.FindStringSubmatch(startTag.FindString(xfs[style]))
	if m == nil {
		return false
	}
	n, err := strconv.Atoi(m[1])
	return err == nil && p.marks[n]
}

// plain is the format a marked cell had before, as far as formats tell: one that
// differs in the fill alone, of those kept first, else the same without a fill.
func (p *palette) plain(style int, kept []int) int {
	want := refilled(p.format(style), -1)
	for _, id := range kept {
		if refilled(p.format(id), -1) == want && !p.isMark(id) {
			return id
		}
	}
	for id := range p.lists["cellXfs"].items {
		if refilled(p.format(id), -1) == want && !p.isMark(id) {
			return id
		}
	}
	l := p.lists["cellXfs"]
	l.items = append(l.items, refilled(p.format(style), 0))
	return len(l.items) - 1
}

// bytes is the part of styles with what was added.
func (p *palette) bytes() []byte {
	var edits []xlsx.Edit
	for _, name := range styleOrder {
		l := p.lists[name]
		if l == nil {
			continue
		}
		var b bytes.Buffer
		b.WriteString(strings.Replace(xlsx.SetAttr(l.tag, "count", strconv.Itoa(len(l.items))), "/>", ">", 1))
		for _, x := range l.items {
			b.WriteString(x)
		}
		b.WriteString(xlsx.Prefixed("</"+name+">", p.prefix))
		edits = append(edits, xlsx.Edit{From: l.from, To: l.to, Text: b.String()})
	}
	return xlsx.Splice(p.data, edits)
}
