package harmless

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxName is how long a part of a path gets, in bytes: systems take 255 (85 Chinese
// characters), and a number or an ending has to fit behind.
const maxName = 180

// kept are names Windows keeps for itself, whatever follows the first point.
var kept = func() map[string]bool {
	names := map[string]bool{"con": true, "prn": true, "aux": true, "nul": true, "conin$": true, "conout$": true, "clock$": true}
	for _, digit := range "0123456789¹²³" {
		names["com"+string(digit)], names["lpt"+string(digit)] = true, true
	}
	return names
}()

// FileName makes of a text a name of a file or a folder that every system takes and no
// program takes for something else: an option, a hidden file, one of an office program's
// own. "" if nothing is left.
func FileName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"/\|?*`, r), r == utf8.RuneError:
			return '_'
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == 0xfffe, r == 0xffff:
			return -1
		}
		return r
	}, s)
	// Composed, as systems that keep letters and their marks apart give names back.
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	for len(s) > maxName {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	s = strings.Trim(s, " .")
	head, _, _ := strings.Cut(s, ".")
	if kept[strings.ToLower(strings.TrimSpace(head))] || strings.HasPrefix(s, "-") || strings.HasPrefix(s, "~") {
		s = "_" + s
	}
	return s
}

// SameFile is what two names have in common that are one file on some system: those that
// differ in the case of letters, or in how letters with marks are composed.
func SameFile(name string) string { return norm.NFC.String(cases.Fold().String(norm.NFC.String(name))) }
