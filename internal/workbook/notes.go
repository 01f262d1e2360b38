package workbook

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
)

// author signs the notes of an annotation; by it they are known the next time.
const author = "budgetbook"

// ownPart stands before what an annotation says in a note, be it its own note or one
// somebody else wrote.
const ownPart = "—— budgetbook ——"

// noteText is one piece of a note.
type noteText struct {
	text string
	bold bool
}

// maxNote bounds what one note says, in bytes; a cell holds no more characters.
const maxNote = 8000

// runs are the pieces of a note as rich text.
func runs(texts []noteText) string {
	var b strings.Builder
	left := maxNote
	for _, t := range texts {
		if left -= len(t.text); left < 0 {
			b.WriteString(`<r><t xml:space="preserve">` + "\n…" + `</t></r>`)
			break
		}
		bold := ""
		if t.bold {
			bold = "<b/>"
		}
		fmt.Fprintf(&b, `<r><rPr>%s<sz val="9"/><color indexed="81"/><rFont val="%s"/><family val="3"/><charset val="134"/></rPr><t xml:space="preserve">%s</t></r>`, bold, songti, escape(t.text))
	}
	return b.String()
}

// comment is one note of a sheet, as it stands in the part of notes.
type comment struct {
	at  pos
	own bool
	raw string
}

// notes are the notes of one sheet.
type notes struct {
	data      []byte
	prefix    string
	authors   []string // raw
	own       int      // which of them is this program, -1 if none
	list      []comment
	index     map[pos]int // of the notes in the list, made when it is asked for
	authorsAt [2]int      // bytes of the list of authors; equal if it is missing
	listAt    [2]int
}

const noNotes = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
	`<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors></authors><commentList></commentList></comments>`

func readNotes(data []byte) (*notes, error) {
	c := &notes{data: data, own: -1}
	parent, item := "", node{}
	err := walk(data, func(n node) error {
		switch {
		case n.depth == 0 && n.start != nil:
			c.prefix = n.name.Space
		case n.depth == 1 && n.start != nil:
			parent = n.local()
			switch parent {
			case "authors":
				c.authorsAt = [2]int{n.from, n.to}
			case "commentList":
				c.listAt = [2]int{n.from, n.to}
			}
		case n.depth == 1 && n.local() == "authors":
			c.authorsAt[1] = n.to
		case n.depth == 1 && n.local() == "commentList":
			c.listAt[1] = n.to
		case n.depth == 2 && n.start != nil:
			item = n
		case n.depth == 2 && parent == "authors":
			raw := string(data[item.from:n.to])
			if strings.TrimSpace(html.UnescapeString(anyTag.ReplaceAllString(raw, ""))) == author {
				c.own = len(c.authors)
			}
			c.authors = append(c.authors, raw)
		case n.depth == 2 && parent == "commentList":
			column, row, ok := cellName(attr(*item.start, "ref"))
			if !ok {
				return errCarry
			}
			c.list = append(c.list, comment{pos{row, column}, c.own >= 0 && number0(attr(*item.start, "authorId")) == c.own, string(data[item.from:n.to])})
		}
		return nil
	})
	if err == nil && (c.authorsAt[1] == 0 || c.listAt[1] == 0) {
		err = errCarry
	}
	return c, err
}

var anyTag = regexp.MustCompile(`<[^>]*>`)

func cellName(ref string) (column, row int, ok bool) {
	a, ok := block(strings.ReplaceAll(ref, "$", ""))
	return a.left, a.top, ok
}

// strip takes away what an earlier annotation wrote: everything from its mark on. It
// returns the cells whose notes are gone as a whole. The author alone does not tell:
// LibreOffice leaves authors out.
func (c *notes) strip() map[pos]bool {
	gone := map[pos]bool{}
	kept := c.list[:0]
	for _, x := range c.list {
		head, found := c.beforeOwn(x.raw)
		if x.own || found && head == "" {
			gone[x.at] = true
			continue
		}
		if found {
			x.raw = head
		}
		kept = append(kept, x)
	}
	c.list = kept
	return gone
}

