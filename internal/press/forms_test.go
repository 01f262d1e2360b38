//go:build external

package press_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestFormsOnPaper finds the target form of every project on its own pages, in the
// order of tables twelve and thirteen, and every letter of what was filed in it:
// nothing may be clipped.
func TestExternalFormsOnPaper(t *testing.T) {
	p, data := paper(t), plain(t)
	start := map[string]int{}
	for _, e := range p.contents(t) {
		start[e.text] = e.page
	}
	const title = "示例县县（区）级预算部门（单位）项目支出绩效目标表"
	var forms [][]word
	for n := start["十、绩效管理情况"]; n < start["十一、国有资产占有使用情况"]; n++ {
		pg := p.numbered(n)
		if pg.bears(title) {
			forms = append(forms, nil)
		}
		if len(forms) > 0 {
			forms[len(forms)-1] = append(forms[len(forms)-1], pg.words...)
		}
	}
	filed := map[string]json.RawMessage{}
	for _, raw := range data.Performance.Projects {
		var x struct{ Name string }
		if err := json.Unmarshal(raw, &x); err != nil {
			t.Fatal(err)
		}
		filed[x.Name] = raw
	}
	var names []string
	for _, id := range []string{"t12", "t13"} {
		for _, r := range data.Tables[id] {
			if filed[r["name"]] != nil {
				names = append(names, r["name"])
			}
		}
	}
	if len(forms) != len(names) || len(names) != len(filed) || len(names) == 0 {
		t.Fatalf("%d forms on paper for %d projects in the tables and %d filed", len(forms), len(names), len(filed))
	}
	for i, name := range names {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			there := map[rune]int{}
			whole := map[string]int{}
			for _, w := range forms[i] {
				whole[w.text]++
				for _, r := range bare(w.text) {
					there[r]++
				}
			}
			var texts, yuan []string
			var v any
			if err := json.Unmarshal(filed[name], &v); err != nil {
				t.Fatal(err)
			}
			leaves(v, "", &texts, &yuan)
			for _, s := range texts {
				for _, r := range bare(s) {
					there[r]--
				}
			}
			for r, n := range there {
				if n < 0 {
					t.Errorf("%s: %q stands %d times too few in the form", name, r, -n)
				}
			}
			for _, s := range yuan {
				if whole[s] == 0 {
					t.Errorf("%s: the amount %s is not in the form", name, s)
				}
				whole[s]--
			}
		})
	}
}

// leaves collects what a form prints: texts, and amounts in yuan. The second level
// of an indicator is a printed label.
func leaves(v any, path string, texts, yuan *[]string) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			leaves(x, path+"."+k, texts, yuan)
		}
	case []any:
		for _, x := range v {
			leaves(x, path, texts, yuan)
		}
	case string:
		switch {
		case strings.HasSuffix(path, ".level1"), strings.HasSuffix(path, ".level2"), v == "":
		case strings.HasPrefix(path, ".funds"):
			if strings.HasSuffix(path, ".other") && v == "0" {
				return
			}
			whole, rest, has := strings.Cut(v, ".")
			for i := len(whole) - 3; i > 0; i -= 3 {
				whole = whole[:i] + "," + whole[i:]
			}
			if has {
				whole += "." + rest
			}
			*yuan = append(*yuan, whole)
		default:
			*texts = append(*texts, v)
		}
	}
}
