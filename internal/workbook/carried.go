package workbook

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

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
	Text string // "" where a workbook remembers only its checksum
	Rule CarryRule
	Sum  string // its checksum, where the text itself is not known
}

// CarryRule is what must become of a carried text.
type CarryRule string

// The rules. A text that speaks of a past year as the one it is about is refused
// whatever its rule.
const (
	CarryRenew CarryRule = "renew" // refused if left as it was
	CarrySame  CarryRule = "same"  // pointed out if left as it was
	CarryLook  CarryRule = "look"  // pointed out if left as it was and about a past year
	CarryYear  CarryRule = "year"  // pointed out if left as it was and about the year it is from
	CarryHint  CarryRule = "hint"  // not in the cell; refused if entered again

	carryOnce CarryRule = "once" // one sentence of a text, which speaks of a past year
)

// carriedSheet remembers what was carried: in the first row the program's name and
// the year, below paths, rules and checksums.
const carriedSheet = "_carried"

// checksum identifies a text; blanks, width and punctuation do not matter, so that a
// full stop more does not make another text of it.
func checksum(path, text string) string { return pathSum(path, words(text)) }

// oldSum is the checksum of templates that took punctuation into account.
func oldSum(path, text string) string { return pathSum(path, filing.Fold(text)) }

func pathSum(path, text string) string {
	sum := sha256.Sum256([]byte(path + "\n" + text))
	return hex.EncodeToString(sum[:12])
}

// words is a text without blanks and punctuation; the point of a number stays.
func words(text string) string {
	r := []rune(filing.Fold(text))
	var b strings.Builder
	for i, c := range r {
		if unicode.IsPunct(c) && c != '%' && !(c == '.' && i > 0 && i+1 < len(r) && unicode.IsDigit(r[i-1]) && unicode.IsDigit(r[i+1])) {
			continue
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

// sentences cuts a text into those sentences that speak of a past year.
func sentences(text string, last int) []string {
	var out []string
	for _, s := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune("。；;！？\n", c) }) {
		if pastYear(s, last) != "" {
			out = append(out, s)
		}
	}
	return out
}

func (x CarriedItem) sum() string {
	if x.Sum != "" {
		return x.Sum
	}
	return checksum(x.Path, x.Text)
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
	row := 2
	put := func(path string, rule CarryRule, sum string) {
		if row <= maxRows { // nobody renews thousands of texts one by one
			w.text(carriedSheet, at(row, 1), path)
			w.text(carriedSheet, at(row, 2), string(rule))
			w.text(carriedSheet, at(row, 3), sum)
			row++
		}
	}
	for _, x := range c.Items {
		put(x.Path, x.Rule, x.sum())
	}
	for _, x := range c.Items {
		for _, s := range sentences(x.Text, c.Year) {
			put(x.Path, carryOnce, checksum(x.Path, s))
		}
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
			if x.Rule != carryOnce {
				w.carriedAt[x.Path] = append(w.carriedAt[x.Path], x)
			}
		}
	}
	for _, x := range w.carriedAt[path] {
		if sum := x.sum(); text == "" || sum == checksum(path, text) || sum == oldSum(path, text) {
			return x, true
		}
	}
	return CarriedItem{}, false
}

// fresh is the look of an input cell: marked where it holds what must be looked at.
func (w *writer) fresh(path, text string, l look) look {
	if x, ok := w.carriedAs(path, text); ok && text != "" && l.role.input() && w.stale(x.Rule, text) {
		l.role = roleRenew
	}
	return l
}

// stale says whether a carried text asks to be renewed as it stands.
func (w *writer) stale(rule CarryRule, text string) bool {
	switch rule {
	case CarryRenew, CarrySame:
		return true
	case CarryLook:
		return pastYear(text, w.carried.Year) != ""
	case CarryYear:
		return mentions(text, w.carried.Year)
	}
	return false
}

