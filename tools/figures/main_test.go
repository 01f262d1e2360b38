package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// A module of two packages with what is counted, and what is not.
var module = map[string]string{
	"go.mod": "module example\n\ngo 1.26\n",
	"a/one.go": `// Package a leans in a circle.
package a

// One needs two.go, which needs it by a method.
func One() T { return two() }

type T struct{ f int }

func (T) Exported() string { return "预算" + "\u7b97" + "budget" }

func (T) hidden() {}
`,
	"a/two.go": `package a

func two() T { t := T{}; t.hidden(); return t }
`,
	"a/three.go": `package a

const three = '三'

var _ = One().f + int(three)
`,
	"a/one_test.go": "package a\n\nconst inTests = \"决算\"\n",
	"carry/carry.go": `package carry

import "example/a"

var Shown = a.One()

func long() {
` + strings.Repeat("\t_ = 1\n", 70) + "}\n",
	"message/message.go": "package message\n\nconst Said = \"决算\"\n",
}

func TestFigures(t *testing.T) {
	dir := t.TempDir()
	for name, text := range module {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOWORK", "off")
	var b strings.Builder
	if err := run(&b, dir); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| a | 3 | 19 | 2 | 1 | 3 | 2 | 0 | 3 |",
		"| carry | 1 | 78 | 1 | 0 | 0 | 1 | 1 | 0 |",
		"| message | 1 | 3 | 1 | 0 | 0 | 1 | 0 | 0 |",
		"| all 3 | 5 | 100 | 4 | 1 | 3 | 2 | 1 | 3 |",
		"| a | one.go two.go |",
		"| carry | a | 1 |",
		"| carry long | 72 |",
	} {
		if !strings.Contains(b.String(), "\n"+want+"\n") {
			t.Errorf("%s is not in\n%s", want, b.String())
		}
	}
}

func TestCircles(t *testing.T) {
	graph := map[string]map[string]bool{
		"a": {"b": true}, "b": {"c": true}, "c": {"a": true, "d": true}, // a circle that needs another one
		"d": {"e": true}, "e": {"d": true},
		"f": {"a": true}, "g": {},
	}
	want := [][]string{{"d", "e"}, {"a", "b", "c"}, {"f"}, {"g"}}
	if got := circles(graph); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
