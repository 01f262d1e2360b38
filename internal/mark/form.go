package mark

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
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
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

// judgeRequirement decides a requirement by the outcomes of its rules and by the findings that
// bear their codes.
func judgeRequirement(r *profile.Requirement, outcomes map[string]rule.Outcome, result finding.Result, known map[string]bool, l message.Lang) judged {
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

// InspectionForm makes the inspector's form of a checked filing: one line for each requirement
// of the profile with its verdict, and room for date, opinion and signature. outcomes
// are those of the rules. It returns the bytes of an xlsx file, the same for the same
// input; an *message.Error says that the profile has no form.
func InspectionForm(p *profile.Profile, f *filing.Filing, outcomes map[string]rule.Outcome, result finding.Result, lang message.Lang) ([]byte, error) {
	if lang != message.EN {
		lang = message.ZH
	}
	if p.Inspection == nil {
		return nil, message.Errorf(nil, "form.none", "profile", p.Name)
	}
	w := &inspector{Pen: xlsx.NewPen(lang), p: p, f: f}
	defer w.Excel.Close()
	w.Keep(w.Excel.SetDefaultFont(xlsx.Songti))
	sheet := w.Say("form.sheet")
	w.Keep(w.Excel.SetSheetName("Sheet1", sheet))
	w.inspection(sheet, outcomes, result)
	w.View(sheet)
	w.DocumentProperties(w.p)
	if w.Err != nil {
		return nil, fmt.Errorf("write the inspection form: %w", w.Err)
	}
	buf, err := w.Excel.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write the inspection form: %w", err)
	}
	return xlsx.Pack(buf.Bytes())
}

// inspector holds the inspection form while it is written.
type inspector struct {
	*xlsx.Pen
	p *profile.Profile
	f *filing.Filing
}

// inspection writes the form.
func (w *inspector) inspection(sheet string, outcomes map[string]rule.Outcome, result finding.Result) {
	form, n := w.p.Inspection, len(formWidths)
	w.Widths(sheet, formWidths)
	w.Merge(sheet, 1, 1, 1, n, sheets.Dated(form.Title.In(w.Lang), w.f.Year), xlsx.Look{Role: xlsx.RoleTitle})
	w.RowHeight(sheet, 1, 32)
	row := w.formHead(sheet, 2)
	head := row
	for i, id := range []string{"form.no", "form.text", "form.basis", "form.where", "form.verdict", "form.remark"} {
		w.Put(sheet, row, i+1, w.Say(id), xlsx.Look{Role: xlsx.RoleHead})
	}
	w.RowHeight(sheet, row, 24)
	row++
	known := map[string]bool{}
	for _, r := range w.p.Rules {
		known[r.Code] = true
	}
	counts := map[verdict]int{}
	number := 0
	for i := range form.Groups {
		g := &form.Groups[i]
		w.Merge(sheet, row, 1, 1, n, g.Name.In(w.Lang), xlsx.Look{Role: xlsx.RoleGroup})
		w.Restyle(sheet, row, 1, w.Indented(xlsx.Look{Role: xlsx.RoleGroup}))
		w.RowHeight(sheet, row, 21)
		row++
		for k := range g.Requirements {
			r := &g.Requirements[k]
			number++
			j := judgeRequirement(r, outcomes, result, known, w.Lang)
			counts[j.verdict]++
			w.requirement(sheet, row, number, r, j)
			row++
		}
	}
	var kv []string
	for v, id := range verdictIDs {
		kv = append(kv, strings.TrimPrefix(id, "form."), strconv.Itoa(counts[verdict(v)]))
	}
	w.Merge(sheet, row, 1, 1, n, w.Say("form.count", kv...), xlsx.Look{Role: xlsx.RoleLabel})
	w.Restyle(sheet, row, 1, w.Indented(xlsx.Look{Role: xlsx.RoleLabel}))
	w.RowHeight(sheet, row, 22)
	w.formFoot(sheet, row+1)
	w.Freeze(sheet, head, 0)
	w.Page(sheet, true, 0)
	side, top := 0.5, 0.45
	w.Keep(w.Excel.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top}))
	// Headings on every page: only the row of column heads, not title and unit.
	w.Keep(w.Excel.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", sheet, head, head)}))
}

