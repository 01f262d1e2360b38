package press_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"budgetbook/internal/document"
	"budgetbook/internal/message"
	"budgetbook/internal/rule"
)

// TestFactsAreThePublishedOnes keeps the arithmetic of these tests honest: figures
// of the example that were worked out by hand.
func TestFactsAreThePublishedOnes(t *testing.T) {
	all := facts(t)
	for section, want := range map[int][]string{
		1:  {"收入总计1,602.53万元", "减少958.24万元", "下降37.42%"},
		2:  {"占98.39%", "占1.61%", "占0%"},
		3:  {"基本支出422.04万元", "占26.34%", "项目支出1,180.49万元", "占73.66%"},
		4:  {"社会保障和就业支出302.22万元"},
		5:  {"减少968.11万元", "下降38.04%", "占50.45%", "占3.17%", "占24.01%", "占18.79%", "占1.94%", "占1.64%"},
		6:  {"人员经费343.20万元", "公用经费78.84万元"},
		7:  {"均为0"},
		8:  {"增加0.19万元", "增长0.24%"},
		9:  {"总额527.40万元", "工程0万元"},
		10: {"32个", "1,180.49万元", "其他运转类项目4个，114.96万元", "特定目标类项目28个，1,065.53万元", "100%"},
		11: {"2024年1月1日", "603.28平方米"},
		12: {"四舍五入"},
	} {
		for _, w := range want {
			if !slices.Contains(all[section-1].texts, w) {
				t.Errorf("section %d: %q is not among the facts %v", section, w, all[section-1].texts)
			}
		}
	}
}

// TestSectionsInTheTree is the Go-only half of what the external tests read off the
// pages.
func TestSectionsInTheTree(t *testing.T) {
	p, f := load(t, exampleBook, readFile(t, exampleBook), "")
	doc := tree(t, p, f, message.ZH)
	for i, want := range facts(t) {
		id := fmt.Sprintf("section.notes.%d", i+1)
		want.states(t, id, sectionText(doc, id))
	}
}

// sectionText is what stands under a heading of level 2, charts included.
func sectionText(doc *document.Document, id string) string {
	var b strings.Builder
	in := false
	for _, x := range doc.Body {
		switch x := x.(type) {
		case *document.Heading:
			if x.Level <= 2 || x.Hidden {
				in = x.ID == id
			} else if in {
				b.WriteString(document.Plain(x.Runs) + "\n")
			}
		case *document.Paragraph:
			if in {
				b.WriteString(document.Plain(x.Runs) + "\n")
			}
		case *document.Chart:
			for _, p := range x.Parts {
				if in {
					fmt.Fprintln(&b, document.Line(p.Name), p.Amount, p.Share)
				}
			}
		}
	}
	return b.String()
}

var (
	number  = regexp.MustCompile(`^[0-9][0-9,]*(\.[0-9]+)?$`)
	decimal = regexp.MustCompile(`[0-9]\.[0-9]{2}`)
	cellRef = regexp.MustCompile(`^(.+?)\[(.+), (.+)\]$`)
)

// TestFiguresKnowTheirSource walks the narrative: every number that stands alone
// has a source, every source in a printed table a link to its row, and no amount
// hides in plain words.
func TestFiguresKnowTheirSource(t *testing.T) {
	for _, lang := range langs {
		p, f := load(t, exampleJSON, readFile(t, exampleJSON), "")
		doc := tree(t, p, f, lang)
		rows := map[string]string{} // anchor -> text of its row
		tables := map[string]bool{}
		for _, x := range doc.Body {
			if tab, ok := x.(*document.Table); ok {
				for _, r := range tab.Body {
					if r.ID == "" {
						continue
					}
					if rows[r.ID] != "" {
						t.Errorf("%s: the anchor %s stands twice", lang, r.ID)
					}
					for _, c := range r.Cells {
						rows[r.ID] += "|" + document.Plain(c.Runs)
					}
					rows[r.ID] += "|"
				}
			}
		}
		for _, s := range p.Tables {
			if s.Printed() {
				tables[s.Name.ZH] = true
			}
		}
		entered := plain(t)
		texts := entered.Reasons.Revenue + entered.Reasons.Expenditure + entered.Reasons.Operation + entered.Performance.Goal + entered.Services
		seen, inNotes := 0, false
		for _, x := range doc.Body {
			if h, ok := x.(*document.Heading); ok && h.Level == 1 {
				inNotes = h.ID == "part.notes"
			}
			para, ok := x.(*document.Paragraph)
			if !ok || !inNotes {
				continue
			}
			for _, r := range para.Runs {
				if r.Source == nil {
					if number.MatchString(r.Text) {
						t.Errorf("%s: the figure %s has no source: %s", lang, r.Text, document.Plain(para.Runs))
					}
					if decimal.MatchString(r.Text) && !strings.Contains(texts, strings.TrimSuffix(r.Text, "。")) {
						t.Errorf("%s: an amount stands in plain words: %q", lang, r.Text)
					}
					if r.Link != "" && rows[r.Link] == "" {
						t.Errorf("%s: %q leads to %s, which is no row", lang, r.Text, r.Link)
					}
					continue
				}
				seen++
				if !number.MatchString(r.Text) {
					t.Errorf("%s: %q has a source but is no figure", lang, r.Text)
				}
				if r.Source.Figure == "" || len(r.Source.Cells) == 0 {
					t.Errorf("%s: the source of %s is %+v", lang, r.Text, r.Source)
				}
				home := "" // the row the figure must lead to
				for _, c := range r.Source.Cells {
					if m := cellRef.FindStringSubmatch(c); m != nil && tables[m[1]] {
						home = m[2]
						break
					}
				}
				switch {
				case home == "" && r.Link != "":
					t.Errorf("%s: %s (%s) is in no table but leads to %s", lang, r.Text, r.Source.Figure, r.Link)
				case home != "" && rows[r.Link] == "":
					t.Errorf("%s: %s (%s) leads to %q, which is no row", lang, r.Text, r.Source.Figure, r.Link)
				case home != "" && lang == message.ZH && !strings.Contains(rows[r.Link], "|"+home+"|"):
					t.Errorf("%s (%s) comes from the row %s but leads to %s", r.Text, r.Source.Figure, home, rows[r.Link])
				}
			}
		}
		if seen < 90 {
			t.Errorf("%s: only %d figures with a source", lang, seen)
		}
	}
}

