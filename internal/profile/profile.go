// Package profile is what a jurisdiction prescribes, as data: tables, inputs,
// figures, narrative, forms, glossary, code lists and labels.
//
// Input: a folder of TOML, text templates and CSV. Output: a verified Profile.
// Invariant: every name a loaded profile uses is resolved and every text exists in
// both languages; what is not is reported by Load with file and line.
package profile

import (
	"text/template"

	"budgetbook/internal/formula"
	"budgetbook/internal/message"
)

// Text is a text in Chinese and English. In TOML it is {zh = "…", en = "…"}, or a
// plain Chinese string whose English stands in terms.csv.
type Text struct {
	message.Text
	bad string // why it could not be read
}

// Profile is one jurisdiction's prescription.
type Profile struct {
	Name    string `toml:"name"`
	Version string `toml:"version"` // grows with every change of the data
	Title   Text   `toml:"title"`

	Files []string `toml:"-"` // all it was read from, in order

	Labels   map[string]Text   `toml:"-"` // words of the document by key (labels.toml)
	Parts    []Part            `toml:"-"` // the document in order (document.toml)
	Cover    []CoverLine       `toml:"-"`
	Forms    []*Form           `toml:"-"` // single values, a sheet each (inputs.toml)
	Tables   []*Table          `toml:"-"` // printed tables (tables.toml), then record lists (inputs.toml)
	Lists    []*List           `toml:"-"` // lists of paragraphs (inputs.toml)
	Figures  []*Figure         `toml:"-"` // figures of the narrative (figures.toml)
	Charts   []ChartSpec       `toml:"-"` // figures.toml
	Targets  *TargetForm       `toml:"-"` // performance target form (targets.toml)
	Glossary []Term            `toml:"-"`
	Sheets   []Sheet           `toml:"-"` // the workbook in order (workbook.toml)
	Guide    []Text            `toml:"-"` // lines of the instruction sheet
	Order    []string          `toml:"-"` // order of keys in the JSON
	Terms    map[string]string `toml:"-"` // Chinese -> English (terms.csv)
	Codes    map[string]*Codes `toml:"-"` // code lists by name
	classOf  listOf            // which list a code is of, by the lists the profile came with

	Pairs []Pair `toml:"-"` // mapping of economic items (economic_map.csv)

	Catalogue []Entry `toml:"-"` // services a government may purchase (catalogue.csv)

	Rules  []*Rule `toml:"-"` // the rule catalogue, by code (rules/*.toml)
	Sample []byte  `toml:"-"` // a small sound filing the examples of rules start from (sample.json), nil if there is none

	Inspection *Inspection `toml:"-"` // the inspector's form, nil if there is none (inspection.toml)

	Carry    *Carry   `toml:"-"` // what one year brings into the next, nil if nothing (carry.toml)
	Synonyms Synonyms `toml:"-"` // other names of columns (synonyms.toml)
	Compact  *Compact `toml:"-"` // the short form of the inputs, nil if there is none (compact.toml)

	Roles Roles `toml:"-"` // which names mean what the program must know (roles.toml)

	Consolidate *Consolidate `toml:"-"` // how a department adds up its units, nil if it cannot (consolidate.toml)

	names   map[string]any // what formulas may name: *Table or *Form, by Chinese name
	figures map[string]*Figure
}

// Type is the kind of value a field or a column holds.
type Type string

// The types of values.
const (
	TextType  Type = "text"
	LongType  Type = "long"     // text of several lines
	CodeType  Type = "code"     // classification code, kept as text
	WanType   Type = "amount"   // 万元, 2 decimals
	YuanType  Type = "yuan"     // 元
	IntType   Type = "integer"  // count
	NumType   Type = "quantity" // number as entered, e.g. an area
	DateType  Type = "date"     // 2024-01-01
	StampType Type = "stamp"    // yyyymmddHHMMSS
	YearType  Type = "year"     // the only number in the JSON
	PickType  Type = "choice"
)

