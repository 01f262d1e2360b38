package distribute

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// fileNames are the files of units, below the folder: department/code_name.xlsx. No two
// are the same on any system, and each can be written on every one.
func fileNames(p *profile.Profile, units []roster.Unit, lang message.Lang) []string {
	if lang != message.EN {
		lang = message.ZH
	}
	codes := map[string]int{}
	for _, u := range units {
		codes[roster.Key(u.Code)]++
	}
	seen := map[string]bool{}
	var out []string
	for _, u := range units {
		dir := cmp.Or(Safe(u.Department), message.Say(lang, "distribute.no-department", nil))
		name := u.Code + "_" + u.Name
		if scope := p.Field(p.Roles.Scope.Field); codes[roster.Key(u.Code)] > 1 && scope != nil {
			for _, c := range scope.Choices {
				if c.ID == u.ScopeOr(p.Roles.Scope.Unit) {
					name += "_" + c.Name.In(lang)
				}
			}
		}
		name = Safe(name)
		file := dir + "/" + name + ".xlsx"
		for n := 2; seen[strings.ToLower(file)]; n++ {
			file = fmt.Sprintf("%s/%s_%d.xlsx", dir, name, n)
		}
		seen[strings.ToLower(file)] = true
		out = append(out, file)
	}
	return out
}

// maxName is how long a part of a path gets, in bytes: systems take 255, and a suffix
// has to fit.
const maxName = 180

// windowsDevices are names Windows keeps for itself, whatever follows the first point.
var windowsDevices = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true,
	"com1": true, "com2": true, "com3": true, "com4": true, "com5": true, "com6": true, "com7": true, "com8": true, "com9": true,
	"lpt1": true, "lpt2": true, "lpt3": true, "lpt4": true, "lpt5": true, "lpt6": true, "lpt7": true, "lpt8": true, "lpt9": true}

// Safe makes of a text a name of a file or a folder that every system takes; "" if
// nothing is left.
func Safe(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"/\|?*`, r), r == utf8.RuneError:
			return '_'
		case r == '\t' || r == '\n' || r == '\u00a0' || r == '\u3000':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	for len(s) > maxName {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	s = strings.Trim(s, " .")
	head, _, _ := strings.Cut(s, ".")
	if windowsDevices[strings.ToLower(strings.TrimSpace(head))] {
		s = "_" + s
	}
	return s
}