// TestComparisons sets last year's figures so that every way of comparing occurs.
func TestComparisons(t *testing.T) {
	for _, c := range []struct {
		name, now, before string
		zh, en            []string
	}{
		{"more", "12.50", "10.00", []string{"12.50万元", "10.00万元", "增加2.50万元", "增长25.00%", "主要原因是车辆老旧。"}, []string{"an increase of 2.50", "25.00%"}},
		{"less", "10.00", "1234.56", []string{"10.00万元", "1,234.56万元", "减少1,224.56万元", "下降99.19%", "主要原因是车辆老旧。"}, []string{"a decrease of 1,224.56", "99.19%"}},
		{"as much", "10.00", "10.00", []string{"10.00万元", "相同"}, []string{"unchanged"}},
		{"from nothing", "10.00", "0", []string{"10.00万元", "增加10.00万元", "上年为0，不可比", "主要原因是车辆老旧。"}, []string{"not comparable"}},
		{"to nothing", "0", "10.00", []string{"10.00万元", "减少10.00万元", "下降100%", "主要原因是车辆老旧。"}, []string{"a decrease of 10.00", "100%"}},
		{"nothing at all", "0", "0", []string{"均为0"}, []string{"also zero"}},
		{"half a hundredth", "200.01", "200.00", []string{"增加0.01万元", "增长0.01%"}, []string{"0.01%"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var v map[string]any
			if err := json.Unmarshal(readFile(t, exampleJSON), &v); err != nil {
				t.Fatal(err)
			}
			at := func(path ...any) map[string]any {
				x := any(v)
				for _, k := range path {
					switch k := k.(type) {
					case string:
						x = x.(map[string]any)[k]
					case int:
						x = x.([]any)[k]
					}
				}
				return x.(map[string]any)
			}
			for _, row := range []int{2, 4, 5} { // 公务用车购置及运行费, ②, 合计
				r := at("tables", "t10", row)
				r["total"], r["general_public"] = c.now, c.now
			}
			at("prior_year", "three_public")["vehicle_operation"] = c.before
			at("reasons", "three_public")["total"] = "车辆老旧。"
			at("reasons", "three_public")["vehicle_operation"] = "车辆老旧"
			data, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			p, f := load(t, "changed.json", data, "")
			for _, lang := range langs {
				want := c.zh
				if lang == message.EN {
					want = c.en
				}
				// What the rules say about such figures is not the matter here.
				text := sectionText(composed(t, p, f, &rule.Report{}, lang), "section.notes.7")
				rest := text
				for _, w := range want {
					_, after, ok := strings.Cut(rest, w)
					if !ok {
						t.Fatalf("%q is missing, or out of order, in:\n%s", w, text)
					}
					rest = after
				}
				if lang == message.ZH && strings.Contains(text, "主要原因是") != (c.now != c.before) {
					t.Errorf("a reason is given, or missing, in:\n%s", text)
				}
				if strings.Contains(text, "。。") || strings.Contains(text, "..") {
					t.Errorf("two stops in:\n%s", text)
				}
			}
		})
	}
}
