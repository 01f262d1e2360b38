package site

import (
	"bytes"
	"crypto/sha1"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"budgetbook/internal/harmless"
	"budgetbook/internal/html"
)

// The parts of an Atom feed (RFC 4287).
type (
	atomFeed struct {
		XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang      string      `xml:"xml:lang,attr"`
		ID        string      `xml:"id"`
		Title     string      `xml:"title"`
		Updated   string      `xml:"updated"`
		Generator string      `xml:"generator"`
		Links     []atomLink  `xml:"link"`
		Entries   []atomEntry `xml:"entry"`
	}
	atomLink struct {
		Rel   string `xml:"rel,attr,omitempty"`
		Type  string `xml:"type,attr,omitempty"`
		Lang  string `xml:"hreflang,attr,omitempty"`
		Title string `xml:"title,attr,omitempty"`
		Href  string `xml:"href,attr"`
	}
	atomEntry struct {
		ID      string     `xml:"id"`
		Title   string     `xml:"title"`
		Updated string     `xml:"updated"`
		Author  atomAuthor `xml:"author"`
		Summary string     `xml:"summary"`
		Links   []atomLink `xml:"link"`
	}
	atomAuthor struct {
		Name string `xml:"name"`
	}
)

// yearStart is the first day of a budget year, in the time of Beijing: no clock is read,
// and nothing in the data says when a disclosure was approved.
func yearStart(year int) string { return fmt.Sprintf("%04d-01-01T00:00:00+08:00", year) }

// nameURN is an identifier made of a name (a UUID of version 5), the same wherever the
// site stands.
func nameURN(name string) string {
	space := []byte("budgetbook/site\x00")
	sum := sha1.Sum(append(space, name...))
	id := sum[:16]
	id[6], id[8] = id[6]&0x0f|0x50, id[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// feed lists the disclosures, those of the last year first.
func (s *site) feed() ([]byte, error) {
	w := wordsIn(s.opt.Lang)
	clean := harmless.Line // XML cannot hold a control character at all
	f := atomFeed{Lang: w.Tag(), ID: nameURN(s.opt.BaseURL + "\x00" + s.opt.Title), Title: clean(s.opt.Title), Generator: "budgetbook",
		Links: []atomLink{{Rel: "alternate", Type: "text/html", Href: s.opt.BaseURL + "index.html"}, {Rel: "self", Type: "application/atom+xml", Href: s.opt.BaseURL + "feed.xml"}}}
	units := slices.Clone(s.units)
	slices.SortStableFunc(units, func(a, b *unit) int { return b.year - a.year })
	f.Updated = yearStart(units[0].year)
	for _, u := range units {
		dir := s.opt.BaseURL + "units/" + u.slug + "/"
		e := atomEntry{ID: nameURN("disclosure\x00" + u.slug + "\x00" + u.name), Title: clean(u.titled(w)), Updated: yearStart(u.year), Author: atomAuthor{clean(u.name)},
			Summary: clean(strings.Join(slices.DeleteFunc([]string{u.dept, u.code}, func(x string) bool { return x == "" }), " · ")),
			Links:   []atomLink{{Rel: "alternate", Type: "text/html", Href: dir + "index.html"}}}
		for _, x := range u.editions {
			e.Links = append(e.Links, atomLink{Rel: "related", Type: "application/pdf", Lang: html.Tag(x.lang), Title: wordsIn(x.lang).Plain("site-edition-" + string(x.lang)), Href: dir + u.pdfName(x)})
		}
		f.Entries = append(f.Entries, e)
	}
	return asXML(f)
}

// sitemap lists the pages for search engines.
func (s *site) sitemap() []byte {
	type place struct {
		Loc string `xml:"loc"`
	}
	m := struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []place  `xml:"url"`
	}{}
	names := []string{"index.html", "data/index.html"}
	for _, u := range s.units {
		dir := "units/" + u.slug + "/"
		names = append(names, dir+"index.html")
		for _, e := range u.editions {
			names = append(names, dir+e.htmlName(), dir+u.pdfName(e))
		}
	}
	for _, n := range names {
		m.URLs = append(m.URLs, place{s.opt.BaseURL + n})
	}
	data, _ := asXML(m) // texts alone cannot fail
	return data
}

func asXML(v any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return harmless.Page(b.Bytes()), nil
}
