package board

import (
	"budgetbook/internal/docx"
	"budgetbook/internal/ooxml"
)

// letterStyles are those of a letter: faces as in GB/T 9704, sizes for one page of text.
func letterStyles(english bool) docx.Sheet {
	body, indent, bold := 28, `<w:ind w:firstLineChars="200" w:firstLine="560"/>`, ""
	if english {
		body, indent, bold = 23, "", "<w:b/>"
	}
	return docx.Sheet{Font: ooxml.Fangsong, Size: body, Normal: `<w:spacing w:line="480" w:lineRule="atLeast"/>`, Table: "Findings", Paras: []docx.Style{
		{ID: "Title", Based: "Normal", Para: `<w:keepNext/><w:spacing w:before="120" w:after="320" w:line="600" w:lineRule="atLeast"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>`, Chars: docx.Font(ooxml.Biaosong) + docx.Size(40)},
		{ID: "To", Based: "Normal"},
		{ID: "Text", Based: "Normal", Para: `<w:spacing w:after="60" w:line="480" w:lineRule="atLeast"/>` + indent},
		{ID: "Close", Based: "Text", Para: `<w:keepNext/><w:spacing w:before="200" w:after="60" w:line="480" w:lineRule="atLeast"/>` + indent},
		{ID: "Heading1", Based: "Normal", Para: `<w:keepNext/><w:spacing w:before="240" w:after="100"/><w:outlineLvl w:val="1"/>`, Chars: docx.Font(ooxml.Heiti) + docx.Size(body) + bold},
		{ID: "Sign", Based: "Normal", Para: `<w:keepLines/><w:jc w:val="right"/>`},
		{ID: "SignFirst", Based: "Sign", Para: `<w:keepNext/><w:spacing w:before="480"/><w:jc w:val="right"/>`},
		{ID: "Cell", Based: "Normal", Para: `<w:spacing w:before="30" w:after="30" w:line="300" w:lineRule="atLeast"/>`, Chars: docx.Font(ooxml.Songti) + docx.Size(21)},
		{ID: "CellHead", Based: "Cell", Para: `<w:keepNext/><w:jc w:val="center"/>`, Chars: docx.Font(ooxml.Heiti) + bold},
		{ID: "CellNumber", Based: "Cell", Para: `<w:jc w:val="center"/>`},
		{ID: "CellSum", Based: "Cell", Para: `<w:jc w:val="right"/>`},
		{ID: "CellNote", Based: "Cell", Chars: `<w:color w:val="5B6670"/>` + docx.Size(18)},
		{ID: "Footer", Based: "Normal", Para: `<w:jc w:val="center"/>`, Chars: docx.Font(ooxml.Songti) + docx.Size(21)},
	}}
}
