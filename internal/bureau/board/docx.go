package board

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// A letter is a document of paragraphs and tables in the Office Open XML format
// (ISO/IEC 29500), as small as it can be: no program is needed to make one.

// letterDoc is a letter while it is written.
type letterDoc struct {
	english bool
	title   string
	body    strings.Builder
}

// escape makes a text fit for XML; a line end stays one.
func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}

// run is a text in a style of characters ("" for that of the paragraph).
func run(style, text string) string {
	props := ""
	if style != "" {
		props = `<w:rPr><w:rStyle w:val="` + style + `"/></w:rPr>`
	}
	var b strings.Builder
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if i > 0 {
			b.WriteString("<w:r><w:br/></w:r>")
		}
		b.WriteString("<w:r>" + props + `<w:t xml:space="preserve">` + escape(line) + "</w:t></w:r>")
	}
	return b.String()
}

func para(style, runs string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` + runs + "</w:p>"
}

// para writes a paragraph in a style.
func (d *letterDoc) para(style, text string) { d.body.WriteString(para(style, run("", text))) }

// table writes a table: widths in 1/20 pt, heads, and rows of cells, each of which is
// one or more finished paragraphs.
func (d *letterDoc) table(widths []int, heads []string, rows [][]string) {
	b := &d.body
	total := 0
	for _, w := range widths {
		total += w
	}
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblStyle w:val="Findings"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>`, total)
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
		head = append(head, para("CellHead", run("", h)))
	}
	row("<w:tblHeader/>", head, `<w:shd w:val="clear" w:color="auto" w:fill="EEF1F4"/>`)
	for _, cells := range rows {
		row("", cells, "")
	}
	b.WriteString("</w:tbl>")
}

const wordNS = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

// bytes packs the letter; the same letter gives the same bytes. day is when it is dated.
func (d *letterDoc) bytes(day time.Time) ([]byte, error) {
	lang, head := "zh-CN", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"
	if d.english {
		lang = "en-GB"
	}
	stamp := day.Format("2006-01-02") + "T00:00:00Z"
	parts := []struct{ name, text string }{
		{"[Content_Types].xml", head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
			`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
			`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
			`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`},
		{"_rels/.rels", head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
			`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`},
		{"docProps/core.xml", head + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
			"<dc:title>" + escape(d.title) + "</dc:title><dc:creator>budgetbook</dc:creator><dc:language>" + lang + "</dc:language>" +
			`<dcterms:created xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:modified></cp:coreProperties>`},
		{"word/_rels/document.xml.rels", head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
			`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`},
		{"word/document.xml", head + "<w:document" + wordNS + "><w:body>" + d.body.String() +
			`<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1701" w:right="1304" w:bottom="1474" w:left="1418" w:header="850" w:footer="850" w:gutter="0"/></w:sectPr></w:body></w:document>`},
		{"word/footer1.xml", head + "<w:ftr" + wordNS + `><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`},
		{"word/styles.xml", head + d.styles(lang)},
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = w.Write([]byte(p.text))
		}
		if err != nil {
			return nil, fmt.Errorf("write a letter: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write a letter: %w", err)
	}
	return out.Bytes(), nil
}

// styles are those of the letter: faces as in GB/T 9704, sizes for one page of text.
func (d *letterDoc) styles(lang string) string {
	font := func(han string) string {
		return `<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="` + han + `"/>`
	}
	size := func(half int) string { return fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, half, half) }
	body, indent := 28, `<w:ind w:firstLineChars="200" w:firstLine="560"/>`
	if d.english {
		body, indent = 23, ""
	}
	style := func(id, based, pPr, rPr string) string {
		if based != "" {
			based = `<w:basedOn w:val="` + based + `"/>`
		}
		return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + id + `"/>` + based + `<w:qFormat/><w:pPr>` + pPr + `</w:pPr><w:rPr>` + rPr + `</w:rPr></w:style>`
	}
	return "<w:styles" + wordNS + "><w:docDefaults><w:rPrDefault><w:rPr>" + font("仿宋") + size(body) + `<w:lang w:val="` + lang + `" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:line="480" w:lineRule="atLeast"/></w:pPr></w:style>` +
		style("Title", "Normal", `<w:keepNext/><w:spacing w:before="120" w:after="320" w:line="600" w:lineRule="atLeast"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>`, font("方正小标宋简体")+size(40)) +
		style("To", "Normal", "", "") +
		style("Text", "Normal", `<w:spacing w:after="60" w:line="480" w:lineRule="atLeast"/>`+indent, "") +
		style("Close", "Text", `<w:keepNext/><w:spacing w:before="200" w:after="60" w:line="480" w:lineRule="atLeast"/>`+indent, "") +
		style("Heading1", "Normal", `<w:keepNext/><w:spacing w:before="240" w:after="100"/><w:outlineLvl w:val="1"/>`, font("黑体")+size(body)+boldIn(d.english)) +
		style("Sign", "Normal", `<w:keepLines/><w:jc w:val="right"/>`, "") +
		style("SignFirst", "Sign", `<w:keepNext/><w:spacing w:before="480"/><w:jc w:val="right"/>`, "") +
		style("Cell", "Normal", `<w:spacing w:before="30" w:after="30" w:line="300" w:lineRule="atLeast"/>`, font("宋体")+size(21)) +
		style("CellHead", "Cell", `<w:keepNext/><w:jc w:val="center"/>`, font("黑体")+boldIn(d.english)) +
		style("CellNumber", "Cell", `<w:jc w:val="center"/>`, "") +
		style("CellSum", "Cell", `<w:jc w:val="right"/>`, "") +
		style("CellNote", "Cell", "", `<w:color w:val="5B6670"/>`+size(18)) +
		style("Footer", "Normal", `<w:jc w:val="center"/>`, font("宋体")+size(21)) +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>` +
		`<w:style w:type="table" w:styleId="Findings"><w:name w:val="Findings"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>` + borders() + `</w:tblBorders><w:tblCellMar><w:left w:w="90" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`
}

func boldIn(english bool) string {
	if english {
		return "<w:b/>"
	}
	return ""
}

func borders() string {
	var b strings.Builder
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(&b, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="8C8C8C"/>`, side)
	}
	return b.String()
}
