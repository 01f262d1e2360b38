package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"budgetbook/internal/document"
	"budgetbook/internal/layout"
	"budgetbook/internal/pdf"
)

// embedded is one file of each kind of name and content.
func embedded() []pdf.File {
	return []pdf.File{
		{Name: "预算数据.json", MIME: "application/json", Description: "2024年预算数据 /UF (x) /AF [", Relationship: "Source", Data: []byte(`{"年度": 2024}`)},
		{Name: "a (1) b).xlsx", MIME: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Relationship: "Data", Data: bytes.Repeat([]byte("表"), 100000)},
		{Name: "预算数据.json.txt", MIME: "text/plain", Description: "(note)", Relationship: "Supplement"},
	}
}

func small() *document.Document {
	return &document.Document{Title: "/AF [ /BudgetbookSeal <", Lang: "zh-CN", Body: []document.Block{
		&document.Heading{ID: "h", Level: 1, Runs: document.Words("预算"), Entry: document.Words("预算")},
		&document.Paragraph{Runs: document.Words("正文。")},
	}}
}

func writeWith(t testing.TB, doc *document.Document, m pdf.Meta) ([]byte, error) {
	t.Helper()
	faces := pdf.NewFaces()
	pages, err := layout.Lay(doc, faces, layout.GBT9704())
	if err != nil {
		t.Fatal(err)
	}
	return pdf.Write(pages, faces, m)
}

