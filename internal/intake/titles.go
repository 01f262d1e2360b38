package intake

import (
	"strconv"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// titles remembers the years that stand in the titles above the tables. The document
// prints the year of the basic data, so that a title with another one shows that one
// of them was not brought up to date.
func (r *reader) title(g *xlsx.Grid, h *foundHeader, t *profile.Table) {
	want := filing.Fold(strings.ReplaceAll(t.Title.ZH, wording.Years().Cut.Words[0], ""))
	for _, row := range g.Rows {
		if row.Number >= h.first {
			return
		}
		for _, c := range row.Cells {
			m := wording.Years().Recent.FindStringSubmatch(c.Text)
			if c.Kind != xlsx.TextCell || m == nil || !strings.Contains(filing.Fold(c.Text), want) {
				continue
			}
			year, _ := strconv.Atoi(m[1])
			r.titles = append(r.titles, yearAt{year, t, r.place(g, c.Row, c.Column)})
			return
		}
	}
}

// titleYears reports once that titles name another year than the basic data.
func (r *reader) titleYears() {
	var wrong []yearAt
	for _, t := range r.titles {
		if r.f.Year != 0 && t.year != r.f.Year {
			wrong = append(wrong, t)
		}
	}
	if len(wrong) == 0 {
		return
	}
	at := r.f.Fields[r.p.Roles.Year].At
	var zh, en []string
	for _, t := range wrong {
		zh, en = append(zh, t.table.Name.ZH), append(en, t.table.Name.EN)
	}
	x := finding.New(finding.TitleOtherYear, finding.Error, wrong[0].at, "year", strconv.Itoa(r.f.Year), "other", strconv.Itoa(wrong[0].year), "tables", message.Join(message.ZH, zh))
	x.ArgsEN = map[string]string{"year": x.Args["year"], "other": x.Args["other"], "tables": strings.Join(en, ", ")}
	for _, t := range wrong[1:] {
		x.Places = append(x.Places, t.at)
	}
	x.Places = append(x.Places, at)
	r.found = append(r.found, x)
}
