package compose_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"budgetbook/internal/compose"
	"budgetbook/internal/document"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

// noted are the tables of the document that say they have no data.
func noted(doc *document.Document, note string) []string {
	var ids []string
	for _, x := range tables(doc, "table.") {
		for _, n := range x.Notes {
			if document.Plain(n) == note {
				ids = append(ids, strings.TrimPrefix(x.ID, "table."))
			}
		}
	}
	return ids
}

// A table without an amount says so; 0 is none, a cent is one.
func TestEmptyTables(t *testing.T) {
	p := profiletest.Shanxi(t)
	overseas := func(v string) func(object) {
		return func(o object) { rows(o, "tables.t10")[0].(object)["total"] = v }
	}
	for _, x := range []struct {
		what  string
		edit  func(object)
		empty []string
	}{
		{"as it is", nil, []string{"t07", "t08", "t09", "t10"}},
		{"0", overseas("0.00"), []string{"t07", "t08", "t09", "t10"}},
		{"a cent", overseas("0.01"), []string{"t07", "t08", "t09"}},
	} {
		f := file(t, p, example, x.edit)
		for lang, note := range map[message.Lang]string{
			message.ZH: "注：本表无数据", message.EN: "Note: nil return (no data for this table)",
			message.Both: "注：本表无数据 / Note: nil return (no data for this table)",
		} {
			if got := noted(composed(t, p, f, compose.Options{Lang: lang}), note); !slices.Equal(got, x.empty) {
				t.Errorf("%s, %s: empty are %v, want %v", x.what, lang, got, x.empty)
			}
		}
	}
	// An empty table keeps its skeleton, and has no lines of codes.
	doc := composed(t, p, file(t, p, example, func(o object) {
		set(o, "tables.t07", append(rows(o, "tables.t07"), object{"code": "208", "name": "社会保障和就业支出", "amount": ""}))
	}), compose.Options{Lang: message.ZH})
	var lines []string
	for _, r := range table(t, doc, "table.t07").Body {
		lines = append(lines, strings.TrimSpace(line(r)))
	}
	if text := strings.Join(lines, "\n"); !strings.Contains(text, "合计") || strings.Contains(text, "208") {
		t.Errorf("表七 prints\n%s", text)
	}
	// Nor has one of names.
	doc = composed(t, p, file(t, p, example, func(o object) {
		set(o, "tables.t13", []any{object{"name": "没有结转的项目", "total": "", "kind": "project", "class": "specific_target"}})
	}), compose.Options{Lang: message.ZH})
	for _, r := range table(t, doc, "table.t13").Body {
		if strings.Contains(line(r), "没有结转的项目") {
			t.Errorf("表十三 prints %s", line(r))
		}
	}
}

func line(r document.Row) string {
	var s []string
	for _, c := range r.Cells {
		s = append(s, document.Plain(c.Runs))
	}
	return strings.Join(s, "|")
}

// A row of codes without an amount is not printed, any other row of the filing once.
func TestRowsOnceEach(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := file(t, p, example, func(o object) {
		set(o, "tables.t03", append(rows(o, "tables.t03"), object{"code": "2299999", "name": "其他支出", "total": "0", "basic": "", "project": ""}))
	})
	doc := composed(t, p, f, compose.Options{Lang: message.ZH})
	for _, id := range prescribed(p) {
		printed := map[string]int{}
		for _, r := range table(t, doc, "table."+id).Body {
			if r.ID != "" {
				printed[r.ID]++
			}
		}
		want := len(f.Tables[id])
		if id == "t03" {
			want--
		}
		if len(printed) != want {
			t.Errorf("%s: %d rows of %d are printed", id, len(printed), want)
		}
		for r, n := range printed {
			if n != 1 {
				t.Errorf("%s is printed %d times", r, n)
			}
		}
	}
}

// Cells fill every row of every table and form exactly: none is covered twice, none is
// left open, in head and body.
func TestCellsFillTheGrid(t *testing.T) {
	p := profiletest.Shanxi(t)
	doc := composed(t, p, file(t, p, example, func(o object) { set(o, "catalogue.scope", "whole") }), compose.Options{Lang: message.Both})
	n := 0
	for _, x := range tables(doc, "") {
		n++
		for part, rows := range map[string][]document.Row{"head": x.Head, "body": x.Body} {
			covered := map[[2]int]int{}
			for i, r := range rows {
				for _, c := range r.Cells {
					for di := range max(c.RowSpan, 1) {
						for dj := range max(c.ColSpan, 1) {
							covered[[2]int{i + di, c.Col + dj}]++
						}
					}
				}
			}
			for i := range rows {
				for j := range x.Columns {
					if covered[[2]int{i, j}] != 1 {
						t.Errorf("%s, %s: row %d, column %d is covered %d times", x.ID, part, i, j, covered[[2]int{i, j}])
					}
				}
			}
			if len(covered) != len(rows)*len(x.Columns) {
				t.Errorf("%s, %s: cells stand outside of it", x.ID, part)
			}
		}
	}
	if n < 13+32+2 {
		t.Errorf("only %d tables", n)
	}
}

