package profile

import (
	"cmp"
	"slices"

	"budgetbook/internal/wording"
)

// CodeChange is what one list has that another one has not, or otherwise.
type CodeChange struct {
	Was, Is Code // Code "": not there
}

// Kind says what a change is.
func (c CodeChange) Kind() ChangeKind {
	switch {
	case c.Was.Code == "":
		return CodeAdded
	case c.Is.Code == "":
		return CodeGone
	case c.Was.Code != c.Is.Code:
		return CodeMoved
	}
	return CodeRenamed
}

// ChangeKind is a kind of change between lists.
type ChangeKind string

// The kinds.
const (
	CodeAdded   ChangeKind = "added"
	CodeGone    ChangeKind = "gone"
	CodeRenamed ChangeKind = "renamed"
	CodeMoved   ChangeKind = "moved" // the name has another code below the same section
)

// Diff lists what changed from an older list to c, by code: codes that are new, that are
// gone, that have another name. A name that is gone under one code and new under another
// of the same section has moved, if no other code bears it. Names that differ in spelling
// only are the same.
func (c *Codes) Diff(old *Codes) []CodeChange {
	var changes, gone []CodeChange
	for _, x := range old.Items {
		is, there := c.Lookup(x.Code)
		switch {
		case !there:
			gone = append(gone, CodeChange{Was: x})
		case wording.SpellingKey(is.Name) != wording.SpellingKey(x.Name):
			changes = append(changes, CodeChange{x, is})
		}
	}
	for _, x := range c.Items {
		if _, was := old.Lookup(x.Code); was {
			continue
		}
		from := -1
		for i, g := range gone {
			if g.Is.Code == "" && len(g.Was.Code) == len(x.Code) && parent(g.Was.Code) == parent(x.Code) && wording.SpellingKey(g.Was.Name) == wording.SpellingKey(x.Name) {
				if from >= 0 {
					from = -1
					break
				}
				from = i
			}
		}
		if from >= 0 {
			gone[from].Is = x
		} else {
			changes = append(changes, CodeChange{Is: x})
		}
	}
	changes = append(changes, gone...)
	slices.SortStableFunc(changes, func(a, b CodeChange) int {
		return cmp.Compare(cmp.Or(a.Is.Code, a.Was.Code), cmp.Or(b.Is.Code, b.Was.Code))
	})
	return changes
}
