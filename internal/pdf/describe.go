package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"time"

	"budgetbook/internal/harmless"
	"budgetbook/internal/layout"
)

// info writes the information dictionary.
func (f *finisher) info() int {
	b := []byte("<<")
	for _, e := range [][2]string{
		{"/Title ", f.meta.Title}, {"/Author ", f.meta.Author}, {"/Subject ", f.meta.Subject},
		{"/Creator ", f.meta.Creator}, {"/Producer ", f.meta.Producer},
	} {
		if e[1] != "" {
			b = append(b, e[0]...)
			b = textString(b, e[1])
		}
	}
	if !f.meta.Date.IsZero() {
		d := infoDate(f.meta.Date)
		b = append(b, " /CreationDate "+d+" /ModDate "+d...)
	}
	return f.add(append(b, ">>"...))
}

// infoDate is a date as (D:20240131120000+08'00').
func infoDate(t time.Time) string {
	zone := t.Format("-07'00'")
	if _, off := t.Zone(); off == 0 {
		zone = "Z"
	}
	return "(D:" + t.Format("20060102150405") + zone + ")"
}

// archival names the standard for archives the file is made to: its part and
// its level. PDF/A-2a (ISO 19005-2) allows no embedded files, PDF/A-3a
// (ISO 19005-3) is the same with them.
const archival = `<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>%d</pdfaid:part><pdfaid:conformance>%s</pdfaid:conformance></rdf:Description>
`

// accessible names the standard for readers aloud: PDF/UA-1 (ISO 14289-1).
// PDF/A wants its schema described.
const accessible = `<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
`

// metadata writes the XMP packet; it says what the information dictionary says.
func (f *finisher) metadata() int {
	esc := func(s string) string {
		var b bytes.Buffer
		_ = xml.EscapeText(&b, []byte(s)) // a Buffer takes everything
		return b.String()
	}
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"` +
		` xmlns:pdf="http://ns.adobe.com/pdf/1.3/">` + "\n")
	b.WriteString("<dc:format>application/pdf</dc:format>\n")
	alt := func(name, s string) {
		if s != "" {
			fmt.Fprintf(&b, "<dc:%s><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:%s>\n", name, esc(s), name)
		}
	}
	alt("title", f.meta.Title)
	alt("description", f.meta.Subject)
	if f.meta.Author != "" {
		fmt.Fprintf(&b, "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>\n", esc(f.meta.Author))
	}
	if f.meta.Lang != "" {
		fmt.Fprintf(&b, "<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>\n", esc(f.meta.Lang))
	}
	if f.meta.Creator != "" {
		fmt.Fprintf(&b, "<xmp:CreatorTool>%s</xmp:CreatorTool>\n", esc(f.meta.Creator))
	}
	if f.meta.Producer != "" {
		fmt.Fprintf(&b, "<pdf:Producer>%s</pdf:Producer>\n", esc(f.meta.Producer))
	}
	if !f.meta.Date.IsZero() {
		d := f.meta.Date.Format("2006-01-02T15:04:05Z07:00")
		fmt.Fprintf(&b, "<xmp:CreateDate>%s</xmp:CreateDate>\n<xmp:ModifyDate>%s</xmp:ModifyDate>\n", d, d)
	}
	b.WriteString("</rdf:Description>\n")
	part, level := 2, "A"
	switch {
	case f.meta.Part1:
		part, level = 1, "B"
	case len(f.meta.Files) > 0:
		part = 3
	}
	if f.archival() {
		fmt.Fprintf(&b, archival, part, level)
		b.WriteString(accessible)
	}
	b.WriteString("</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>")
	id := f.addStream("/Type /Metadata /Subtype /XML", b.Bytes())
	f.objs[id-1].plain = true // archives must be able to read it without unpacking
	return id
}

// intent writes the output intent: the greys of the document are those of sRGB.
func (f *finisher) intent() int {
	profile := f.addStream("/N 3", sRGB())
	b := []byte("<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1) /Info (sRGB IEC61966-2.1) /DestOutputProfile ")
	b = reference(b, profile)
	return f.add(append(b, ">>"...))
}

