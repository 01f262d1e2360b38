package pdf_test

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
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
	pages, err := layout.Lay(doc, faces, layout.StyleFor(doc))
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

// Faces may be shared by documents that are made at the same time.
func TestFacesAreShared(t *testing.T) {
	faces := pdf.NewFaces()
	out := make([][]byte, 3)
	var wg sync.WaitGroup
	for i := range out {
		wg.Go(func() {
			pages, err := layout.Lay(specimen.Every(), faces, layout.GBT9704())
			if err != nil {
				t.Error(err)
				return
			}
			if out[i], err = pdf.Write(pages, faces, meta()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i := range out {
		if !bytes.Equal(out[i], out[0]) {
			t.Errorf("document %d differs", i)
		}
	}
}

// Every piece of marked content belongs to exactly one structure element, and
// the parent tree agrees.
func TestStructureIsComplete(t *testing.T) {
	tags := complete(t, write(t, specimen.Every()))
	for _, tag := range []string{"Document", "Part", "Sect", "H1", "H2", "H3", "P", "TOC", "TOCI", "Link", "Table", "THead", "TBody", "TR", "TH", "TD", "Figure", "Caption"} {
		if tags[tag] == 0 {
			t.Errorf("no element %s", tag)
		}
	}
}

// Random documents are written completely too, and pdfcpu can read them.
func TestStructureOfRandomDocuments(t *testing.T) {
	faces := pdf.NewFaces()
	for seed := range uint64(40) {
		pages, err := layout.Lay(specimen.Random(seed), faces, layout.GBT9704())
		if err != nil {
			t.Fatal(err)
		}
		file, err := pdf.Write(pages, faces, meta())
		if err != nil {
			t.Fatal(err)
		}
		complete(t, file)
		if ok, err := pdf.Sealed(file); !ok || err != nil {
			t.Errorf("seed %d: seal %v, %v", seed, ok, err)
		}
		if a := probe(t, file); len(a.Pages) != len(pages.Pages) || !a.Archival() {
			t.Errorf("seed %d: pdfcpu reads %d pages of %d, flaws %v", seed, len(a.Pages), len(pages.Pages), a.Flaws)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// complete checks the marked content of a file against its structure tree and
// counts the elements by their tags.
func complete(t *testing.T, file []byte) map[string]int {
	t.Helper()
	r := read(t, file)
	pages := r.all(`/Type /Page /Parent`)
	claimed := map[[2]int]int{} // page, MCID -> element
	reKids := regexp.MustCompile(`/K (\d+|\[.*?\])`)
	rePg := regexp.MustCompile(`^<</S /(\S+?)/P \d+ 0 R (?:/Pg (\d+) 0 R )?`)
	reMCR := regexp.MustCompile(`<</Type /MCR /Pg (\d+) 0 R /MCID (\d+)>>`)
	reOther := regexp.MustCompile(`<<[^<>]*>>|\d+ 0 R`)
	tags := map[string]int{}
	for _, id := range r.all(`^<</S /`) {
		m := rePg.FindStringSubmatch(r.objs[id])
		tags[m[1]]++
		k := reKids.FindStringSubmatch(r.objs[id])
		if k == nil {
			continue
		}
		add := func(page, mcid string) {
			p, _ := strconv.Atoi(page)
			n, _ := strconv.Atoi(mcid)
			if old := claimed[[2]int{p, n}]; old != 0 {
				t.Errorf("MCID %d of page object %d belongs to %d and %d", n, p, old, id)
			}
			claimed[[2]int{p, n}] = id
		}
		for _, x := range reMCR.FindAllStringSubmatch(k[1], -1) {
			add(x[1], x[2])
		}
		for _, n := range strings.Fields(strings.Trim(reOther.ReplaceAllString(k[1], " "), "[]")) {
			add(m[2], n)
		}
	}
	reBDC := regexp.MustCompile(`/MCID (\d+)>> BDC`)
	found := 0
	for _, p := range pages {
		c := r.streams[r.ref(t, p, "/Contents")]
		if bytes.Contains(c, []byte("[77.77")) {
			t.Errorf("page object %d: a sentinel is left", p)
		}
		begins := bytes.Count(c, []byte("BDC\n")) + bytes.Count(c, []byte("BMC\n"))
		if ends := bytes.Count(c, []byte("EMC\n")); begins != ends {
			t.Errorf("page object %d: %d marks begin, %d end", p, begins, ends)
		}
		for i, m := range reBDC.FindAllSubmatch(c, -1) {
			if n, _ := strconv.Atoi(string(m[1])); n != i {
				t.Errorf("page object %d: MCID %d comes as number %d", p, n, i)
			}
			if claimed[[2]int{p, i}] == 0 {
				t.Errorf("page object %d: MCID %d belongs to no element", p, i)
			}
			found++
		}
		// all text is marked
		depth := 0
		for line := range bytes.Lines(c) {
			switch {
			case bytes.HasSuffix(line, []byte("BDC\n")), bytes.HasSuffix(line, []byte("BMC\n")):
				depth++
			case bytes.Equal(line, []byte("EMC\n")):
				depth--
			case depth != 1 && (bytes.HasSuffix(line, []byte("TJ\n")) || bytes.HasSuffix(line, []byte("S\n"))):
				t.Errorf("page object %d: %q stands in %d marks", p, line, depth)
			}
		}
	}
	if found != len(claimed) {
		t.Errorf("elements claim %d pieces of content, there are %d", len(claimed), found)
	}
	return tags
}

func TestOutlineIsNested(t *testing.T) {
	r := read(t, write(t, specimen.Every()))
	root := r.all(`^<</Type /Outlines`)
	if len(root) != 1 {
		t.Fatalf("%d outlines", len(root))
	}
	total := 0
	var walk func(parent, depth int) int
	deepest := 0
	walk = func(parent, depth int) int {
		deepest = max(deepest, depth)
		n, prev := 0, 0
		id := r.ref(t, parent, "/First")
		for {
			n++
			total++
			if got := r.ref(t, id, "/Parent"); got != parent {
				t.Errorf("the parent of %d is %d, not %d", id, got, parent)
			}
			if prev != 0 && r.ref(t, id, "/Prev") != prev {
				t.Errorf("%d does not follow %d", id, prev)
			}
			if strings.Contains(r.objs[id], "/First") {
				kids := walk(id, depth+1)
				if !strings.Contains(r.objs[id], fmt.Sprintf("/Count -%d", kids)) {
					t.Errorf("%d does not count its %d kids", id, kids)
				}
			}
			if !strings.Contains(r.objs[id], "/Next") {
				break
			}
			prev, id = id, r.ref(t, id, "/Next")
		}
		if r.ref(t, parent, "/Last") != id {
			t.Errorf("the last kid of %d is %d", parent, id)
		}
		return n
	}
	if n := walk(root[0], 1); n != 4 || total != 12 || deepest != 3 {
		t.Errorf("%d parts, %d bookmarks, %d levels", n, total, deepest)
	}
}

func TestLinks(t *testing.T) {
	doc := &document.Document{Title: "t", Body: []document.Block{
		&document.Paragraph{Runs: []document.Run{{Text: "见"}, {Text: "表一", Link: "t02"}, {Text: "和"}, {Text: "无", Link: "nowhere"}}},
		specimen.Wide(3),
		&document.Paragraph{Runs: []document.Run{{Text: "回到"}, {Text: "第三行", Link: "t02r2"}}},
	}}
	doc.Body[1].(*document.Table).Body[1].Cells[1].Runs[0].Link = "t02r2" // on a landscape page
	r := read(t, write(t, doc))
	links := r.all(`/Subtype /Link`)
	if len(links) != 3 {
		t.Fatalf("%d links", len(links))
	}
	pages := r.all(`/Type /Page /Parent`)
	for _, id := range links {
		if got := r.ref(t, id, "/Dest"); got != pages[1] {
			t.Errorf("link %d leads to %d, not to the landscape page", id, got)
		}
		m := regexp.MustCompile(`/Rect \[(\S+) (\S+) (\S+) (\S+)\]`).FindStringSubmatch(r.objs[id])
		top, _ := strconv.ParseFloat(m[4], 64)
		if top < 100 || top > 842 {
			t.Errorf("link %d has its upper edge at %v", id, top)
		}
		parent := regexp.MustCompile(`/StructParent (\d+)`).FindStringSubmatch(r.objs[id])
		if parent == nil || !strings.Contains(r.objs[r.all(`^<</Nums \[`)[0]], " "+parent[1]+" ") {
			t.Errorf("link %d is not in the parent tree", id)
		}
	}
}

func TestPageLabels(t *testing.T) {
	r := read(t, write(t, specimen.Every()))
	if c := r.objs[r.all(`/Type /Catalog`)[0]]; !strings.Contains(c, "/PageLabels <</Nums [0 <</S /r>>2 <</S /D /St 1>>]>>") {
		t.Errorf("page labels: %s", c)
	}
}

func TestWriteErrors(t *testing.T) {
	faces := pdf.NewFaces()
	if _, err := pdf.Write(&layout.Pages{}, faces, meta()); err == nil {
		t.Error("a document without pages was written")
	}
	bad := &layout.Pages{Pages: []layout.Page{{Width: 595276, Height: 841890, Items: []layout.Item{{Kind: layout.Text, Str: "\uE123", Size: 10000}}}}}
	if _, err := pdf.Write(bad, faces, meta()); err == nil || !strings.Contains(err.Error(), "no glyph") {
		t.Errorf("a character without glyph: %v", err)
	}
	bad.Pages[0].Items[0] = layout.Item{Kind: layout.Text, Str: "预算", Font: 99}
	if _, err := pdf.Write(bad, faces, meta()); err == nil {
		t.Error("an unknown font was accepted")
	}
	empty := &layout.Pages{Pages: []layout.Page{{Width: 595276, Height: 841890}}}
	if _, err := pdf.Write(empty, faces, meta()); err != nil {
		t.Errorf("an empty page: %v", err)
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
		pages, err := layout.Lay(doc, faces, layout.StyleFor(doc))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(pages.Pages)), "pages")
	}
}

// TestTitlesAreShown: titles, bookmarks and metadata are one line each, and hold nothing
// that turns the direction of reading.
func TestTitlesAreShown(t *testing.T) {
	const hostile = "甲局\u202elld\n第二行"
	doc := &document.Document{Title: hostile, Author: hostile, Subject: hostile, Lang: "zh-CN", Body: []document.Block{
		&document.Heading{Level: 1, ID: "a", Runs: []document.Run{{Text: hostile}}}, &document.Paragraph{Runs: []document.Run{{Text: "文"}}}}}
	r := read(t, write(t, doc))
	titles := 0
	for id, o := range r.objs {
		for _, m := range regexp.MustCompile(`/(?:Title|Author|Subject|T|Alt) <FEFF([0-9A-F]*)>`).FindAllStringSubmatch(o, -1) {
			titles++
			for i := 0; i+4 <= len(m[1]); i += 4 {
				if c := m[1][i : i+4]; c == "202E" || c == "000A" {
					t.Errorf("object %d: %s", id, m[0])
				}
			}
		}
		if bytes.Contains(r.streams[id], []byte("<x:xmpmeta")) {
			titles++
			if s := string(r.streams[id]); strings.Contains(s, "\u202e") || !strings.Contains(s, ">甲局‹U+202E›lld 第二行<") {
				t.Errorf("metadata: %s", s)
			}
		}
	}
	if titles < 5 {
		t.Errorf("only %d titles", titles)
	}
}
