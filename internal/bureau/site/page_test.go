package site_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"budgetbook/internal/bureau/site"
	"budgetbook/internal/document"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
)

var sites struct {
	sync.Mutex
	made map[message.Lang]map[string]string
}

// madeSite is the site of twoYears in a language; it is made once.
func madeSite(t testing.TB, l message.Lang) map[string]string {
	t.Helper()
	from := madeBatch(t)
	sites.Lock()
	defer sites.Unlock()
	if sites.made[l] == nil {
		dir := t.TempDir()
		publish(t, site.Options{Batch: from, Folder: dir, Lang: l, BaseURL: "https://example.org/budget", Licence: "CC-BY-4.0"})
		if sites.made == nil {
			sites.made = map[message.Lang]map[string]string{}
		}
		sites.made[l] = files(t, dir)
	}
	return sites.made[l]
}

func parsePage(t testing.TB, text string) *html.Node {
	t.Helper()
	return must[*html.Node](t)(html.Parse(strings.NewReader(text)))
}

func all(n *html.Node, want func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && want(d) {
			out = append(out, d)
		}
	}
	return out
}

func tagged(n *html.Node, tags ...atom.Atom) []*html.Node {
	return all(n, func(d *html.Node) bool { return slices.Contains(tags, d.DataAtom) })
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is what a node says; a line break is a line break.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case d.DataAtom == atom.Br:
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// documents calls a test for every HTML edition with the tree it must be of.
func documents(t *testing.T, test func(t *testing.T, page *html.Node, doc *document.Document)) {
	made := madeSite(t, message.ZH)
	n := 0
	for name, page := range made {
		dir, file, _ := strings.Cut(strings.TrimPrefix(name, "units/"), "/")
		l, ok := strings.CutSuffix(file, ".html")
		if !strings.HasPrefix(name, "units/") || !ok || l == "index" {
			continue
		}
		n++
		t.Run(dir+"/"+l, func(t *testing.T) {
			// The tree of the PDF itself, from the data it carries.
			cargo := must[*press.Attachments](t)(press.AttachedData(press.Input{Name: dir, Data: []byte(made["units/"+dir+"/"+dir+"."+l+".pdf"])}))
			if cargo.Manifest.Language != message.Lang(l) {
				t.Errorf("the PDF is in %s", cargo.Manifest.Language)
			}
			m := must[*press.Made](t)(press.Make(press.Input{Name: "f", Data: cargo.Filing}, press.Options{Lang: message.Lang(l), Open: cargo.Open}))
			test(t, parsePage(t, page), m.Document)
		})
	}
	if n != 9 {
		t.Errorf("%d documents", n)
	}
}

func TestDocumentsSayWhatThePDFSays(t *testing.T) {
	documents(t, func(t *testing.T, page *html.Node, doc *document.Document) {
		body := all(page, func(n *html.Node) bool { return attr(n, "class") == "text" })[0]
		var heads, paras []string
		for _, b := range doc.Body {
			switch b := b.(type) {
			case *document.Heading:
				heads = append(heads, document.Plain(b.Runs))
			case *document.Paragraph:
				paras = append(paras, document.Plain(b.Runs))
			}
		}
		var gotHeads, gotParas []string
		for _, h := range tagged(body, atom.H2, atom.H3, atom.H4, atom.H5) {
			gotHeads = append(gotHeads, text(h))
		}
		for _, p := range tagged(body, atom.P) {
			if p.Parent == body {
				gotParas = append(gotParas, text(p))
			}
		}
		if !slices.Equal(heads, gotHeads) {
			t.Errorf("headings are %q, want %q", gotHeads, heads)
		}
		if !slices.Equal(paras, gotParas) {
			t.Errorf("%d paragraphs, want %d", len(gotParas), len(paras))
		}
		figures, charts := tagged(body, atom.Svg), 0
		for _, b := range doc.Body {
			if c, ok := b.(*document.Chart); ok {
				if desc := all(figures[charts], func(n *html.Node) bool { return n.Data == "desc" }); text(desc[0]) != c.Alt {
					t.Errorf("a chart says %q, want %q", text(desc[0]), c.Alt)
				}
				charts++
			}
		}
		if charts != len(figures) {
			t.Errorf("%d charts, want %d", len(figures), charts)
		}
	})
}

// plane is a table as a plane of cells, each where it begins; what a span covers is blank.
func plane(rows [][]placed) [][]string {
	var out [][]string
	var taken []map[int]bool
	for y, r := range rows {
		for len(taken) <= y+len(rows) {
			taken = append(taken, map[int]bool{})
		}
		var line []string
		x := 0
		for _, c := range r {
			for taken[y][x] {
				x++
			}
			for len(line) <= x {
				line = append(line, "")
			}
			line[x] = fmt.Sprintf("%s|%dx%d", c.text, c.rows, c.cols)
			for dy := range c.rows {
				for dx := range c.cols {
					taken[y+dy][x+dx] = true
				}
			}
			x += c.cols
		}
		out = append(out, line)
	}
	return out
}

type placed struct {
	text       string
	rows, cols int
}

func TestTablesAreThoseOfTheTree(t *testing.T) {
	documents(t, func(t *testing.T, page *html.Node, doc *document.Document) {
		byID := map[string]*html.Node{}
		for _, n := range tagged(page, atom.Table) {
			if id := attr(n, "id"); id != "" {
				byID[id] = n
			}
		}
		n := 0
		for _, b := range doc.Body {
			d, ok := b.(*document.Table)
			if !ok {
				continue
			}
			n++
			got := byID[d.ID]
			if got == nil {
				t.Errorf("%s is missing", d.ID)
				continue
			}
			var want, is [][]placed
			var ids, gotIDs []string
			for _, r := range slices.Concat(d.Head, d.Body) {
				var line []placed
				for _, c := range r.Cells {
					line = append(line, placed{document.Plain(c.Runs), max(c.RowSpan, 1), max(c.ColSpan, 1)})
				}
				want, ids = append(want, line), append(ids, r.ID)
			}
			for _, tr := range tagged(got, atom.Tr) {
				var line []placed
				for _, c := range tagged(tr, atom.Td, atom.Th) {
					rows, _ := strconv.Atoi(attr(c, "rowspan"))
					cols, _ := strconv.Atoi(attr(c, "colspan"))
					line = append(line, placed{text(c), max(rows, 1), max(cols, 1)})
					if c.DataAtom == atom.Th && attr(c, "scope") == "" {
						t.Errorf("%s: a th without scope", d.ID)
					}
				}
				is, gotIDs = append(is, line), append(gotIDs, attr(tr, "id"))
			}
			w, g := plane(want), plane(is)
			for i := range w {
				if i >= len(g) || !slices.Equal(w[i], g[i]) {
					t.Errorf("%s row %d differs:\n%q\n%q", d.ID, i, w[i], g[min(i, len(g)-1)])
					break
				}
			}
			if !slices.Equal(ids, gotIDs) || len(w) != len(g) {
				t.Errorf("%s: rows %d %v, want %d %v", d.ID, len(g), gotIDs, len(w), ids)
			}
			// The tree puts every cell in its column; so does the page.
			for i, r := range slices.Concat(d.Head, d.Body) {
				for _, c := range r.Cells {
					if c.Col >= len(g[i]) || g[i][c.Col] == "" {
						t.Errorf("%s row %d: no cell begins in column %d", d.ID, i, c.Col)
					}
				}
			}
			caption := tagged(got, atom.Caption)
			if len(caption) != 1 || !strings.Contains(flat(text(caption[0])), flat(firstLine(d.Title))) {
				t.Errorf("%s: caption", d.ID)
			}
			region := got.Parent
			if attr(region, "role") != "region" || attr(region, "tabindex") != "0" || attr(region, "aria-label") == "" {
				t.Errorf("%s stands in no region that can be scrolled", d.ID)
			}
		}
		if n < 20 || n != len(byID) {
			t.Errorf("%d tables, the tree has %d", len(byID), n)
		}
	})
}

func firstLine(runs []document.Run) string {
	line, _, _ := strings.Cut(document.Plain(runs), "\n")
	return line
}

func flat(s string) string { return strings.Join(strings.Fields(s), "") }

// Every figure that has a place in a table leads to its row, and the row is there.
func TestFiguresLeadToTheirRows(t *testing.T) {
	documents(t, func(t *testing.T, page *html.Node, doc *document.Document) {
		var want, got []string
		for _, b := range doc.Body {
			if p, ok := b.(*document.Paragraph); ok {
				for _, r := range p.Runs {
					if r.Link != "" {
						want = append(want, "#"+r.Link+" "+r.Text)
					}
				}
			}
		}
		rows := map[string]bool{}
		for _, tr := range tagged(page, atom.Tr) {
			rows["#"+attr(tr, "id")] = true
		}
		for _, a := range tagged(page, atom.A) {
			if attr(a, "class") != "fig" {
				continue
			}
			got = append(got, attr(a, "href")+" "+text(a))
			if !rows[attr(a, "href")] {
				t.Errorf("%s of %s is no row", attr(a, "href"), text(a))
			}
		}
		if len(want) < 30 || !slices.Equal(want, got) {
			t.Errorf("%d figures lead to rows, want %d", len(got), len(want))
		}
	})
}

// Annexes are in the PDF, and the page leads there.
func TestAnnexesLeadToThePDF(t *testing.T) {
	made := madeSite(t, message.ZH)
	page := parsePage(t, made["units/031001-2025/zh.html"])
	found := all(page, func(n *html.Node) bool { return attr(n, "class") == "annex" })
	if len(found) != 1 || !strings.Contains(text(found[0]), "机构设置批复") || !strings.Contains(text(found[0]), "共 2 页") {
		t.Fatalf("%d annexes", len(found))
	}
	href := attr(tagged(found[0], atom.A)[0], "href")
	if href != "031001-2025.zh.pdf#nameddest=annex.1.pages" {
		t.Error(href)
	}
}

// Every page is whole, needs nothing from elsewhere, and leads only to what is there.
func TestPagesAreSound(t *testing.T) {
	for _, l := range []message.Lang{message.ZH, message.EN, message.Both} {
		made := madeSite(t, l)
		pages := 0
		ids := map[string]map[string]bool{}
		parsed := map[string]*html.Node{}
		for name, data := range made {
			if !strings.HasSuffix(name, ".html") {
				continue
			}
			pages++
			n := parsePage(t, data)
			parsed[name], ids[name] = n, map[string]bool{}
			for _, d := range all(n, func(d *html.Node) bool { return attr(d, "id") != "" }) {
				if ids[name][attr(d, "id")] {
					t.Errorf("%s: id %s stands twice", name, attr(d, "id"))
				}
				ids[name][attr(d, "id")] = true
			}
		}
		if pages != 2+5+9 {
			t.Errorf("%d pages", pages)
		}
		for name, n := range parsed {
			sound(t, name, n, made, ids)
		}
	}
}

func sound(t *testing.T, name string, n *html.Node, made map[string]string, ids map[string]map[string]bool) {
	t.Helper()
	// Written out and read again it is the same: nothing was left open or out of place.
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		t.Fatal(err)
	}
	if again := parsePage(t, b.String()); text(again) != text(n) {
		t.Errorf("%s: not well nested", name)
	}
	root := tagged(n, atom.Html)[0]
	if l := attr(root, "lang"); l != "zh-CN" && l != "en" {
		t.Errorf("%s: lang %q", name, l)
	}
	if len(tagged(n, atom.H1)) != 1 || len(tagged(n, atom.Main)) != 1 || len(tagged(tagged(n, atom.Head)[0], atom.Title)) != 1 {
		t.Errorf("%s: one title, one h1, one main", name)
	}
	level := 1
	for _, h := range tagged(n, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6) {
		at := int(h.Data[1] - '0')
		if at > level+1 {
			t.Errorf("%s: h%d after h%d: %s", name, at, level, text(h))
		}
		level = at
	}
	for _, d := range all(n, func(*html.Node) bool { return true }) {
		for _, a := range d.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s: <%s %s=%q>: the policy forbids it", name, d.Data, a.Key, a.Val)
			}
			if a.Key == "src" || a.Key == "srcset" || a.Key == "action" {
				t.Errorf("%s: <%s %s=%q> is fetched", name, d.Data, a.Key, a.Val)
			}
			if a.Key == "aria-labelledby" {
				for _, id := range strings.Fields(a.Val) {
					if !ids[name][id] {
						t.Errorf("%s: no label %s", name, id)
					}
				}
			}
			if a.Key != "href" || a.Val == "data:," {
				continue
			}
			if rest, ok := strings.CutPrefix(a.Val, "https://example.org/budget/"); ok && d.DataAtom == atom.Link {
				if made[rest] == "" {
					t.Errorf("%s: canonical %s", name, a.Val)
				}
				continue
			}
			to, place, _ := strings.Cut(a.Val, "#")
			full := name
			if to != "" {
				full = resolve(name, to)
			}
			if _, there := made[full]; !there {
				t.Errorf("%s leads to %s, which is not there", name, a.Val)
			}
			if place != "" && strings.HasSuffix(full, ".html") && !ids[full][place] {
				t.Errorf("%s leads to %s, where nothing has this id", name, a.Val)
			}
		}
	}
	for _, s := range tagged(n, atom.Iframe, atom.Object, atom.Embed, atom.Img, atom.Form) {
		t.Errorf("%s: <%s>", name, s.Data)
	}
	policy := ""
	for _, m := range tagged(n, atom.Meta) {
		if attr(m, "http-equiv") == "Content-Security-Policy" {
			policy = attr(m, "content")
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
		t.Errorf("%s: policy %q", name, policy)
	}
	for _, s := range tagged(n, atom.Script, atom.Style) {
		if !strings.Contains(policy, "'sha256-"+base64sum(text(s))+"'") {
			t.Errorf("%s: the policy forbids its own <%s>", name, s.Data)
		}
	}
}

