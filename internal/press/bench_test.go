package press_test

import (
	"testing"

	"budgetbook/internal/compose"
	"budgetbook/internal/intake"
	"budgetbook/internal/layout"
	"budgetbook/internal/message"
	"budgetbook/internal/pdf"
	"budgetbook/internal/press"
	"budgetbook/internal/rule/checks"
	"budgetbook/internal/template"
)

// The stages of one disclosure, each on the result of the stage before.

func BenchmarkProfile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := press.Profile(press.DefaultProfile); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWorkbook(b *testing.B) {
	p, _ := load(b, exampleBook, readFile(b, exampleBook), "")
	data := readFile(b, exampleBook)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := intake.Read(p, "x.xlsx", data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	p, f := load(b, exampleBook, readFile(b, exampleBook), "")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := checks.Check(p, f, message.EN); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	p, f := load(b, exampleBook, readFile(b, exampleBook), "")
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := compose.Document(p, f, compose.Options{Lang: message.ZH}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLayout(b *testing.B) {
	p, f := load(b, exampleBook, readFile(b, exampleBook), "")
	doc := tree(b, p, f, message.ZH)
	b.ReportAllocs()
	pages := 0
	for b.Loop() {
		laid, err := layout.Lay(doc, pdf.NewFaces(), layout.GBT9704())
		if err != nil {
			b.Fatal(err)
		}
		pages = len(laid.Pages)
	}
	b.ReportMetric(float64(pages), "pages")
}

func BenchmarkPDF(b *testing.B) {
	p, f := load(b, exampleBook, readFile(b, exampleBook), "")
	m := disclose(b, p, f, message.ZH)
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		out, err := m.As(press.PDF)
		if err != nil {
			b.Fatal(err)
		}
		size = len(out)
	}
	b.ReportMetric(float64(size), "bytes")
}

func BenchmarkWhole(b *testing.B) {
	data := readFile(b, exampleBook)
	b.ReportAllocs()
	for b.Loop() {
		m, err := press.Make(press.Input{Name: "x.xlsx", Data: data}, press.Options{Lang: message.ZH})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := m.As(press.PDF); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWorkbookWrite(b *testing.B) {
	p, f := load(b, exampleBook, readFile(b, exampleBook), "")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := template.Write(p, f, template.Options{Lang: message.ZH}); err != nil {
			b.Fatal(err)
		}
	}
}
