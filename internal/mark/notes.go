package mark

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"

	"budgetbook/internal/xlsx"
)

// The drawing of notes is VML: XML only nearly, since buttons on it hold HTML. So it
// is cut by its tags, not parsed.
var (
	shapeBlock  = regexp.MustCompile(`(?s)<v:shape\s.*?</v:shape>\s*`)
	shapeRow    = regexp.MustCompile(`<x:Row>\s*(\d+)\s*</x:Row>`)
	shapeColumn = regexp.MustCompile(`<x:Column>\s*(\d+)\s*</x:Column>`)
	shapeID     = regexp.MustCompile(`_x0000_s(\d+)`)
)

const noVML = `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">` +
	`<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>`

const shapeType = `<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`

// drawNotes takes the boxes of notes that are gone out of a drawing and puts in
// those of new ones. lines is how high each is.
func drawNotes(data []byte, gone map[xlsx.Pos]bool, fresh []xlsx.Pos, lines map[xlsx.Pos]int) ([]byte, error) {
	data = shapeBlock.ReplaceAllFunc(data, func(shape []byte) []byte {
		r, c := shapeRow.FindSubmatch(shape), shapeColumn.FindSubmatch(shape)
		if r == nil || c == nil || !bytes.Contains(shape, []byte(`ObjectType="Note"`)) {
			return shape
		}
		if gone[xlsx.Pos{Row: xlsx.Number0(string(r[1])) + 1, Column: xlsx.Number0(string(c[1])) + 1}] {
			return nil
		}
		return shape
	})
	end := bytes.LastIndex(data, []byte("</xml>"))
	if end < 0 {
		return nil, fmt.Errorf("drawing of notes: %w", xlsx.ErrCarry)
	}
	if len(fresh) == 0 {
		return data, nil
	}
	var b strings.Builder
	if !bytes.Contains(data, []byte(`id="_x0000_t202"`)) {
		b.WriteString(shapeType)
	}
	next := 1025
	for _, m := range shapeID.FindAllSubmatch(data, -1) {
		next = max(next, xlsx.Number0(string(m[1]))+1)
	}
	for i, p := range fresh {
		// The box stands right of its cell: column, offset, row, offset of two corners.
		n := min(max(lines[p], 3), 20)
		anchor := fmt.Sprintf("%d, 15, %d, 2, %d, 60, %d, 4", p.Column, max(p.Row-2, 0), p.Column+3, max(p.Row-2, 0)+n)
		fmt.Fprintf(&b, `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:250pt;height:%dpt;z-index:%d;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">`+
			`<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>`+
			`<x:ClientData ObjectType="Note"><x:SizeWithCells/><x:Anchor>%s</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
			next+i, n*13, i+1, anchor, p.Row-1, p.Column-1)
	}
	return xlsx.Splice(data, []xlsx.Edit{{From: end, To: end, Text: b.String()}}), nil
}

// threaded lists the cells of a sheet with a conversation: newer programs show that
// and not the note, so none is added there.
func threadedComments(a *xlsx.Archive, part string) map[xlsx.Pos]bool {
	cells := map[xlsx.Pos]bool{}
	for _, r := range a.Rels(part) {
		if !strings.HasSuffix(r.Type, "/threadedComment") {
			continue
		}
		data, err := a.Part(r.Target)
		if err != nil {
			continue
		}
		d := xml.NewDecoder(bytes.NewReader(data))
		for {
			tok, err := d.RawToken()
			if err != nil {
				break
			}
			if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "threadedComment" {
				if column, row, ok := xlsx.NoteCellName(xlsx.Attribute(s, "ref")); ok {
					cells[xlsx.Pos{Row: row, Column: column}] = true
				}
			}
		}
	}
	return cells
}

// What may stand behind the drawing of notes in a sheet.
var behindNotes = []string{"legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent", "webPublishItems", "tableParts", "extLst"}

// annotateNotes writes the notes of one sheet, after taking away earlier ones.
func annotateNotes(a *xlsx.Archive, part string, marks map[xlsx.Pos]*cellMark) error {
	commentsPart, vmlPart := "", ""
	for _, r := range a.Rels(part) {
		switch {
		case strings.HasSuffix(r.Type, "/comments"):
			commentsPart = r.Target
		case strings.HasSuffix(r.Type, "/vmlDrawing"):
			if isLegacyDrawing(a, part, r.ID) {
				vmlPart = r.Target
			}
		}
	}
	if commentsPart == "" && len(marks) == 0 {
		return nil
	}
	data := []byte(xlsx.NoNotes)
	if commentsPart != "" {
		var err error
		if data, err = a.Text(commentsPart); err != nil {
			return err
		}
	}
	c, err := xlsx.ReadNotes(data)
	if err != nil {
		return fmt.Errorf("notes: %w", err)
	}
	gone := c.Strip()
	threads := threadedComments(a, part)
	var fresh []xlsx.Pos
	lines := map[xlsx.Pos]int{}
	for _, p := range sortedMarks(marks) {
		if threads[p] {
			continue
		}
		if c.Add(p, marks[p].texts) {
			fresh = append(fresh, p)
			lines[p] = noteLines(marks[p].texts)
		}
	}
	if after := c.Bytes(); commentsPart == "" || !bytes.Equal(after, data) {
		if commentsPart == "" {
			commentsPart = a.Free("xl/comments{n}.xml")
			if _, err := a.Relate(part, "comments", commentsPart); err != nil {
				return err
			}
			if err := a.Declare(commentsPart, "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"); err != nil {
				return err
			}
		}
		a.Set(commentsPart, after)
	}
	if len(gone) == 0 && len(fresh) == 0 {
		return nil
	}
	return drawNoteBoxes(a, part, vmlPart, gone, fresh, lines)
}

// drawBoxes changes the drawing of notes of a sheet, or gives it one.
func drawNoteBoxes(a *xlsx.Archive, part, vmlPart string, gone map[xlsx.Pos]bool, fresh []xlsx.Pos, lines map[xlsx.Pos]int) error {
	vml := []byte(noVML)
	if vmlPart != "" {
		var err error
		if vml, err = a.Part(vmlPart); err != nil {
			return err
		}
	} else if len(fresh) == 0 {
		return nil
	}
	vml, err := drawNotes(vml, gone, fresh, lines)
	if err != nil {
		return err
	}
	if vmlPart != "" {
		a.Set(vmlPart, vml)
		return nil
	}
	vmlPart = a.Free("xl/drawings/vmlDrawing{n}.vml")
	a.Set(vmlPart, vml)
	id, err := a.Relate(part, "vmlDrawing", vmlPart)
	if err != nil {
		return err
	}
	if err := a.DeclareVML(); err != nil {
		return err
	}
	data, err := a.Text(part)
	if err != nil {
		return err
	}
	at, prefix, err := xlsx.Child(data, xlsx.After(behindNotes, "legacyDrawing"))
	if err != nil {
		return err
	}
	schema := a.Schema
	if schema == "" {
		schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	}
	item := xlsx.Prefixed("<legacyDrawing", prefix) + fmt.Sprintf(` xmlns:r="%s" r:id="%s"/>`, schema, id)
	a.Set(part, xlsx.Splice(data, []xlsx.Edit{{From: at, To: at, Text: item}}))
	return nil
}

// isLegacy says whether a relationship of a sheet is that of its drawing of notes:
// pictures in headers are drawings of the same type.
func isLegacyDrawing(a *xlsx.Archive, part, id string) bool {
	data, err := a.Text(part)
	if err != nil {
		return false
	}
	found := false
	_ = xlsx.Walk(data, func(n xlsx.Node) error {
		if n.Start != nil && n.Local() == "legacyDrawing" {
			found = found || xlsx.Attribute(*n.Start, "id") == id
		}
		return nil
	})
	return found
}

// noteLines is how many lines a note takes in its box.
func noteLines(texts []xlsx.NoteText) int {
	n := 2.0
	for _, t := range texts {
		for _, line := range strings.Split(t.Text, "\n") {
			n += xlsx.Ceil(xlsx.TextWidth(line)/44) + 0.2
		}
	}
	return int(n) + 1
}
