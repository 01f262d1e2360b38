package roster

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/character"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/list"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// Columns of a list, in the order a blank one has them.
var columnIDs = []string{"code", "name", "name_en", "kind", "level", "region", "department", "scope", "contact", "approved_on"}

// column is what a column of a list was found to be.
type column struct {
	id   string // one of columnIDs, or the path of an approved figure
	head string
	yuan bool // amounts in 元
}

// maxHead is how many rows above the units are looked through for the heads.
const maxHead = 15

// Read reads a list of units. The findings name the cells; with errors among them the
// roster holds what could be read. Every error is an *message.Error: the file is no
// list of units at all.
func Read(p *profile.Profile, l list.List) (*Roster, []finding.Finding, error) {
	name := l.File
	r := &reader{p: p, file: filepath.Base(name), sheet: l.Sheet, lines: l.Lines, roster: &Roster{File: filepath.Base(name)}}
	if r.sheet == "" {
		r.sheet = r.file
	}
	if len(r.lines) == 0 {
		return nil, nil, message.Errorf(nil, "list.empty", "file", name)
	}
	r.characters(l.Settle())
	first := r.heads()
	if r.columns == nil {
		return nil, nil, message.Errorf(nil, "list.heads", "file", name)
	}
	for _, l := range r.lines[first:] {
		r.unit(l)
	}
	r.zeros()
	r.twice()
	if len(r.roster.Units) == 0 {
		return nil, nil, message.Errorf(nil, "list.empty", "file", name)
	}
	return r.roster, r.found, nil
}

type reader struct {
	p       *profile.Profile
	file    string
	sheet   string
	lines   []list.Line
	columns []column // by column; id "" for those of no use
	roster  *Roster
	found   []finding.Finding
}

// heads finds the row of heads and what the columns are; it returns the index of the
// line below.
func (r *reader) heads() int {
	for i, l := range r.lines[:min(len(r.lines), maxHead)] {
		var cs []column
		known := map[string]bool{}
		for _, text := range l.Cells {
			c := r.column(text)
			cs = append(cs, c)
			known[c.id] = true
		}
		if !known["code"] || !known["name"] {
			continue
		}
		r.columns = cs
		first := map[string]int{}
		for k, c := range cs {
			at := r.place(l.Row, k+1)
			switch {
			case c.id != "":
				if before, twice := first[c.id]; twice {
					r.report(finding.ListColumnTwice, finding.Error, at, "column", c.head, "first", finding.CellName(l.Row, before+1))
					r.columns[k].id = ""
					continue
				}
				first[c.id] = k
			case strings.TrimSpace(c.head) != "":
				r.report(finding.ListColumnUnused, finding.Note, at, "column", clipCell(c.head))
			}
		}
		return i + 1
	}
	return len(r.lines)
}

// column says what a head stands for.
func (r *reader) column(head string) column {
	c := column{head: strings.TrimSpace(head)}
	bare, inside := unbracket(c.head)
	k := foldHead(bare)
	if k == "" {
		return c
	}
	for _, id := range columnIDs {
		if slices.ContainsFunc(wording.Lists().Heads.Of[id], func(w string) bool { return foldHead(w) == k }) {
			c.id = id
			return c
		}
	}
	if form := r.p.Form(r.p.Roles.Approved); form != nil {
		for _, f := range form.Fields {
			if k == foldHead(f.Path) || k == foldHead(f.Name.ZH) || k == foldHead(f.Name.EN) || headEssence(bare) == headEssence(f.Name.ZH) || headEssence(bare) == headEssence(f.Name.EN) {
				c.id = f.Path
				c.yuan = wording.Lists().YuanHead.In(inside)
				return c
			}
		}
	}
	return c
}

// headEssence is a name without the words that only say that a figure is approved.
func headEssence(s string) string {
	k := foldHead(s)
	for _, w := range wording.Lists().Approved.Words {
		k = strings.ReplaceAll(k, foldHead(w), "")
	}
	return strings.Trim(k, ",，:：")
}

// unbracket takes remarks in round brackets off a head; inside is the last of them.
// 因公出国（境）费 keeps its own, which does not stand at the end.
func unbracket(s string) (bare, inside string) {
	bare = strings.TrimLeft(strings.TrimSpace(s), "*＊")
	narrow := strings.NewReplacer("（", "(", "）", ")").Replace(bare)
	if i := strings.LastIndex(narrow, "("); i > 0 && strings.HasSuffix(narrow, ")") {
		return narrow[:i], strings.ToLower(strings.TrimSpace(narrow[i+1 : len(narrow)-1]))
	}
	return bare, ""
}

func foldHead(s string) string {
	return strings.TrimLeft(strings.ToLower(filing.Fold(s)), "*")
}

func (r *reader) place(row, column int) finding.Place {
	return finding.Place{File: r.file, Sheet: r.sheet, Cell: finding.CellName(row, column)}
}

func (r *reader) report(code string, s finding.Severity, at finding.Place, kv ...string) *finding.Finding {
	r.found = append(r.found, finding.New(code, s, at, kv...))
	return &r.found[len(r.found)-1]
}

