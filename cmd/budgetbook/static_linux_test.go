package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The program as "make build" links it needs no loader and no library of the machine: it
// starts on systems older than the one it was made on. BUDGETBOOK_BINARY names a binary
// to look at instead; "make cross" does so.
func TestNeedsNothingOfTheMachine(t *testing.T) {
	binary := os.Getenv("BUDGETBOOK_BINARY")
	if binary == "" {
		makefile, err := os.ReadFile("../../Makefile")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(makefile), "\nbuild cross: export CGO_ENABLED := 0\n") {
			t.Error("the Makefile does not switch cgo off")
		}
		if testing.Short() {
			return // building takes long
		}
		binary = filepath.Join(t.TempDir(), "budgetbook")
		build := exec.Command("go", "build", "-o", binary, ".")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	f, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("the program is linked dynamically (%v)", p.Type)
		}
	}
	if libraries, err := f.ImportedLibraries(); err == nil && len(libraries) > 0 {
		t.Errorf("the program needs %v", libraries)
	}
}
