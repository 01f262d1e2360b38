package filing

import (
	"maps"
	"strconv"

	"budgetbook/internal/character"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
)

// settling is what was done to the texts of a filing so that they are as a workbook's.
type settling struct {
	alike   []finding.Place    // texts with characters that were settled
	changes []character.Change // which ones
	trimmed []finding.Place    // texts that lost blanks or line ends
}

// settled gives a text the characters it is meant in, without blanks around it; one line
// unless it may have several. Blanks around a number mean nothing and are no news.
func (r *reader) settled(path, s string, n *Node) string {
	out, changes, turned := character.Text(s)
	at := r.place(path)
	if len(changes) > 0 {
		r.done.alike = append(r.done.alike, at)
		r.done.changes = append(r.done.changes, changes...)
	}
	if turned {
		r.found = append(r.found, finding.New(finding.TextTurned, finding.Warning, at, "path", path, "text", out))
	}
	if n.Number {
		return out
	}
	text := character.Trim(out)
	if !n.Lines && n.Kind == Text {
		text = character.Line(out)
	}
	if text != out {
		r.done.trimmed = append(r.done.trimmed, at)
	}
	return text
}

// settledNotes says once for the file what was done to its texts.
func (r *reader) settledNotes() {
	note := func(code string, places []finding.Place, kv ...string) {
		if len(places) == 0 {
			return
		}
		var paths []string
		for _, at := range places {
			paths = append(paths, at.Path)
		}
		x := finding.New(code, finding.Note, places[0], append(kv, "n", strconv.Itoa(len(places)), "paths", firstOf(paths))...)
		x.Places = places
		r.found = append(r.found, x)
	}
	note(finding.TextsSettled, r.done.alike, "characters", message.Characters(message.ZH, r.done.changes))
	if len(r.done.changes) > 0 {
		x := &r.found[len(r.found)-1]
		x.ArgsEN = maps.Clone(x.Args)
		x.ArgsEN["characters"] = message.Characters(message.EN, r.done.changes)
	}
	note(finding.TextsTrimmed, r.done.trimmed)
}

// firstOf joins the first of some names for a message.
func firstOf(names []string) string {
	const most = 5
	if len(names) > most {
		return message.Join(message.ZH, names[:most]) + " …"
	}
	return message.Join(message.ZH, names)
}
