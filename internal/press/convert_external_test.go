//go:build external

package press_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// fillScript types the records of a short form into a blank workbook, row by row.
const fillScript = `
import json, openpyxl
w = openpyxl.load_workbook("blank.xlsx")
for sheet, rows in json.load(open("rows.json", encoding="utf-8")).items():
    s = w[sheet]
    columns = {s.cell(3, c).value: c for c in range(1, s.max_column + 1)}
    for i, row in enumerate(rows):
        for name, text in row.items():
            if text != "":
                s.cell(4 + i, columns[name]).value = float(text) if name == "金额" else text
w.save("filled.xlsx")
`

// TestOpenpyxlCompact has another program type the records into a blank short form; the
// document is the one made of the data.
func TestExternalOpenpyxlCompact(t *testing.T) {
	p, f := shortForm(t)
	data, err := filing.Marshal(p.Schema(), f)
	if err != nil {
		t.Fatal(err)
	}
	blank := *f
	blank.Tables = map[string][]filing.Row{}
	sheets := map[string][]map[string]string{}
	for id, rows := range f.Tables {
		if !p.IsAtom(id) {
			blank.Tables[id] = rows
			continue
		}
		tab := p.Table(id)
		for _, r := range rows {
			line := map[string]string{}
			for _, c := range tab.Columns {
				text := r.Text(c.ID)
				for _, x := range c.Choices {
					if x.ID == text {
						text = x.Name.ZH
					}
				}
				line[c.Name.ZH] = text
			}
			sheets[tab.Name.ZH] = append(sheets[tab.Name.ZH], line)
		}
	}
	empty, err := template.Write(p, &blank, template.Options{Layout: profile.Few})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := json.Marshal(sheets)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{"blank.xlsx": empty, "rows.json": rows, "fill.py": []byte(fillScript)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("/usr/bin/python3", "fill.py")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	filled, err := os.ReadFile(filepath.Join(dir, "filled.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(compactPDF(t, "filled.xlsx", filled), compactPDF(t, "a.json", data)) {
		t.Error("the document of the filled workbook is another one")
	}
}
