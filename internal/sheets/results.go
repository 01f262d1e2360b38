package sheets

import (
	"strings"

	"budgetbook/internal/message"
	"budgetbook/internal/xlsx"
)

// The sheet of findings. Its hidden columns remember what the marked cells looked
// like: a cell there names a marked cell and bears the format that had before. Any
// program that saves the workbook keeps both, whatever it does to the numbers of
// formats.
const (
	KeptColumn = 27 // AA
	HeadRow    = 4
)

// IsResultsName says whether a sheet is named as the list of findings is.
func IsResultsName(name string) bool {
	for _, l := range []message.Lang{message.ZH, message.EN} {
		if strings.HasPrefix(strings.ToLower(name), strings.ToLower(message.Say(l, "annotate.sheet", nil))) {
			return true
		}
	}
	return false
}

// IsResultSheet says whether a sheet is the list of findings of an annotation, which is no
// part of what the unit filed.
func IsResultSheet(g *xlsx.Grid) bool {
	return IsResultsName(g.Name) && g.At(1, KeptColumn).Text == xlsx.NoteAuthor
}
