package checks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// passage is one text the unit wrote.
type passage struct {
	id      string // path of the field or list, or table and column: performance.projects.plan
	name    string // what messages call it
	project string // whose performance form it stands in
	text    string
	at      func() finding.Place // asked for only where there is something to say
	list    bool                 // one of several paragraphs
	more    bool                 // another paragraph follows
}

// passages are all texts of a filing that are not blank, in the order of the profile:
// fields and columns of the types text and long, and paragraphs. Names of units and projects are texts
// too; explanations of warnings are not part of the document.
func (in *input) passages() []passage {
	if all, ok := in.Memo["texts"].([]passage); ok {
		return all
	}
	out := make([]passage, 0, 1024)
	for _, f := range in.Profile.Forms {
		for _, x := range f.Fields {
			if text := in.Filing.Text(x.Path); text != "" && (x.Type == profile.TextType || x.Type == profile.LongType) {
				out = append(out, passage{id: x.Path, name: x.Name.ZH, text: text, at: func() finding.Place { return in.FieldPlace(x.Path) }})
			}
		}
	}
	for _, l := range in.Profile.Lists {
		ps := in.Filing.Lists[l.Path]
		for i, v := range ps {
			at := v.At
			at.Heading, at.Name = l.Name.ZH, fmt.Sprintf("%s[%d]", l.Name.ZH, i+1)
			at.Datum = finding.Datum{Row: i + 1, Column: l.Path}
			out = append(out, passage{id: l.Path, name: l.Name.ZH, text: v.Text, at: func() finding.Place { return at }, list: true, more: i+1 < len(ps)})
		}
	}
	for _, t := range in.Profile.Tables {
		if t.Parent == "" && t.ID != in.Profile.Roles.Explanations.Records {
			w := in.columns(t)
			for i := range in.Filing.Tables[t.ID] {
				r := &in.Filing.Tables[t.ID][i]
				project := ""
				if in.Profile.Targets != nil && t.ID == in.Profile.Targets.Records {
					project = in.formName(*r)
				}
				out = w.passages(out, r, project)
			}
		}
	}
	in.Memo["texts"] = out // several checks read them all
	return out
}

// textColumns are the columns of a table that hold texts, and those of the records
// inside its rows.
type textColumns struct {
	in      *input
	t       *profile.Table
	columns []*profile.Column
	ids     []string
	inside  []textColumns
}

func (in *input) columns(t *profile.Table) textColumns {
	w := textColumns{in: in, t: t}
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Type == profile.TextType || c.Type == profile.LongType {
			w.columns, w.ids = append(w.columns, c), append(w.ids, t.ID+"."+c.ID)
		}
	}
	for _, child := range in.Profile.Children(t) {
		w.inside = append(w.inside, in.columns(child))
	}
	return w
}

// passages adds the texts of a row.
func (w textColumns) passages(out []passage, r *filing.Row, project string) []passage {
	for i, c := range w.columns {
		if text := r.Text(c.ID); text != "" {
			out = append(out, passage{id: w.ids[i], name: c.Name.ZH, project: project, text: text,
				at: func() finding.Place { return w.in.Place(w.t, *r, c.ID) }})
		}
	}
	for _, x := range w.inside {
		rows := r.Children[x.t.Key]
		for i := range rows {
			out = x.passages(out, &rows[i], project)
		}
	}
	return out
}

