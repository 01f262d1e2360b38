package pdf_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"budgetbook/internal/document"
	"budgetbook/internal/layout"
	"budgetbook/internal/layout/specimen"
	"budgetbook/internal/pdf"
)

func meta() pdf.Meta {
	return pdf.Meta{Creator: "budgetbook", Producer: "budgetbook", Date: time.Date(2024, 2, 1, 9, 0, 0, 0, time.FixedZone("", 8*3600))}
}

func write(t testing.TB, doc *document.Document) []byte {
	t.Helper()
	faces := pdf.NewFaces()
	pages, err := layout.Lay(doc, faces, layout.GBT9704())
	if err != nil {
		t.Fatal(err)
	}
	b, err := pdf.Write(pages, faces, meta())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSameInputSameBytes(t *testing.T) {
	a, b := write(t, specimen.Every()), write(t, specimen.Every())
	if !bytes.Equal(a, b) {
		t.Error("two runs gave different files")
	}
	if p := os.Getenv("SPECIMEN_PDF"); p != "" {
		if err := os.WriteFile(p, a, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	faces := pdf.NewFaces()
	pages, err := layout.Lay(specimen.Large(), faces, layout.GBT9704())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		out, err := pdf.Write(pages, faces, meta())
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(out)), "bytes")
		b.ReportMetric(float64(len(pages.Pages)), "pages")
	}
}

func BenchmarkLay(b *testing.B) {
	faces := pdf.NewFaces()
	doc := specimen.Large()
	b.ReportAllocs()
	for b.Loop() {
		pages, err := layout.Lay(doc, faces, layout.GBT9704())
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(pages.Pages)), "pages")
	}
}
