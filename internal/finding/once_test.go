package finding_test

import (
	"strings"
	"testing"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
)

// TestOnce: what is said of several tables is one finding that names them, in both languages.
func TestOnce(t *testing.T) {
	filled := func(zh, en, cell, code string) finding.Finding {
		f := finding.New(finding.NameFilled, finding.Note, finding.Place{Sheet: zh, Cell: cell}, "table", zh, "cell", cell, "code", code, "name", "教育支出")
		f.ArgsEN = message.Pairs("table", en, "code", code, "name", "Education")
		return f
	}
	other := finding.New(finding.NameAsCode, finding.Note, finding.Place{Sheet: "表二", Cell: "A1"}, "table", "表二", "code", "205", "name", "教育支出")
	got := finding.Once([]finding.Finding{filled("表二", "Table 2", "B7", "205"), filled("表二", "Table 2", "B8", "20502"), other, filled("表三", "Table 3", "B9", "205"), filled("表三", "Table 3", "B10", "205")}, finding.NameFilled)
	if len(got) != 3 || len(got[0].Places) != 3 || len(got[1].Places) != 1 || got[2].Code != finding.NameAsCode {
		t.Fatal(got)
	}
	if zh, en := got[0].Say(message.ZH), got[0].Say(message.EN); !strings.HasPrefix(zh, "表二、表三科目 205 ") || !strings.HasPrefix(en, "Table 2, Table 3: the code 205 ") {
		t.Errorf("%s; %s", zh, en)
	}
}