func writeFiles(t testing.TB, files []pdf.File) []byte {
	t.Helper()
	m := meta()
	m.Files = files
	out, err := writeWith(t, small(), m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFilesAreReadBack(t *testing.T) {
	data := writeFiles(t, embedded())
	got, err := pdf.Files(data)
	if err != nil {
		t.Fatal(err)
	}
	want := embedded()
	for i := range want {
		if len(got[i].Data) == 0 {
			got[i].Data = nil
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read back %v", got)
	}
	if !bytes.Equal(data, writeFiles(t, embedded())) {
		t.Error("two runs gave different files")
	}
	// what others append does not hide them
	if got, err := pdf.Files(append(slices.Clone(data), "\n5 0 obj\n<</A 1>>\nendobj\nstartxref\n0\n%%EOF\n"...)); err != nil || len(got) != 3 {
		t.Errorf("after an update: %d files, %v", len(got), err)
	}
	if got, err := pdf.Files(writeFiles(t, nil)); err != nil || got != nil {
		t.Errorf("without files: %v, %v", got, err)
	}
}

// The names of the tree are in the order of their bytes, as readers search it.
func TestFilesAreDeclared(t *testing.T) {
	r := read(t, writeFiles(t, embedded()))
	catalog := r.objs[r.all(`/Type /Catalog`)[0]]
	if !regexp.MustCompile(`/AF \[\d+ 0 R \d+ 0 R \d+ 0 R \]`).MatchString(catalog) {
		t.Errorf("associated files: %s", catalog)
	}
	tree := r.objs[r.ref(t, r.all(`/Type /Catalog`)[0], "/EmbeddedFiles")]
	if !regexp.MustCompile(`^<</Names \[\(a .*\) \d+ 0 R <FEFF98847B976570636E002E006A0073006F006E> \d+ 0 R <FEFF\w*0074> \d+ 0 R \]>>$`).MatchString(tree) {
		t.Errorf("name tree: %s", tree)
	}
	for _, id := range r.all(`/Type /EmbeddedFile`) {
		if !regexp.MustCompile(`/Params <</Size \d+ /CheckSum <[0-9A-F]{32}> .*/ModDate \(D:20240201090000\+08'00'\)>>`).MatchString(r.objs[id]) {
			t.Errorf("embedded file: %s", r.objs[id])
		}
	}
	part := func(data []byte) string {
		r := read(t, data)
		return string(regexp.MustCompile(`<pdfaid:part>\d</pdfaid:part><pdfaid:conformance>.`).Find(r.streams[r.all(`/Type /Metadata`)[0]]))
	}
	if p := part(writeFiles(t, embedded())); p != "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A" {
		t.Errorf("with files the file says %s", p)
	}
	if p := part(writeFiles(t, nil)); p != "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A" {
		t.Errorf("without files the file says %s", p)
	}
}

func TestFilesRefused(t *testing.T) {
	good := embedded()[0]
	for name, change := range map[string]func(x *pdf.File){
		"no name":      func(x *pdf.File) { x.Name = "" },
		"folder":       func(x *pdf.File) { x.Name = "a/b" },
		"backslash":    func(x *pdf.File) { x.Name = `a\b` },
		"control":      func(x *pdf.File) { x.Name = "a\nb" },
		"not UTF-8":    func(x *pdf.File) { x.Name = "\xff" },
		"relationship": func(x *pdf.File) { x.Relationship = "Friend" },
		"no type":      func(x *pdf.File) { x.MIME = "" },
		"type":         func(x *pdf.File) { x.MIME = "a/b c>>" },
		"large":        func(x *pdf.File) { x.Data = make([]byte, 64<<20+1) },
	} {
		x := good
		change(&x)
		m := meta()
		m.Files = []pdf.File{x}
		if _, err := writeWith(t, small(), m); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	m := meta()
	m.Files = []pdf.File{good, good}
	if _, err := writeWith(t, small(), m); err == nil {
		t.Error("two files of one name were accepted")
	}
}

func TestSealed(t *testing.T) {
	data := writeFiles(t, embedded())
	if ok, err := pdf.Sealed(data); !ok || err != nil {
		t.Fatalf("a new file: %v, %v", ok, err)
	}
	for name, changed := range map[string][]byte{
		"appended byte":   append(slices.Clone(data), '\n'),
		"appended update": append(slices.Clone(data), "5 0 obj\n<<>>\nendobj\nxref\n0 0\ntrailer<</Size 1>>\nstartxref\n0\n%%EOF\n"...),
		"cut":             data[:len(data)-1],
		"in front":        append([]byte("\n"), data...),
	} {
		if ok, err := pdf.Sealed(changed); ok || err != nil {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		b := slices.Clone(data)
		i := rng.IntN(len(b))
		b[i] ^= byte(1 + rng.IntN(255))
		if ok, _ := pdf.Sealed(b); ok {
			t.Errorf("a change of byte %d went unnoticed", i)
		}
	}
	for _, b := range []string{"", "%PDF-1.7", "/BudgetbookSeal <", "/BudgetbookSeal <" + strings.Repeat("0", 64)} {
		if ok, err := pdf.Sealed([]byte(b)); ok || !errors.Is(err, pdf.ErrNoSeal) {
			t.Errorf("%q: %v, %v", b, ok, err)
		}
		if _, err := pdf.Files([]byte(b)); err == nil {
			t.Errorf("%q: files were found", b)
		}
	}
}

// FuzzFiles: whatever happened to a file, reading what it carries ends without a panic.
// The stored inputs in testdata/fuzz are small files with a seal.
func FuzzFiles(f *testing.F) {
	m := meta()
	m.Files = embedded()[:1]
	data, err := writeWith(f, &document.Document{Title: "t", Body: []document.Block{&document.Paragraph{Runs: document.Words("1")}}}, m)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(fmt.Sprintf("1 0 obj\n<</W [1 4 2] /Size 9 /Root 1 /BudgetbookSeal <%064d> /Length 3>>\nstream\nabc", 0)))
	f.Fuzz(func(t *testing.T, b []byte) {
		files, err := pdf.Files(b)
		if err != nil && files != nil {
			t.Errorf("files beside an error: %v", err)
		}
		_, _ = pdf.Sealed(b)
	})
}

// Random damage behind a true seal marker reaches deeper than fuzzing does.
func TestFilesOfDamagedPDF(t *testing.T) {
	data := writeFiles(t, embedded()[:1])
	rng := rand.New(rand.NewPCG(7, 8))
	for range 2000 {
		b := slices.Clone(data)
		tail := max(len(b)-4000, 0)
		for range 1 + rng.IntN(6) {
			b[tail+rng.IntN(len(b)-tail)] = byte(rng.IntN(256))
		}
		if files, err := pdf.Files(b); err == nil {
			for _, x := range files {
				if !bytes.Equal(x.Data, embedded()[0].Data) {
					t.Fatal("a damaged file was read back as sound")
				}
			}
		}
	}
}
