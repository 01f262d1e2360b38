package docx

import (
	"fmt"
	"strings"
)

// Sheet are the styles of a document.
type Sheet struct {
	Font   string // of Chinese text
	Size   int    // of text, in half points
	Normal string // properties of paragraphs
	Table  string // id of the style of tables: thin lines around every cell
	Paras  []Style
}

// Style is a style of paragraphs. Para and Chars are its properties as the format
// writes them (w:pPr, w:rPr); what is left out is as in the style it is based on.
type Style struct{ ID, Based, Para, Chars string }

// Font sets the face of Chinese text; Latin letters and digits are those of Times.
func Font(han string) string {
	return `<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="` + han + `"/>`
}

// Size sets the size of text, in half points.
func Size(half int) string { return fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, half, half) }

// xml is the part that holds the styles.
func (s *Sheet) xml(lang string) string {
	var b strings.Builder
	b.WriteString("<w:styles" + wordNS + "><w:docDefaults><w:rPrDefault><w:rPr>" + Font(s.Font) + Size(s.Size) + `<w:lang w:val="` + lang + `" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>` + s.Normal + `</w:pPr></w:style>`)
	for _, p := range s.Paras {
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="%s"/><w:qFormat/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`, p.ID, p.ID, p.Based, p.Para, p.Chars)
	}
	b.WriteString(`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>` +
		`<w:style w:type="table" w:styleId="` + s.Table + `"><w:name w:val="` + s.Table + `"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(&b, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="8C8C8C"/>`, side)
	}
	b.WriteString(`</w:tblBorders><w:tblCellMar><w:left w:w="90" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`)
	return b.String()
}
