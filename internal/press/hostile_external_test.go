//go:build external

package press_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestHostileBinary runs the program itself on the workbooks that cost most. It must
// end with its own status and message, and stay within the memory it may take.
func TestExternalHostileBinary(t *testing.T) {
	worst := map[string]bool{"60,000 rows of data": true, "400,000 shared strings": true, "a million empty rows": true, "100,000 formatted rows": true,
		"900 sheets that are one": true, "chain of formulas": true, "sums over everything": true, "bomb in many parts": true, "100,000 merged blocks": true, "sheet: deep and closed": true}
	dir := t.TempDir()
	program := filepath.Join(dir, "budgetbook")
	if out, err := exec.Command("go", "build", "-o", program, "../../cmd/budgetbook").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	ran := 0
	for _, h := range hostiles(t) {
		if !worst[h.name] {
			continue
		}
		ran++
		t.Run(h.name, func(t *testing.T) {
			file := filepath.Join(dir, hostileName)
			if err := os.WriteFile(file, h.data, 0o644); err != nil {
				t.Fatal(err)
			}
			var out, said strings.Builder
			cmd := exec.CommandContext(t.Context(), program, "check", file)
			cmd.Stdout, cmd.Stderr = &out, &said
			start := time.Now()
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			// What the system accounts for a process begins with its parent's memory;
			// the peak of its own is read while it runs.
			peak, ended := 0, make(chan bool)
			go func() { _ = cmd.Wait(); close(ended) }() // the status is looked at below
			for running := true; running; {
				peak = max(peak, residentPeak(cmd.Process.Pid))
				select {
				case <-ended:
					running = false
				case <-time.After(3 * time.Millisecond):
				}
			}
			t.Logf("%d ms, %d MB, status %d", time.Since(start).Milliseconds(), peak>>10, cmd.ProcessState.ExitCode())
			if peak == 0 || peak > peakLimit>>10 {
				t.Errorf("took %d MB", peak>>10)
			}
			switch status := cmd.ProcessState.ExitCode(); {
			case status == 2 && strings.Contains(said.String(), hostileName):
			case status < 2 && status >= 0 && strings.Contains(out.String(), "错误"):
			default:
				t.Errorf("status %d\n%.500s\n%.500s", status, out.String(), said.String())
			}
			if strings.Contains(said.String(), "goroutine") {
				t.Errorf("it panics: %.1000s", said.String())
			}
		})
	}
	if ran != len(worst) {
		t.Errorf("ran %d workbooks, want %d", ran, len(worst))
	}
}

var residentLine = regexp.MustCompile(`VmHWM:\s*(\d+) kB`)

// residentPeak is the most memory a running process had, in kB; 0 if it has ended.
func residentPeak(pid int) int {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	m := residentLine.FindSubmatch(status)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return 0
	}
	return n
}