// Numeric says whether values of the type are decimal numbers.
func (t Type) Numeric() bool {
	return t == WanType || t == YuanType || t == IntType || t == NumType
}

// Choice is one value of a choice: what the JSON stores and what people see.
type Choice struct {
	ID   string   `toml:"id"`
	Name Text     `toml:"name"`
	Also []string `toml:"also"` // what lists of units write for it
}

// Field is a single value.
type Field struct {
	Path     string   `toml:"path"` // JSON path
	Name     Text     `toml:"name"` // label in the workbook; the Chinese one is its name in formulas
	Type     Type     `toml:"type"`
	Choices  []Choice `toml:"choices"`
	Required bool     `toml:"required"` // must be filled for a document to be complete
	Optional bool     `toml:"optional"` // left out of the JSON when blank (keys added after schema 1)
	Note     Text     `toml:"note"`     // help beside the cell
	Group    Text     `toml:"group"`    // heading above this and the following fields

	Translate bool `toml:"translate"` // a text of the unit that an English edition prints
}

// Form is a group of fields that share a sheet. Its Chinese name is its name in
// formulas: 采购[总额].
type Form struct {
	ID     string  `toml:"id"`
	Name   Text    `toml:"name"`
	Fields []Field `toml:"field"`
}

// List is a list of paragraphs.
type List struct {
	Path      string `toml:"path"`
	Name      Text   `toml:"name"`
	Required  bool   `toml:"required"`
	Optional  bool   `toml:"optional"`
	Note      Text   `toml:"note"`
	Translate bool   `toml:"translate"`
}

// Column is one column of a table.
type Column struct {
	ID       string   `toml:"id"`
	Name     Text     `toml:"name"` // its name in formulas and messages
	Type     Type     `toml:"type"`
	Key      string   `toml:"key"` // id of the column that names the row for this amount; default: the first
	Choices  []Choice `toml:"choices"`
	Optional bool     `toml:"optional"`
	Hidden   bool     `toml:"hidden"` // in the workbook, to the right of the grid, but not printed
	Width    int      `toml:"width"`  // of the sheet column, in characters; 0: from the type
	Note     Text     `toml:"note"`

	// What the workbook offers to choose from; other texts may be entered as well.
	List  string   `toml:"list"`  // a code list: its codes, or, in a column of texts, its names
	Named string   `toml:"named"` // id of the code column whose name in the list this is
	Offer []string `toml:"offer"` // these texts

	Translate bool `toml:"translate"` // a text of the unit that an English edition prints; printed tables: all texts

	// Columns of the short form (compact.toml) only.
	Codes   string `toml:"codes"`   // the list the codes are chosen from
	Pairs   string `toml:"pairs"`   // offered by the mapping for the item in this column
	Default string `toml:"default"` // what a blank means
}

// HeaderCell is one cell of a printed header, at row and column, height and width.
type HeaderCell struct {
	At   [4]int `toml:"at"`
	Text Text   `toml:"text"` // may contain {year}
}

// RowSpec is one entry of a table's skeleton: a fixed row, a blank printed row, or
// the place where the unit's own lines stand.
type RowSpec struct {
	ID    string          `toml:"id"`    // name in formulas if the label is not unique
	Cells map[string]Text `toml:"cells"` // prescribed labels by column id
	Group string          `toml:"group"`
	Span  int             `toml:"span"`  // columns the first label covers in print
	Blank bool            `toml:"blank"` // printed only; not part of the data
	Lines bool            `toml:"lines"` // the unit's rows stand here
	Min   int             `toml:"min"`   // lines: blank rows printed when there are none
	Room  int             `toml:"room"`  // lines: rows the blank template offers
	Total bool            `toml:"total"` // set off in print
}