// leftovers reports what is left of an unfilled form: placeholders (lists.placeholders,
// regular expressions), required values that are blank, and texts of lists.whole that
// break off.
func leftovers(in *input) {
	var marks []wording.Pattern
	for _, m := range in.Rule.Lists["placeholders"] {
		re, err := wording.CompilePattern(m)
		if err != nil {
			in.Err = rule.MistakeOf(in.Rule, "%v", err)
			return
		}
		marks = append(marks, re)
	}
	asked := in.askedElsewhere()
	for _, f := range in.Profile.Forms {
		for _, x := range f.Fields {
			if x.Required && !asked[x.Path] {
				in.Holds()
				if strings.TrimSpace(in.Filing.Text(x.Path)) == "" {
					in.FindCase(blankCase(x.Type), []finding.Place{in.FieldPlace(x.Path)}, "column", x.Name.ZH)
				}
			}
		}
	}
	for _, l := range in.Profile.Lists {
		if l.Required && in.emptyList(l.Path) {
			in.FindCase("blank-list", []finding.Place{in.listPlace(l)}, "column", l.Name.ZH)
		}
	}
	all := in.passages()
	for _, p := range all {
		for _, m := range marks {
			if hit := m.Find(p.text); hit != "" {
				in.FindCase("placeholder", []finding.Place{p.at()}, "column", p.name, "a", hit, "b", clipText(p.text))
				break
			}
		}
		if !profile.Covers(in.Rule.Lists["whole"], p.id) {
			continue
		}
		why := wording.CutOffAt(p.text)
		// A paragraph may introduce the next one.
		if why == wording.CutComma && p.more && strings.HasSuffix(strings.TrimSpace(p.text), "：") {
			why = ""
		}
		if why != "" {
			in.FindCase("cut", []finding.Place{p.at()}, "column", p.name, "a", endOfText(p.text))
		}
	}
}

// askedElsewhere are the fields of last year's figures: whether they may be blank
// depends on this year's.
func (in *input) askedElsewhere() map[string]bool {
	asked := map[string]bool{}
	for _, f := range in.Profile.Figures {
		if f.Kind != "change" {
			continue
		}
		for _, r := range f.PriorExpr().Refs() {
			if form, ok := in.Profile.Named(r.Table).(*profile.Form); ok {
				for _, x := range form.Fields {
					if x.Name.ZH == r.Column {
						asked[x.Path] = true
					}
				}
			}
		}
	}
	return asked
}

// blankCase says which words fit a blank value of a type: what to enter differs.
func blankCase(t profile.Type) string {
	switch {
	case t.Numeric() || t == profile.YearType:
		return "blank-number"
	case t == profile.PickType:
		return "blank-choice"
	case t == profile.DateType:
		return "blank-date"
	case t == profile.TextType:
		return "blank-name" // of something everybody has
	}
	return "blank"
}

// listPlace is where an empty list of paragraphs should be filled: its sheet if the
// filing comes from a workbook.
func (in *input) listPlace(l *profile.List) finding.Place {
	at := finding.Place{Path: l.Path, Name: l.Name.ZH, Datum: finding.Datum{Column: l.Path}}
	sheets := false
	for _, v := range in.Filing.Fields {
		sheets = sheets || v.At.Sheet != ""
	}
	if !sheets {
		return at
	}
	for _, s := range in.Profile.Sheets {
		if slices.Contains(s.Lists, l.Path) {
			at.Path, at.Sheet = "", s.Name.ZH
		}
	}
	return at
}

func (in *input) emptyList(path string) bool {
	for _, v := range in.Filing.Lists[path] {
		if strings.TrimSpace(v.Text) != "" {
			return false
		}
	}
	return true
}

// endOfText is the end of a text, for a message.
func endOfText(s string) string {
	const most = 15
	r := []rune(strings.TrimSpace(s))
	if len(r) <= most {
		return string(r)
	}
	return "…" + string(r[len(r)-most:])
}

// scopeWords reports words that belong to another kind of disclosure: lists.unit in
// that of a unit, lists.department in that of a department, lists.province below the
// province. lists.apart are texts in which they are right.
func scopeWords(in *input) {
	list := "unit"
	if in.Department() {
		list = "department"
	}
	own := message.Say(message.ZH, "own-"+list, nil)
	unit := in.Profile.Roles.Unit
	level := in.Filing.Text(unit.Level)
	below := level != unit.Province && level != ""
	for _, p := range in.passages() {
		if p.text == "" {
			continue
		}
		in.Holds()
		if w, ok := in.listedOutside(list, p.text); ok && !profile.Covers(in.Rule.Lists["apart"], p.id) {
			in.FindCase("scope", []finding.Place{p.at()}, "column", p.name, "a", w, "b", own)
		}
		if w, ok := in.listedOutside("province", p.text); ok && below {
			in.FindCase("level", []finding.Place{p.at()}, "column", p.name, "a", w)
		}
	}
}

