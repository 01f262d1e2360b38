package profile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"budgetbook/internal/profile"
)

// TestHostileProfiles: a profile of somebody else ends in mistakes that name the file,
// whatever its files ask for.
func TestHostileProfiles(t *testing.T) {
	const text = "narrative/02-revenue.zh.tmpl"
	put := func(file, data string) func(fstest.MapFS) {
		return func(m fstest.MapFS) { m[file] = &fstest.MapFile{Data: []byte(data)} }
	}
	add := func(file, data string) func(fstest.MapFS) {
		return func(m fstest.MapFS) {
			old := ""
			if f := m[file]; f != nil {
				old = string(f.Data)
			}
			m[file] = &fstest.MapFile{Data: []byte(old + data)}
		}
	}
	// Phrases that say the next one thirty times each.
	var doubling strings.Builder
	for i := range 5 {
		fmt.Fprintf(&doubling, `{{define "p%d"}}%s{{end}}`, i, strings.Repeat(fmt.Sprintf(`{{template "p%d"}}`, i+1), 30))
	}
	doubling.WriteString(`{{define "p5"}}x{{end}}{{template "p0"}}`)
	for what, c := range map[string]struct {
		spoil      func(fstest.MapFS)
		file, says string
	}{
		"a huge file":         {put("rules/x.toml", strings.Repeat("# x\n", 2<<20)), "rules/x.toml", "larger than 4 MB"},
		"a folder for a file": {func(m fstest.MapFS) { delete(m, "labels.toml"); m["labels.toml/x"] = &fstest.MapFile{} }, "labels.toml", "not a regular file"},
		"many files": {func(m fstest.MapFS) {
			for i := range 501 {
				put(fmt.Sprintf("rules/%d.toml", i), "")(m)
			}
		}, "rules", "more than 500 files"},
		"many files in all": {func(m fstest.MapFS) {
			for i := range 250 {
				put(fmt.Sprintf("rules/%d.toml", i), "")(m)
				put(fmt.Sprintf("codes/%d.csv", i), "a\n")(m)
			}
		}, "rules/99.toml", "more than 500 files"},
		"much in all": {func(m fstest.MapFS) {
			for i := range 9 {
				put(fmt.Sprintf("rules/%d.toml", i), strings.Repeat("#\n", 2<<20))(m)
			}
		}, "rules/7.toml", "larger than 32 MB"},
		"deep lists":               {add("targets.toml", "x = "+strings.Repeat("[", 1<<20)), "targets.toml", "nest"},
		"a key of many parts":      {add("labels.toml", "\n"+strings.Repeat("a.", 300)+"a = 1\n"), "labels.toml", "nest"},
		"deep tables":              {add("labels.toml", "x = "+strings.Repeat("{a=", 1<<19)), "labels.toml", "nest"},
		"deep over lines":          {add("labels.toml", "x = "+strings.Repeat("[\n", 1<<19)), "labels.toml", "nest"},
		"a deep key":               {add("labels.toml", strings.Repeat("a.", 1<<20)+"a = 1\n"), "labels.toml", "nest"},
		"an open quote":            {add("codes/functional_codes.csv", "\"201,x\n"), "codes/functional_codes.csv", ""},
		"a phrase that is its own": {add(text, `{{define "e"}}{{template "e" .}}{{end}}{{template "e" .}}`), text, "nest more than 5 deep"},
		"phrases that double":      {add(text, doubling.String()), text, "parts"},
		"lists within a list":      {add(text, `{{range .general_public_classes}}{{range $.general_public_classes}}x{{end}}{{end}}`), text, "a range within a range"},
		"a deep formula":           {put("rules/x.toml", "[[rule]]\ncode = \"Q1\"\nlevel = \"error\"\ncheck = \""+strings.Repeat("(", 60)+"1"+strings.Repeat(")", 60)+" = 1\"\n"), "rules/x.toml", ""},
	} {
		m := shanxi(t)
		c.spoil(m)
		_, err := profile.Load(m)
		var bad *profile.InvalidError
		if !errors.As(err, &bad) {
			t.Errorf("%s: %v", what, err)
			continue
		}
		said := false
		for _, p := range bad.Problems {
			said = said || p.File == c.file && strings.Contains(p.Text, c.says)
		}
		if !said {
			t.Errorf("%s: want %s: …%s…, got %.500v", what, c.file, c.says, err)
		}
	}
}

// What a reader cannot stand is a mistake of the file that was read.
func TestProfilePanic(t *testing.T) {
	_, err := profile.Load(panics{shanxi(t)})
	var bad *profile.InvalidError
	if !errors.As(err, &bad) || len(bad.Problems) != 1 || bad.Problems[0].File != "figures.toml" || !strings.Contains(bad.Problems[0].Text, "out of its mind") {
		t.Errorf("%v", err)
	}
}

type panics struct{ fs.FS }

func (p panics) Open(name string) (fs.File, error) {
	if name == "figures.toml" {
		panic("out of its mind")
	}
	return p.FS.Open(name)
}
