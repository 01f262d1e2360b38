package checks_test

import (
	"fmt"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule/checks"
)

// BenchmarkCheck measures a whole check: of the example of a county department, and
// of a large department with 2,000 codes and 400 projects.
func BenchmarkCheck(b *testing.B) {
	p := shanxi(b)
	for _, c := range []struct {
		name string
		f    *filing.Filing
	}{{"example", example(b, p)}, {"large", large(p)}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := checks.Check(p, c.f, message.EN); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkFormulas measures the formulas alone.
func BenchmarkFormulas(b *testing.B) {
	all := shanxi(b)
	p := *all
	p.Rules = nil
	for _, r := range all.Rules {
		if r.Go == "" {
			p.Rules = append(p.Rules, r)
		}
	}
	for _, c := range []struct {
		name string
		f    *filing.Filing
	}{{"example", example(b, &p)}, {"large", large(&p)}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := checks.Check(&p, c.f, message.EN); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// large is a filing of 400 projects and 2,000 rows of codes; most of the codes are
// made up, as no unit has so many.
func large(p *profile.Profile) *filing.Filing {
	g := newGenerator(p, 1)
	l := &ledger{p: p, year: 2024, units: []string{"示例市民政局"}, department: "示例市民政局", kind: "institution", scope: "unit", agency: []int64{0}}
	var codes []string
	for class := range 20 {
		for i := range 90 {
			codes = append(codes, fmt.Sprintf("2%02d%02d%02d", class+1, i/10+1, i%10+1))
		}
	}
	for i := range 400 {
		name := fmt.Sprintf("第%d号项目", i)
		l.projects = append(l.projects, project{name, "specific_target", l.units[0]})
		for j := range 5 {
			l.lines = append(l.lines, line{codes[(i*5+j)%len(codes)], fund(j % 2), false, i%10 == 0, name, g.fen()})
		}
	}
	sum := int64(0)
	for _, x := range l.lines {
		if x.fund == governmentFund && !x.carry {
			sum += x.fen
		}
	}
	l.fundRevenue = []entry{{"1030148", sum}}
	return l.filing()
}
