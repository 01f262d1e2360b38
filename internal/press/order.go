package press

import (
	"regexp"
	"sort"
	"strconv"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// inOrder sorts findings as a reader goes through the workbook: causes first, then by
// sheet and by row of the cell to mend. Those of the file as a whole come first; the order in which
// they were found decides between equals.
func inOrder(p *profile.Profile, found []finding.Finding) {
	rank := findingRanker(p)
	sort.SliceStable(found, func(i, j int) bool {
		a, b := rank(found[i]), rank(found[j])
		return a[0] < b[0] || a[0] == b[0] && a[1] < b[1]
	})
}

var rowOf = regexp.MustCompile(`[0-9]+`)

// findingRanker returns the place of a finding in the workbook: the number of its sheet and
// the row, also for findings of a JSON filing, whose paths name the same things.
func findingRanker(p *profile.Profile) func(finding.Finding) [2]int {
	byName, byPath, byID := map[string]int{}, map[string]int{}, map[string]int{}
	for i, s := range p.Sheets {
		n := i + 1
		for _, name := range []string{s.Name.ZH, s.Name.EN} {
			byName[name] = n
		}
		if t := p.Table(s.ID); t != nil {
			byName[t.Name.ZH], byName[t.Name.EN], byID[t.ID] = n, n, n
			byPath["tables."+t.ID], byPath[t.ID] = n, n
		}
		for _, id := range s.Forms {
			for _, x := range p.Form(id).Fields {
				byPath[x.Path] = n
			}
		}
		for _, path := range s.Lists {
			byPath[path] = n
		}
	}
	return func(f finding.Finding) [2]int {
		if f.Cause != nil {
			return [2]int{-1, 0}
		}
		if len(f.Places) == 0 {
			return [2]int{}
		}
		at := f.Places[0]
		row, _ := strconv.Atoi(rowOf.FindString(at.Cell + at.Path))
		if at.Sheet != "" {
			return [2]int{byName[at.Sheet], row}
		}
		path, _, _ := strings.Cut(at.Path, "[")
		for path != "" {
			if n, ok := byPath[path]; ok {
				if !strings.Contains(at.Path, "[") {
					row = 0
				}
				return [2]int{n, row}
			}
			cut := strings.LastIndexByte(path, '.')
			if cut < 0 {
				break
			}
			path = path[:cut]
		}
		if n, ok := byID[at.Table]; ok {
			return [2]int{n, row}
		}
		return [2]int{byName[at.Name], row}
	}
}
