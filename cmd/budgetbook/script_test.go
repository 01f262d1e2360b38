package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// TestMain lets the scripts run the real main.
func TestMain(m *testing.M) {
	// The last resort against want of memory, where every file is one that takes too much.
	little := func(string) uint64 { return 24 << 20 }
	testscript.Main(m, map[string]func(){"budgetbook": main, "budgetbook-with-little": func() { os.Exit(process(os.Args[1:], little)) }})
}

// TestScripts runs testdata/*.txtar. $EXAMPLE is the example filing without its
// extension, $MINIMAL the folder of another profile with its filing beside it, $RELEASE
// what release 0.1.0 wrote.
func TestScripts(t *testing.T) {
	example, err := filepath.Abs("../../examples/example-county-2024")
	if err != nil {
		t.Fatal(err)
	}
	minimal, err := filepath.Abs("../../internal/press/testdata/minimal")
	if err != nil {
		t.Fatal(err)
	}
	release, err := filepath.Abs("testdata/0.1.0")
	if err != nil {
		t.Fatal(err)
	}
	dir, files := "testdata", []string(nil)
	if testing.Short() {
		// Under the race detector: those that take the whole way.
		dir, files = "", []string{"testdata/build.txtar", "testdata/check.txtar", "testdata/disclosure.txtar"}
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		Files:               files,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("EXAMPLE", example)
			e.Setenv("MINIMAL", minimal)
			e.Setenv("RELEASE", release)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"same":    same,
			"swap":    swap,
			"cut":     cut,
			"begins":  begins,
			"exits":   exits,
			"fails":   fails,
			"setcell": setcell,
			"hascell": hascell,
			"csvbook": csvbook,
			"holds":   holds,
			"whole":   whole,
			"copydir": copydir,

			"repeated": repeated,

			"annexpdf": annexpdf,
			"spoil":    spoil,
			"carried":  carried,
		},
	})
}

// exits STATUS PROGRAM ARGS... runs a program that must end with this status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM ARGS...")
	}
	status := 0
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		status = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if fmt.Sprint(status) != args[0] {
		ts.Fatalf("exit status %d, want %s", status, args[0])
	}
}

// fails PROGRAM ARGS... runs a program that must end with status 1 or 2, and not by
// a panic, which ends with 2 as well but says so.
func fails(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: fails PROGRAM ARGS...")
	}
	err := ts.Exec(args[0], args[1:]...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		ts.Fatalf("it did not fail: %v", err)
	}
	if strings.Contains(ts.ReadFile("stderr"), "goroutine") {
		ts.Fatalf("a panic")
	}
}

// same A B compares two files; unlike cmp it does not print what is in them.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: same A B")
	}
	if (ts.ReadFile(args[0]) == ts.ReadFile(args[1])) == neg {
		ts.Fatalf("%s and %s: equal is %v", args[0], args[1], neg)
	}
}

// swap OLD NEW FROM TO copies a file with the first OLD replaced, which must be there.
func swap(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: swap OLD NEW FROM TO")
	}
	data := ts.ReadFile(args[2])
	if !strings.Contains(data, args[0]) {
		ts.Fatalf("%s does not hold %q", args[2], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), []byte(strings.Replace(data, args[0], args[1], 1)), 0o644))
}

// cut N FROM TO copies the first N bytes of a file.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	n := 0
	if neg || len(args) != 3 {
		ts.Fatalf("usage: cut N FROM TO")
	}
	if _, err := fmt.Sscan(args[0], &n); err != nil {
		ts.Fatalf("%v", err)
	}
	data := ts.ReadFile(args[1])
	if len(data) <= n {
		ts.Fatalf("%s has only %d bytes", args[1], len(data))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(data[:n]), 0o644))
}

// repeated N FILE writes a file of N times the same letter.
func repeated(ts *testscript.TestScript, neg bool, args []string) {
	n := 0
	if neg || len(args) != 2 {
		ts.Fatalf("usage: repeated N FILE")
	}
	if _, err := fmt.Sscan(args[0], &n); err != nil {
		ts.Fatalf("%v", err)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), bytes.Repeat([]byte("a"), n), 0o644))
}

// begins FILE TEXT fails unless a file begins with a text.
func begins(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: begins FILE TEXT")
	}
	if data := []byte(ts.ReadFile(args[0])); bytes.HasPrefix(data, []byte(args[1])) == neg {
		ts.Fatalf("%s begins with %q", args[0], data[:min(len(data), 20)])
	}
}

// setcell FROM SHEET CELL TEXT TO copies a workbook with one cell changed, as a
// person would change it.
func setcell(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 5 {
		ts.Fatalf("usage: setcell FROM SHEET CELL TEXT TO")
	}
	x, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer x.Close()
	ts.Check(x.SetCellStr(args[1], args[2], args[3]))
	ts.Check(x.SaveAs(ts.MkAbs(args[4])))
}

// hascell FILE SHEET CELL TEXT fails unless a cell of a workbook shows a text.
func hascell(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: hascell FILE SHEET CELL TEXT")
	}
	x, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer x.Close()
	got, err := x.GetCellValue(args[1], args[2])
	ts.Check(err)
	if got != args[3] {
		ts.Fatalf("%s %s!%s shows %q, want %q", args[0], args[1], args[2], got, args[3])
	}
}
