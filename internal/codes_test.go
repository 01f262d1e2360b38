package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
)

// TestCodesStandInOnePlace: a code of the program is spelled in internal/finding/codes.go
// and nowhere else, and each has its texts in both languages.
func TestCodesStandInOnePlace(t *testing.T) {
	codes := finding.Codes()
	for i, k := range codes {
		if i > 0 && codes[i-1].Code >= k.Code {
			t.Errorf("%s is not in order", k.Code)
		}
		e, ok := message.Lookup(k.Code)
		if !ok || e.Say.ZH == "" || e.Say.EN == "" {
			t.Errorf("%s has no texts", k.Code)
		}
		if _, err := os.Stat("../docs/" + k.Page + ".md"); err != nil {
			t.Errorf("%s: %v", k.Code, err)
		}
	}
	code := regexp.MustCompile(`^[A-Z]{1,2}[0-9]{2}(\..*)?$`)
	files := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "finding/codes.go") {
			return err
		}
		files++
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			x, ok := n.(*ast.BasicLit)
			if !ok || x.Kind != token.STRING {
				return true
			}
			if s, err := strconv.Unquote(x.Value); err == nil && code.MatchString(s) {
				t.Errorf("%s spells the code %s: give it a name in internal/finding/codes.go", path, s)
			}
			return true
		})
		return nil
	})
	if err != nil || files < 200 {
		t.Fatalf("%d files: %v", files, err)
	}
}