// There is a form for each project, in the order of the project tables.
func TestTargetForms(t *testing.T) {
	p := profiletest.Shanxi(t)
	alien := "没有列入项目表的项目"
	f := file(t, p, example, func(o object) {
		all := rows(o, "performance.projects")
		first := all[0].(object)
		lost := object{}
		for k, v := range first {
			lost[k] = v
		}
		lost["name"] = alien
		// As filed: the stranger first, the others backwards.
		slices.Reverse(all)
		set(o, "performance.projects", append([]any{lost}, all...))
	})
	doc := composed(t, p, f, compose.Options{Lang: message.ZH})
	var printed []string
	for _, id := range []string{"t12", "t13"} {
		for _, r := range table(t, doc, "table."+id).Body {
			printed = append(printed, document.Plain(r.Cells[0].Runs))
		}
	}
	forms := tables(doc, "form.")
	if len(forms) != 33 {
		t.Fatalf("%d forms, want 33", len(forms))
	}
	last := -1
	for i, x := range forms {
		name := formName(x)
		if i == len(forms)-1 {
			if name != alien {
				t.Errorf("the last form is of %q", name)
			}
			break
		}
		at := slices.Index(printed, name)
		if at <= last {
			t.Errorf("form %d, %q, stands at %d of the project tables, the one before at %d", i+1, name, at, last)
		}
		last = at
	}
}

func formName(x *document.Table) string {
	for _, r := range append(slices.Clone(x.Head), x.Body...) {
		for i, c := range r.Cells {
			if document.Plain(c.Runs) == "项目名称" {
				return document.Plain(r.Cells[i+1].Runs)
			}
		}
	}
	return ""
}

