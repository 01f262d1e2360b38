//go:build external

package press_test

import (
	"slices"
	"strings"
	"testing"
)

// TestSectionsOnPaper reads the 12 sections of the explanation off the pages and
// compares every figure with the data.
func TestExternalSectionsOnPaper(t *testing.T) {
	p := paper(t)
	var lines []string
	page := map[string]int{} // of the line with this index
	for _, e := range p.contents(t) {
		page[e.text] = e.page
	}
	at := map[string]int{}
	for n := page["第三部分2024年度单位预算情况说明"]; n <= p.count(); n++ {
		for _, l := range p.numbered(n).lines {
			if page[l] == n {
				at[l] = len(lines)
			}
			lines = append(lines, l)
		}
	}
	all := facts(t)
	for i, s := range sections {
		t.Run(s, func(t *testing.T) {
			next := annex
			if i+1 < len(sections) {
				next = sections[i+1]
			}
			from, ok := at[s]
			to, ok2 := at[next]
			if !ok || !ok2 || to <= from {
				t.Fatalf("lines %d to %d", from, to)
			}
			text := lines[from+1 : to]
			// The performance forms stand behind the text of section ten.
			if end := slices.IndexFunc(text, func(l string) bool { return strings.HasSuffix(l, "项目支出绩效目标表") }); end >= 0 {
				text = text[:end]
			}
			all[i].states(t, s, strings.Join(text, ""))
		})
	}
}
