package site

import (
	"bytes"
	"cmp"
	_ "embed" // the templates
	"fmt"
	"html/template"
	"slices"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"budgetbook/internal/document"
	"budgetbook/internal/harmless"
	"budgetbook/internal/html"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

//go:embed web/pages.tmpl
var templateSource string

var pageTemplates = template.Must(template.New("site").Parse(templateSource))

// words says the words of the site in the language of a page.
type words struct{ html.Words }

func wordsIn(l message.Lang) *words { return &words{html.Words{Lang: l}} }

// choice is the name of a choice of a field.
func (w *words) choice(f *profile.Field, id string) string {
	if f != nil {
		for _, c := range f.Choices {
			if c.ID == id {
				return c.Name.In(w.Lang)
			}
		}
	}
	return id
}

// chinese marks a Chinese text on a page in another language.
func (w *words) chinese(s string) string {
	if w.Lang == message.EN && profile.Chinese(s) {
		return "zh-CN"
	}
	return ""
}

// frame is what every page has.
type frame struct {
	*words
	html.Look
	Title      string
	Home       string // way to the folder of the site
	Canonical  string
	Alternates []alternate
	Crumbs     []pageLink
}

type pageLink struct{ Href, Text, Lang string }

type alternate struct{ Href, Type, Tag, Title string }

// frame begins a page; name is its file on the site.
func (s *site) frame(l message.Lang, name, title string, crumbs ...pageLink) frame {
	f := frame{words: wordsIn(l), Look: html.Looks(), Home: strings.Repeat("../", strings.Count(name, "/"))}
	f.Title = title
	if len(crumbs) > 0 {
		f.Title += " – " + s.opt.Title
		f.Crumbs = append([]pageLink{{Href: f.Home + "index.html", Text: s.opt.Title, Lang: f.chinese(s.opt.Title)}}, crumbs...)
	} else {
		f.Crumbs = []pageLink{{Text: s.opt.Title, Lang: f.chinese(s.opt.Title)}}
	}
	if s.opt.BaseURL != "" {
		f.Canonical = s.opt.BaseURL + name
	}
	f.Alternates = []alternate{{Href: f.Home + "feed.xml", Type: "application/atom+xml", Title: s.opt.Title}}
	return f
}

func renderPage(name string, page any) ([]byte, error) {
	var b bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&b, name, page); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return harmless.Page(b.Bytes()), nil
}

// titled is a disclosure by name and year.
func (u *unit) titled(w *words) string {
	if w.Lang == message.Both {
		return u.titled(wordsIn(message.ZH)) + " / " + u.titled(wordsIn(message.EN))
	}
	name := u.name
	if w.Lang == message.EN && u.nameEN != "" {
		name = u.nameEN
	}
	return w.Plain(u.of("site-unit-year"), "unit", name, "year", u.year) + u.copy(w)
}

// copy tells the copies of one unit and year apart.
func (u *unit) copy(w *words) string {
	if u.nth == 0 {
		return ""
	}
	return w.Plain("site-copy", "n", u.nth)
}

// of is the message about a disclosure of this scope.
func (u *unit) of(id string) string {
	if u.scope != "" {
		return id + "-" + u.scope
	}
	return id
}

type editionLink struct {
	Name, Own, Tag, HTML, PDF string
	ReadLabel, PDFLabel       string
	Pages, Size               string
}

func (u *unit) link(w *words, e *edition) editionLink {
	id := "site-edition-" + string(e.lang)
	own := wordsIn(e.lang)
	return editionLink{Name: id, Own: own.Plain(id), Tag: html.Tag(e.lang), HTML: e.htmlName(), PDF: u.pdfName(e),
		ReadLabel: w.Plain("site-read") + " – " + w.Plain(id), PDFLabel: w.Plain("site-pdf") + " – " + w.Plain(id),
		Pages: strconv.Itoa(e.file.Pages), Size: fileSize(e.file.Size)}
}

// fileSize is a number of bytes for people.
func fileSize(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", (n+1023)/1024)
	}
	return fmt.Sprintf("%d.%d MB", n>>20, n%(1<<20)*10>>20)
}

