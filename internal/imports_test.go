package internal_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// order is the pipeline: a package may import only packages that stand before it.
// docs/architecture.md says why.
var order = []string{
	"templates", "fonts",
	"internal/character", "internal/harmless", "internal/message", "internal/memory", "internal/output", "internal/amount", "internal/finding", "internal/filing", "internal/formula", "internal/tail", "internal/list", "internal/ooxml",
	"internal/wording", "internal/profile", "internal/profile/profiletest", "internal/codefind", "internal/rule", "internal/rule/checks", "internal/rule/sheet",
	"internal/derive", "internal/carry", "internal/diagnose",
	"internal/calc", "internal/xlsx", "internal/sheets", "internal/sheets/sheetstest", "internal/template", "internal/intake", "internal/intake/booktest", "internal/mark", "internal/listbook",
	"internal/document", "internal/layout/specimen", "internal/compose", "internal/html", "internal/docx",
	"internal/layout", "internal/pdf", "internal/compare", "internal/press",
	"internal/bureau/roster", "internal/bureau/distribute", "internal/bureau/consolidate", "internal/bureau/batch", "internal/bureau/board", "internal/bureau/site", "cmd/budgetbook",
}

// only names the sole importers of the libraries that are kept behind one door.
// Foreign workbooks come in through internal/xlsx alone; the rooms that write workbooks
// use the library's types.
var only = map[string][]string{
	"github.com/xuri/excelize/v2":    {"internal/xlsx", "internal/sheets/sheetstest", "internal/template", "internal/mark", "internal/listbook"},
	"github.com/signintech/gopdf":    {"internal/pdf"},
	"github.com/urfave/cli/v2":       {"cmd/budgetbook"},
	"github.com/mozillazg/go-pinyin": {"internal/codefind"},
}

// apart names packages that know nothing of the file format of workbooks, not even through
// others: they are handed a filing, or lines.
var apart = []string{"internal/profile", "internal/codefind", "internal/rule", "internal/rule/checks", "internal/derive", "internal/carry", "internal/compose", "internal/html", "internal/layout", "internal/bureau/roster", "internal/bureau/consolidate"}

const fileFormat = "budgetbook/internal/xlsx"

func TestImportsPointOneWay(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "budgetbook/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	rank := map[string]int{}
	for i, p := range order {
		rank["budgetbook/"+p] = i + 1
	}
	imports := map[string][]string{}
	seen := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.ImportPath == "budgetbook/internal" {
			continue // this test
		}
		seen++
		imports[p.ImportPath] = p.Imports
		if rank[p.ImportPath] == 0 {
			t.Errorf("%s has no place in the pipeline: add it to the order and to docs/architecture.md", p.ImportPath)
		}
		for _, i := range p.Imports {
			if strings.HasPrefix(i, "budgetbook/") && rank[i] >= rank[p.ImportPath] {
				t.Errorf("%s imports %s, which comes after it", p.ImportPath, i)
			}
			if doors := only[i]; doors != nil && !slices.Contains(doors, strings.TrimPrefix(p.ImportPath, "budgetbook/")) {
				t.Errorf("%s imports %s; only %s may", p.ImportPath, i, doors)
			}
		}
	}
	for _, p := range apart {
		reached := map[string]bool{}
		var walk func(string)
		walk = func(p string) {
			if !reached[p] {
				reached[p] = true
				for _, i := range imports[p] {
					walk(i)
				}
			}
		}
		if walk("budgetbook/" + p); imports["budgetbook/"+p] == nil || reached[fileFormat] {
			t.Errorf("%s is gone, or it knows the file format of workbooks", p)
		}
	}
	if seen < 10 {
		t.Errorf("go list named only %d packages", seen)
	}
}
