package xlsx

import (
	"regexp"
	"strconv"
	"strings"

	"budgetbook/internal/filing"
)

// Bounds of what is read from and written to one sheet. No budget comes near them;
// a stray entry in the last row of a sheet must not make a million rows.
const (
	MaxRows    = filing.MaxRows
	MaxColumns = 200
	MaxText    = filing.MaxText
)

// escaped matches what a spreadsheet would take for the escape of one character.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// EncodeText makes a text fit for XML: characters XML cannot hold are written as _xHHHH_,
// and a text that looks like that is protected, as the format prescribes.
func EncodeText(s string) string {
	if !strings.Contains(s, "_x") && !strings.ContainsFunc(s, isUnfit) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		if r == '_' && escaped.MatchString(s[i:min(i+7, len(s))]) {
			b.WriteString("_x005F")
		} else if isUnfit(r) {
			b.WriteString("_x")
			h := strings.ToUpper(strconv.FormatInt(int64(r), 16))
			b.WriteString(strings.Repeat("0", 4-len(h)) + h + "_")
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isUnfit(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff }

// DecodeText undoes encode.
func DecodeText(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(m string) string {
		n, _ := strconv.ParseUint(m[2:6], 16, 16)
		return string(rune(n))
	})
}