// documentPage is the HTML edition of a document.
func (s *site) documentPage(u *unit, e *edition, doc *document.Document) ([]byte, error) {
	name := "units/" + u.slug + "/" + e.htmlName()
	w := wordsIn(e.lang)
	p := struct {
		frame
		Parts            *html.Parts
		PDF, Pages, Size string
		Editions         []editionLink
	}{frame: s.frame(e.lang, name, doc.Title, pageLink{Href: "index.html", Text: u.titled(w), Lang: w.chinese(u.titled(w))}, pageLink{Text: w.Plain("site-edition-" + string(e.lang))})}
	own := u.link(w, e)
	p.PDF, p.Pages, p.Size = own.PDF, own.Pages, own.Size
	for _, x := range u.editions {
		l := u.link(w, x)
		kind := alternate{Href: l.HTML, Type: "text/html", Tag: l.Tag, Title: l.Own}
		if x != e {
			p.Editions = append(p.Editions, l)
			p.Alternates = append(p.Alternates, kind)
		}
	}
	p.Alternates = append(p.Alternates, alternate{Href: own.PDF, Type: "application/pdf", Tag: own.Tag, Title: doc.Title})
	var err error
	if p.Parts, err = html.Write(doc, html.Options{PDF: own.PDF}); err != nil {
		return nil, err
	}
	return renderPage("document", p)
}

// unitPage leads to all there is of a unit and a year.
func (s *site) unitPage(u *unit, doc *document.Document, tables []csvTable) ([]byte, error) {
	type fact struct{ Name, Value, Lang string }
	type tableLink struct {
		Name, Second, Lang, Href, File, Label string
		Rows                                  int
	}
	w := wordsIn(s.opt.Lang)
	title := u.titled(w)
	p := struct {
		frame
		Unit     pageLink
		Second   string // its English name on a page that speaks both languages
		Heading  string
		Year     int
		Facts    []fact
		Editions []editionLink
		Tables   []tableLink
		Filing   string
		Others   []pageLink
	}{frame: s.frame(w.Lang, "units/"+u.slug+"/index.html", title, pageLink{Text: title, Lang: w.chinese(title)}), Heading: u.of("site-heading"), Year: u.year, Filing: "data/" + u.slug + ".json"}
	p.Unit = pageLink{Text: u.name, Lang: w.chinese(u.name)}
	if w.Lang == message.EN && u.nameEN != "" {
		p.Unit = pageLink{Text: u.nameEN}
	}
	if w.Lang == message.Both {
		p.Second = u.nameEN
	}
	role := u.profile.Roles.Unit
	for _, path := range []string{role.Name, role.NameEN, role.Code, role.Department, role.Kind, role.Level, role.Region, u.profile.Roles.Scope.Field} {
		f := u.profile.Field(path)
		v := strings.TrimSpace(u.filing.Text(path))
		if f == nil || v == "" {
			continue
		}
		v = w.choice(f, v)
		x := fact{f.Name.In(w.Lang), v, w.chinese(v)}
		if path == role.NameEN {
			x.Lang = "en"
		}
		p.Facts = append(p.Facts, x)
	}
	for _, e := range u.editions {
		p.Editions = append(p.Editions, u.link(w, e))
	}
	own := u.editions[0]
	for _, e := range u.editions {
		if e.lang == w.Lang {
			own = e
		}
	}
	here := html.Anchors(doc)
	for _, t := range tables {
		l := tableLink{Rows: t.rows, File: "data/" + t.file}
		l.Name, l.Second = t.titles(w)
		l.Label = "CSV – " + l.Name
		if here["table."+t.table.ID] {
			l.Href = own.htmlName() + "#table." + t.table.ID
		}
		p.Tables = append(p.Tables, l)
	}
	for _, o := range s.units {
		if o != u && o.same(u) {
			p.Others = append(p.Others, pageLink{Href: "../" + o.slug + "/index.html", Text: o.titled(w), Lang: w.chinese(o.titled(w))})
		}
	}
	return renderPage("unit", p)
}

