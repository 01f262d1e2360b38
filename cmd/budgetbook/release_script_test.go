package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// holds OLD NEW fails unless every value of one JSON file stands at the same place of
// another, which may hold more: a later format may have new fields, and its own name.
func holds(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: holds OLD NEW")
	}
	var files [2]map[string]any
	for i, name := range args {
		ts.Check(json.Unmarshal([]byte(ts.ReadFile(name)), &files[i]))
	}
	delete(files[0], "schema")
	if len(files[0]) == 0 {
		ts.Fatalf("%s holds nothing", args[0])
	}
	lost := missing("", files[0], files[1])
	for _, s := range lost {
		ts.Logf("%s", s)
	}
	if (len(lost) == 0) == neg {
		ts.Fatalf("%s: %d values are not in %s", args[0], len(lost), args[1])
	}
}

// missing lists the values of one JSON value that another has not in the same place.
func missing(at string, was, is any) []string {
	var lost []string
	switch was := was.(type) {
	case map[string]any:
		is, ok := is.(map[string]any)
		if !ok {
			break
		}
		for _, k := range slices.Sorted(maps.Keys(was)) {
			lost = append(lost, missing(at+"."+k, was[k], is[k])...)
		}
		return lost
	case []any:
		is, ok := is.([]any)
		if !ok || len(is) != len(was) {
			break
		}
		for i := range was {
			lost = append(lost, missing(fmt.Sprintf("%s[%d]", at, i), was[i], is[i])...)
		}
		return lost
	default:
		if was == is {
			return nil
		}
	}
	return append(lost, fmt.Sprintf("%s: %.60v, now %.60v", at, was, is))
}

// whole PDF fails unless verify says that a disclosure of release 0.1.0 was not changed
// after it was made, whether or not the program of today would make the same pages.
func whole(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: whole PDF")
	}
	err := ts.Exec("budgetbook", "verify", args[0])
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		err = nil
	}
	ts.Check(err)
	said := ts.ReadFile("stdout")
	if !strings.Contains(said, "由 budgetbook 0.1.0 ") || !strings.Contains(said, "生成后未被改动") || strings.Contains(said, "被替换或损坏") {
		ts.Fatalf("%s: not whole", args[0])
	}
}

// copydir FROM TO copies a folder, for the script to change.
func copydir(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: copydir FROM TO")
	}
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(ts.MkAbs(args[0]))))
}
