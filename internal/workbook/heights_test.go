package workbook

import (
	"budgetbook/internal/profile/profiletest"
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/message"
)

// TestLabelsFit compares the heights of the rows of tables with the labels in them, which
// are longer in English and in two languages than the filing has them.
func TestLabelsFit(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := exampleFiling(t, p)
	for _, l := range []message.Lang{message.ZH, message.EN, message.Both} {
		x, err := excelize.OpenReader(bytes.NewReader(write(t, p, f, l)))
		must(t, err)
		for _, s := range p.Sheets {
			table := p.Table(s.ID)
			if s.Kind != "table" {
				continue
			}
			sheet := sheetName(p, s, l)
			merged, err := x.GetMergeCells(sheet)
			must(t, err)
			across := map[string]bool{}
			for _, m := range merged {
				across[m.GetStartAxis()] = true
			}
			rows, err := x.GetRows(sheet)
			must(t, err)
			for row := headTop + table.HeaderRow; row <= len(rows); row++ {
				tall, err := x.GetRowHeight(sheet, row)
				must(t, err)
				for i, c := range sheetOrder(table) {
					if i >= len(rows[row-1]) || c.Type.Numeric() || across[at(row, i+1)] {
						continue
					}
					letters, err := excelize.ColumnNumberToName(i + 1)
					must(t, err)
					wide, err := x.GetColWidth(sheet, letters)
					must(t, err)
					if text := rows[row-1][i]; tall < height(text, wide) {
						t.Errorf("%s: %s!%s%d: %q is cut off", l, sheet, letters, row, text)
					}
				}
			}
		}
		must(t, x.Close())
	}
}

// TestWrapped counts the lines of texts: English words stay whole.
func TestWrapped(t *testing.T) {
	for text, want := range map[string]float64{
		"": 1, "一二三四五": 1, "一二三四五六": 2, "abcdefghij": 1, "abcde fghij": 2, "abcdef abc abcdef": 2, "abcdefghijklmno": 2, "一二 abcdefgh": 2,
	} {
		if got := wrapped(text, 10); got != want {
			t.Errorf("%q takes %v lines, want %v", text, got, want)
		}
	}
}
