package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// chineseInGo are the files whose Go may hold Chinese, with the number of texts and the
// reason. Everywhere else words belong to internal/wording, what is said to
// internal/message, and the names of tables and columns to the profile.
var chineseInGo = map[string]struct {
	texts int
	why   string
}{
	"formula/parse.go":    {1, "an example of a reference, for authors of rules: the rule language is written with Chinese names"},
	"layout/breaks.go":    {8, "characters that a line is not broken between: typesetting knows them as it knows digits"},
	"ooxml/fonts.go":      {4, "names of installed fonts"},
	"profile/selector.go": {3, "the words of the rule language"},
}

// No Go outside the lexicon spells a Chinese word: what the program recognizes and what it
// says is data. Marks (，、（) are characters like any other.
func TestChineseIsData(t *testing.T) {
	found := map[string][]string{}
	for _, root := range []string{".", "../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (path == "wording" || d.Name() == "specimen" || strings.HasSuffix(d.Name(), "test") || d.Name() == "testdata"):
				return fs.SkipDir
			case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			for _, s := range chineseLiterals(t, path) {
				found[filepath.ToSlash(path)] = append(found[filepath.ToSlash(path)], s)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for path, texts := range found {
		if allowed := chineseInGo[path]; len(texts) > allowed.texts {
			t.Errorf("%s has %d Chinese texts, %d are accounted for: %s", path, len(texts), allowed.texts, strings.Join(texts, " | "))
		}
	}
	for path, allowed := range chineseInGo {
		if len(found[path]) < allowed.texts {
			t.Errorf("%s has %d Chinese texts, %d are accounted for: lower the number", path, len(found[path]), allowed.texts)
		}
	}
}

// chineseLiterals are the texts and characters of a file's Go that are Chinese.
func chineseLiterals(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING && lit.Kind != token.CHAR {
			return true
		}
		s, err := strconv.Unquote(lit.Value)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if strings.IndexFunc(s, isHan) >= 0 {
			out = append(out, s)
		}
		return true
	})
	return out
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
