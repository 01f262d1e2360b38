package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
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

// preview writes the pages of a PDF as PNG files into a folder. They are drawn elsewhere:
// the program that draws them would write over those of an earlier run bit by bit.
func preview(ctx context.Context, pdf []byte, dir string) error {
	to, err := output.OpenFolder(dir)
	if err != nil {
		return err
	}
	defer to.Close()
	release, err := output.Lock(dir)
	if err != nil {
		return err
	}
	defer release()
	drawn, err := os.MkdirTemp("", "budgetbook-")
	if err != nil {
		return message.Errorf(output.Bare(err), "no-folder", "folder", os.TempDir())
	}
	defer func() { _ = os.RemoveAll(drawn) }()
	pages := filepath.Join(drawn, "pages")
	file := filepath.Join(drawn, "a.pdf")
	if err := os.Mkdir(pages, 0o700); err != nil {
		return message.Errorf(output.Bare(err), "no-folder", "folder", drawn)
	}
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		return message.Errorf(output.Bare(err), "unwritable", "file", file)
	}
	if err := draw(ctx, file, pages); err != nil {
		return err
	}
	entries, err := os.ReadDir(pages)
	if err != nil {
		return message.Errorf(output.Bare(err), "unreadable", "file", pages)
	}
	for _, e := range entries {
		data, err := output.Read(filepath.Join(pages, e.Name()), press.MaxInput)
		if err != nil {
			return err
		}
		if err := to.Write(e.Name(), data); err != nil {
			return err
		}
	}
	return nil
}

// draw has a program of the machine draw the pages of a PDF into a folder.
func draw(ctx context.Context, file, dir string) error {
	for _, r := range renderers {
		program, err := exec.LookPath(r.program)
		if err != nil {
			continue
		}
		out, err := exec.CommandContext(ctx, program, r.args(file, dir)...).CombinedOutput()
		var ended *exec.ExitError
		if errors.As(err, &ended) && !ended.Exited() {
			// Ctrl-C reaches that program as well, and may reach it first.
			select {
			case <-ctx.Done():
			case <-time.After(grace):
			}
		}
		says := strings.TrimSpace(string(out))
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case says == "":
			return message.Errorf(err, "preview-failed", "program", r.program)
		}
		return message.Errorf(err, "preview-failed-why", "program", r.program, "says", says)
	}
	return message.Errorf(nil, "no-renderer")
}
