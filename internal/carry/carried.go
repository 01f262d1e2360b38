package carry

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"budgetbook/internal/filing"
	"budgetbook/internal/wording"
)

// Carried is what a workbook has from the filing of the year before. A hidden sheet
// remembers it by checksums, so that reading can tell what was left as it was; the
// texts themselves are nowhere but in the cells and hints people see.
type Carried struct {
	Year  int // of the filing it is from
	Items []Item
}

// Item is one text carried over: of a field, of a list, or of a column of
// records (records.column).
type Item struct {
	Path string
	Text string // "" where a workbook remembers only its checksum
	Rule Rule
	Sum  string // its checksum, where the text itself is not known
}

// Rule is what must become of a carried text.
type Rule string

// The rules. A text that speaks of a past year as the one it is about is refused
// whatever its rule.
const (
	Renew    Rule = "renew" // refused if left as it was
	Same     Rule = "same"  // pointed out if left as it was
	Look     Rule = "look"  // pointed out if left as it was and about a past year
	SameYear Rule = "year"  // pointed out if left as it was and about the year it is from
	Hint     Rule = "hint"  // not in the cell; refused if entered again
	Filed    Rule = "filed" // a figure of last year as it was filed; pointed out if it was changed

	Once Rule = "once" // one sentence of a text, which speaks of a past year
)

// TextChecksum identifies a text; blanks, width and punctuation do not matter, so that a
// full stop more does not make another text of it.
func TextChecksum(path, text string) string { return pathSum(path, BareWords(text)) }

// OldChecksum is the checksum of templates that took punctuation into account.
func OldChecksum(path, text string) string { return pathSum(path, filing.Fold(text)) }

func pathSum(path, text string) string {
	sum := sha256.Sum256([]byte(path + "\n" + text))
	return hex.EncodeToString(sum[:12])
}

// BareWords is a text without blanks and punctuation; the point of a number stays.
func BareWords(text string) string {
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

// PastSentences cuts a text into those sentences that speak of a past year.
func PastSentences(text string, last int) []string {
	var out []string
	for _, s := range strings.FieldsFunc(text, func(c rune) bool { return wording.Years().Sentence.Index(c) >= 0 }) {
		if PastYear(s, last) != "" {
			out = append(out, s)
		}
	}
	return out
}

// Checksum identifies the text of the item.
func (x Item) Checksum() string {
	if x.Sum != "" {
		return x.Sum
	}
	return TextChecksum(x.Path, x.Text)
}

var yearMention = regexp.MustCompile(`(19|20|21)\d\d`)

// YearsNamed lists the years a text speaks of, written as years of their own (2019年,
// 2019-12-31) and not as part of a longer number or of a document's number.
func YearsNamed(text string) []int {
	var out []int
	for _, m := range yearMention.FindAllStringIndex(text, -1) {
		if m[0] > 0 && isDigit(text[m[0]-1]) || m[1] < len(text) && isDigit(text[m[1]]) {
			continue
		}
		// 〔2019〕12号 names a document and stays true; 2019年 may not.
		rest := strings.TrimLeft(text[m[1]:], " ")
		if year, err := strconv.Atoi(text[m[0]:m[1]]); err == nil && (wording.Shared().Year.In(rest) || restOfDay.MatchString(rest)) {
			out = append(out, year)
		}
	}
	return out
}

// restOfDay is what stands behind the year of a date: -12-31, .12.
var restOfDay = regexp.MustCompile(`^[-./](?:0?[1-9]|1[0-2])(?:[^0-9]|$)`)

// PastYear finds the first year in a text that is not later than a given one.
func PastYear(text string, last int) string {
	for _, year := range YearsNamed(text) {
		if year <= last {
			return strconv.Itoa(year)
		}
	}
	return ""
}

// MentionsYear says whether a text speaks of a year.
func MentionsYear(text string, year int) bool { return slices.Contains(YearsNamed(text), year) }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