// beforeOwn is a note without what stands from the mark on; "" if nothing is left.
// Programs divide a text into runs as they like, so the mark may lie in several.
func (c *notes) beforeOwn(raw string) (string, bool) {
	type piece struct{ run, from, start int } // bytes of its run and its text; where it starts in the whole text
	var pieces []piece
	var whole strings.Builder
	run, from := -1, 0
	err := walk([]byte(raw), func(n node) error {
		switch {
		case n.local() == "r" && n.start != nil:
			run = n.from
		case n.local() == "r":
			run = -1
		case n.local() == "t" && n.start != nil:
			from = n.to
		case n.local() == "t" && n.from >= from:
			pieces = append(pieces, piece{run, from, whole.Len()})
			whole.WriteString(html.UnescapeString(raw[from:n.from]))
		}
		return nil
	})
	at := strings.Index(whole.String(), ownPart)
	if err != nil || at < 0 {
		return raw, false
	}
	before := strings.TrimRight(whole.String()[:at], "\r\n")
	if strings.TrimSpace(before) == "" {
		return "", true
	}
	last := pieces[0]
	for _, p := range pieces {
		if p.start < len(before) {
			last = p
		}
	}
	head := raw[:last.from] + escape(before[last.start:]) + c.tag("</t>")
	if last.run >= 0 {
		head += c.tag("</r>")
	}
	return head + c.tag("</text></comment>"), true
}

// add says something about a cell: in a note of its own, or at the end of the note
// somebody wrote there. It returns whether the note is new.
func (c *notes) add(p pos, texts []noteText) bool {
	if c.index == nil {
		c.index = map[pos]int{}
		for i, x := range c.list {
			c.index[x.at] = i
		}
	}
	if i, ok := c.index[p]; ok {
		x := c.list[i]
		tail := c.tag("</text>")
		at := strings.LastIndex(x.raw, tail)
		if at < 0 {
			return false
		}
		head := x.raw[:at]
		// A plain text becomes a run, so that more runs can follow it.
		if open := c.tag("<text>") + c.tag("<t"); strings.Contains(head, open) && !strings.Contains(head, c.tag("<r>")) {
			head = strings.Replace(head, open, c.tag("<text>")+c.tag("<r>")+c.tag("<t"), 1) + c.tag("</r>")
		}
		sep := []noteText{{text: "\n" + ownPart + "\n"}}
		c.list[i].raw = head + prefixed(runs(append(sep, texts...)), c.prefix) + x.raw[at:]
		return false
	}
	if c.own < 0 {
		c.own = len(c.authors)
		c.authors = append(c.authors, prefixed("<author>"+author+"</author>", c.prefix))
	}
	signed := append([]noteText{{text: ownPart + "\n"}}, texts...)
	fresh := comment{at: p, own: true, raw: prefixed(fmt.Sprintf(`<comment ref="%s" authorId="%d"><text>%s</text></comment>`, p, c.own, runs(signed)), c.prefix)}
	c.index[p] = len(c.list)
	c.list = append(c.list, fresh)
	return true
}

func (c *notes) tag(s string) string { return prefixed(s, c.prefix) }

