// Package roster is the list of units a finance bureau keeps: who must file, who they
// are, what was approved for them and when.
//
// Input: the bytes of an xlsx or CSV file, whose columns are found by their heads.
// Output: a Roster, and findings cell by cell. Invariant: in a roster without errors
// every unit has a code and a name, and no two units of one scope have the same code.
package roster

import (
	"cmp"
	"maps"
	"slices"

	"budgetbook/internal/filing"
	"budgetbook/internal/profile"
)

// Unit is one line of the list.
type Unit struct {
	Row        int // in the list, for messages
	Code       string
	Name       string
	NameEN     string
	Kind       string // id of a choice of the profile, "" if not said
	Level      string
	Scope      string
	Region     string
	Department string
	Contact    string
	ApprovedOn string            // day of the approval (批复日期), 2025-01-20; "" if not said
	Approved   map[string]string // approved figures in 万元 by path: approved.total_revenue
}

// Roster is a list of units in its order.
type Roster struct {
	File  string
	Units []Unit
}

// Sorted are the units by code.
func (r *Roster) Sorted() []Unit {
	return slices.SortedStableFunc(slices.Values(r.Units), func(a, b Unit) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Name, b.Name))
	})
}

// ScopeOr is the scope of a unit, the given one if the list does not say.
func (u Unit) ScopeOr(other string) string { return cmp.Or(u.Scope, other) }

// Enter writes what the list says of a unit into a filing: the data of the unit and
// the approved figures, as far as the profile has fields for them.
func (u Unit) Enter(p *profile.Profile, f *filing.Filing) {
	set := func(path, text string) {
		if text != "" && p.Field(path) != nil {
			f.Fields[path] = filing.Value{Text: text}
		}
	}
	role := p.Roles.Unit
	set(role.Code, u.Code)
	set(role.Name, u.Name)
	set(role.NameEN, u.NameEN)
	set(role.Kind, u.Kind)
	set(role.Level, u.Level)
	set(role.Region, u.Region)
	set(role.Department, u.Department)
	set(p.Roles.Scope.Field, u.Scope)
	for _, path := range slices.Sorted(maps.Keys(u.Approved)) {
		set(path, u.Approved[path])
	}
}

// Key makes of a code or a name what is compared: width, brackets, blanks and the
// case of letters do not matter.
func Key(s string) string { return foldHead(s) }
