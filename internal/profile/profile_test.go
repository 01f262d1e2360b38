package profile_test

import (
	"budgetbook/internal/profile/profiletest"
	"testing"
)

func TestShanxiLoads(t *testing.T) {
	p := profiletest.Shanxi(t)
	if len(p.Parts) != 4 || len(p.Glossary) != 12 || len(p.Parts[2].Sections) != 14 {
		t.Errorf("parts %d, glossary %d", len(p.Parts), len(p.Glossary))
	}
}
