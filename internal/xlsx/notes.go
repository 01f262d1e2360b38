package xlsx

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
)

// NoteAuthor signs the notes of an annotation; by it they are known the next time.
const NoteAuthor = "budgetbook"

// NoteMark stands before what an annotation says in a note, be it its own note or one
// somebody else wrote.
const NoteMark = "—— budgetbook ——"

// NoteText is one piece of a note.
type NoteText struct {
	Text string
	Bold bool
}

// maxNote bounds what one note says, in bytes; a cell holds no more characters.
const maxNote = 8000

// noteRuns are the pieces of a note as rich text.
func noteRuns(texts []NoteText) string {
	var b strings.Builder
	left := maxNote
	for _, t := range texts {
		if left -= len(t.Text); left < 0 {
			b.WriteString(`<r><t xml:space="preserve">` + "\n…" + `</t></r>`)
			break
		}
		bold := ""
		if t.Bold {
			bold = "<b/>"
		}
		fmt.Fprintf(&b, `<r><rPr>%s<sz val="9"/><color indexed="81"/><rFont val="%s"/><family val="3"/><charset val="134"/></rPr><t xml:space="preserve">%s</t></r>`, bold, Songti, EscapeXML(t.Text))
	}
	return b.String()
}

// NoteXML is one note of a sheet, as it stands in the part of notes.
type NoteXML struct {
	At  Pos
	own bool
	raw string
}

// Notes are the notes of one sheet.
type Notes struct {
	data      []byte
	prefix    string
	authors   []string // raw
	own       int      // which of them is this program, -1 if none
	List      []NoteXML
	index     map[Pos]int // of the notes in the list, made when it is asked for
	authorsAt [2]int      // bytes of the list of authors; equal if it is missing
	listAt    [2]int
}

// NoNotes is the part of a sheet without notes.
const NoNotes = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
	`<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors></authors><commentList></commentList></comments>`

// ReadNotes reads the notes of a sheet.
func ReadNotes(data []byte) (*Notes, error) {
	c := &Notes{data: data, own: -1}
	parent, item := "", Node{}
	err := Walk(data, func(n Node) error {
		switch {
		case n.Depth == 0 && n.Start != nil:
			c.prefix = n.Name.Space
		case n.Depth == 1 && n.Start != nil:
			parent = n.Local()
			switch parent {
			case "authors":
				c.authorsAt = [2]int{n.From, n.To}
			case "commentList":
				c.listAt = [2]int{n.From, n.To}
			}
		case n.Depth == 1 && n.Local() == "authors":
			c.authorsAt[1] = n.To
		case n.Depth == 1 && n.Local() == "commentList":
			c.listAt[1] = n.To
		case n.Depth == 2 && n.Start != nil:
			item = n
		case n.Depth == 2 && parent == "authors":
			raw := string(data[item.From:n.To])
			if strings.TrimSpace(html.UnescapeString(anyTag.ReplaceAllString(raw, ""))) == NoteAuthor {
				c.own = len(c.authors)
			}
			c.authors = append(c.authors, raw)
		case n.Depth == 2 && parent == "commentList":
			column, row, ok := NoteCellName(Attribute(*item.Start, "ref"))
			if !ok {
				return ErrCarry
			}
			c.List = append(c.List, NoteXML{Pos{row, column}, c.own >= 0 && Number0(Attribute(*item.Start, "authorId")) == c.own, string(data[item.From:n.To])})
		}
		return nil
	})
	if err == nil && (c.authorsAt[1] == 0 || c.listAt[1] == 0) {
		err = ErrCarry
	}
	return c, err
}

var anyTag = regexp.MustCompile(`<[^>]*>`)

// NoteCellName reads the name of the cell a note belongs to, counting from 0.
func NoteCellName(ref string) (column, row int, ok bool) {
	a, ok := ParseArea(strings.ReplaceAll(ref, "$", ""))
	return a.Left, a.Top, ok
}

// Strip takes away what an earlier annotation wrote: everything from its mark on. It
// returns the cells whose notes are gone as a whole. The author alone does not tell:
// LibreOffice leaves authors out.
func (c *Notes) Strip() map[Pos]bool {
	gone := map[Pos]bool{}
	kept := c.List[:0]
	for _, x := range c.List {
		head, found := c.beforeOwn(x.raw)
		if x.own || found && head == "" {
			gone[x.At] = true
			continue
		}
		if found {
			x.raw = head
		}
		kept = append(kept, x)
	}
	c.List = kept
	return gone
}

// beforeOwn is a note without what stands from the mark on; "" if nothing is left.
// Programs divide a text into runs as they like, so the mark may lie in several.
func (c *Notes) beforeOwn(raw string) (string, bool) {
	type piece struct{ run, from, start int } // bytes of its run and its text; where it starts in the whole text
	var pieces []piece
	var whole strings.Builder
	run, from := -1, 0
	err := Walk([]byte(raw), func(n Node) error {
		switch {
		case n.Local() == "r" && n.Start != nil:
			run = n.From
		case n.Local() == "r":
			run = -1
		case n.Local() == "t" && n.Start != nil:
			from = n.To
		case n.Local() == "t" && n.From >= from:
			pieces = append(pieces, piece{run, from, whole.Len()})
			whole.WriteString(html.UnescapeString(raw[from:n.From]))
		}
		return nil
	})
	at := strings.Index(whole.String(), NoteMark)
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
	head := raw[:last.from] + EscapeXML(before[last.start:]) + c.tag("</t>")
	if last.run >= 0 {
		head += c.tag("</r>")
	}
	return head + c.tag("</text></comment>"), true
}

// Add says something about a cell: in a note of its own, or at the end of the note
// somebody wrote there. It returns whether the note is new.
func (c *Notes) Add(p Pos, texts []NoteText) bool {
	if c.index == nil {
		c.index = map[Pos]int{}
		for i, x := range c.List {
			c.index[x.At] = i
		}
	}
	if i, ok := c.index[p]; ok {
		x := c.List[i]
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
		sep := []NoteText{{Text: "\n" + NoteMark + "\n"}}
		c.List[i].raw = head + Prefixed(noteRuns(append(sep, texts...)), c.prefix) + x.raw[at:]
		return false
	}
	if c.own < 0 {
		c.own = len(c.authors)
		c.authors = append(c.authors, Prefixed("<author>"+NoteAuthor+"</author>", c.prefix))
	}
	signed := append([]NoteText{{Text: NoteMark + "\n"}}, texts...)
	fresh := NoteXML{At: p, own: true, raw: Prefixed(fmt.Sprintf(`<comment ref="%s" authorId="%d"><text>%s</text></comment>`, p, c.own, noteRuns(signed)), c.prefix)}
	c.index[p] = len(c.List)
	c.List = append(c.List, fresh)
	return true
}

func (c *Notes) tag(s string) string { return Prefixed(s, c.prefix) }

// Bytes is the part with what was added and taken away.
func (c *Notes) Bytes() []byte {
	slices.SortStableFunc(c.List, func(a, b NoteXML) int {
		if a.At.Before(b.At) {
			return -1
		} else if b.At.Before(a.At) {
			return 1
		}
		return 0
	})
	var list strings.Builder
	list.WriteString(c.tag("<commentList>"))
	for _, x := range c.List {
		list.WriteString(x.raw)
	}
	return Splice(c.data, []Edit{
		{c.authorsAt[0], c.authorsAt[1], c.tag("<authors>") + strings.Join(c.authors, "") + c.tag("</authors>")},
		{c.listAt[0], c.listAt[1], list.String() + c.tag("</commentList>")},
	})
}