// listedOutside is listed for a text without titles, quotations and document numbers.
func (in *input) listedOutside(list, text string) (string, bool) {
	if w, ok := in.Listed(list, text); !ok {
		return w, false
	}
	return in.Listed(list, outsideTitles(text))
}

// outsideTitles is a text without titles, quotations and document numbers.
func outsideTitles(s string) string {
	words := wording.Texts()
	return words.Numbered.Replace(words.Titled.Replace(s, "《》"), "")
}

// yearsInTexts reports years that are neither the budget year nor a neighbour in the
// texts of lists.texts. A year that tells history (lists.history stands behind or
// before it), that is part of a period or of a project's name is left alone; one by
// which something is to be done is not history. Texts of lists.standing say how things
// are: there a year counts only where they say as of when (lists.asof).
func yearsInTexts(in *input) {
	if in.Filing.Year == 0 {
		return
	}
	years := wording.Years()
	var names []string
	for _, t := range in.Tables("projects") {
		column := in.Projects(t).Name
		for _, r := range in.Filing.Tables[t.ID] {
			if n := strings.TrimSpace(r.Text(column)); n != "" {
				names = append(names, n)
			}
		}
	}
	for _, p := range in.passages() {
		standing := profile.Covers(in.Rule.Lists["standing"], p.id)
		if p.text == "" || !standing && !profile.Covers(in.Rule.Lists["texts"], p.id) {
			continue
		}
		in.Holds()
		if !years.InText.May(p.text) {
			continue
		}
		text := outsideTitles(p.text)
		for _, n := range names {
			text = strings.ReplaceAll(text, n, "")
		}
		text = years.Period.Replace(text, "")
		for _, m := range years.InText.FindAllStringSubmatchIndex(text, -1) {
			year, _ := strconv.Atoi(text[m[2]:m[3]])
			if d := year - in.Filing.Year; d >= -1 && d <= 1 {
				continue
			}
			around := textAround(text, m[0], m[1])
			_, history := in.Listed("history", around)
			if standing {
				_, asof := in.Listed("asof", around)
				history = !asof
			}
			if history && (standing || in.Profile.Carry == nil || !in.Profile.Carry.DueIn(around, itoa(year), false)) {
				continue
			}
			in.Find([]finding.Place{p.at()}, "column", p.name, "a", strings.TrimLeft(text[m[2]:m[1]], " "), "b", itoa(in.Filing.Year))
			break
		}
	}
}

// textAround is a piece of text with the words around it.
func textAround(s string, from, to int) string {
	const most = 8
	before, after := []rune(s[:from]), []rune(s[to:])
	return string(before[max(0, len(before)-most):]) + s[from:to] + string(after[:min(most, len(after))])
}

// realDates checks that dates of a JSON filing are real days; the reader of workbooks has
// its own word for it. The as-of dates in lists.fields lie in the budget year or the
// year before.
func realDates(in *input) {
	for _, f := range in.Profile.Forms {
		for _, x := range f.Fields {
			v := in.Filing.Fields[x.Path]
			if x.Type != profile.DateType || strings.TrimSpace(v.Text) == "" {
				continue
			}
			in.Holds()
			day, err := time.Parse(time.DateOnly, strings.TrimSpace(v.Text))
			switch {
			case err != nil && v.At.Sheet == "":
				in.FindCase("real", []finding.Place{in.FieldPlace(x.Path)}, "column", x.Name.ZH, "a", v.Text)
			case err != nil || in.Filing.Year == 0 || !profile.Covers(in.Rule.Lists["fields"], x.Path):
			case day.Year() != in.Filing.Year && day.Year() != in.Filing.Year-1:
				in.FindCase("year", []finding.Place{in.FieldPlace(x.Path)}, "column", x.Name.ZH, "a", v.Text,
					"b", itoa(in.Filing.Year), "n", itoa(in.Filing.Year-1))
			}
		}
	}
}