// Group names a set of rows: by a column's text or length, or by another list.
type Group struct {
	Name   string   `toml:"name"`
	EN     string   `toml:"en"` // its name for English readers of the rules
	Column string   `toml:"column"`
	Length int      `toml:"length"` // of the text in Column
	In     []string `toml:"in"`     // texts of Column
	NotIn  []string `toml:"not_in"`
	Rows   string   `toml:"rows"`   // fixed rows with this group
	Under  []string `toml:"under"`  // rows below the head rows with these names (tables with sections)
	Listed string   `toml:"listed"` // table.column: the text occurs there (folded)
	Of     string   `toml:"of"`     // only rows that are also in this group
}

// Table is a printed table or a list of records.
type Table struct {
	ID        string         `toml:"id"`   // t01; records: their JSON path
	Name      Text           `toml:"name"` // 表一: its name in formulas, messages and on its sheet
	Label     Text           `toml:"label"`
	Title     Text           `toml:"title"` // may contain {year}
	Unit      Text           `toml:"unit"`  // 单位：万元
	Landscape bool           `toml:"landscape"`
	HeaderRow int            `toml:"header_rows"`
	Numbers   bool           `toml:"number_row"` // a row of column numbers closes the header
	Header    []HeaderCell   `toml:"header"`
	Columns   []Column       `toml:"column"`
	Rows      []RowSpec      `toml:"row"`
	Groups    []Group        `toml:"group"`
	Indent    map[string]int `toml:"indent"`     // group -> levels the name is indented
	Strong    []string       `toml:"strong"`     // groups set off in print
	Levels    string         `toml:"hierarchy"`  // how rows sum up: codes, sections, kinds
	HeadGroup string         `toml:"head_group"` // sections: the group of their head rows
	Hierarchy Hierarchy      `toml:"-"`          // what Levels and the roles come to
	OrderBy   string         `toml:"order_by"`   // choice column by which lines are printed

	// Records only.
	Optional bool   `toml:"optional"` // left out of the JSON when there are none
	Parent   string `toml:"parent"`   // records inside another list's records
	Key      string `toml:"key"`      // their key there
	After    string `toml:"after"`    // id of the column they follow in the JSON; "": behind the last
	Room     int    `toml:"room"`     // rows the blank template offers

	columns map[string]*Column // by id
	byName  map[string]*Column // by Chinese name
	groups  map[string]*Group
	file    string // where it is declared, for messages
	at      string
}

// Printed says whether the table is one of the prescribed tables (not records).
func (t *Table) Printed() bool { return t.HeaderRow > 0 }

// Column returns a column by id, nil if there is none.
func (t *Table) Column(id string) *Column { return t.columns[id] }

// CoverLine is one line of the cover; Text may contain {unit} and {year}.
type CoverLine struct {
	Role string `toml:"role"` // unit, title, note
	Text Text   `toml:"text"`
}

// Part is one numbered part of the document.
type Part struct {
	ID       string    `toml:"id"`
	Heading  Text      `toml:"heading"` // may contain {unit} and {year}
	Sections []Section `toml:"section"`
}

// Section is one section of a part: a heading and what stands under it, in this
// order: paragraphs, narrative, tables, forms, glossary.
type Section struct {
	Heading     Text     `toml:"heading"`
	List        string   `toml:"list"`      // paragraphs entered by the unit
	Narrative   string   `toml:"narrative"` // name of a text template
	Tables      []string `toml:"tables"`    // ids; without heading each is an entry of the contents
	Targets     bool     `toml:"targets"`   // the performance forms
	Glossary    bool     `toml:"glossary"`
	Catalogue   bool     `toml:"catalogue"`   // the catalogue of services, as far as the unit wants it; else no section
	Attachments bool     `toml:"attachments"` // the pages of PDF files the unit names; the heading may contain {title}

	Template map[message.Lang]*template.Template `toml:"-"`
}

