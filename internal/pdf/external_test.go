//go:build external

// The tests of this file read the written PDF back with qpdf and poppler, which
// must be installed: go test -tags external ./internal/pdf
package pdf_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"budgetbook/internal/document"
	"budgetbook/internal/layout/specimen"
)

// tool runs a program on a file and gives what it prints.
func tool(t *testing.T, file []byte, name string, args ...string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(p, file, 0o644); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		if a == "FILE" {
			args[i] = p
		}
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

func TestCheckers(t *testing.T) {
	file := write(t, specimen.Every())
	if out := tool(t, file, "qpdf", "--check", "FILE"); !strings.Contains(out, "No syntax or stream encoding errors found") {
		t.Error(out)
	}
	info := tool(t, file, "pdfinfo", "FILE")
	for _, want := range []string{"Tagged:          yes", "Title:           示例县", "Metadata Stream: yes"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %q:\n%s", want, info)
		}
	}
	for _, line := range strings.Split(tool(t, file, "pdffonts", "FILE"), "\n")[2:] {
		if line != "" && (!strings.Contains(line, "yes yes yes") || line[6] != '+') {
			t.Errorf("font is not an embedded subset with a Unicode map: %s", line)
		}
	}
}

func TestCopiedTextIsExact(t *testing.T) {
	text := "由“三公”经费——1,234.56万元（含上年），增长12.5%；㎡①Ⅳ·•一⼀方⽅𠮷饻：《预算法》……"
	doc := &document.Document{Title: "t", Lang: "zh-CN", Body: []document.Block{
		&document.Heading{Level: 1, Runs: document.Words(text)},
		&document.Heading{Level: 2, Runs: document.Words(text)},
		&document.Heading{Level: 3, Runs: document.Words(text)},
		&document.Paragraph{Runs: document.Words(text)},
		&document.Paragraph{Role: document.Note, Runs: document.Words(text)},
	}}
	got := strings.NewReplacer("\n", "", " ", "", "\f", "").Replace(tool(t, write(t, doc), "pdftotext", "-raw", "FILE", "-"))
	if n := strings.Count(got, text); n != 5 {
		t.Errorf("the text is copied out %d times, not 5:\n%s", n, got)
	}
}

func TestStructureText(t *testing.T) {
	every := specimen.Every()
	every.Body = append(every.Body[:2:2], &document.PageBreak{}, specimen.Empty(), every.Body[len(every.Body)-1])
	out := tool(t, write(t, every), "pdfinfo", "-struct-text", "FILE")
	for _, want := range []string{"H1 (block)", "H2 (block)", "Table", "THead", "TH", "TD", "收入科目编码", "注：本表无数据"} {
		if !strings.Contains(out, want) {
			t.Errorf("the structure does not show %q:\n%s", want, out)
		}
	}
}
