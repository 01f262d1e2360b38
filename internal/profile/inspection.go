package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"budgetbook/internal/message"
)

// Inspection is the form an inspector fills: what a disclosure must satisfy, in
// groups, and which rules decide it (inspection.toml).
type Inspection struct {
	Title  Text              `toml:"title"`
	Note   Text              `toml:"note"` // below the title
	Groups []InspectionGroup `toml:"group"`
}

// InspectionGroup is one heading of the form.
type InspectionGroup struct {
	Name         Text          `toml:"name"`
	Requirements []Requirement `toml:"requirement"`
}

// Requirement is one line of the form. One without rules is for the inspector alone.
type Requirement struct {
	Text  Text     `toml:"text"`
	Rules []string `toml:"rules"` // codes; "X*": all rules that begin with X and that no line names
	Basis Text     `toml:"basis"`
	Where Text     `toml:"where"` // in the document

	Codes []string `toml:"-"` // of the rules, patterns resolved
}

const inspectionFile = "inspection.toml"

// readerCode is the form of the codes of findings that come from reading a file.
var readerCode = regexp.MustCompile(`^[A-Z][0-9][0-9]$`)

// inspection reads the inspector's form and finds the rules its lines name. It comes
// after the rules.
func (l *loader) inspection() {
	var v Inspection
	l.read(inspectionFile, &v, true)
	if l.data[inspectionFile] == nil {
		return
	}
	l.p.Inspection = &v
	known := map[string]bool{}
	for _, id := range message.IDs() {
		known[id] = readerCode.MatchString(id)
	}
	rules := map[string]bool{}
	for _, r := range l.p.Rules {
		known[r.Code], rules[r.Code] = true, true
	}
	named := map[string]bool{}
	v.each(func(at string, r *Requirement) {
		for i, code := range r.Rules {
			if strings.HasSuffix(code, "*") {
				continue
			}
			if !known[code] {
				l.fail(inspectionFile, fmt.Sprintf("%s.rules[%d]", at, i), "there is no rule %q", code)
			}
			named[code] = true
			r.Codes = append(r.Codes, code)
		}
	})
	if v.Title.ZH == "" {
		l.fail(inspectionFile, "title", "title is missing")
	}
	v.each(func(at string, r *Requirement) {
		if r.Text.ZH == "" || r.Where.ZH == "" {
			l.fail(inspectionFile, at, "a requirement needs text and where")
		}
		for i, code := range r.Rules {
			prefix, pattern := strings.CutSuffix(code, "*")
			if !pattern {
				continue
			}
			meant := false
			for _, x := range sortedKeys(known) {
				if !known[x] || !strings.HasPrefix(x, prefix) {
					continue
				}
				meant = true
				if rules[x] && !named[x] {
					r.Codes = append(r.Codes, x)
				}
			}
			if !meant {
				l.fail(inspectionFile, fmt.Sprintf("%s.rules[%d]", at, i), "there is no rule %q", code)
			}
		}
		slices.Sort(r.Codes)
		r.Codes = slices.Compact(r.Codes)
	})
}

// each visits the requirements with their place in the file.
func (v *Inspection) each(visit func(at string, r *Requirement)) {
	for i := range v.Groups {
		for j := range v.Groups[i].Requirements {
			visit(fmt.Sprintf("group[%d].requirement[%d]", i, j), &v.Groups[i].Requirements[j])
		}
	}
}
