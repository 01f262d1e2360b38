package profile_test

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"budgetbook/internal/profile"
	"budgetbook/templates"
)

// TestInspectionMistakes checks that what the form names wrongly is found in its file
// and line.
func TestInspectionMistakes(t *testing.T) {
	sub, err := fs.Sub(templates.FS, "shanxi")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	err = fs.WalkDir(sub, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			data, err := fs.ReadFile(sub, name)
			files[name] = &fstest.MapFile{Data: data}
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	files["inspection.toml"] = &fstest.MapFile{Data: []byte(`title = { zh = "表", en = "Form" }
[[group]]
name = { zh = "组", en = "Group" }
[[group.requirement]]
text = { zh = "甲", en = "A" }
where = { zh = "全文", en = "throughout" }
rules = [
  "B01",
  "X99",
]
[[group.requirement]]
text = { zh = "乙", en = "B" }
where = { zh = "全文", en = "throughout" }
rules = ["Q*", "R*", "open.empty"]
[[group.requirement]]
text = { zh = "丙", en = "C" }
`)}
	_, err = profile.Load(files)
	var bad *profile.InvalidError
	if !errors.As(err, &bad) {
		t.Fatalf("got %v", err)
	}
	want := []string{
		`inspection.toml:9: there is no rule "X99"`,
		`inspection.toml:14: there is no rule "open.empty"`,
		`inspection.toml:14: there is no rule "Q*"`,
		`inspection.toml:15: a requirement needs text and where`,
	}
	got := map[string]bool{}
	for _, p := range bad.Problems {
		got[p.String()] = true
	}
	for _, w := range want {
		if !got[w] {
			t.Errorf("%q is not among %v", w, bad.Problems)
		}
	}
	if len(bad.Problems) != len(want) {
		t.Errorf("got %v", bad.Problems)
	}
}
