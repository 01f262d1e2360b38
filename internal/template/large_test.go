package template_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/intake"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/template"
)

// large is the filing of a very large unit: 400 projects with eleven indicators each
// and 2,000 lines of spending.
func large(p *profile.Profile) *filing.Filing {
	const projects, lines, indicators = 400, 2000, 11
	f := sheetstest.Sample(p)
	cells := func(kv ...string) map[string]filing.Value {
		m := map[string]filing.Value{}
		for i := 0; i+1 < len(kv); i += 2 {
			m[kv[i]] = filing.Value{Text: kv[i+1]}
		}
		return m
	}
	for _, id := range []string{"t02", "t03", "t05"} {
		rows := f.Tables[id][:1:1]
		for i := range lines {
			c := cells("code", fmt.Sprintf("%07d", 2010000+i), "name", fmt.Sprintf("第%d项支出", i), "total", "12.34")
			if id != "t02" {
				c["basic"], c["project"] = filing.Value{Text: "2.34"}, filing.Value{Text: "10.00"}
			}
			rows = append(rows, filing.Row{Cells: c})
		}
		f.Tables[id] = rows
	}
	project := f.Tables["performance.projects"][0]
	child := project.Children["indicators"][0]
	var all []filing.Row
	for i := range projects {
		r := filing.Row{Cells: map[string]filing.Value{}, Children: map[string][]filing.Row{}}
		for id, v := range project.Cells {
			r.Cells[id] = v
		}
		r.Cells["name"] = filing.Value{Text: fmt.Sprintf("第%d个项目", i)}
		for range indicators {
			r.Children["indicators"] = append(r.Children["indicators"], child)
		}
		all = append(all, r)
		f.Tables["t12"] = append(f.Tables["t12"], filing.Row{Cells: cells("name", fmt.Sprintf("第%d个项目", i), "total", "10.00", "general_public", "10.00", "kind", "project", "class", "specific_target")})
	}
	f.Tables["performance.projects"] = all
	return f
}

func BenchmarkWriteLarge(b *testing.B) {
	p := profiletest.Shanxi(b)
	f := large(p)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := template.Write(p, f, template.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadLarge(b *testing.B) {
	p := profiletest.Shanxi(b)
	data := booktest.Write(b, p, large(p), message.ZH)
	b.ReportMetric(float64(len(data)), "bytes")
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := intake.Read(p, "x.xlsx", data); err != nil {
			b.Fatal(err)
		}
	}
}

// TestLarge writes, opens and reads the workbook of a very large unit. How long that takes is
// only reported: machines differ.
func TestLarge(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := large(p)
	step := func(name string, do func()) {
		start := time.Now()
		do()
		t.Logf("%s: %v", name, time.Since(start).Round(time.Millisecond))
	}
	var data []byte
	step("write", func() { data = booktest.Write(t, p, f, message.ZH) })
	step("open", func() {
		x, err := excelize.OpenReader(bytes.NewReader(data))
		sheetstest.Must(t, err)
		sheetstest.Must(t, x.Close())
	})
	step("read", func() {
		got, found := booktest.Read(t, p, data)
		sheetstest.Equal(t, f, got)
		for _, x := range found {
			t.Errorf("%s %s", x.Code, x.Say(message.EN))
		}
	})
}
