package template

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/xlsx"
)

// TestLabelsFit compares the heights of the rows of tables with the labels in them, which
// are longer in English and in two languages than the filing has them.
func TestLabelsFit(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	for _, l := range []message.Lang{message.ZH, message.EN, message.Both} {
		x, err := excelize.OpenReader(bytes.NewReader(written(t, p, f, l)))
		sheetstest.Must(t, err)
		for _, s := range p.Sheets {
			table := p.Table(s.ID)
			if s.Kind != "table" {
				continue
			}
			sheet := sheets.TabName(p, s, l)
			merged, err := x.GetMergeCells(sheet)
			sheetstest.Must(t, err)
			across := map[string]bool{}
			for _, m := range merged {
				across[m.GetStartAxis()] = true
			}
			rows, err := x.GetRows(sheet)
			sheetstest.Must(t, err)
			for row := sheets.TableTop + table.HeaderRow; row <= len(rows); row++ {
				tall, err := x.GetRowHeight(sheet, row)
				sheetstest.Must(t, err)
				for i, c := range sheets.ColumnOrder(table) {
					if i >= len(rows[row-1]) || c.Type.Numeric() || across[finding.CellName(row, i+1)] {
						continue
					}
					letters, err := excelize.ColumnNumberToName(i + 1)
					sheetstest.Must(t, err)
					wide, err := x.GetColWidth(sheet, letters)
					sheetstest.Must(t, err)
					if text := rows[row-1][i]; tall < xlsx.LinesHeight(text, wide) {
						t.Errorf("%s: %s!%s%d: %q is cut off", l, sheet, letters, row, text)
					}
				}
			}
		}
		sheetstest.Must(t, x.Close())
	}
}

// TestWrapped counts the lines of texts: English words stay whole.
func TestWrapped(t *testing.T) {
	for text, want := range map[string]float64{
		"": 1, "一二三四五": 1, "一二三四五六": 2, "abcdefghij": 1, "abcde fghij": 2, "abcdef abc abcdef": 2, "abcdefghijklmno": 2, "一二 abcdefgh": 2,
	} {
		if got := xlsx.WrappedLines(text, 10); got != want {
			t.Errorf("%q takes %v lines, want %v", text, got, want)
		}
	}
}
