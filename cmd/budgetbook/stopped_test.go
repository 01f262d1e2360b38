package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestToldToStop tells commands to stop at random moments: they end with the status that
// says so, or had ended before, and what they write is whole or not there.
func TestToldToStop(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent Ctrl-C there")
	}
	book, err := filepath.Abs("../../examples/example-county-2024.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	data := strings.TrimSuffix(book, ".xlsx") + ".json"
	whole := t.TempDir()
	pdf := filepath.Join(whole, "a.pdf")
	if out, err := exec.Command("budgetbook", "build", book, "-o", pdf).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	moments := 4
	if testing.Short() {
		moments = 1
	}
	commands := []struct {
		args []string
		made string // "" if it makes no file
	}{
		{[]string{"build", book, "-o", "a.pdf"}, "a.pdf"},
		{[]string{"check", book, "--annotate", "a.xlsx"}, "a.xlsx"},
		{[]string{"new", "--data", data, "-o", "n.xlsx"}, "n.xlsx"},
		{[]string{"export", book, "-o", "e.json"}, "e.json"},
		{[]string{"convert", book, "--lang", "both", "-o", "c.xlsx"}, "c.xlsx"},
		{[]string{"verify", pdf}, ""},
		{[]string{"diff", pdf, book}, ""},
		{[]string{"import", book, "-o", "i.xlsx"}, "i.xlsx"},
		{[]string{"consolidate", data, data, "-o", "h.json"}, "h.json"},
	}
	if testing.Short() {
		commands = commands[:1]
	}
	for _, c := range commands {
		t.Run(c.args[0], func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(13, 130))
			begin := time.Now()
			want := []byte(nil)
			plain := exec.Command("budgetbook", c.args...)
			plain.Dir = t.TempDir()
			out, _ := plain.CombinedOutput()
			usual, took := plain.ProcessState.ExitCode(), time.Since(begin)
			if c.made != "" && usual == 0 {
				if want, err = os.ReadFile(filepath.Join(plain.Dir, c.made)); err != nil {
					t.Fatalf("%v: %s", err, out)
				}
			}
			stopped := 0
			for range moments {
				cmd := exec.Command("budgetbook", c.args...)
				cmd.Dir = t.TempDir()
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				// From when the program listens up to its end.
				time.Sleep(took/4 + time.Duration(random.Int64N(int64(took))))
				_ = cmd.Process.Signal(syscall.SIGINT)
				_ = cmd.Wait()
				switch status := cmd.ProcessState.ExitCode(); status {
				case exitStopped, -1: // -1: the system ended it before it listened
					stopped++
				case usual:
				default:
					t.Errorf("status %d (%v)", status, cmd.ProcessState)
				}
				entries, err := os.ReadDir(cmd.Dir)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range entries {
					got, err := os.ReadFile(filepath.Join(cmd.Dir, e.Name()))
					if err != nil || e.Name() != c.made || !bytes.Equal(got, want) {
						t.Errorf("%s of %d bytes is left, %v", e.Name(), len(got), err)
					}
				}
			}
			t.Logf("%d of %d runs were stopped; a whole one takes %v", stopped, moments, took.Round(time.Millisecond))
		})
	}
}
