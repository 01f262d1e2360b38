package press_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"budgetbook/internal/compose"
	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/rule/checks"
	"budgetbook/internal/template"
)

// edited is shanxi with texts replaced in its files, but in those that are left alone.
func edited(t *testing.T, old, replacement string, alone ...string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(profiletest.Files(t), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(profiletest.Files(t), name)
		text := string(data)
		for _, x := range alone {
			if x == name {
				out[name] = &fstest.MapFile{Data: data}
				return err
			}
		}
		out[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, old, replacement))}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// through takes the sample of a profile through check, document and workbook: the
// errors of the check and the text of the cover.
func through(t *testing.T, p *profile.Profile, sample []byte) (errors int, cover string) {
	t.Helper()
	f, found, err := filing.Unmarshal(p.Schema(), p.Name, "sample.json", sample)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	rep, err := checks.Check(p, f, message.ZH)
	if err != nil {
		t.Fatal(err)
	}
	doc, _, err := compose.Document(p, f, compose.Options{Lang: message.ZH})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range doc.Front {
		if x, ok := b.(*document.Paragraph); ok {
			cover += document.Plain(x.Runs) + "\n"
		}
	}
	if _, err := template.Write(p, f, template.Options{Lang: message.ZH}); err != nil {
		t.Fatal(err)
	}
	return finding.Count(rep.Findings, finding.Error), cover
}

// TestNameOfUnitRenamed: release 0.1.0 loaded a profile that calls unit.name otherwise,
// found nothing wrong, and printed a cover without the unit's name.
func TestNameOfUnitRenamed(t *testing.T) {
	old := profiletest.Shanxi(t)
	wantErrors, wantCover := through(t, old, old.Sample)
	if !strings.Contains(wantCover, "中国共产党示例县委员会老干部局") {
		t.Fatalf("the cover says %q", wantCover)
	}
	// unit.name as a path; unit.name_en keeps its name.
	files := edited(t, `"unit.name"`, `"unit.title"`)
	for name, f := range files.(fstest.MapFS) {
		f.Data = []byte(strings.NewReplacer("{unit.name}", "{unit.title}", "unit.name =", "unit.title =").Replace(string(f.Data)))
		files.(fstest.MapFS)[name] = f
	}
	p, err := profile.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	sample := strings.Replace(string(old.Sample), `"name": "中国共产党示例县委员会老干部局"`, `"title": "中国共产党示例县委员会老干部局"`, 1)
	if n, cover := through(t, p, []byte(sample)); n != wantErrors || cover != wantCover {
		t.Errorf("%d errors and the cover %q; %d and %q under the old name", n, cover, wantErrors, wantCover)
	}
	refused(t, edited(t, `"unit.name"`, `"unit.title"`, "roles.toml"), `unit.name: no field "unit.name"`)
}

// TestKindRenamed: with the column kind of the project tables renamed, release 0.1.0
// reported 32 errors where there are none, and panicked when it wrote a workbook.
func TestKindRenamed(t *testing.T) {
	old := profiletest.Shanxi(t)
	wantErrors, wantCover := through(t, old, old.Sample)
	rename := func(alone ...string) fs.FS {
		files := edited(t, `{ id = "kind", name = "行类型"`, `{ id = "sort", name = "行类型"`)
		for name, f := range files.(fstest.MapFS) {
			text := string(f.Data)
			switch name {
			case "tables.toml":
				text = strings.ReplaceAll(text, `column = "kind"`, `column = "sort"`)
			case "compact.toml":
				text = strings.NewReplacer(`set = { kind =`, `set = { sort =`, `, kind = "`, `, sort = "`).Replace(text)
			case "roles.toml":
				if len(alone) == 0 {
					text = strings.ReplaceAll(text, `kind = "kind"`, `kind = "sort"`)
				}
			}
			f.Data = []byte(text)
		}
		return files
	}
	p, err := profile.Load(rename())
	if err != nil {
		t.Fatal(err)
	}
	sample := strings.NewReplacer(`"kind": "department"`, `"sort": "department"`, `"kind": "unit"`, `"sort": "unit"`, `"kind": "project"`, `"sort": "project"`).Replace(string(old.Sample))
	if n, cover := through(t, p, []byte(sample)); n != wantErrors || cover != wantCover {
		t.Errorf("%d errors and the cover %q; %d and %q under the old name", n, cover, wantErrors, wantCover)
	}
	refused(t, rename("roles.toml"), `no column "kind" in t12`)
}

// TestNoRoles: a profile of release 0.1.0 has no roles.toml; what is missing is said.
func TestNoRoles(t *testing.T) {
	files := edited(t, "\x00", "").(fstest.MapFS)
	delete(files, "roles.toml")
	refused(t, files, "roles.toml: this file is missing")
}

// refused makes sure that a profile is not loaded, and that the first mistake named is
// in the roles, with a line.
func refused(t *testing.T, files fs.FS, says string) {
	t.Helper()
	_, err := profile.Load(files)
	if err == nil {
		t.Fatalf("a profile was loaded that should be refused: %s", says)
	}
	if !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "roles.toml:") {
		t.Errorf("the profile was refused: %v; want %q", err, says)
	}
}
