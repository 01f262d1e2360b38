package program

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Binary is the budgetbook that is tried: the flag of a command, or the variable BUDGETBOOK.
func Binary(flag string) (string, error) {
	b := flag
	if b == "" {
		b = os.Getenv("BUDGETBOOK")
	}
	if b == "" {
		return "", errors.New("which budgetbook? give -bin or set BUDGETBOOK")
	}
	return filepath.Abs(b)
}

// files is how many files one process is given.
const files = 60

// Check checks files in few processes and gives a report for each, in their order.
func Check(binary string, paths []string) ([]Report, error) {
	var out []Report
	for len(paths) > 0 {
		n := min(files, len(paths))
		part, err := some(binary, paths[:n])
		if err != nil {
			return nil, err
		}
		out = append(out, part...)
		paths = paths[n:]
	}
	return out, nil
}

func some(binary string, paths []string) ([]Report, error) {
	c := exec.Command(binary, append([]string{"check", "--format", "json"}, paths...)...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	reports, bad := parse(stdout.Bytes())
	if bad == nil && len(reports) == len(paths) {
		return reports, nil
	}
	if len(paths) > 1 {
		// One file that cannot be read must not take the others with it.
		var out []Report
		for _, p := range paths {
			one, err := some(binary, []string{p})
			if err != nil {
				return nil, err
			}
			out = append(out, one...)
		}
		return out, nil
	}
	if bad != nil && stdout.Len() > 0 {
		return []Report{parseText(paths[0], stdout.String())}, nil
	}
	said := strings.TrimSpace(stderr.String())
	if said == "" {
		said = fmt.Sprint(err)
	}
	return []Report{{File: paths[0], Failed: said, Findings: []Finding{{Code: "unread", Severity: "error", Message: said}}}}, nil
}

// Run runs the program with arguments and gives what it says when it fails.
func Run(binary string, args ...string) error {
	out, err := exec.Command(binary, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("budgetbook %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}
