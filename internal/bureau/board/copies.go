package board

import (
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/bureau/batch"
)

// Copy is a workbook of a unit, under all the names it was received by.
type Copy struct {
	*batch.Result
	Inputs []string
}

// Copies are the workbooks of a unit that are not the same, the one that counts first.
func (r Row) Copies() []Copy {
	if r.Result == nil {
		return nil
	}
	all := []Copy{{r.Result, []string{r.Result.Input}}}
	for i := range r.Others {
		x := &r.Others[i]
		// The same bytes may have come with other attached files: the counts tell.
		k := slices.IndexFunc(all, func(c Copy) bool {
			return x.SHA256 != "" && c.SHA256 == x.SHA256 && c.Counts == x.Counts && (c.Failure == nil) == (x.Failure == nil)
		})
		if k < 0 {
			all = append(all, Copy{x, []string{x.Input}})
		} else {
			all[k].Inputs = append(all[k].Inputs, x.Input)
		}
	}
	return all
}

// isAltered says whether what a run made of a workbook is not believed: its unit has nothing
// to mend, whatever is wrong.
func isAltered(x *batch.Result) bool {
	return x != nil && x.Failure != nil && x.Failure.Cause == batch.CauseAltered
}

// Open counts the unexplained warnings of a copy.
func (c Copy) Open() int { return c.Counts.Warnings - c.Counts.Explained }

// copyLine says what was found in a copy.
func (b *Board) copyLine(c Copy) string {
	what := b.say("board.line", "errors", strconv.Itoa(c.Counts.Errors), "open", strconv.Itoa(c.Open()))
	if c.Failure != nil {
		what = b.say("board.kind-" + string(NotRead))
	}
	return strings.Join(c.Inputs, b.say("board.and")) + b.say("board.colon") + what
}

// quoted are names of files for between quotation marks.
func (b *Board) quoted(names []string) string {
	return strings.Join(names, b.say("board.and-quoted"))
}

// fileOf is an output of a Result below the output folder.
func fileOf(x *batch.Result, o batch.Output) string {
	return batch.UnitsFolder + "/" + x.Folder + "/" + o.File
}

// outputOf is the first output of a kind, nil if there is none.
func outputOf(x *batch.Result, kind string) *batch.Output {
	i := slices.IndexFunc(x.Outputs, func(o batch.Output) bool { return o.Kind == kind })
	if i < 0 {
		return nil
	}
	return &x.Outputs[i]
}
