package harmless

import (
	"regexp"
	"strings"
)

// Formula is which texts of a CSV file a spreadsheet may take for a formula: those that
// begin with one of = + - @, their forms of full width (which some take for the same), a
// tab or a line end; also behind apostrophes and blanks, which some take off. It is
// published (site-package-about, docs/publish.md), so that who reads the files can undo
// CSV with it: it is written as most languages write regular expressions.
const Formula = `^[' \u00a0\u3000]*[=+\-@＝＋－＠\t\r\n]`

var formula = regexp.MustCompile(strings.NewReplacer(`\u00a0`, `\x{00a0}`, `\u3000`, `\x{3000}`).Replace(Formula))

// CSV puts an apostrophe before a text of a CSV file that a spreadsheet may take for a
// formula. It is for columns of texts; a negative amount is a number.
func CSV(s string) string {
	if formula.MatchString(s) {
		return "'" + s
	}
	return s
}

// FromCSV takes off the apostrophe that CSV has put before a text. As an apostrophe is
// among what may stand before, the very text comes back, whatever it was.
func FromCSV(s string) string {
	if len(s) > 1 && s[0] == '\'' && formula.MatchString(s) {
		return s[1:]
	}
	return s
}
