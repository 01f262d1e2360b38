package sheets

import (
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Plan is where everything stands on the sheets of a workbook. It is computed once: the
// workbook is written by it, the formulas of the sheet 校验 refer to what it says, and of
// a workbook nobody has altered a reader finds everything where it says.
type Plan struct {
	Tabs   []Tab // in the order of the profile
	fields map[string]Cell
	blocks map[string]*Block // by table
	lists  map[string]Cell
}

// Tab is one sheet.
type Tab struct {
	Sheet profile.Sheet
	Name  string
	Forms []FormLine // of a sheet of forms
	Block *Block     // of a sheet of a table or of records
	Lists int        // of a sheet of lists: how many rows there are for paragraphs
}

// Cell is a cell of a sheet; rows and columns count from 1.
type Cell struct {
	Tab         string
	Row, Column int
}

// The rows of heads: above those of forms and lists stand a title and a hint, above those
// of records a title and the notes of columns, above those of a table its label, its
// title, and the line with unit and currency.
const (
	FormHead  = 3
	ListHead  = 3
	RecordTop = 3
	TableTop  = 4
)

// FormValue is the column of the values of a form, right of their labels.
const FormValue = 2

// FormLine is one row of a sheet of forms: the name of a form, that of a group of fields,
// or a field.
type FormLine struct {
	Row   int
	Form  *profile.Form
	Group profile.Text
	Field *profile.Field
}

// Block is where a table or records stand.
type Block struct {
	Tab     string
	Table   *profile.Table
	Parent  *profile.Table    // of the records these are inside of; else nil
	Head    int               // first row of the heads
	Top     int               // first row below the heads
	Last    int               // last row that is offered; rows may be added below it
	Columns []*profile.Column // of the data, as they stand
	Lines   []Line            // from Top on
	Open    bool              // of a table: it ends in lines of the unit

	at, beside map[string]int // column by id; that of the name beside a code
	width      int
}

// Line is one row of a block: a fixed row, a row of the unit, or a blank one.
type Line struct {
	Row    int
	Spec   *profile.RowSpec // nil: a line of the unit, or a record
	Data   *filing.Row      // nil: nothing entered
	Blank  bool             // printed only
	Number int              // of a record, or of the one it is inside of; 0: none yet
}

// NewPlan plans a workbook; the profile must be in the layout of the workbook. A filing
// without rows gives the plan of the blank template.
func NewPlan(p *profile.Profile, f *filing.Filing, l message.Lang) *Plan {
	plan := &Plan{fields: map[string]Cell{}, blocks: map[string]*Block{}, lists: map[string]Cell{}}
	for _, s := range p.Sheets {
		tab := Tab{Sheet: s, Name: TabName(p, s, l)}
		switch s.Kind {
		case "forms":
			tab.Forms = plan.forms(p, tab.Name, s.Forms)
		case "lists":
			tab.Lists = plan.paragraphs(tab.Name, s.Lists, f)
		case "table":
			t := p.Table(s.ID)
			tab.Block = tableBlock(tab.Name, t, f.Tables[t.ID])
		case "records":
			t := p.Table(s.ID)
			tab.Block = recordBlock(p, tab.Name, t, f)
		}
		if tab.Block != nil {
			plan.blocks[tab.Block.Table.ID] = tab.Block
		}
		plan.Tabs = append(plan.Tabs, tab)
	}
	return plan
}

// Block is where a table stands; nil if it is on no sheet.
func (p *Plan) Block(table string) *Block { return p.blocks[table] }

// Field is where the value of a field stands; ok is false if it is on no sheet.
func (p *Plan) Field(path string) (at Cell, ok bool) {
	at, ok = p.fields[path]
	return at, ok
}

// List is where the first paragraph of a list stands.
func (p *Plan) List(path string) (at Cell, ok bool) {
	at, ok = p.lists[path]
	return at, ok
}

// forms puts forms one under another: with more than one, each under its name.
func (p *Plan) forms(prof *profile.Profile, tab string, ids []string) []FormLine {
	var lines []FormLine
	add := func(l FormLine) {
		l.Row = FormHead + 1 + len(lines)
		lines = append(lines, l)
	}
	for _, id := range ids {
		form := prof.Form(id)
		if len(ids) > 1 {
			add(FormLine{Form: form})
		}
		for i := range form.Fields {
			f := &form.Fields[i]
			if f.Group.ZH != "" {
				add(FormLine{Group: f.Group})
			}
			add(FormLine{Field: f})
			p.fields[f.Path] = Cell{tab, FormHead + len(lines), FormValue}
		}
	}
	return lines
}

// paragraphs puts lists side by side.
func (p *Plan) paragraphs(tab string, paths []string, f *filing.Filing) (rows int) {
	const least, more = 12, 6 // rows of a blank list, and below what there is
	rows = least
	for i, path := range paths {
		p.lists[path] = Cell{tab, ListHead + 1, i + 1}
		rows = max(rows, len(f.Lists[path])+more)
	}
	return rows
}

// Column is the column of a column of the data, 0 if it is none of the block's.
func (b *Block) Column(id string) int { return b.at[id] }

// Beside is the column where the name of a code stands, 0 if there is none.
func (b *Block) Beside(id string) int { return b.beside[id] }

// Width is how many columns of the sheet the block takes.
func (b *Block) Width() int { return b.width }

// Lead is how many columns stand left of those of the data: the number of a record, and
// the name of the one it is inside of.
func (b *Block) Lead() int {
	if len(b.Columns) == 0 {
		return 0
	}
	return b.at[b.Columns[0].ID] - 1
}

func tableBlock(tab string, t *profile.Table, rows []filing.Row) *Block {
	b := &Block{Tab: tab, Table: t, Head: TableTop, Top: TableTop + t.HeaderRow, Columns: ColumnOrder(t), at: map[string]int{}}
	for i, c := range b.Columns {
		b.at[c.ID] = i + 1
	}
	b.width = len(b.Columns)
	b.Lines = arrangeLines(t, rows)
	for i := range b.Lines {
		b.Lines[i].Row = b.Top + i
		b.Open = b.Lines[i].Spec == nil
	}
	b.Last = b.Top + max(len(b.Lines), 1) - 1
	return b
}

func recordBlock(p *profile.Profile, tab string, t *profile.Table, f *filing.Filing) *Block {
	b := &Block{Tab: tab, Table: t, Parent: p.Table(t.Parent), Head: RecordTop, Top: RecordTop + 1, at: map[string]int{}, beside: map[string]int{}, Open: true}
	column := 1
	if b.Parent != nil {
		column = 2
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		column++
		b.Columns = append(b.Columns, c)
		b.at[c.ID] = column
		if c.Codes != "" && p.IsAtom(t.ID) {
			column++
			b.beside[c.ID] = column
		}
	}
	b.width = column
	if b.Parent == nil {
		for i := range f.Tables[t.ID] {
			b.Lines = append(b.Lines, Line{Number: i + 1, Data: &f.Tables[t.ID][i]})
		}
	} else {
		for i, r := range f.Tables[b.Parent.ID] {
			for k := range r.Children[t.Key] {
				b.Lines = append(b.Lines, Line{Number: i + 1, Data: &r.Children[t.Key][k]})
			}
		}
	}
	const more = 5 // rows below what there is
	for n := max(len(b.Lines)+more, t.Room); len(b.Lines) < n; {
		l := Line{}
		if b.Parent == nil {
			l.Number = len(b.Lines) + 1
		}
		b.Lines = append(b.Lines, l)
	}
	for i := range b.Lines {
		b.Lines[i].Row = b.Top + i
	}
	b.Last = b.Top + len(b.Lines) - 1
	return b
}