// Figure is one figure, change or list the narrative states.
type Figure struct {
	Name     string `toml:"name"`
	Kind     string `toml:"kind"`     // value (default), change, rows, text
	Formula  string `toml:"formula"`  // value; change: this year's
	Prior    string `toml:"prior"`    // change: last year's
	Reason   string `toml:"reason"`   // change: path of the reason
	Field    string `toml:"field"`    // text: path
	Format   string `toml:"format"`   // value: amount (default), percent, integer, quantity
	Table    string `toml:"table"`    // rows: table id
	Group    string `toml:"group"`    // rows: group of rows
	Label    string `toml:"label"`    // rows: column id that names the row
	Amount   string `toml:"amount"`   // rows: column id of the amount; rows with 0 are left out
	Whole    string `toml:"whole"`    // rows: formula of what the shares are shares of
	Strip    bool   `toml:"strip"`    // rows: take the ordinal 一、 off the name
	Distinct bool   `toml:"distinct"` // rows: each name once, its amounts added

	formula, prior, whole *formula.Expr
}

// ChartSpec is a chart of shares: of a rows figure, or of single figures.
type ChartSpec struct {
	Name    string      `toml:"name"`
	Caption Text        `toml:"caption"` // may contain {year} and {unit}
	Rows    string      `toml:"rows"`
	Parts   []ChartPart `toml:"part"`
}

// ChartPart is one named share of a chart.
type ChartPart struct {
	Name   Text   `toml:"name"`
	Figure string `toml:"figure"`
}

// Term is one entry of the glossary.
type Term struct {
	Name Text `toml:"name"`
	Text Text `toml:"text"`
}

// Sheet is one sheet of the workbook.
type Sheet struct {
	Kind  string   `toml:"kind"`  // guide, check, forms, lists, table, records
	ID    string   `toml:"id"`    // of the table or the records
	Name  Text     `toml:"name"`  // name of the sheet; default: the name of the table or records
	Forms []string `toml:"forms"` // ids, one below the other on one sheet
	Lists []string `toml:"lists"` // paths, side by side
}

// TargetForm is the grid of the performance target form (绩效目标表).
type TargetForm struct {
	Records    string     `toml:"records"`    // the list of projects
	Indicators string     `toml:"indicators"` // key of the list of indicators in a project
	Title      Text       `toml:"title"`      // {region} {level} {year}
	Subtitle   Text       `toml:"subtitle"`
	Widths     []int      `toml:"widths"` // of the 8 columns, in 1/1000 of the table
	Order      []string   `toml:"order"`  // tables whose rows give the order of the forms
	Rows       []FormRow  `toml:"row"`
	HeadRows   int        `toml:"head_rows"` // first rows, repeated when the form runs on
	Grid       Indicators `toml:"grid"`
	Foot       []FormFoot `toml:"foot"`
}

// FormRow is one row of a form.
type FormRow struct {
	Cells []FormCell `toml:"cells"`
}

// FormCell is a label or the value of a field at a column with spans.
type FormCell struct {
	At        int    `toml:"at"`
	Cols      int    `toml:"cols"`
	Rows      int    `toml:"rows"`
	Label     Text   `toml:"label"`
	Field     string `toml:"field"`
	Center    bool   `toml:"center"`
	ZeroBlank bool   `toml:"zero_blank"` // print nothing for 0
}

// Indicators is the block of indicators that closes the form.
type Indicators struct {
	Title   Text          `toml:"title"`
	Heads   []Text        `toml:"heads"`   // 一级指标 … 指标值: 7 column heads
	Columns []string      `toml:"columns"` // level1, level2, name, value, annual_name, annual_value
	Levels  []TargetLevel `toml:"level"`   // prescribed levels in order
}

// TargetLevel is one first-level indicator with its second levels.
type TargetLevel struct {
	Name   Text          `toml:"name"`
	Second []SecondLevel `toml:"second"`
}

// SecondLevel is one second-level indicator and other spellings of its name.
type SecondLevel struct {
	Name Text     `toml:"name"`
	Also []string `toml:"also"`
}

// FormFoot is one field under the form: a label and the field it shows, if any.
type FormFoot struct {
	Label Text   `toml:"label"`
	Field string `toml:"field"`
}
