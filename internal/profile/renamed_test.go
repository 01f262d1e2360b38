package profile_test

import (
	"testing"

	"budgetbook/internal/profile/profiletest"
)

// TestRenamedLoads: a profile in which every name differs from those of shanxi is as
// good a profile.
func TestRenamedLoads(t *testing.T) {
	r := profiletest.Rename(t)
	if len(r.Profile.Tables) != len(r.Shanxi.Tables) || len(r.Profile.Rules) != len(r.Shanxi.Rules) {
		t.Fatalf("%d tables and %d rules", len(r.Profile.Tables), len(r.Profile.Rules))
	}
	for i, table := range r.Profile.Tables {
		if old := r.Shanxi.Tables[i]; table.ID != profiletest.ID(old.ID) || table.Name.ZH != profiletest.Name(old.Name.ZH) {
			t.Errorf("%s %s is called %s %s", old.ID, old.Name.ZH, table.ID, table.Name.ZH)
		}
	}
}
