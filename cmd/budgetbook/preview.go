package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"budgetbook/internal/message"
)

// renderer is a program that turns the pages of a PDF into PNG files.
type renderer struct {
	program string
	args    func(pdf, dir string) []string
}

// renderers are tried in this order.
var renderers = []renderer{
	{"pdftoppm", func(pdf, dir string) []string { return []string{"-r", "100", "-png", pdf, filepath.Join(dir, "page")} }},
	{"mutool", func(pdf, dir string) []string {
		return []string{"draw", "-r", "100", "-o", filepath.Join(dir, "page-%03d.png"), pdf}
	}},
}

// preview writes the pages of a PDF as PNG files into a folder.
func preview(ctx context.Context, pdf []byte, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return message.Errorf(err, "unwritable", "file", dir)
	}
	f, err := os.CreateTemp("", "budgetbook-*.pdf")
	if err != nil {
		return message.Errorf(err, "unwritable", "file", os.TempDir())
	}
	defer os.Remove(f.Name())
	_, err = f.Write(pdf)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return message.Errorf(err, "unwritable", "file", f.Name())
	}
	for _, r := range renderers {
		program, err := exec.LookPath(r.program)
		if err != nil {
			continue
		}
		out, err := exec.CommandContext(ctx, program, r.args(f.Name(), dir)...).CombinedOutput()
		if err != nil {
			return message.Errorf(err, "preview-failed", "program", r.program, "says", strings.TrimSpace(string(out)))
		}
		return nil
	}
	return message.Errorf(nil, "no-renderer")
}