// formHead writes whom the form is about; it returns the row below.
func (w *inspector) formHead(sheet string, row int) int {
	text := func(path string) string {
		v := w.f.Text(path)
		if field := w.p.Field(path); field != nil {
			v = w.Named(v, field.Choices)
		}
		return v
	}
	year := ""
	if w.f.Year > 0 {
		year = strconv.Itoa(w.f.Year)
	}
	n := len(formWidths)
	w.Merge(sheet, row, 1, 1, n, w.p.Inspection.Note.In(w.Lang), xlsx.Look{Role: xlsx.RoleHint})
	w.RowHeight(sheet, row, 18)
	unit := w.p.Roles.Unit
	for _, line := range [][3]string{
		{w.Say("form.unit", "unit", text(unit.Name)), w.Say("form.code", "code", text(unit.Code)), w.Say("form.year", "year", year)},
		{w.Say("form.department", "department", text(unit.Department)), w.Say("form.kind", "kind", text(unit.Kind)), w.Say("form.scope", "scope", text(w.p.Roles.Scope.Field))},
	} {
		row++
		w.Merge(sheet, row, 1, 1, 2, line[0], xlsx.Look{Role: xlsx.RoleText})
		w.Merge(sheet, row, 3, 1, 2, line[1], xlsx.Look{Role: xlsx.RoleText})
		w.Merge(sheet, row, 5, 1, 2, line[2], xlsx.Look{Role: xlsx.RoleText})
		w.Fit(sheet, row, 20, line[:], []float64{formWidths[0] + formWidths[1], formWidths[2] + formWidths[3], formWidths[4] + formWidths[5]})
	}
	return row + 1
}

func (w *inspector) requirement(sheet string, row, number int, r *profile.Requirement, j judged) {
	remark := strings.Join(j.remark, "\n")
	result := w.Say(verdictIDs[j.verdict])
	if j.verdict == verdictHand {
		result, remark = "", w.Say(verdictIDs[verdictHand])
	}
	texts := []string{strconv.Itoa(number), r.Text.In(w.Lang), r.Basis.In(w.Lang), r.Where.In(w.Lang), result, remark}
	for i, text := range texts {
		l := xlsx.Look{Role: xlsx.RoleLabel}
		if i == 5 {
			l = xlsx.Look{Role: xlsx.RoleInput, Left: true}
		}
		w.Put(sheet, row, i+1, text, l)
		if i > 0 {
			w.Restyle(sheet, row, i+1, w.Indented(l))
		}
	}
	w.Restyle(sheet, row, 1, w.Style(xlsx.Look{Role: xlsx.RoleNumber}))
	w.Restyle(sheet, row, 5, w.verdictStyle(j.verdict))
	var choices []profile.Choice
	for _, v := range []verdict{verdictPassed, verdictFailed, verdictOpen, verdictUnchecked, verdictIdle} {
		id := verdictIDs[v]
		var name profile.Text
		name.ZH, name.EN = message.Say(message.ZH, id, nil), message.Say(message.EN, id, nil)
		choices = append(choices, profile.Choice{ID: id, Name: name})
	}
	w.Choices(sheet, 5, row, row, choices)
	w.Fit(sheet, row, 21, texts, []float64{6, 37, 25, 19, 10, 32})
}

// verdictStyle is the format of a verdict: what needs attention bears the colour of
// its severity.
func (w *inspector) verdictStyle(v verdict) int {
	s := xlsx.Describe(xlsx.Look{Role: xlsx.RoleInput})
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
		return w.PlainStyle(s)
	default:
		colour = "FFFFFFFF"
	}
	s.Fill.Color = []string{strings.TrimPrefix(colour, "FF")}
	return w.PlainStyle(s)
}

// formFoot writes what the inspector fills in by hand.
func (w *inspector) formFoot(sheet string, row int) {
	w.Merge(sheet, row, 1, 1, 2, w.Say("form.opinion"), xlsx.Look{Role: xlsx.RoleLabel})
	w.Merge(sheet, row, 3, 1, 4, "", xlsx.Look{Role: xlsx.RoleInput, Typ: profile.LongType})
	w.Restyle(sheet, row, 1, w.Indented(xlsx.Look{Role: xlsx.RoleLabel}))
	w.RowHeight(sheet, row, 60)
	row++
	w.Merge(sheet, row, 1, 1, 2, w.Say("form.inspector"), xlsx.Look{Role: xlsx.RoleText})
	w.Merge(sheet, row, 3, 1, 2, w.Say("form.date"), xlsx.Look{Role: xlsx.RoleText})
	w.Merge(sheet, row, 5, 1, 2, w.Say("form.reply"), xlsx.Look{Role: xlsx.RoleText})
	w.RowHeight(sheet, row, 32)
}