// same says whether two disclosures are of one unit.
func (u *unit) same(o *unit) bool {
	if u.code != "" || o.code != "" {
		return u.code == o.code
	}
	return u.name == o.name && u.dept == o.dept
}

// indexFiles are the pages in front, and what programs read first.
func (s *site) indexFiles() ([]siteFile, error) {
	type department struct {
		ID, Name, Lang string
		Units          []unitRow
	}
	w := wordsIn(s.opt.Lang)
	p := struct {
		frame
		Heading          string
		Units, Documents int
		YearList         string
		Years            []int
		Departments      []department
	}{frame: s.frame(w.Lang, "index.html", s.opt.Title), Heading: s.opt.Title, Documents: len(s.units)}
	for _, u := range s.units {
		if !slices.Contains(p.Years, u.year) {
			p.Years = append(p.Years, u.year)
		}
	}
	sort.Sort(sort.Reverse(sort.IntSlice(p.Years)))
	p.YearList = strconv.Itoa(p.Years[0])
	if last := p.Years[len(p.Years)-1]; last != p.Years[0] {
		p.YearList = fmt.Sprintf("%d–%d", last, p.Years[0])
	}
	for at := 0; at < len(s.units); {
		u := s.units[at]
		if n := len(p.Departments); n == 0 || at == 0 || s.units[at-1].dept != u.dept {
			name := cmp.Or(u.dept, w.Plain("site-no-department"))
			p.Departments = append(p.Departments, department{ID: "department-" + strconv.Itoa(n+1), Name: name, Lang: w.chinese(name)})
		}
		end := at
		for end < len(s.units) && s.units[end].same(u) && s.units[end].dept == u.dept {
			end++
		}
		r := indexRow(w, s.units[at:end], p.Years)
		d := &p.Departments[len(p.Departments)-1]
		d.Units = append(d.Units, r)
		p.Units++
		at = end
	}
	page, err := renderPage("index", p)
	if err != nil {
		return nil, err
	}
	files := []siteFile{{"index.html", page}}
	feed, err := s.feed()
	if err != nil {
		return nil, err
	}
	files = append(files, siteFile{"feed.xml", feed})
	if s.opt.BaseURL != "" {
		files = append(files, siteFile{"sitemap.xml", s.sitemap()})
	}
	return files, nil
}

// cellLink leads to a disclosure.
type cellLink struct{ Href, Text, Label string }

// unitRow is the line of a unit on the first page.
type unitRow struct {
	Key, YearKey       string
	Name, Second, Lang string
	Code               string
	Cells              [][]cellLink
}

// indexRow leads to all disclosures of one unit, a cell for each year.
func indexRow(w *words, all []*unit, years []int) unitRow {
	u := all[0]
	r := unitRow{Name: u.name, Code: u.code, Second: u.nameEN}
	if w.Lang == message.EN && u.nameEN != "" {
		r.Name, r.Second = u.nameEN, ""
	}
	r.Lang = w.chinese(r.Name)
	if w.Lang == message.ZH {
		r.Second = ""
	}
	var yearKeys, names []string
	for _, y := range years {
		var cell []cellLink
		for _, o := range all {
			if o.year != y {
				continue
			}
			text := strconv.Itoa(y)
			if o.scope == ofDepartment {
				text += " " + w.Plain("site-department-budget")
			}
			text += o.copy(w)
			cell = append(cell, cellLink{"units/" + o.slug + "/index.html", text, text + " – " + r.Name})
			names = append(names, o.name, o.nameEN)
			yearKeys = append(yearKeys, strconv.Itoa(y))
		}
		r.Cells = append(r.Cells, cell)
	}
	slices.Sort(names)
	slices.Sort(yearKeys)
	r.Key = searchText(strings.Join(append([]string{u.code, u.dept}, slices.Compact(names)...), "|"))
	r.YearKey = strings.Join(slices.Compact(yearKeys), " ")
	return r
}

// searchText is a text as the search compares it; the script folds what is typed alike.
func searchText(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), "")
}
