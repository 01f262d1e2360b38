package workbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// verdict is what the check says of one requirement.
type verdict int

// The verdicts; the worst of a requirement's rules counts.
const (
	verdictHand      verdict = iota // no rule decides it
	verdictIdle                     // there is nothing it applies to
	verdictPassed                   // all its rules hold, or what they warn of is explained
	verdictUnchecked                // a rule could not be evaluated
	verdictOpen                     // a warning is open
	verdictFailed                   // an error
)

var verdictIDs = [...]string{"form.hand", "form.idle", "form.passed", "form.unchecked", "form.open", "form.failed"}

// judged is one requirement with its verdict and what to remark.
type judged struct {
	verdict verdict
	remark  []string
}

// maxRemarked is how many findings of one rule a remark names.
const maxRemarked = 4

// judge decides a requirement by the outcomes of its rules and by the findings that
// bear their codes.
func judge(r *profile.Requirement, outcomes map[string]rule.Outcome, result finding.Result, known map[string]bool, l message.Lang) judged {
	say := func(id string, kv ...string) string { return message.Say(l, id, message.Pairs(kv...)) }
	var j judged
	var skipped []string
	for _, code := range r.Codes {
		worst := verdictIdle
		switch o := outcomes[code]; {
		case !known[code], o == rule.Holds, o == rule.Violated:
			worst = verdictPassed // a finding below says otherwise
		case o == rule.NotEvaluated:
			worst = verdictUnchecked
		}
		if slices.ContainsFunc(result.Skipped, func(s finding.Skip) bool { return s.Code == code }) {
			worst = max(worst, verdictUnchecked)
		}
		if worst == verdictUnchecked {
			skipped = append(skipped, code)
		}
		for _, explained := range []bool{false, true} {
			var cells []string
			n := 0
			for _, f := range result.Findings {
				if f.Code != code || f.Severity == finding.Note || (f.Explained != "") != explained {
					continue
				}
				switch {
				case f.Severity == finding.Error:
					worst = max(worst, verdictFailed)
				case !explained:
					worst = max(worst, verdictOpen)
				}
				n++
				at := ""
				if len(f.Places) > 0 {
					at = f.Places[0].Short()
				}
				if at != "" && len(cells) < maxRemarked && !slices.Contains(cells, at) {
					cells = append(cells, at)
				}
			}
			if n == 0 {
				continue
			}
			what := strings.TrimSpace(code + " " + strings.Join(cells, message.Say(l, "annotate.and", nil)))
			if n > len(cells) {
				what = say("form.remark.more", "what", what, "n", strconv.Itoa(n))
			}
			if explained {
				what = say("form.remark.explained", "what", what)
			}
			j.remark = append(j.remark, what)
		}
		j.verdict = max(j.verdict, worst)
	}
	if len(skipped) > 0 {
		j.remark = append(j.remark, say("form.remark.unchecked", "codes", strings.Join(skipped, message.Say(l, "annotate.and", nil))))
	}
	return j
}

// formWidths are the widths of the form's columns: number, requirement, basis,
// place, verdict, remark.
var formWidths = []float64{6, 40, 28, 22, 10, 36}

// Form makes the inspector's form of a checked filing: one line for each requirement
// of the profile with its verdict, and room for date, opinion and signature. outcomes
// are those of the rules. It returns the bytes of an xlsx file, the same for the same
// input; an *message.Error says that the profile has no form.
func Form(p *profile.Profile, f *filing.Filing, outcomes map[string]rule.Outcome, result finding.Result, lang message.Lang) ([]byte, error) {
	if lang != message.EN {
		lang = message.ZH
	}
	if p.Inspection == nil {
		return nil, message.Errorf(nil, "form.none", "profile", p.Name)
	}
	w := &inspector{pen: newPen(lang), p: p, f: f}
	defer w.x.Close()
	w.keep(w.x.SetDefaultFont(songti))
	sheet := w.say("form.sheet")
	w.keep(w.x.SetSheetName("Sheet1", sheet))
	w.inspection(sheet, outcomes, result)
	w.view(sheet)
	w.documentProperties(w.p)
	if w.err != nil {
		return nil, fmt.Errorf("write the inspection form: %w", w.err)
	}
	buf, err := w.x.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write the inspection form: %w", err)
	}
	return pack(buf.Bytes())
}

