package derive

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"budgetbook/internal/codefind"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// The variants of what is said of a code that no list knows, or that is none.
const (
	isName     = "name"     // a text that is no code
	ofOther    = "other"    // it is of another list
	isComplete = "complete" // the list in force is a bureau's own, which has all codes
	withNear   = "near"     // codes may be meant
)

// badCode says that what stands in a column of codes is none of the lowest level.
func (m *maker) badCode(c *profile.Column, l shortLine, leaf int) {
	text := l.texts[c.ID]
	near := codefind.Meant(m.p.Codes[c.Codes], text, leaf)
	m.column(finding.CodeTooShort, l, c, "code", text, "length", fmt.Sprint(leaf), "near", profile.CodeNames(near, message.ZH))
	x := &m.found[len(m.found)-1]
	x.ArgsEN["near"] = profile.CodeNames(near, message.EN)
	var variant []string
	if !wording.OnlyDigits(text) {
		variant = append(variant, isName)
	}
	if len(near) > 0 {
		variant = append(variant, withNear)
	}
	x.Reword(strings.Join(variant, "-"))
}

// unlisted says that a code of a line, or one above it, has no name: once for all levels.
func (m *maker) unlisted(list *profile.Table, c *profile.Column, l shortLine) {
	text := l.texts[c.ID]
	var missing []string
	for _, n := range m.levels(list.ID) {
		if n <= len(text) && m.name(c.Codes, text[:n]) == "" {
			missing = append(missing, text[:n])
		}
	}
	if len(missing) == 0 {
		return
	}
	last := missing[len(missing)-1]
	if other, x, ok := m.ofOtherList(c.Codes, text); ok && slices.Contains(missing, text) {
		m.column(finding.CodeUnlisted, l, c, "code", text, "list", codefind.ListName(other, message.ZH), "name", x.Name)
		f := &m.found[len(m.found)-1]
		maps.Copy(f.ArgsEN, message.Pairs("list", codefind.ListName(other, message.EN), "name", x.In(message.EN)))
		f.Reword(ofOther)
		return
	}
	near := codefind.Meant(m.p.Codes[c.Codes], last, len(last))
	m.column(finding.CodeUnlisted, l, c, "code", message.Join(message.ZH, missing), "near", profile.CodeNames(near, message.ZH))
	f := &m.found[len(m.found)-1]
	maps.Copy(f.ArgsEN, message.Pairs("code", message.Join(message.EN, missing), "near", profile.CodeNames(near, message.EN)))
	f.Reword(unlistedVariant(m.p.Codes[c.Codes], near))
}

// unlistedVariant is how it is said that a list does not know a code, "" in plain words.
func unlistedVariant(list *profile.Codes, near []profile.Code) string {
	var variant []string
	if list.Complete {
		variant = append(variant, isComplete)
	}
	if len(near) > 0 {
		variant = append(variant, withNear)
	}
	return strings.Join(variant, "-")
}

// ofOtherList finds another list that has a code.
func (m *maker) ofOtherList(own, code string) (*profile.Codes, profile.Code, bool) {
	for _, name := range slices.Sorted(maps.Keys(m.p.Codes)) {
		if x, ok := m.p.Codes[name].Lookup(code); ok && name != own {
			return m.p.Codes[name], x, true
		}
	}
	return nil, profile.Code{}, false
}
