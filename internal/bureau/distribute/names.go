package distribute

import (
	"cmp"
	"fmt"

	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/harmless"
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
		dir := cmp.Or(harmless.FileName(u.Department), message.Say(lang, "distribute.no-department", nil))
		name := u.Code + "_" + u.Name
		if scope := p.Field(p.Roles.Scope.Field); codes[roster.Key(u.Code)] > 1 && scope != nil {
			for _, c := range scope.Choices {
				if c.ID == u.ScopeOr(p.Roles.Scope.Unit) {
					name += "_" + c.Name.In(lang)
				}
			}
		}
		name = harmless.FileName(name)
		file := dir + "/" + name + ".xlsx"
		for n := 2; seen[harmless.SameFile(file)]; n++ {
			file = fmt.Sprintf("%s/%s_%d.xlsx", dir, name, n)
		}
		seen[harmless.SameFile(file)] = true
		out = append(out, file)
	}
	return out
}