// inspector holds the inspection form while it is written.
type inspector struct {
	*pen
	p *profile.Profile
	f *filing.Filing
}

// inspection writes the form.
func (w *inspector) inspection(sheet string, outcomes map[string]rule.Outcome, result finding.Result) {
	form, n := w.p.Inspection, len(formWidths)
	w.widths(sheet, formWidths)
	w.merge(sheet, 1, 1, 1, n, dated(form.Title.In(w.lang), w.f.Year), look{role: roleTitle})
	w.rowHeight(sheet, 1, 32)
	row := w.formHead(sheet, 2)
	head := row
	for i, id := range []string{"form.no", "form.text", "form.basis", "form.where", "form.verdict", "form.remark"} {
		w.put(sheet, row, i+1, w.say(id), look{role: roleHead})
	}
	w.rowHeight(sheet, row, 24)
	row++
	known := map[string]bool{}
	for _, r := range w.p.Rules {
		known[r.Code] = true
	}
	counts := map[verdict]int{}
	number := 0
	for i := range form.Groups {
		g := &form.Groups[i]
		w.merge(sheet, row, 1, 1, n, g.Name.In(w.lang), look{role: roleGroup})
		w.restyle(sheet, row, 1, w.indented(look{role: roleGroup}))
		w.rowHeight(sheet, row, 21)
		row++
		for k := range g.Requirements {
			r := &g.Requirements[k]
			number++
			j := judge(r, outcomes, result, known, w.lang)
			counts[j.verdict]++
			w.requirement(sheet, row, number, r, j)
			row++
		}
	}
	var kv []string
	for v, id := range verdictIDs {
		kv = append(kv, strings.TrimPrefix(id, "form."), strconv.Itoa(counts[verdict(v)]))
	}
	w.merge(sheet, row, 1, 1, n, w.say("form.count", kv...), look{role: roleLabel})
	w.restyle(sheet, row, 1, w.indented(look{role: roleLabel}))
	w.rowHeight(sheet, row, 22)
	w.formFoot(sheet, row+1)
	w.freeze(sheet, head, 0)
	w.page(sheet, true, 0)
	side, top := 0.5, 0.45
	w.keep(w.x.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top}))
	// Headings on every page: only the row of column heads, not title and unit.
	w.keep(w.x.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", sheet, head, head)}))
}

// formHead writes whom the form is about; it returns the row below.
func (w *inspector) formHead(sheet string, row int) int {
	text := func(path string) string {
		v := w.f.Text(path)
		if field := w.p.Field(path); field != nil {
			v = w.named(v, field.Choices)
		}
		return v
	}
	year := ""
	if w.f.Year > 0 {
		year = strconv.Itoa(w.f.Year)
	}
	n := len(formWidths)
	w.merge(sheet, row, 1, 1, n, w.p.Inspection.Note.In(w.lang), look{role: roleHint})
	w.rowHeight(sheet, row, 18)
	for _, line := range [][3]string{
		{w.say("form.unit", "unit", text("unit.name")), w.say("form.code", "code", text("unit.code")), w.say("form.year", "year", year)},
		{w.say("form.department", "department", text("unit.department")), w.say("form.kind", "kind", text("unit.kind")), w.say("form.scope", "scope", text("scope"))},
	} {
		row++
		w.merge(sheet, row, 1, 1, 2, line[0], look{role: roleText})
		w.merge(sheet, row, 3, 1, 2, line[1], look{role: roleText})
		w.merge(sheet, row, 5, 1, 2, line[2], look{role: roleText})
		w.fit(sheet, row, 20, line[:], []float64{formWidths[0] + formWidths[1], formWidths[2] + formWidths[3], formWidths[4] + formWidths[5]})
	}
	return row + 1
}

