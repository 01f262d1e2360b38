package site_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"budgetbook/internal/bureau/site"
	"budgetbook/internal/message"
)

// TestFilledNamesAsCSV: codes that were filed without names bear those of the list in the
// tables that are given away, whatever the language of the site.
func TestFilledNamesAsCSV(t *testing.T) {
	text := string(must[[]byte](t)(os.ReadFile("../../press/testdata/codes/shanyin-2024.csv")))
	codes := must[[][]string](t)(csv.NewReader(strings.NewReader(text)).ReadAll())[1:]
	s := spec{folder: "unit-2024", source: exampleJSON, langs: []message.Lang{message.ZH}}
	var blanked []string
	for _, c := range codes {
		if !slices.Contains(blanked, c[1]) {
			blanked = append(blanked, c[1])
			s.swaps = append(s.swaps, `"name": "`+c[1]+`"`, `"name": ""`)
		}
	}
	batch := t.TempDir()
	makeUnit(t, batch, s)
	for _, l := range []message.Lang{message.ZH, message.EN} {
		dir := t.TempDir()
		publish(t, site.Options{Batch: batch, Folder: dir, Lang: l, BaseURL: "https://example.org/budget", Licence: "CC-BY-4.0"})
		found := 0
		for name, data := range files(t, dir) {
			if !slices.ContainsFunc([]string{"/t02.csv", "/t03.csv", "/t05.csv"}, func(x string) bool { return strings.HasSuffix(name, x) }) {
				continue
			}
			_, rows := readCSV(t, name, data)
			named := map[string]string{}
			for _, r := range rows {
				named[r["code"]] = r["name"]
			}
			for _, c := range codes {
				if named[c[0]] != c[1] {
					t.Errorf("%s: %s is named %q, want %q", name, c[0], named[c[0]], c[1])
				}
			}
			found++
		}
		if found < 3 {
			t.Errorf("%s: %d tables", l, found)
		}
	}
}
