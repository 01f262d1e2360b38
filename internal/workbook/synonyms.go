package workbook

import (
	"slices"
	"strings"

	"budgetbook/internal/profile"
)

// alsoNamed adds to what a header must name the other names the profile knows.
func (r *reader) alsoNamed(ws []want, t *profile.Table, order []*profile.Column) []want {
	for i, c := range order {
		for _, name := range r.p.Also(t, c) {
			ws[i].also = append(ws[i].also, key(name))
		}
	}
	return ws
}

// alsoNamed finds columns that are not called as prescribed: with a unit behind the
// name, or by another name.
func (h *head) alsoNamed(wants []want, columns []int, used map[int]bool) {
	try := func(fits func(w want, have []string) bool) {
		for i, w := range wants {
			for _, c := range columns {
				if h.columns[i] == 0 && !used[c] && fits(w, h.texts[c]) {
					h.columns[i], used[c] = c, true
				}
			}
		}
	}
	bare := func(have []string) []string {
		out := make([]string, len(have))
		for i, s := range have {
			out[i] = bareHead(s)
		}
		return out
	}
	try(func(w want, have []string) bool {
		all := strings.Join(bare(have), "\n")
		return slices.ContainsFunc(w.paths, func(path []string) bool { return strings.Join(path, "\n") == all })
	})
	try(func(w want, have []string) bool {
		last := bareHead(have[len(have)-1])
		return slices.ContainsFunc(w.paths, func(path []string) bool { return path[len(path)-1] == last })
	})
	try(func(w want, have []string) bool { return slices.Contains(w.also, bareHead(have[len(have)-1])) })
}
