package profile_test

import (
	"io/fs"
	"testing"

	"budgetbook/internal/profile"
	"budgetbook/templates"
)

func TestShanxiLoads(t *testing.T) {
	sub, err := fs.Sub(templates.FS, "shanxi")
	if err != nil {
		t.Fatal(err)
	}
	p, err := profile.Load(sub)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Parts) != 4 || len(p.Glossary) != 12 || len(p.Parts[2].Sections) != 14 {
		t.Errorf("parts %d, glossary %d", len(p.Parts), len(p.Glossary))
	}
}
