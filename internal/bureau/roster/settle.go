package roster

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/character"
	"budgetbook/internal/finding"
	"budgetbook/internal/list"
	"budgetbook/internal/message"
	"budgetbook/internal/wording"
)

// characters says which cells held characters that only look like others or cannot be
// seen.
func (r *reader) characters(settled []list.Settled) {
	var cells []finding.Place
	var names []string
	var changed []character.Change
	for _, x := range settled {
		at := r.place(x.Row, x.Column)
		cells, names = append(cells, at), append(names, at.Cell)
		changed = append(changed, x.Changes...)
	}
	if len(cells) > 0 {
		f := r.report(finding.ListSettled, finding.Note, cells[0], "n", strconv.Itoa(len(cells)), "cells", fewNames(names), "characters", message.Characters(message.ZH, changed))
		f.Places = cells
		f.ArgsEN = maps.Clone(f.Args)
		f.ArgsEN["characters"] = message.Characters(message.EN, changed)
	}
}

// fewNames joins the first of some names for a message.
func fewNames(names []string) string {
	const most = 8
	if len(names) > most {
		return message.Join(message.ZH, names[:most]) + " …"
	}
	return message.Join(message.ZH, names)
}

// zeros restores zeros that codes lost when a spreadsheet took them for numbers, where
// other codes of the list begin with one and so say how long codes are; where nothing
// says it, and the codes differ in length, it asks.
func (r *reader) zeros() {
	column := r.index("code")
	length, longest := 0, 0
	for _, u := range r.roster.Units {
		if !wording.OnlyDigits(u.Code) {
			continue
		}
		longest = max(longest, len(u.Code))
		if strings.HasPrefix(u.Code, "0") {
			if length > 0 && len(u.Code) != length {
				return // codes are of more than one length
			}
			length = len(u.Code)
		}
	}
	if length > 0 && longest > length {
		return
	}
	var short []*Unit
	for i := range r.roster.Units {
		u := &r.roster.Units[i]
		if wording.OnlyDigits(u.Code) && len(u.Code) < longest && !r.above(u.Code) {
			short = append(short, u)
		}
	}
	if len(short) == 0 {
		return
	}
	var places []finding.Place
	var names, was []string
	for _, u := range short {
		at := r.place(u.Row, column)
		places, names, was = append(places, at), append(names, at.Cell), append(was, u.Code)
		if length > 0 {
			u.Code = strings.Repeat("0", length-len(u.Code)) + u.Code
			was[len(was)-1] += "→" + u.Code
		}
	}
	if length > 0 {
		r.report(finding.ZerosRestored, finding.Note, places[0], "n", strconv.Itoa(len(short)), "cells", fewNames(names), "codes", fewNames(was), "length", strconv.Itoa(length)).Places = places
		return
	}
	r.report(finding.ZerosDoubtful, finding.Warning, places[0], "n", strconv.Itoa(len(short)), "cells", fewNames(names), "codes", fewNames(was), "length", strconv.Itoa(longest)).Places = places
}

// above says whether a code is that of a department some other code begins with.
func (r *reader) above(code string) bool {
	return slices.ContainsFunc(r.roster.Units, func(u Unit) bool { return len(u.Code) > len(code) && strings.HasPrefix(u.Code, code) })
}