// unit reads one line.
func (r *reader) unit(l list.Line) {
	u := Unit{Row: l.Row, Approved: map[string]string{}}
	at := map[string]finding.Place{}
	amounts := 0
	var texts []string
	for k, c := range r.columns {
		text := ""
		if k < len(l.Cells) {
			text = oneLine(l.Cells[k])
		}
		if c.id == "" {
			continue
		}
		p := r.place(l.Row, k+1)
		at[c.id] = p
		if text == "" {
			continue
		}
		texts = append(texts, text)
		switch c.id {
		case "code":
			u.Code = filing.Fold(text)
		case "name":
			u.Name = text
		case "name_en":
			u.NameEN = text
		case "kind":
			u.Kind = r.choice(finding.UnitKindUnknown, r.p.Roles.Unit.Kind, text, p)
		case "level":
			u.Level = r.choice(finding.UnitLevelUnknown, r.p.Roles.Unit.Level, text, p)
		case "scope":
			u.Scope = r.choice(finding.UnitScopeUnknown, r.p.Roles.Scope.Field, text, p)
		case "region":
			u.Region = text
		case "department":
			u.Department = text
		case "contact":
			u.Contact = text
		case "approved_on":
			day, ok := wording.ParseDate(text)
			if !ok {
				r.report(finding.ApprovalNoDate, finding.Error, p, "text", clipCell(text))
				continue
			}
			u.ApprovedOn = day
		default:
			amounts++
			u.amount(r, c, text, p)
		}
	}
	if len(texts) == 0 || r.total(u, amounts, len(texts)) {
		return
	}
	if u.Code == "" {
		r.report(finding.UnitWithoutCode, finding.Error, at["code"], "name", u.Name)
	}
	if u.Name == "" {
		r.report(finding.UnitWithoutName, finding.Error, at["name"], "code", u.Code)
	}
	r.roster.Units = append(r.roster.Units, u)
}

// total says whether a line closes the list: it has sums, and is called so.
func (r *reader) total(u Unit, amounts, filled int) bool {
	k := foldHead(u.Name + u.Code)
	return filled-amounts <= 1 && wording.Shared().Total.In(k)
}

func (u *Unit) amount(r *reader, c column, text string, p finding.Place) {
	n, err := amount.Parse(text)
	switch {
	case err != nil:
		r.report(finding.ControlNoNumber, finding.Error, p, "column", c.head, "text", clipCell(text))
		return
	case n.Blank:
		return
	}
	d := amount.Clean(n.Value)
	if c.yuan {
		d = amount.ToWan(d)
	} else if !d.Equal(d.Round(2)) {
		r.report(finding.ControlTooFine, finding.Error, p, "column", c.head, "text", amount.Trim(d))
		return
	}
	if d.LessThan(decimal.Zero) {
		r.report(finding.ControlNoNumber, finding.Error, p, "column", c.head, "text", clipCell(text))
		return
	}
	u.Approved[c.id] = amount.Wan(d)
}

// choice reads one of the choices of a field of the profile.
func (r *reader) choice(code, path, text string, p finding.Place) string {
	field := r.p.Field(path)
	if field == nil || len(field.Choices) == 0 {
		return ""
	}
	k := foldHead(text)
	var zh, en []string
	for _, x := range field.Choices {
		if k == foldHead(x.ID) || k == foldHead(x.Name.ZH) || k == foldHead(x.Name.EN) ||
			slices.ContainsFunc(x.Also, func(w string) bool { return foldHead(w) == k }) {
			return x.ID
		}
		zh, en = append(zh, x.Name.ZH), append(en, x.Name.EN)
	}
	f := r.report(code, finding.Error, p, "text", clipCell(text), "choices", message.Join(message.ZH, zh))
	f.ArgsEN = message.Pairs("text", clipCell(text), "choices", strings.Join(en, ", "))
	return ""
}

// twice reports units of one scope with the same code, and those with the same name.
func (r *reader) twice() {
	codes, names := map[string]Unit{}, map[string]Unit{}
	codeAt, nameAt := r.index("code"), r.index("name")
	for _, u := range r.roster.Units {
		scope := u.ScopeOr(r.p.Roles.Scope.Unit)
		if k := foldHead(u.Code) + "\x00" + scope; u.Code != "" {
			if first, ok := codes[k]; ok {
				f := r.report(finding.UnitCodeTwice, finding.Error, r.place(u.Row, codeAt), "code", u.Code, "first", finding.CellName(first.Row, codeAt), "name", first.Name)
				f.Places = append(f.Places, r.place(first.Row, codeAt))
			} else {
				codes[k] = u
			}
		}
		if k := foldHead(u.Name) + "\x00" + scope; u.Name != "" {
			if first, ok := names[k]; ok {
				f := r.report(finding.UnitNameTwice, finding.Warning, r.place(u.Row, nameAt), "name", u.Name, "first", finding.CellName(first.Row, nameAt))
				f.Places = append(f.Places, r.place(first.Row, nameAt))
			} else {
				names[k] = u
			}
		}
	}
}

func (r *reader) index(id string) int {
	return slices.IndexFunc(r.columns, func(c column) bool { return c.id == id }) + 1
}

// oneLine makes one line of a text.
func oneLine(s string) string {
	return strings.Join(strings.Fields(character.Line(s)), " ")
}

// clipCell shortens a text for a message.
func clipCell(s string) string {
	return message.Clip(oneLine(s), 40)
}