// outlines writes the outline tree; 0 if there is none. Only the top level is
// shown unfolded.
func (f *finisher) outlines() int {
	if len(f.pages.Outline) == 0 {
		return 0
	}
	root := f.alloc()
	first, last, _ := f.bookmarks(f.pages.Outline, root)
	b := []byte("<</Type /Outlines /First ")
	b = reference(b, first)
	b = append(b, "/Last "...)
	b = reference(b, last)
	b = fmt.Appendf(b, "/Count %d>>", len(f.pages.Outline))
	f.set(root, b)
	return root
}

func (f *finisher) bookmarks(bs []*layout.Bookmark, parent int) (first, last, count int) {
	ids := make([]int, len(bs))
	for i := range bs {
		ids[i] = f.alloc()
	}
	for i, k := range bs {
		b := []byte("<</Title ")
		b = textString(b, harmless.Line(k.Title))
		b = append(b, "/Parent "...)
		b = reference(b, parent)
		b = append(b, "/Dest "...)
		b = f.destination(b, k.Page, k.Y)
		if i > 0 {
			b = append(b, "/Prev "...)
			b = reference(b, ids[i-1])
		}
		if i+1 < len(bs) {
			b = append(b, "/Next "...)
			b = reference(b, ids[i+1])
		}
		if len(k.Kids) > 0 {
			kf, kl, n := f.bookmarks(k.Kids, ids[i])
			b = append(b, "/First "...)
			b = reference(b, kf)
			b = append(b, "/Last "...)
			b = reference(b, kl)
			b = fmt.Appendf(b, "/Count %d", -n) // folded
		}
		f.set(ids[i], append(b, ">>"...))
	}
	return ids[0], ids[len(ids)-1], len(bs)
}

// destinations writes the name tree of anchors, so that a place can be linked
// to from outside; 0 if there is none.
func (f *finisher) destinations() int {
	if len(f.names) == 0 {
		return 0
	}
	names := slices.Clone(f.names)
	slices.SortFunc(names, func(a, b string) int { return bytes.Compare(stringBytes(a), stringBytes(b)) })
	b := []byte("<</Names [")
	for _, n := range names {
		t := f.anchors[n]
		b = textString(b, n)
		b = f.destination(b, t.page, t.y)
		b = append(b, '\n')
	}
	return f.add(append(b, "]>>"...))
}

// pageLabels numbers the front matter i, ii … and the body as it is printed.
func (f *finisher) pageLabels() []byte {
	b := []byte("/PageLabels <</Nums [")
	front, want := false, 0
	for i := range f.pages.Pages {
		n := f.pages.Pages[i].Number
		switch {
		case n == 0 && (!front || i == 0):
			b = fmt.Appendf(b, "%d <</S /r>>", i)
			front = true
		case n > 0 && (n != want || front || i == 0):
			b = fmt.Appendf(b, "%d <</S /D /St %d>>", i, n)
			front = false
		}
		want = n + 1
	}
	return append(b, "]>>"...)
}

// linkIDs reserves the annotations of links that lead somewhere.
func (f *finisher) linkIDs() {
	next := len(f.pageID) // keys after those of the pages
	for i := range f.marks.links {
		l := &f.marks.links[i]
		if _, ok := f.anchors[l.item.Str]; ok {
			l.id = f.alloc()
			l.key = next
			next++
		}
	}
}

func (f *finisher) annotations() {
	for i := range f.marks.links {
		l := &f.marks.links[i]
		if l.id == 0 {
			continue
		}
		t := f.anchors[l.item.Str]
		h := f.pages.Pages[l.page].Height
		b := []byte("<</Type /Annot /Subtype /Link /Border [0 0 0] /F 4 /Rect [")
		b = appendPoints(b, l.item.X)
		b = append(b, ' ')
		b = appendPoints(b, h-l.item.Y-l.item.H)
		b = append(b, ' ')
		b = appendPoints(b, l.item.X+l.item.W)
		b = append(b, ' ')
		b = appendPoints(b, h-l.item.Y)
		b = append(b, "] /Dest "...)
		b = f.destination(b, t.page, t.y)
		b = append(b, " /Contents "...)
		b = textString(b, f.labelOf(t.page))
		if l.node != nil {
			b = append(b, " /StructParent "...)
			b = strconv.AppendInt(b, int64(l.key), 10)
		}
		f.set(l.id, append(b, ">>"...))
	}
}

// labelOf names a page for readers aloud.
func (f *finisher) labelOf(page int) string {
	if l := f.pages.Pages[page].Label; l != "" {
		return l
	}
	return strconv.Itoa(page + 1)
}
