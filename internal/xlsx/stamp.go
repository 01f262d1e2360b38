package xlsx

import (
	"regexp"
)

// stampInSight finds the profile on the guide sheet, where a program has dropped the
// properties.
func (b *Book) stampInSight() {
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
