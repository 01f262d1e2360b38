package finding

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"budgetbook/internal/message"
)

// effectNames call the effects in the documentation.
var effectNames = map[Effect]string{CellUnread: "单元格", ColumnLost: "列", SheetLost: "工作表", RowsRefused: "简表的行", NoTables: "全部表", ContentLost: "未读的内容"}

// codeTable is the table of the codes as docs/findings.md has it.
func codeTable() string {
	var b strings.Builder
	b.WriteString("| 代码 | 一般为 | 读不到 | 详见 | 提示 |\n|--|--|--|--|--|\n")
	for _, k := range Codes() {
		var effects []string
		for e := CellUnread; e <= ContentLost; e <<= 1 {
			if name := effectNames[e]; k.Effect&e != 0 && name != "" {
				effects = append(effects, name)
			}
		}
		e, _ := message.Lookup(k.Code)
		fmt.Fprintf(&b, "| %s | %s | %s | [%s](%s.md) | %s |\n", k.Code, message.Say(message.ZH, "severity-"+k.Severity.String(), nil), strings.Join(effects, "、"), k.Page, k.Page, strings.ReplaceAll(e.Say.ZH, "|", "\\|"))
	}
	return b.String()
}

// TestDocumentation: docs/findings.md lists the codes as the registry has them. With
// UPDATE=1 it is written anew.
func TestDocumentation(t *testing.T) {
	const name = "../../docs/findings.md"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head, table, ok := strings.Cut(string(data), "| 代码 |")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(name, []byte(head+codeTable()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !ok || "| 代码 |"+table != codeTable() {
		t.Error("docs/findings.md does not list the codes as they are: run UPDATE=1 go test ./internal/finding -run TestDocumentation")
	}
}