// carriedNote is what a form says beside a cell about last year's text, "" if nothing.
func (w *writer) carriedNote(path, text string) string {
	if w.carried == nil {
		return ""
	}
	year := strconv.Itoa(w.carried.Year)
	if x, ok := w.carriedAs(path, ""); ok && x.Rule == CarryHint && x.Text != "" {
		return w.say("book.carried.hint", "year", year, "text", x.Text)
	}
	if x, ok := w.carriedAs(path, text); ok && text != "" && w.stale(x.Rule, text) {
		return w.say("book.carried.renew", "year", year)
	}
	return ""
}

var yearMention = regexp.MustCompile(`(19|20|21)\d\d`)

// years lists the years a text speaks of, written as years of their own (2019年,
// 2019-12-31) and not as part of a longer number or of a document's number.
func years(text string) []int {
	var out []int
	for _, m := range yearMention.FindAllStringIndex(text, -1) {
		if m[0] > 0 && isDigit(text[m[0]-1]) || m[1] < len(text) && isDigit(text[m[1]]) {
			continue
		}
		// 〔2019〕12号 names a document and stays true; 2019年 may not.
		rest := strings.TrimLeft(text[m[1]:], " ")
		if year, err := strconv.Atoi(text[m[0]:m[1]]); err == nil && (strings.HasPrefix(rest, "年") || restOfDay.MatchString(rest)) {
			out = append(out, year)
		}
	}
	return out
}

// restOfDay is what stands behind the year of a date: -12-31, .12.
var restOfDay = regexp.MustCompile(`^[-./](?:0?[1-9]|1[0-2])(?:[^0-9]|$)`)

// pastYear finds the first year in a text that is not later than a given one.
func pastYear(text string, last int) string {
	for _, year := range years(text) {
		if year <= last {
			return strconv.Itoa(year)
		}
	}
	return ""
}

// mentions says whether a text speaks of a year.
func mentions(text string, year int) bool { return slices.Contains(years(text), year) }

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
	c := &comparer{reader: r, last: last, rules: map[string]CarryRule{}}
	for _, row := range g.after(1) {
		if sum := row.at(3).text; c.rules[sum] == "" {
			c.rules[sum] = CarryRule(row.at(2).text)
		}
	}
	look := c.look
	for _, form := range r.p.Forms {
		for i := range form.Fields {
			look(form.Fields[i].Path, r.f.Fields[form.Fields[i].Path], form.Fields[i].Name, form.Fields[i].Type)
		}
	}
	for _, l := range r.p.Lists {
		for _, v := range r.f.Lists[l.Path] {
			look(l.Path, v, l.Name, profile.LongType)
		}
	}
	var records func(t *profile.Table, rows []filing.Row)
	records = func(t *profile.Table, rows []filing.Row) {
		for _, row := range rows {
			for i := range t.Columns {
				look(t.ID+"."+t.Columns[i].ID, row.Cells[t.Columns[i].ID], t.Columns[i].Name, t.Columns[i].Type)
			}
			for _, child := range r.p.Tables {
				if child.Parent == t.ID {
					records(child, row.Children[child.Key])
				}
			}
		}
	}
	for _, t := range r.p.Tables {
		if !t.Printed() && t.Parent == "" {
			records(t, r.f.Tables[t.ID])
		}
	}
	c.numbers()
}

// comparer finds what was left as it was.
type comparer struct {
	*reader
	last  int                  // the year it is from
	rules map[string]CarryRule // by checksum
	same  []finding.Place      // of numbers
}

// short texts say the same every year: 无, 没有.
const short = 4

