package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"budgetbook/internal/pdf"
)

// annexpdf KIND FILE writes a PDF of one page: tower draws forms in forms, fifty times on
// each of eight floors; script holds JavaScript and starts a program; plain does nothing.
func annexpdf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: annexpdf KIND FILE")
	}
	catalog, page, content := "", "", "0 0 9 9 re f"
	var more []string
	switch args[0] {
	case "plain":
	case "tower":
		page, content = "/Resources <</XObject <</X 5 0 R>>>>", "/X Do"
		for floor := range 8 {
			more = append(more, fmt.Sprintf("<</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X %d 0 R>>>> /Length 300>>\nstream\n%s\nendstream", 6+floor, strings.Repeat("/X Do ", 50)))
		}
		more = append(more, "<</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 12>>\nstream\n0 0 9 9 re f\nendstream")
	case "script":
		catalog = "/OpenAction <</S /J#61vaScript /JS (app.alert\\(1\\))>>"
		page = "/Annots [<</Type /Annot /Subtype /Link /Rect [0 0 99 99] /A <</S /Launch /F (calc.exe)>>>>]"
	default:
		ts.Fatalf("no such kind of PDF: %s", args[0])
	}
	objs := append([]string{"<</Type /Catalog /Pages 2 0 R " + catalog + ">>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + page + ">>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content)}, more...)
	var b, table bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	for i, o := range objs {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objs)+1, table.Bytes(), len(objs)+1, start)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o644))
}

// carried PDF NAME FILE writes a file that a disclosure carries.
func carried(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: carried PDF NAME FILE")
	}
	files, err := pdf.Files([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	for _, f := range files {
		if f.Name == args[1] {
			ts.Check(os.WriteFile(ts.MkAbs(args[2]), f.Data, 0o644))
			return
		}
	}
	ts.Fatalf("%s does not carry %s", args[0], args[1])
}
