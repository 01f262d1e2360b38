package press_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"budgetbook/internal/compose"
	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/rule/checks"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	exampleBook = "../../examples/example-county-2024.xlsx"
	exampleJSON = "../../examples/example-county-2024.json"
)

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// load reads a filing that must be free of findings.
func load(t testing.TB, name string, data []byte, profileName string) (*profile.Profile, *filing.Filing) {
	t.Helper()
	p, f, found, err := press.Filing(press.Input{Name: name, Data: data}, profileName)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	nothingWrong(t, found)
	return p, f
}

// nothingWrong fails for errors and warnings.
func nothingWrong(t testing.TB, found []finding.Finding) {
	t.Helper()
	for _, f := range found {
		if f.Severity != finding.Note {
			t.Errorf("%s %s %s: %s", f.Severity, f.Code, f.Places[0].Short(), f.Say(message.EN))
		}
	}
	if t.Failed() {
		t.FailNow()
	}
}

// asInput is a filing as the file it would be.
func asInput(t testing.TB, p *profile.Profile, f *filing.Filing) press.Input {
	t.Helper()
	data, err := filing.Marshal(p.Schema(), f)
	if err != nil {
		t.Fatal(err)
	}
	return press.Input{Name: "example.json", Data: data}
}

// disclose takes a filing of a built-in profile to its pages; nothing may be wrong.
func disclose(t testing.TB, p *profile.Profile, f *filing.Filing, lang message.Lang) *press.Made {
	t.Helper()
	return discloseBy(t, p.Name, p, f, lang)
}

// discloseBy is disclose for a profile in a folder.
func discloseBy(t testing.TB, profileName string, p *profile.Profile, f *filing.Filing, lang message.Lang) *press.Made {
	t.Helper()
	m, err := press.Make(asInput(t, p, f), press.Options{Lang: lang, Profile: profileName})
	if err != nil {
		t.Fatal(err)
	}
	nothingWrong(t, m.Result.Findings)
	return m
}

// tree composes the document of a filing without laying it out.
func tree(t testing.TB, p *profile.Profile, f *filing.Filing, lang message.Lang) *document.Document {
	t.Helper()
	report, err := checks.Check(p, f, lang)
	if err != nil {
		t.Fatal(err)
	}
	nothingWrong(t, report.Findings)
	return composed(t, p, f, report, lang)
}

// composed composes the document whatever the rules say of the filing.
func composed(t testing.TB, p *profile.Profile, f *filing.Filing, report *rule.Report, lang message.Lang) *document.Document {
	t.Helper()
	doc, found, err := compose.Document(p, f, compose.Options{Lang: lang, Rounded: report.Rounded})
	if err != nil {
		t.Fatal(err)
	}
	nothingWrong(t, found)
	return doc
}

func paint(t testing.TB, m *press.Made) []byte {
	t.Helper()
	out, err := m.As(press.PDF)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// whole goes from the bytes of an input file to the bytes of its PDF.
func whole(t testing.TB, name string, lang message.Lang) (*document.Document, []byte) {
	t.Helper()
	m, err := press.Make(press.Input{Name: name, Data: readFile(t, name)}, press.Options{Lang: lang})
	if err != nil {
		t.Fatal(err)
	}
	nothingWrong(t, m.Result.Findings)
	return m.Document, paint(t, m)
}

// golden compares a text with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := strings.Split(string(readFile(t, file)), "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(want) || line != want[i] {
			old := "(end of file)"
			if i < len(want) {
				old = want[i]
			}
			t.Fatalf("%s, line %d:\n got %s\nwant %s\n(go test ./internal/build -update writes it anew)", file, i+1, line, old)
		}
	}
	if n := strings.Count(got, "\n") + 1; n != len(want) {
		t.Fatalf("%s: %d lines, want %d", file, n, len(want))
	}
}
