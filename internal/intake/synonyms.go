package intake

import (
	"slices"
	"strings"

	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
)

// alsoNamed adds to what a header must name the other names the profile knows.
func (r *reader) alsoNamed(ws []wantedLabel, t *profile.Table, order []*profile.Column) []wantedLabel {
	for i, c := range order {
		for _, name := range r.p.Also(t, c) {
			ws[i].also = append(ws[i].also, sheets.LabelKey(name))
		}
	}
	return ws
}

// alsoNamed finds columns that are not called as prescribed: with a unit behind the
// name, or by another name.
func (h *foundHeader) alsoNamed(wants []wantedLabel, columns []int, used map[int]bool) {
	try := func(fits func(w wantedLabel, have []string) bool) { h.assign(wants, columns, used, fits) }
	bare := func(have []string) []string {
		out := make([]string, len(have))
		for i, s := range have {
			out[i] = bareHead(s)
		}
		return out
	}
	try(func(w wantedLabel, have []string) bool {
		all := strings.Join(bare(have), "\n")
		return slices.ContainsFunc(w.paths, func(path []string) bool { return strings.Join(path, "\n") == all })
	})
	try(func(w wantedLabel, have []string) bool {
		last := bareHead(have[len(have)-1])
		return slices.ContainsFunc(w.paths, func(path []string) bool { return path[len(path)-1] == last })
	})
	try(func(w wantedLabel, have []string) bool {
		last := bareHead(have[len(have)-1])
		return slices.Contains(w.also, last) || slices.Contains(w.also, withoutYear(last))
	})
}

// alsoBelow finds columns by a name that is only good below another one: 收入/预算数.
func (h *foundHeader) alsoBelow(wants []wantedLabel, columns []int, used map[int]bool) {
	h.assign(wants, columns, used, func(w wantedLabel, have []string) bool {
		return slices.ContainsFunc(w.also, func(name string) bool { return standsBelow(name, have) })
	})
}

// assign gives each want that has none the first free column that fits.
func (h *foundHeader) assign(wants []wantedLabel, columns []int, used map[int]bool, fits func(w wantedLabel, have []string) bool) {
	for i, w := range wants {
		for _, c := range columns {
			if h.columns[i] == 0 && !used[c] && fits(w, h.texts[c]) {
				h.columns[i], used[c] = c, true
			}
		}
	}
}

// withoutYear is a header without the year before it, whose digits are gone already:
// 年预算数.
func withoutYear(text string) string {
	if rest := wording.Years().Left.TrimStart(text); rest != "" {
		return rest
	}
	return text
}

// standsBelow says whether a header stands below another one as a name like 收入/预算数 says.
func standsBelow(name string, have []string) bool {
	above, own, ok := strings.Cut(name, "/")
	last := bareHead(have[len(have)-1])
	return ok && (own == last || own == withoutYear(last)) &&
		slices.ContainsFunc(have[:len(have)-1], func(s string) bool { return strings.HasSuffix(s, above) })
}
