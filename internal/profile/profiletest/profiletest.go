// Package profiletest loads the profile that comes with the program, for tests.
package profiletest

import (
	"io/fs"
	"testing"

	"budgetbook/internal/profile"
	"budgetbook/templates"
)

// Files are the files of the profile shanxi.
func Files(t testing.TB) fs.FS {
	t.Helper()
	sub, err := fs.Sub(templates.FS, "shanxi")
	if err != nil {
		t.Fatal(err)
	}
	return sub
}

// Shanxi loads the profile anew; a test may change what it gets.
func Shanxi(t testing.TB) *profile.Profile {
	t.Helper()
	p, err := profile.Load(Files(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}
