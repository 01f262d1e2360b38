package intake_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets"
	"budgetbook/internal/sheets/sheetstest"
)

// TestUnitSwitch enters each table of the example in 元: chosen in its drop-down it
// is the same filing, not chosen it is asked about where the totals tell.
func TestUnitSwitch(t *testing.T) {
	sheetstest.Slow(t)
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	for _, l := range []message.Lang{message.ZH, message.EN, message.Both} {
		sound := booktest.Write(t, p, f, l)
		ids := []string{"t01", "t02", "t03", "t05", "t12"}
		if l != message.ZH {
			ids = ids[2:3]
		}
		for _, id := range ids {
			tab := p.Table(id)
			for _, chosen := range []bool{true, false} {
				data := sheetstest.Altered(t, sound, func(x *excelize.File) {
					sheet := sheets.TabName(p, profile.Sheet{ID: id}, l)
					rows, err := x.GetRows(sheet, excelize.Options{RawCellValue: true})
					sheetstest.Must(t, err)
					unit := ""
					for r, cells := range rows {
						for c, text := range cells {
							if text == tab.Unit.In(l) {
								unit = finding.CellName(r+1, c+1)
							}
							if kind, _ := x.GetCellType(sheet, finding.CellName(r+1, c+1)); r < sheets.TableTop+tab.HeaderRow-1 || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
								continue
							}
							if d, err := decimal.NewFromString(text); err == nil {
								v, _ := d.Shift(4).Float64()
								sheetstest.Must(t, x.SetCellFloat(sheet, finding.CellName(r+1, c+1), v, -1, 64))
							}
						}
					}
					if chosen {
						sheetstest.Must(t, x.SetCellStr(sheet, unit, sheets.YuanLabel().In(l)))
					}
				})
				got, found := booktest.Read(t, p, data)
				if chosen {
					sheetstest.Equal(t, f, got)
				}
				asked := false
				for _, x := range found {
					asked = asked || x.Code == "B34" && x.Places[0].Sheet == sheets.TabName(p, profile.Sheet{ID: id}, l)
					if chosen && x.Severity > finding.Note {
						t.Errorf("%s: %s %s", id, x.Code, x.Say(message.EN))
					}
					if x.Code == "B34" && !strings.Contains(x.Say(message.ZH), "按元读即") {
						t.Errorf("one reading only: %s", x.Say(message.ZH))
					}
				}
				if !chosen && !asked {
					t.Errorf("%s in 元 is not asked about: %v", id, found)
				}
			}
		}
	}
}
