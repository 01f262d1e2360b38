// Package docx writes text documents in the Office Open XML format (ISO/IEC 29500), as
// small as they can be: no program is needed to make one.
//
// Input: paragraphs and tables, each in a style by its id, and the styles. Output: bytes
// of a .docx file. Invariant: no clock is read; the same input gives the same bytes.
package docx

import (
	"fmt"
	"strings"
	"time"

	"budgetbook/internal/harmless"
	"budgetbook/internal/ooxml"
)

// Doc is a document while it is written.
type Doc struct {
	Title   string
	English bool // its language; else it is Chinese
	Styles  Sheet
	body    strings.Builder
}

// Run is a text in the characters of its paragraph; a line end is one on the page. What
// XML cannot hold, or would turn the direction of reading, is shown; there are no fields
// and no links in a text.
func Run(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if i > 0 {
			b.WriteString("<w:r><w:br/></w:r>")
		}
		b.WriteString(`<w:r><w:t xml:space="preserve">` + ooxml.Escape(harmless.Shown(line)) + "</w:t></w:r>")
	}
	return b.String()
}

// Para is a paragraph of text in a style.
func Para(style, text string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` + Run(text) + "</w:p>"
}

// Para writes a paragraph of text in a style.
func (d *Doc) Para(style, text string) { d.body.WriteString(Para(style, text)) }

// Table writes a table in the style of tables: widths in 1/20 pt, heads in a style, and
// rows of cells, each of which is one or more paragraphs made by Para.
func (d *Doc) Table(widths []int, headStyle string, heads []string, rows [][]string) {
	b := &d.body
	total := 0
	for _, w := range widths {
		total += w
	}
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblStyle w:val="`+d.Styles.Table+`"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>`, total)
	for _, w := range widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, w)
	}
	b.WriteString("</w:tblGrid>")
	row := func(props string, cells []string, fill string) {
		b.WriteString("<w:tr><w:trPr><w:cantSplit/>" + props + "</w:trPr>")
		for i, c := range cells {
			fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr>%s</w:tc>`, widths[i], fill, c)
		}
		b.WriteString("</w:tr>")
	}
	var head []string
	for _, h := range heads {
		head = append(head, Para(headStyle, h))
	}
	row("<w:tblHeader/>", head, `<w:shd w:val="clear" w:color="auto" w:fill="EEF1F4"/>`)
	for _, cells := range rows {
		row("", cells, "")
	}
	b.WriteString("</w:tbl>")
}

const wordNS = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

// Bytes packs the document; day is when it is dated.
func (d *Doc) Bytes(day time.Time) ([]byte, error) {
	lang := "zh-CN"
	if d.English {
		lang = "en-GB"
	}
	stamp := day.Format("2006-01-02") + "T00:00:00Z"
	parts := []struct{ name, text string }{
		{ooxml.ContentTypes, ooxml.Head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
			`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
			`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
			`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`},
		{ooxml.Relationships, ooxml.Head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
			`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`},
		{"docProps/core.xml", ooxml.Head + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
			"<dc:title>" + ooxml.Escape(harmless.Line(d.Title)) + "</dc:title><dc:creator>budgetbook</dc:creator><dc:language>" + lang + "</dc:language>" +
			`<dcterms:created xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:modified></cp:coreProperties>`},
		{"word/_rels/document.xml.rels", ooxml.Head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
			`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`},
		{"word/document.xml", ooxml.Head + "<w:document" + wordNS + "><w:body>" + d.body.String() +
			`<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1701" w:right="1304" w:bottom="1474" w:left="1418" w:header="850" w:footer="850" w:gutter="0"/></w:sectPr></w:body></w:document>`},
		{"word/footer1.xml", ooxml.Head + "<w:ftr" + wordNS + `><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`},
		{"word/styles.xml", ooxml.Head + d.Styles.xml(lang)},
	}
	w := ooxml.NewWriter(ooxml.Fast)
	for _, p := range parts {
		if err := w.Part(p.name, []byte(p.text)); err != nil {
			return nil, fmt.Errorf("write a document: %w", err)
		}
	}
	data, err := w.Bytes()
	if err != nil {
		return nil, fmt.Errorf("write a document: %w", err)
	}
	return data, nil
}
