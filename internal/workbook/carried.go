package workbook

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Carried is what a workbook has from the filing of the year before. A hidden sheet
// remembers it by checksums, so that reading can tell what was left as it was; the
// texts themselves are nowhere but in the cells and hints people see.
type Carried struct {
	Year  int // of the filing it is from
	Items []CarriedItem
}

// CarriedItem is one text carried over: of a field, of a list, or of a column of
// records (records.column).
type CarriedItem struct {
	Path string
	Text string
	Rule CarryRule
}

// CarryRule is what must become of a carried text.
type CarryRule string

// The rules.
const (
	CarryRenew CarryRule = "renew" // refused if left as it was
	CarrySame  CarryRule = "same"  // pointed out if left as it was
	CarryLook  CarryRule = "look"  // pointed out if left as it was and about a past year
	CarryHint  CarryRule = "hint"  // not in the cell; pointed out if entered again
)

// carriedSheet remembers what was carried: in the first row the program's name and
// the year, below paths, rules and checksums.
const carriedSheet = "_carried"

// checksum identifies a text; blanks and width do not matter.
func checksum(path, text string) string {
	sum := sha256.Sum256([]byte(path + "\n" + filing.Fold(text)))
	return hex.EncodeToString(sum[:12])
}

// remember writes the hidden sheet.
func (w *writer) remember() {
	c := w.carried
	if c == nil || c.Year == 0 || len(c.Items) == 0 || w.err != nil {
		return
	}
	_, err := w.x.NewSheet(carriedSheet)
	w.keep(err)
	w.keep(w.x.SetSheetVisible(carriedSheet, false))
	w.text(carriedSheet, "A1", author)
	w.text(carriedSheet, "B1", strconv.Itoa(c.Year))
	for i, x := range c.Items {
		if i+2 >= maxRows {
			break // nobody renews thousands of texts one by one
		}
		w.text(carriedSheet, at(i+2, 1), x.Path)
		w.text(carriedSheet, at(i+2, 2), string(x.Rule))
		w.text(carriedSheet, at(i+2, 3), checksum(x.Path, x.Text))
	}
}

// carriedAs finds what was carried for a path with a text; with a blank text the
// first one of the path.
func (w *writer) carriedAs(path, text string) (CarriedItem, bool) {
	if w.carried == nil {
		return CarriedItem{}, false
	}
	if w.carriedAt == nil {
		w.carriedAt = map[string][]CarriedItem{}
		for _, x := range w.carried.Items {
			w.carriedAt[x.Path] = append(w.carriedAt[x.Path], x)
		}
	}
	for _, x := range w.carriedAt[path] {
		if text == "" || x.Text == text {
			return x, true
		}
	}
	return CarriedItem{}, false
}

// fresh is the look of an input cell: marked where it holds what must be looked at.
func (w *writer) fresh(path, text string, l look) look {
	if x, ok := w.carriedAs(path, text); ok && text != "" && l.role.input() && w.stale(x) {
		l.role = roleRenew
	}
	return l
}

// stale says whether a carried text asks to be renewed as it stands.
func (w *writer) stale(x CarriedItem) bool {
	switch x.Rule {
	case CarryRenew, CarrySame:
		return true
	case CarryLook:
		return pastYear(x.Text, w.carried.Year) != ""
	}
	return false
}

// carriedNote is what a form says beside a cell about last year's text, "" if nothing.
func (w *writer) carriedNote(path, text string) string {
	x, ok := w.carriedAs(path, text)
	switch {
	case !ok:
	case x.Rule == CarryHint:
		return w.say("book.carried.hint", "year", strconv.Itoa(w.carried.Year), "text", x.Text)
	case text != "" && w.stale(x):
		return w.say("book.carried.renew", "year", strconv.Itoa(w.carried.Year))
	}
	return ""
}

var yearMention = regexp.MustCompile(`(19|20|21)\d\d`)

// pastYear finds the first year in a text that is not later than a given one, written
// as a year of its own and not as part of a longer number or of a document's number.
func pastYear(text string, last int) string {
	for _, m := range yearMention.FindAllStringIndex(text, -1) {
		if m[0] > 0 && isDigit(text[m[0]-1]) || m[1] < len(text) && isDigit(text[m[1]]) {
			continue
		}
		rest := strings.TrimLeft(text[m[1]:], " ")
		year, err := strconv.Atoi(text[m[0]:m[1]])
		// 〔2019〕12号 names a document and stays true; 2019年 may not.
		if err == nil && year <= last && strings.HasPrefix(rest, "年") {
			return text[m[0]:m[1]]
		}
	}
	return ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// carried reports what was carried over from last year and left as it was.
func (r *reader) carried() {
	g := r.b.named(carriedSheet)
	if g == nil || g.at(1, 1).text != author {
		return
	}
	last, err := strconv.Atoi(g.at(1, 2).text)
	if year, bad := strconv.Atoi(r.f.Text("fiscal_year")); err != nil || bad == nil && year <= last {
		return // the workbook of the same year: nothing is out of date
	}
	rules := map[string]CarryRule{}
	for _, row := range g.after(1) {
		rules[row.at(3).text] = CarryRule(row.at(2).text)
	}
	look := func(path string, v filing.Value, name profile.Text) {
		if strings.TrimSpace(v.Text) != "" {
			r.unchanged(rules[checksum(path, v.Text)], v, name.Text, last)
		}
	}
	for _, form := range r.p.Forms {
		for i := range form.Fields {
			look(form.Fields[i].Path, r.f.Fields[form.Fields[i].Path], form.Fields[i].Name)
		}
	}
	for _, l := range r.p.Lists {
		for _, v := range r.f.Lists[l.Path] {
			look(l.Path, v, l.Name)
		}
	}
	for _, t := range r.p.Tables {
		if t.Printed() || t.Parent != "" {
			continue
		}
		for _, row := range r.f.Tables[t.ID] {
			for i := range t.Columns {
				look(t.ID+"."+t.Columns[i].ID, row.Cells[t.Columns[i].ID], t.Columns[i].Name)
			}
		}
	}
}

// unchanged reports one text that is as it was.
func (r *reader) unchanged(rule CarryRule, v filing.Value, name message.Text, last int) {
	year := strconv.Itoa(last)
	switch rule {
	case CarryRenew:
		r.about(name, "B52", finding.Error, v.At, "year", year)
	case CarrySame, CarryHint:
		r.about(name, "B53", finding.Warning, v.At, "year", year)
	case CarryLook:
		if past := pastYear(v.Text, last); past != "" {
			r.about(name, "B54", finding.Warning, v.At, "year", year, "past", past)
		}
	}
}

// named is the sheet of a name, nil if there is none.
func (b *book) named(name string) *grid {
	for _, g := range b.grids {
		if g != nil && g.name == name {
			return g
		}
	}
	return nil
}
