package profile

import (
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
)

// Locate says of the places of findings which values of the filing stand there, as far
// as whoever reported them did not: a reader knows cells only. A cell of the short form
// is one of its list; the tables follow from it.
func (p *Profile) Locate(f *filing.Filing, found []finding.Finding) {
	if !lacksPlaces(found) {
		return
	}
	l := p.locator(f)
	for i := range found {
		for k := range found[i].Places {
			l.complete(&found[i].Places[k])
		}
		if c := found[i].Compared; c != nil {
			for _, side := range []*finding.Operand{&c.Left, &c.Right} {
				for k := range side.Cells {
					l.complete(&side.Cells[k].Place)
				}
			}
		}
	}
}

func lacksPlaces(found []finding.Finding) bool {
	for _, x := range found {
		for _, at := range x.Places {
			if at.Table == "" || at.Row == 0 {
				return true
			}
		}
	}
	return false
}

// valuePlace is where a value stands in a file.
type valuePlace struct{ sheet, cell, path string }

func spotOf(at finding.Place) valuePlace { return valuePlace{at.Sheet, at.Cell, at.Path} }

type locator struct {
	values map[valuePlace][]finding.Datum
	sheets map[string]string // name of a sheet -> id of its table or only form
}

func (p *Profile) locator(f *filing.Filing) *locator {
	l := &locator{values: map[valuePlace][]finding.Datum{}, sheets: map[string]string{}}
	for _, s := range p.Sheets {
		id := s.ID
		if len(s.Forms) == 1 {
			id = s.Forms[0]
		}
		if t := p.Table(s.ID); t != nil {
			l.sheets[t.Name.ZH], l.sheets[t.Name.EN] = t.ID, t.ID
		} else if len(s.Forms) != 1 {
			continue
		}
		l.sheets[s.Name.ZH], l.sheets[s.Name.EN] = id, id
	}
	delete(l.sheets, "")
	for _, form := range p.Forms {
		for _, x := range form.Fields {
			l.add(f.Fields[x.Path].At, finding.Datum{Table: form.ID, Column: x.Path})
		}
	}
	for _, list := range p.Lists {
		for i, v := range f.Lists[list.Path] {
			l.add(v.At, finding.Datum{Row: i + 1, Column: list.Path})
		}
	}
	for _, printed := range []bool{false, true} {
		for _, t := range p.Tables {
			if t.Printed() != printed || t.Parent != "" {
				continue
			}
			for i, r := range f.Tables[t.ID] {
				l.row(t, r, finding.Datum{Table: t.ID, Row: i + 1})
				for _, child := range p.Tables {
					if child.Parent != t.ID {
						continue
					}
					for k, inner := range r.Children[child.Key] {
						l.row(child, inner, finding.Datum{Table: child.ID, Row: i + 1, Inner: k + 1})
					}
				}
			}
		}
	}
	return l
}

func (l *locator) row(t *Table, r filing.Row, d finding.Datum) {
	for i := range t.Columns {
		c := &t.Columns[i]
		x := d
		x.Key, x.Column = RowName(t, r, c), c.ID
		l.add(r.Cells[c.ID].At, x)
	}
	d.Key = RowName(t, r, &t.Columns[len(t.Columns)-1])
	l.add(r.At, d)
}

func (l *locator) add(at finding.Place, d finding.Datum) {
	if s := spotOf(at); at.Cell != "" || at.Path != "" {
		l.values[s] = append(l.values[s], d)
	}
}

// complete fills in what is not known of a place: the first value that stands there and
// does not contradict what is.
func (l *locator) complete(at *finding.Place) {
	if at.Row > 0 && at.Column != "" {
		return
	}
	for _, d := range l.values[spotOf(*at)] {
		if at.Table != "" && d.Table != at.Table || at.Column != "" && d.Column != at.Column || at.Row > 0 && d.Row != at.Row {
			continue
		}
		if at.Key != "" {
			d.Key = at.Key
		}
		at.Datum = d
		return
	}
	switch path, _, _ := strings.Cut(at.Path, "["); {
	case at.Table != "":
	case at.Sheet != "":
		at.Table = l.sheets[at.Sheet]
	case strings.HasPrefix(path, "tables."):
		at.Table = strings.TrimPrefix(path, "tables.")
	}
}
