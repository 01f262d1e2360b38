//go:build external

package press_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"budgetbook/internal/message"
)

// TestExternalSavedAgain saves a disclosure again with other programs: for fast viewing,
// unpacked, cleaned, protected against changes.
func TestExternalSavedAgain(t *testing.T) {
	_, made := whole(t, exampleBook, message.ZH)
	dir := t.TempDir()
	in := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(in, made, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"linearized": {"qpdf", "--linearize", in},
		"unpacked":   {"qpdf", "--object-streams=disable", "--stream-data=uncompress", in},
		"packed":     {"qpdf", "--object-streams=generate", "--recompress-flate", in},
		"protected":  {"qpdf", "--encrypt", "", "owner", "256", "--", in},
		"cleaned":    {"mutool", "clean", "-ggg", "-z", in},
	} {
		out := filepath.Join(dir, name+".pdf")
		if said, err := exec.Command(args[0], append(args[1:], out)...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, said)
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		checkResaved(t, name, data)
	}
}
