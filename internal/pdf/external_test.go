//go:build external

// The tests of this file read the written PDF back with qpdf, poppler, mupdf and
// PDFBox Preflight, which must be installed: go test -tags external ./internal/pdf
package pdf_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"budgetbook/internal/document"
	"budgetbook/internal/layout/specimen"
	"budgetbook/internal/message"
	"budgetbook/internal/pdf"
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
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// variants are files of every form Write knows.
func variants(t *testing.T) map[string][]byte {
	t.Helper()
	annex := probe(t, write(t, specimen.Every()))
	with := meta()
	with.Files = embedded()
	with.Annexes = map[string]*pdf.Annex{"a.pdf": annex}
	all, err := writeWith(t, attached(annex), with)
	if err != nil {
		t.Fatal(err)
	}
	first := meta()
	first.Part1 = true
	old, err := writeWith(t, specimen.Every(), first)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{"plain": write(t, specimen.Every()), "files": writeFiles(t, embedded()), "files and annex": all, "part 1": old}
	for _, edition := range []message.Lang{message.ZH, message.EN, message.Both} {
		filed, err := writeWith(t, example(t, edition), first)
		if err != nil {
			t.Fatal(err)
		}
		out["example, part 1, "+string(edition)] = filed
	}
	return out
}

func TestExternalCheckers(t *testing.T) {
	for name, file := range variants(t) {
		if out := tool(t, file, "qpdf", "--check", "FILE"); !strings.Contains(out, "No syntax or stream encoding errors found") || strings.Contains(out, "WARNING") {
			t.Errorf("%s: %s", name, out)
		}
		info := tool(t, file, "pdfinfo", "FILE")
		for _, want := range []string{"Tagged:          yes", "Title:  ", "Metadata Stream: yes"} {
			if !strings.Contains(info, want) {
				t.Errorf("%s: pdfinfo does not say %q:\n%s", name, want, info)
			}
		}
		if strings.Contains(info, "rror") {
			t.Errorf("%s: %s", name, info)
		}
		for _, line := range strings.Split(tool(t, file, "pdffonts", "FILE"), "\n")[2:] {
			if line != "" && (!strings.Contains(line, "yes yes yes") || line[6] != '+') {
				t.Errorf("%s: font is not an embedded subset with a Unicode map: %s", name, line)
			}
		}
		to := filepath.Join(t.TempDir(), "out.pdf") // mutool clean takes another name for a range of pages
		for _, args := range [][]string{{"info", "FILE"}, {"clean", "-s", "FILE", to}, {"draw", "-q", "-o", to, "-F", "txt", "FILE"}} {
			if out := tool(t, file, "mutool", args...); strings.Contains(strings.ReplaceAll(out, "warning: ICC support is not available", ""), "warning") || strings.Contains(out, "error") {
				t.Errorf("%s: mutool %s: %s", name, args[0], out)
			}
		}
	}
}

// Other programs find the embedded files and get them out unchanged.
func TestExternalFilesByOthers(t *testing.T) {
	list := tool(t, writeFiles(t, embedded()), "pdfdetach", "-list", "FILE")
	for _, x := range embedded() {
		if !strings.Contains(list, x.Name) {
			t.Errorf("%q is not listed:\n%s", x.Name, list)
		}
	}
	to := t.TempDir()
	tool(t, writeFiles(t, embedded()), "pdfdetach", "-saveall", "-o", to, "FILE")
	for _, x := range embedded() {
		if got, err := os.ReadFile(filepath.Join(to, x.Name)); err != nil || !bytes.Equal(got, x.Data) {
			t.Errorf("%q: %d bytes, %v", x.Name, len(got), err)
		}
	}
}

// preflight is Apache PDFBox Preflight as Debian installs it.
var preflight = []string{"preflight", "pdfbox2", "fontbox2", "xmpbox", "bcprov", "bcmail", "bcpkix", "jaxb-api", "javax.activation", "commons-logging"}

// TestPreflight has another program judge the archival form. It knows PDF/A-1
// only: of the later forms it may say what PDF/A-1 lacks, and nothing else.
func TestExternalPreflight(t *testing.T) {
	var jars []string
	for _, j := range preflight {
		file := filepath.Join("/usr/share/java", j+".jar")
		if _, err := os.Stat(file); err != nil {
			t.Fatalf("PDFBox Preflight is not complete: %v", err)
		}
		jars = append(jars, file)
	}
	const xref, part = "1.4 : Trailer Syntax error, /XRef cross reference streams are not allowed", "7.11.2 : Error on MetaData, part must be 1"
	const fileSpec, fileTree = "1.2.9 : Body Syntax error, EmbeddedFile entry is present in a FileSpecification dictionary", "1.4.7 : Trailer Syntax error, EmbeddedFile entry is present in the Names dictionary"
	want := map[string][]string{
		"part 1":          nil,
		"plain":           {xref, part},
		"files":           {xref, part, fileSpec, fileTree},
		"files and annex": {xref, part, fileSpec, fileTree},
	}
	for name, file := range variants(t) {
		p := filepath.Join(t.TempDir(), "x.pdf")
		if err := os.WriteFile(p, file, 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("java", "-cp", strings.Join(jars, ":"), "org.apache.pdfbox.preflight.Validator_A1b", p).CombinedOutput()
		var got []string
		for _, line := range strings.Split(string(out), "\n") {
			if line != "" && !strings.Contains(line, "x.pdf is ") && !slices.Contains(got, line) {
				got = append(got, line)
			}
		}
		slices.Sort(got)
		slices.Sort(want[name])
		if !slices.Equal(got, want[name]) {
			t.Errorf("%s: Preflight says %q, want %q (%v)", name, got, want[name], err)
		}
		if strings.Contains(name, "part 1") && !strings.Contains(string(out), "is a valid PDF/A-1b file") {
			t.Errorf("Preflight says %s", out)
		}
	}
}

// Poppler reads the structure of random documents without complaint.
func TestExternalStructureOfRandomDocumentsByOthers(t *testing.T) {
	for seed := range uint64(3) {
		out := tool(t, write(t, specimen.Random(100+seed)), "pdfinfo", "-struct-text", "FILE")
		if strings.Contains(out, "rror") || !strings.Contains(out, "Document") {
			t.Errorf("seed %d: %.500s", seed, out)
		}
	}
}

func TestExternalStructureText(t *testing.T) {
	every := specimen.Every()
	every.Body = append(every.Body[:2:2], &document.PageBreak{}, specimen.Empty(), every.Body[len(every.Body)-1])
	out := tool(t, write(t, every), "pdfinfo", "-struct-text", "FILE")
	for _, want := range []string{"H1 (block)", "H2 (block)", "Table", "THead", "TH", "TD", "收入科目编码", "注：本表无数据"} {
		if !strings.Contains(out, want) {
			t.Errorf("the structure does not show %q:\n%s", want, out)
		}
	}
}
