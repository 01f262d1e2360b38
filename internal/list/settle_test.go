package list_test

import (
	"fmt"
	"testing"

	"budgetbook/internal/list"
)

// TestSettle: cells are read in the characters meant, codes without what guards them.
func TestSettle(t *testing.T) {
	l := list.List{Lines: []list.Line{
		{Row: 1, Cells: []string{"\ufeff单位代码", "单位名称"}},
		{Row: 2, Cells: []string{`="008001"`, "⼭阴县\u200b财政局"}},
		{Row: 4, Cells: []string{"'008002", "'甲'局"}},
		{Row: 5, Cells: []string{`= "a ""b"" c"`, "=1+1"}},
		{Row: 6, Cells: []string{`'="008003"`, "'=1+1"}},
		{Row: 7, Cells: []string{"''-x", "' ＝x"}},
	}}
	settled := l.Settle()
	if got, want := fmt.Sprint(l.Lines), `[{1 [单位代码 单位名称]} {2 [008001 山阴县财政局]} {4 [008002 '甲'局]} {5 [a "b" c =1+1]} {6 [008003 =1+1]} {7 ['-x  ＝x]}]`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := fmt.Sprint(settled), "[{2 2 [⼭→山 U+200B]}]"; got != want {
		t.Errorf("settled %s, want %s", got, want)
	}
}
