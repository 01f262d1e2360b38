package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

// spelling are the rooms that may spell names: words that documents use, messages, and
// material of tests.
var spelling = []string{"internal/wording", "internal/message", "internal/layout/specimen",
	"internal/profile/profiletest", "internal/sheets/sheetstest", "internal/intake/booktest"}

// ordinary are ids of shanxi that are also words of the program's own, with what they
// are there. As an id none of them may be spelled: see asID.
var ordinary = map[string]string{
	"amount":       "argument of messages; format of a figure; type of a column",
	"approved":     "role; kind of difference from a list of units; word of a letter",
	"attachments":  "role",
	"attribute":    "role",
	"carryover":    "role",
	"class":        "column of catalogue.csv",
	"code":         "argument of messages; flag; column of lists; type of a column; role",
	"department":   "argument of messages; flag; column of lists; case and list of rules; role",
	"en":           "language",
	"english":      "role",
	"explanations": "role; name of a check",
	"file":         "argument of messages",
	"filled_at":    "role",
	"glossary":     "role",
	"goal_annual":  "role",
	"item":         "case of a rule",
	"kind":         "argument of messages; flag; column of lists; word of titles; case of a rule; role",
	"name":         "argument of messages; column of lists; case of a rule; role",
	"none":         "case of rules; role",
	"origin":       "role",
	"other":        "argument of messages; case of rules",
	"period":       "list of a rule; role",
	"place":        "argument of messages; role",
	"prior":        "flag; list of consolidate.toml; kind of formula",
	"project":      "role",
	"province":     "list of a rule; role",
	"scope":        "flag; column of lists; kind of difference; case of a rule; role",
	"section":      "argument of messages; column of catalogue.csv; case of a rule; role",
	"text":         "argument of messages; format of outputs; kind of figure; role",
	"title":        "argument of messages; flag; role",
	"total":        "argument of messages; case and list of rules; class of HTML",
	"unit":         "argument of messages; flag; word of titles; list and case of rules; role",
	"value":        "argument of messages; kind of figure",
	"whole":        "list of a rule; formula of a figure; role",
	"zh":           "language",
}

// asks are the functions, and keyed the fields, that take an id of a profile.
var (
	asks  = map[string]bool{"Text": true, "Field": true, "FieldPlace": true, "Place": true, "Column": true, "Table": true, "List": true, "Form": true, "ColumnTotal": true, "ExactTotal": true, "OfKind": true}
	keyed = map[string]bool{"Fields": true, "Cells": true, "Tables": true, "Lists": true, "Children": true}
)

// asID are the literals of a file that stand where an id of a profile is taken: as an
// argument of a question, as a key of data, as what data are compared with.
func asID(file *ast.File) map[*ast.BasicLit]bool {
	found := map[*ast.BasicLit]bool{}
	mark := func(e ast.Expr) {
		if l, ok := e.(*ast.BasicLit); ok {
			found[l] = true
		}
	}
	name := func(e ast.Expr) string {
		switch e := e.(type) {
		case *ast.SelectorExpr:
			return e.Sel.Name
		case *ast.Ident:
			return e.Name
		}
		return ""
	}
	datum := func(e ast.Expr) bool {
		call, ok := e.(*ast.CallExpr)
		return ok && name(call.Fun) == "Text" && len(call.Args) == 1
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if _, method := n.Fun.(*ast.SelectorExpr); method && asks[name(n.Fun)] {
				for _, x := range n.Args {
					mark(x)
				}
			}
		case *ast.IndexExpr:
			if x, ok := n.X.(*ast.SelectorExpr); ok && keyed[x.Sel.Name] && name(x.X) != "Rule" { // lists of a rule are no data
				mark(n.Index)
			}
		case *ast.BinaryExpr:
			if datum(n.X) || datum(n.Y) {
				mark(n.X)
				mark(n.Y)
			}
		case *ast.SwitchStmt:
			if n.Tag != nil && datum(n.Tag) {
				for _, c := range n.Body.List {
					for _, x := range c.(*ast.CaseClause).List {
						mark(x)
					}
				}
			}
		case *ast.CompositeLit:
			if m, ok := n.Type.(*ast.MapType); ok && name(m.Value) == "Value" {
				for _, x := range n.Elts {
					mark(x.(*ast.KeyValueExpr).Key)
				}
			}
		}
		return true
	})
	return found
}

// nameReference is a reference of a formula: 表五[合计, 基本支出].
var nameReference = regexp.MustCompile(`表[一二三四五六七八九十]+\[`)

// namesOf are the ids of a profile, those with a dot apart, and its Chinese names.
func namesOf(p *profile.Profile) (ids, dotted, chinese map[string]bool) {
	ids, dotted, chinese = map[string]bool{}, map[string]bool{}, map[string]bool{}
	id := func(s string) {
		if strings.Contains(s, ".") {
			dotted[s] = true
		} else if s != "" {
			ids[s] = true
		}
	}
	choices := func(all []profile.Choice) {
		for _, c := range all {
			id(c.ID)
		}
	}
	for _, f := range p.Forms {
		id(f.ID)
		chinese[f.Name.ZH] = true
		for _, x := range f.Fields {
			id(x.Path)
			choices(x.Choices)
			chinese[x.Name.ZH] = true
		}
	}
	for _, l := range p.Lists {
		id(l.Path)
		chinese[l.Name.ZH] = true
	}
	for _, t := range p.Tables {
		id(t.ID)
		id(t.Key)
		chinese[t.Name.ZH] = true
		for _, c := range t.Columns {
			id(c.ID)
			choices(c.Choices)
			chinese[c.Name.ZH] = true
		}
	}
	for _, s := range p.Sheets {
		if s.Name.ZH != "" {
			chinese[s.Name.ZH] = true
		}
	}
	return ids, dotted, chinese
}

// TestNoNamesOfAProfile: no code spells a path, an id, or a name of a table, column or
// sheet of a profile, which another profile may call otherwise.
func TestNoNamesOfAProfile(t *testing.T) {
	ids, dotted, chinese := namesOf(profiletest.Shanxi(t))
	used, files := map[string]bool{}, 0
	for _, root := range []string{".", "../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			room := filepath.ToSlash(filepath.Join("internal", path))
			if d.IsDir() {
				for _, x := range spelling {
					if room == x {
						return filepath.SkipDir
					}
				}
				if d.Name() == "testdata" {
					return filepath.SkipDir
				}
				return nil
			}
			if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			files++
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			tags, whereID := map[*ast.BasicLit]bool{}, asID(file)
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Field:
					tags[n.Tag] = true
				case *ast.BasicLit:
					if n.Kind != token.STRING || tags[n] {
						return true
					}
					s, err := strconv.Unquote(n.Value)
					if err != nil {
						t.Fatal(err)
					}
					bad := ids[s] || chinese[s] || nameReference.MatchString(s)
					for path := range dotted {
						bad = bad || strings.Contains(s, path)
					}
					if bad && ordinary[s] != "" && !whereID[n] {
						used[s], bad = true, false
					}
					if bad {
						t.Errorf("%s spells %q, a name of a profile: ask profile.Roles, or say it in the profile", set.Position(n.Pos()), s)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 200 {
		t.Errorf("only %d files were read", files)
	}
	for word := range ordinary {
		if !used[word] {
			t.Errorf("%q is in the list of ordinary words, but nothing spells it", word)
		}
	}
}
