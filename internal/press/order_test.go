package press_test

import (
	"slices"
	"testing"

	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/rule"
)

// TestProjectsBelowTheirUnits: a department's projects are ordered by class below each
// unit, not over all of them.
func TestProjectsBelowTheirUnits(t *testing.T) {
	p, f := load(t, exampleJSON, readFile(t, exampleJSON), "")
	row := func(name, kind, class string) filing.Row {
		cells := map[string]filing.Value{"name": {Text: name}, "kind": {Text: kind}, "class": {Text: class}, "total": {Text: "1.00"}}
		return filing.Row{Cells: cells}
	}
	f.Tables["t12"] = []filing.Row{
		row("某部门", "department", ""),
		row("甲单位", "unit", ""), row("甲二", "project", "other_operation"), row("甲一", "project", "specific_target"),
		row("乙单位", "unit", ""), row("乙二", "project", "other_operation"), row("乙一", "project", "specific_target"),
	}
	var names []string
	for _, b := range composed(t, p, f, &rule.Report{}, message.ZH).Body {
		if x, ok := b.(*document.Table); ok && x.ID == "table.t12" {
			for _, r := range x.Body {
				names = append(names, document.Plain(r.Cells[0].Runs))
			}
		}
	}
	if want := []string{"某部门", "甲单位", "甲一", "甲二", "乙单位", "乙一", "乙二"}; !slices.Equal(names, want) {
		t.Errorf("the rows are %q, want %q", names, want)
	}
}