func (w *inspector) requirement(sheet string, row, number int, r *profile.Requirement, j judged) {
	remark := strings.Join(j.remark, "\n")
	result := w.say(verdictIDs[j.verdict])
	if j.verdict == verdictHand {
		result, remark = "", w.say(verdictIDs[verdictHand])
	}
	texts := []string{strconv.Itoa(number), r.Text.In(w.lang), r.Basis.In(w.lang), r.Where.In(w.lang), result, remark}
	for i, text := range texts {
		l := look{role: roleLabel}
		if i == 5 {
			l = look{role: roleInput, left: true}
		}
		w.put(sheet, row, i+1, text, l)
		if i > 0 {
			w.restyle(sheet, row, i+1, w.indented(l))
		}
	}
	w.restyle(sheet, row, 1, w.style(look{role: roleNumber}))
	w.restyle(sheet, row, 5, w.verdictStyle(j.verdict))
	var choices []profile.Choice
	for _, v := range []verdict{verdictPassed, verdictFailed, verdictOpen, verdictUnchecked, verdictIdle} {
		id := verdictIDs[v]
		var name profile.Text
		name.ZH, name.EN = message.Say(message.ZH, id, nil), message.Say(message.EN, id, nil)
		choices = append(choices, profile.Choice{ID: id, Name: name})
	}
	w.choices(sheet, 5, row, row, choices)
	w.fit(sheet, row, 21, texts, []float64{6, 37, 25, 19, 10, 32})
}

// indented is the format of a look with its text off the border.
func (w *pen) indented(l look) int {
	s := describe(l)
	s.Alignment.Horizontal, s.Alignment.Indent = "left", 1
	return w.plainStyle(s)
}

func (w *pen) restyle(sheet string, row, column, style int) {
	w.keep(w.x.SetCellStyle(sheet, at(row, column), at(row, column), style))
}

// verdictStyle is the format of a verdict: what needs attention bears the colour of
// its severity.
func (w *inspector) verdictStyle(v verdict) int {
	s := describe(look{role: roleInput})
	s.Alignment.Horizontal = "center"
	s.NumFmt = 0
	colour := ""
	switch v {
	case verdictFailed:
		colour = markFills[finding.Error]
		s.Font.Bold = true
	case verdictOpen:
		colour = markFills[finding.Warning]
	case verdictUnchecked:
		colour = markFills[finding.Note]
	case verdictHand:
		return w.plainStyle(s)
	default:
		colour = "FFFFFFFF"
	}
	s.Fill.Color = []string{strings.TrimPrefix(colour, "FF")}
	return w.plainStyle(s)
}

func (w *pen) plainStyle(s *excelize.Style) int {
	id, err := w.x.NewStyle(s)
	w.keep(err)
	return id
}

// formFoot writes what the inspector fills in by hand.
func (w *inspector) formFoot(sheet string, row int) {
	w.merge(sheet, row, 1, 1, 2, w.say("form.opinion"), look{role: roleLabel})
	w.merge(sheet, row, 3, 1, 4, "", look{role: roleInput, typ: profile.LongType})
	w.restyle(sheet, row, 1, w.indented(look{role: roleLabel}))
	w.rowHeight(sheet, row, 60)
	row++
	w.merge(sheet, row, 1, 1, 2, w.say("form.inspector"), look{role: roleText})
	w.merge(sheet, row, 3, 1, 2, w.say("form.date"), look{role: roleText})
	w.merge(sheet, row, 5, 1, 2, w.say("form.reply"), look{role: roleText})
	w.rowHeight(sheet, row, 32)
}