// look compares one text with what was carried.
func (c *comparer) look(path string, v filing.Value, name profile.Text, t profile.Type) {
	if strings.TrimSpace(v.Text) == "" {
		return
	}
	rule, ok := c.rules[checksum(path, v.Text)]
	if !ok {
		rule, ok = c.rules[oldSum(path, v.Text)]
	}
	year := strconv.Itoa(c.last)
	if t.Numeric() {
		if rule == CarrySame && v.Text != "0" {
			c.same = append(c.same, v.At)
		}
		return
	}
	brief := len([]rune(words(v.Text))) < short
	switch {
	case rule == CarryRenew, rule == CarryHint && !brief:
		c.about(name.Text, "B52", finding.Error, v.At, "year", year)
		return
	case rule == CarryHint:
		return
	case ok && rule != carryOnce:
		if c.dated(v.Text, v, name, rule) || rule != CarrySame || brief {
			return
		}
		c.about(name.Text, "B53", finding.Warning, v.At, "year", year)
		return
	}
	// Another text, but perhaps with a sentence as it was.
	for _, s := range sentences(v.Text, c.last) {
		if c.rules[checksum(path, s)] == carryOnce && c.dated(s, v, name, CarryLook) {
			return
		}
	}
}

// dated reports a past year in a text left as it was: refused where the text speaks of
// it as its own. It says whether there is one.
func (c *comparer) dated(text string, v filing.Value, name profile.Text, rule CarryRule) bool {
	past := pastYear(text, c.last)
	for _, year := range years(text) {
		if y := strconv.Itoa(year); year <= c.last && c.p.Carry != nil && c.p.Carry.DueIn(text, y, rule == CarrySame) {
			c.about(name.Text, "B56", finding.Error, v.At, "year", strconv.Itoa(c.last), "past", y)
			return true
		}
	}
	if rule == CarryYear && mentions(text, c.last) {
		past = strconv.Itoa(c.last)
	} else if rule == CarryYear {
		past = ""
	}
	if past != "" {
		c.about(name.Text, "B54", finding.Warning, v.At, "year", strconv.Itoa(c.last), "past", past)
	}
	return past != ""
}

// numbers reports the numbers that are those of last year, in one finding.
func (c *comparer) numbers() {
	if len(c.same) == 0 {
		return
	}
	var cells []string
	for _, p := range c.same {
		cells = append(cells, p.Cell)
	}
	c.report("B57", finding.Warning, c.same[0], "year", strconv.Itoa(c.last), "n", strconv.Itoa(len(cells)), "cells", strings.Join(cells, "、"))
	x := &c.found[len(c.found)-1]
	x.Places = append(x.Places, c.same[1:]...)
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

// Remembered takes out of a workbook what it has from the year before, so that another
// one written from its data remembers it as well; nil if it has nothing.
func Remembered(name string, data []byte) (*Carried, error) {
	return guard(name, timeLimit, func() (*Carried, error) {
		b, err := open(name, data)
		if err != nil {
			return nil, err
		}
		defer b.x.Close()
		g := b.named(carriedSheet)
		if g == nil || g.at(1, 1).text != author {
			return nil, nil
		}
		year, err := strconv.Atoi(g.at(1, 2).text)
		if err != nil {
			return nil, nil
		}
		c := &Carried{Year: year}
		hints := b.hints(year)
		for _, row := range g.after(1) {
			x := CarriedItem{Path: row.at(1).text, Rule: CarryRule(row.at(2).text), Sum: row.at(3).text}
			for _, h := range hints {
				if x.Rule == CarryHint && (checksum(x.Path, h) == x.Sum || oldSum(x.Path, h) == x.Sum) {
					x.Text = h
				}
			}
			c.Items = append(c.Items, x)
		}
		return c, nil
	})
}

// hints lists what the notes beside the cells quote from last year.
func (b *book) hints(year int) []string {
	var out []string
	for _, l := range []message.Lang{message.ZH, message.EN} {
		before := message.Say(l, "book.carried.hint", message.Pairs("year", strconv.Itoa(year), "text", ""))
		for _, g := range b.grids {
			if g == nil {
				continue
			}
			for _, row := range g.rows {
				for _, c := range row.cells {
					if c.kind != textCell {
						continue
					}
					if _, text, ok := strings.Cut(c.text, before); ok {
						// In two languages the text stands twice, with the English words between.
						one, _, _ := strings.Cut(text, message.Between+message.Say(message.EN, "book.carried.hint", message.Pairs("year", strconv.Itoa(year), "text", "")))
						out = append(out, text, one)
					}
				}
			}
		}
	}
	return out
}
