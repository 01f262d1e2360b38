package profile

import (
	"fmt"
	"io/fs"
	"strconv"
)

// Entry is one line of the catalogue of services a government may purchase
// (政府购买服务指导性目录). Level 0 is the heading of a section.
type Entry struct {
	Section, Class, Code string
	Level                int
	Name                 string
}

const catalogueFile = "catalogue.csv"

// catalogue reads the catalogue; a profile need not bring one.
func (l *loader) catalogue() {
	if _, err := fs.Stat(l.fsys, catalogueFile); err != nil {
		return
	}
	rows, ok := l.csv(catalogueFile, []string{"section", "class", "code", "level", "name"})
	if !ok {
		return
	}
	for i, r := range rows {
		level, err := strconv.Atoi(r[3])
		if err != nil || level < 0 || level > 4 {
			l.problems = append(l.problems, Problem{catalogueFile, i + 2, fmt.Sprintf("the level must be 0 to 4, not %q", r[3])})
		}
		l.p.Catalogue = append(l.p.Catalogue, Entry{r[0], r[1], r[2], level, r[4]})
	}
}

// CatalogueSections names the sections of the catalogue, in order.
func (p *Profile) CatalogueSections() []string {
	var names []string
	seen := map[string]bool{}
	for _, e := range p.Catalogue {
		if !seen[e.Section] {
			seen[e.Section] = true
			names = append(names, e.Section)
		}
	}
	return names
}
