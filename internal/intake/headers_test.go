package intake_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// TestHeaders changes what stands above the tables: whose they are, and a second sheet
// for one of them.
func TestHeaders(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	data := booktest.Write(t, p, f, message.ZH)
	unit := f.Text("unit.name")
	copied := func(x *excelize.File, from, to string) {
		i, err := x.NewSheet(to)
		sheetstest.Must(t, err)
		n, err := x.GetSheetIndex(from)
		sheetstest.Must(t, err, x.CopySheet(n, i))
	}
	for _, c := range []struct {
		name   string
		change func(x *excelize.File)
		want   string // code level place, …
		says   string
	}{
		{name: "as made", change: func(*excelize.File) {}},
		{name: "another unit", change: func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellStr("表六", "A3", "单位名称：某县教育局"))
		},
			want: "B70 error 表六!A3", says: "某县教育局"},
		{name: "another unit under another label, in two cells", change: func(x *excelize.File) {
			sheetstest.Must(t, x.UnmergeCell("表二", "A3", "G3"), x.SetCellStr("表二", "A3", "编制部门："), x.SetCellStr("表二", "B3", "某县教育局"))
		}, want: "B70 error 表二!B3", says: "某县教育局"},
		{name: "its own name, with what stands in brackets and blanks", change: func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellStr("表六", "A3", "编制单位: "+unit+" （本级）"), x.SetCellStr("表七", "A3", "部门："+f.Text("unit.department")))
		}},
		{name: "no name, and the unit of the amounts", change: func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellStr("表六", "A3", "单位名称："), x.SetCellStr("表七", "A3", "单位：万元"))
		}},
		{name: "renamed on the cover", change: func(x *excelize.File) {
			_, row := where(t, x, "基本信息", "*主管部门")
			sheetstest.Must(t, x.SetCellStr("基本信息", "B6", "示例县委新名称部"), x.SetCellStr("基本信息", finding.CellName(row, 2), "示例县委新名称部"))
		},
			want: "B70 warning 表一!A3", says: unit},
		{name: "a draft beside the final table", change: func(x *excelize.File) { copied(x, "表三", "表三（初稿）") },
			want: "B71 error 表三（初稿）!A4", says: "“表三”"},
		{name: "a second table under its label", change: func(x *excelize.File) { copied(x, "表五", "终稿") },
			want: "B71 error 终稿!A4", says: "“表五”"},
		{name: "a sheet of the unit's own", change: func(x *excelize.File) {
			_, err := x.NewSheet("测算")
			sheetstest.Must(t, err, x.SetCellStr("测算", "A1", "表三测算"), x.SetCellInt("测算", "B1", 3))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, found := booktest.Read(t, p, sheetstest.Altered(t, data, c.change))
			var got, said []string
			for _, x := range found {
				if x.Code == "B70" || x.Code == "B71" {
					got = append(got, x.Code+" "+x.Severity.String()+" "+x.Places[0].Short())
					said = append(said, x.Say(message.ZH))
					if s := x.Say(message.EN) + x.Fix(message.EN) + x.Fix(message.ZH); strings.Contains(s, "{") || x.Severity < finding.Warning {
						t.Error(s)
					}
				}
			}
			if s := strings.Join(got, "; "); s != c.want || !strings.Contains(strings.Join(said, ""), c.says) {
				t.Errorf("got %q, want %q saying %q: %q", s, c.want, c.says, said)
			}
		})
	}
}