// A form prints every prescribed level, blank ones too, other spellings under it, and
// what the profile does not name in blocks of its own.
func TestIndicatorLevels(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := file(t, p, example, func(o object) {
		project := rows(o, "performance.projects")[0].(object)
		indicator := func(l1, l2, name string) object {
			return object{"level1": l1, "level2": l2, "name": name, "value": "1项", "annual_name": name, "annual_value": "1项"}
		}
		project["indicators"] = []any{
			indicator("其他指标", "自定指标", "丁"), indicator("产出指标", "经济成本指标", "甲"),
			indicator("产出指标", "自拟指标", "乙"), indicator("产出指标", "数量指标", "丙"),
		}
		set(o, "performance.projects", []any{project})
	})
	doc := composed(t, p, f, compose.Options{Lang: message.ZH})
	x := tables(doc, "form.")[0]
	var got []string
	first := ""
	for _, r := range x.Body {
		second, name := "", ""
		for _, c := range r.Cells {
			switch {
			case c.Col == 1 && c.Header:
				first = document.Plain(c.Runs)
			case c.Col == 2 && c.Header:
				second = document.Plain(c.Runs)
			case c.Col == 3:
				name = document.Plain(c.Runs)
			}
		}
		if strings.HasSuffix(first, "指标") && strings.Contains(second, "指标") && second != "二级指标" {
			got = append(got, first+"/"+second+"/"+name)
		}
	}
	want := []string{
		"产出指标/数量指标/丙", "产出指标/质量指标/", "产出指标/时效指标/", "产出指标/成本指标/甲", "产出指标/自拟指标/乙",
		"效益指标/经济效益指标/", "效益指标/社会效益指标/", "效益指标/生态效益指标/", "效益指标/可持续影响指标/",
		"满意度指标/服务对象满意度指标/", "其他指标/自定指标/丁",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("levels\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Funds of a form are in yuan with all their digits; 其他资金 of 0 is left blank, and
// the time of filling in is written out for English readers only.
func TestTargetFormCells(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := file(t, p, example, func(o object) {
		project := rows(o, "performance.projects")[0].(object)
		annual := project["funds"].(object)["annual"].(object)
		annual["other"], annual["own"] = "0", "0"
		set(o, "performance.projects", []any{project})
	})
	for lang, x := range map[message.Lang]struct{ own, other, stamp string }{
		message.ZH: {"单位自筹", "其他资金", "20240202102316"},
		message.EN: {"", "", "February 2, 2024, 10:23"},
	} {
		form := tables(composed(t, p, f, compose.Options{Lang: lang}), "form.")[0]
		foot := ""
		for _, line := range form.Foot {
			foot += document.Plain(line)
		}
		if !strings.Contains(foot, x.stamp) {
			t.Errorf("%s: %q does not say %s", lang, foot, x.stamp)
		}
		seen := 0
		for _, r := range form.Body {
			for i, c := range r.Cells {
				switch text := document.Plain(c.Runs); {
				case c.Col != 4 || i+1 == len(r.Cells) || text == "":
				case text == x.own:
					seen++
					if v := document.Plain(r.Cells[i+1].Runs); v != "0" {
						t.Errorf("%s is %q", text, v)
					}
				case text == x.other:
					seen++
					if v := document.Plain(r.Cells[i+1].Runs); v != "" {
						t.Errorf("%s of 0 is %q", text, v)
					}
				}
			}
		}
		if lang == message.ZH && seen != 2 {
			t.Errorf("%d of the two fields were seen", seen)
		}
		if text := fmt.Sprint(form.Body); !strings.Contains(text, "93,400") && !strings.Contains(text, "93400") {
			t.Errorf("%s: the funds are not printed", lang)
		}
	}
}

// The catalogue of services: whole, one section of it, or nothing at all.
func TestCatalogue(t *testing.T) {
	p := profiletest.Shanxi(t)
	count := func(scope, section string) (rows []string, sections int, listed bool, found []finding.Finding) {
		f := file(t, p, example, func(o object) { set(o, "catalogue.scope", scope); set(o, "catalogue.section", section) })
		doc, found := tryComposed(t, p, f, compose.Options{Lang: message.ZH})
		for _, x := range tables(doc, "catalogue.") {
			for _, r := range x.Body {
				if r.Total {
					sections++
					continue
				}
				rows = append(rows, document.Plain(r.Cells[0].Runs))
			}
		}
		return rows, sections, heading(doc, "catalogue") != nil, found
	}
	codes := func(section string) (codes []string, sections int) {
		for _, e := range p.Catalogue {
			switch {
			case section != "" && e.Section != section:
			case e.Level == 0:
				sections++
			default:
				codes = append(codes, e.Code)
			}
		}
		return codes, sections
	}
	for _, x := range []struct{ scope, section, want string }{
		{"whole", "", ""}, {"section", "老干部局", "老干部局"},
	} {
		rows, sections, listed, found := count(x.scope, x.section)
		want, wantSections := codes(x.want)
		if !listed || len(found) > 0 || sections != wantSections || !slices.Equal(rows, want) || len(want) == 0 {
			t.Errorf("%+v: %d rows in %d sections, want %d in %d; %v", x, len(rows), sections, len(want), wantSections, found)
		}
	}
	for _, scope := range []string{"none", ""} {
		if rows, _, listed, found := count(scope, ""); listed || len(rows)+len(found) > 0 {
			t.Errorf("%q: %d rows, %v", scope, len(rows), found)
		}
	}
	rows, _, listed, found := count("section", "没有的局")
	if listed || len(rows) > 0 || len(found) != 1 || found[0].Code != "G02" || found[0].Severity != finding.Error ||
		!strings.Contains(found[0].Say(message.ZH), "没有的局") || found[0].Places[0].Path != "catalogue.section" {
		t.Errorf("a section that does not exist: %d rows, %+v", len(rows), found)
	}
}

// What a two-language edition says is said in both languages, one paragraph after the
// other, and marked.
func TestTwoLanguages(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := file(t, p, example, nil)
	both := composed(t, p, f, compose.Options{Lang: message.Both})
	if both.Lang != "zh-CN" || both.Second != "en" {
		t.Errorf("languages %q and %q", both.Lang, both.Second)
	}
	zh, en := composed(t, p, f, compose.Options{Lang: message.ZH}), composed(t, p, f, compose.Options{Lang: message.EN})
	if zh.Second != "" || en.Lang != "en" || en.Second != "" {
		t.Errorf("languages %q, %q, %q", zh.Second, en.Lang, en.Second)
	}
	for i := 1; i <= 12; i++ {
		id := fmt.Sprintf("section.notes.%d", i)
		a, b, c := paragraphs(t, zh, id), paragraphs(t, en, id), paragraphs(t, both, id)
		if len(a) != len(b) || len(c) != 2*len(a) {
			// Sections whose lines differ in kind are printed one language after the other.
			if got := len(c); got != len(a)+len(b) {
				t.Errorf("%s: %d paragraphs in Chinese, %d in English, %d in both", id, len(a), len(b), got)
			}
			continue
		}
		for k := range a {
			if c[2*k] != a[k] || c[2*k+1] != b[k] {
				t.Errorf("%s: line %d of the two-language edition is %q, %q", id, k+1, c[2*k], c[2*k+1])
			}
		}
	}
	// Chinese in an English text is marked as such.
	f = file(t, p, example, operating("78.84", "78.65", "人员增加"))
	marked := false
	allRuns(composed(t, p, f, compose.Options{Lang: message.EN}), func(r document.Run) {
		if strings.Contains(r.Text, "人员增加") {
			marked = r.Lang == "zh-CN"
		} else if r.Lang == "" && profile.Chinese(r.Text) {
			t.Errorf("%q is not marked as Chinese", r.Text)
		}
	})
	if !marked {
		t.Error("the reason is not marked as Chinese")
	}
}