func (c *notes) bytes() []byte {
	slices.SortStableFunc(c.list, func(a, b comment) int {
		if a.at.before(b.at) {
			return -1
		} else if b.at.before(a.at) {
			return 1
		}
		return 0
	})
	var list strings.Builder
	list.WriteString(c.tag("<commentList>"))
	for _, x := range c.list {
		list.WriteString(x.raw)
	}
	return splice(c.data, []edit{
		{c.authorsAt[0], c.authorsAt[1], c.tag("<authors>") + strings.Join(c.authors, "") + c.tag("</authors>")},
		{c.listAt[0], c.listAt[1], list.String() + c.tag("</commentList>")},
	})
}

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
func drawNotes(data []byte, gone map[pos]bool, fresh []pos, lines map[pos]int) ([]byte, error) {
	data = shapeBlock.ReplaceAllFunc(data, func(shape []byte) []byte {
		r, c := shapeRow.FindSubmatch(shape), shapeColumn.FindSubmatch(shape)
		if r == nil || c == nil || !bytes.Contains(shape, []byte(`ObjectType="Note"`)) {
			return shape
		}
		if gone[pos{number0(string(r[1])) + 1, number0(string(c[1])) + 1}] {
			return nil
		}
		return shape
	})
	end := bytes.LastIndex(data, []byte("</xml>"))
	if end < 0 {
		return nil, fmt.Errorf("drawing of notes: %w", errCarry)
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
		next = max(next, number0(string(m[1]))+1)
	}
	for i, p := range fresh {
		// The box stands right of its cell: column, offset, row, offset of two corners.
		n := min(max(lines[p], 3), 20)
		anchor := fmt.Sprintf("%d, 15, %d, 2, %d, 60, %d, 4", p.column, max(p.row-2, 0), p.column+3, max(p.row-2, 0)+n)
		fmt.Fprintf(&b, `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:250pt;height:%dpt;z-index:%d;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">`+
			`<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>`+
			`<x:ClientData ObjectType="Note"><x:SizeWithCells/><x:Anchor>%s</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
			next+i, n*13, i+1, anchor, p.row-1, p.column-1)
	}
	return splice(data, []edit{{end, end, b.String()}}), nil
}

// threaded lists the cells of a sheet with a conversation: newer programs show that
// and not the note, so none is added there.
func (a *archive) threaded(part string) map[pos]bool {
	cells := map[pos]bool{}
	for _, r := range a.rels(part) {
		if !strings.HasSuffix(r.Type, "/threadedComment") {
			continue
		}
		data, err := a.part(r.Target)
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
				if column, row, ok := cellName(attr(s, "ref")); ok {
					cells[pos{row, column}] = true
				}
			}
		}
	}
	return cells
}

// What may stand behind the drawing of notes in a sheet.
var behindNotes = []string{"legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent", "webPublishItems", "tableParts", "extLst"}

// annotateNotes writes the notes of one sheet, after taking away earlier ones.
func (a *archive) annotateNotes(part string, marks map[pos]*mark) error {
	commentsPart, vmlPart := "", ""
	for _, r := range a.rels(part) {
		switch {
		case strings.HasSuffix(r.Type, "/comments"):
			commentsPart = r.Target
		case strings.HasSuffix(r.Type, "/vmlDrawing"):
			if a.isLegacy(part, r.ID) {
				vmlPart = r.Target
			}
		}
	}
	if commentsPart == "" && len(marks) == 0 {
		return nil
	}
	data := []byte(noNotes)
	if commentsPart != "" {
		var err error
		if data, err = a.text(commentsPart); err != nil {
			return err
		}
	}
	c, err := readNotes(data)
	if err != nil {
		return fmt.Errorf("notes: %w", err)
	}
	gone := c.strip()
	threads := a.threaded(part)
	var fresh []pos
	lines := map[pos]int{}
	for _, p := range sortedMarks(marks) {
		if threads[p] {
			continue
		}
		if c.add(p, marks[p].texts) {
			fresh = append(fresh, p)
			lines[p] = noteLines(marks[p].texts)
		}
	}
	if after := c.bytes(); commentsPart == "" || !bytes.Equal(after, data) {
		if commentsPart == "" {
			commentsPart = a.free("xl/comments{n}.xml")
			if _, err := a.relate(part, "comments", commentsPart); err != nil {
				return err
			}
			if err := a.declare(commentsPart, "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"); err != nil {
				return err
			}
		}
		a.set(commentsPart, after)
	}
	if len(gone) == 0 && len(fresh) == 0 {
		return nil
	}
	return a.drawBoxes(part, vmlPart, gone, fresh, lines)
}

// drawBoxes changes the drawing of notes of a sheet, or gives it one.
func (a *archive) drawBoxes(part, vmlPart string, gone map[pos]bool, fresh []pos, lines map[pos]int) error {
	vml := []byte(noVML)
	if vmlPart != "" {
		var err error
		if vml, err = a.part(vmlPart); err != nil {
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
		a.set(vmlPart, vml)
		return nil
	}
	vmlPart = a.free("xl/drawings/vmlDrawing{n}.vml")
	a.set(vmlPart, vml)
	id, err := a.relate(part, "vmlDrawing", vmlPart)
	if err != nil {
		return err
	}
	if err := a.declareVML(); err != nil {
		return err
	}
	data, err := a.text(part)
	if err != nil {
		return err
	}
	at, prefix, err := child(data, after(behindNotes, "legacyDrawing"))
	if err != nil {
		return err
	}
	schema := a.schema
	if schema == "" {
		schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	}
	item := prefixed("<legacyDrawing", prefix) + fmt.Sprintf(` xmlns:r="%s" r:id="%s"/>`, schema, id)
	a.set(part, splice(data, []edit{{at, at, item}}))
	return nil
}

// isLegacy says whether a relationship of a sheet is that of its drawing of notes:
// pictures in headers are drawings of the same type.
func (a *archive) isLegacy(part, id string) bool {
	data, err := a.text(part)
	if err != nil {
		return false
	}
	found := false
	_ = walk(data, func(n node) error {
		if n.start != nil && n.local() == "legacyDrawing" {
			found = found || attr(*n.start, "id") == id
		}
		return nil
	})
	return found
}

// noteLines is how many lines a note takes in its box.
func noteLines(texts []noteText) int {
	n := 2.0
	for _, t := range texts {
		for _, line := range strings.Split(t.text, "\n") {
			n += ceil(breadth(line)/44) + 0.2
		}
	}
	return int(n) + 1
}
