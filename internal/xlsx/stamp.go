package xlsx

import (
	"regexp"
)

// stamp finds which profile the workbook was made for.
func (b *Book) stamp() {
	if props, err := b.Excel.GetCustomProps(); err == nil {
		for _, p := range props {
			s, _ := p.Value.(string)
			switch p.Name {
			case PropProfile:
				b.Profile = s
			case PropVersion:
				b.Version = s
			}
		}
	}
	if b.Profile != "" {
		return
	}
	for _, g := range b.Grids[:min(len(b.Grids), 3)] {
		for _, r := range g.Rows[:min(len(g.Rows), 60)] {
			if c := r.At(1); c.Kind == TextCell {
				if m := StampText.FindStringSubmatch(c.Text); m != nil {
					b.Profile, b.Version = m[1], m[2]
					return
				}
			}
		}
	}
}

// StampText finds the profile and its version where a guide sheet names them.
var StampText = regexp.MustCompile(`\[([A-Za-z0-9_.-]+)@([^\]\s]+)\]`)

// Names of the custom properties that carry the stamp.
const (
	PropProfile = "budgetbook.profile"
	PropVersion = "budgetbook.version"
)