func resolve(name, to string) string {
	parts := strings.Split(name, "/")
	parts = parts[:len(parts)-1]
	for _, p := range strings.Split(to, "/") {
		if p == ".." {
			parts = parts[:len(parts)-1]
		} else {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, "/")
}

// What a unit calls itself is said and is not markup.
func TestHostileNames(t *testing.T) {
	for _, l := range []message.Lang{message.ZH, message.Both} {
		made := madeSite(t, l)
		slug := ""
		for name, data := range made {
			if !regexp.MustCompile(`^[A-Za-z0-9._/-]+$`).MatchString(name) {
				t.Errorf("file %q", name)
			}
			if dir, ok := strings.CutSuffix(name, "/index.html"); ok && strings.HasPrefix(dir, "units/u") {
				slug = strings.TrimPrefix(dir, "units/")
			}
			if strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".xml") {
				if strings.Contains(data, "<b>") || strings.Contains(data, hostile) {
					t.Errorf("%s: the name stands in it as it is", name)
				}
			}
		}
		if slug == "" {
			t.Fatal("no folder for the unit whose code is no name")
		}
		for _, name := range []string{"index.html", "units/" + slug + "/index.html", "units/" + slug + "/zh.html"} {
			if n := parsePage(t, made[name]); !strings.Contains(text(tagged(n, atom.Body)[0]), hostile) {
				t.Errorf("%s does not say the name", name)
			}
		}
		if !strings.Contains(feedTitles(t, made["feed.xml"]), hostile) {
			t.Error("the feed does not say the name")
		}
	}
}
