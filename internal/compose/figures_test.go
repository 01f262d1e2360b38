package compose_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"budgetbook/internal/compose"
	"budgetbook/internal/document"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

// allRuns calls f with every run of the body: of headings, paragraphs and tables.
func allRuns(doc *document.Document, f func(document.Run)) {
	each := func(runs []document.Run) {
		for _, r := range runs {
			f(r)
		}
	}
	for _, b := range doc.Body {
		switch b := b.(type) {
		case *document.Heading:
			each(b.Runs)
		case *document.Paragraph:
			each(b.Runs)
		case *document.Chart:
			each(b.Caption)
			for _, p := range b.Parts {
				each(p.Name)
			}
		case *document.Table:
			for _, line := range [][]document.Run{b.Label, b.Title, b.Subtitle, b.Left, b.Right} {
				each(line)
			}
			for _, line := range append(slices.Clone(b.Notes), b.Foot...) {
				each(line)
			}
			for _, r := range append(slices.Clone(b.Head), b.Body...) {
				for _, c := range r.Cells {
					each(c.Runs)
				}
			}
		}
	}
}

// What a template moves about, or leaves behind when a name is wrong, is in no text.
var unresolved = regexp.MustCompile("[\x01-\x08\U000F0000-\U000FFFFF]|〔　〕|<no value>|%!|\\{[a-z_]+\\}|<nil>")

// Every figure of the text is resolved, says where it comes from, and leads to a row
// that is printed; where it is one cell of that row, the row prints the same number.
func TestFiguresLeadToTheirRows(t *testing.T) {
	p := profiletest.Shanxi(t)
	known := map[string]bool{}
	for _, f := range p.Figures {
		known[f.Name] = true
	}
	one := regexp.MustCompile(`^表[一二三四五六七八九十]+\[[^\]]+\]$`)
	for _, lang := range editions {
		doc := composed(t, p, file(t, p, example, nil), compose.Options{Lang: lang})
		printed := map[string]string{} // rows by anchor
		for _, x := range tables(doc, "table.") {
			for _, r := range x.Body {
				if r.ID == "" {
					continue
				}
				if printed[r.ID] != "" {
					t.Errorf("%s: two rows are %s", lang, r.ID)
				}
				for _, c := range r.Cells {
					printed[r.ID] += "|" + plainNumber(document.Plain(c.Runs))
				}
				printed[r.ID] += "|"
			}
		}
		figures, same := 0, 0
		allRuns(doc, func(r document.Run) {
			if unresolved.MatchString(r.Text) {
				t.Errorf("%s: unresolved: %q", lang, r.Text)
			}
			if r.Link != "" && printed[r.Link] == "" {
				t.Errorf("%s: %q leads to %q, which is not printed", lang, r.Text, r.Link)
			}
			s := r.Source
			if s == nil {
				return
			}
			figures++
			if !known[s.Figure] || len(s.Cells) == 0 {
				t.Errorf("%s: %q comes from %+v", lang, r.Text, s)
			}
			if r.Link != "" && len(s.Cells) == 1 && one.MatchString(s.Formula) {
				same++
				if want := "|" + plainNumber(r.Text) + "|"; plainNumber(r.Text) != "0.00" && plainNumber(r.Text) != "0" && !strings.Contains(printed[r.Link], want) {
					t.Errorf("%s: %s is %q in the text, its row is %s", lang, s.Formula, r.Text, printed[r.Link])
				}
			}
		})
		least := 90
		if lang == message.Both {
			least = 180
		}
		if figures < least || same < least/4 {
			t.Errorf("%s: %d figures, %d of one cell", lang, figures, same)
		}
	}
}

// plainNumber is a printed number without its separators.
func plainNumber(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), ",", "") }

// Both languages state the same figures, each as often.
func TestEditionsStateTheSameFigures(t *testing.T) {
	p := profiletest.Shanxi(t)
	stated := func(lang message.Lang, tag string) map[string]int {
		n := map[string]int{}
		doc := composed(t, p, file(t, p, example, nil), compose.Options{Lang: lang})
		for _, b := range doc.Body {
			x, ok := b.(*document.Paragraph)
			if !ok || tag != "*" && x.Lang != tag {
				continue
			}
			for _, r := range x.Runs {
				if r.Source != nil {
					n[r.Source.Figure+" "+r.Text]++
				}
			}
		}
		return n
	}
	zh, en := stated(message.ZH, "*"), stated(message.EN, "*")
	for _, tag := range []string{"", "en"} {
		both := stated(message.Both, tag)
		alone := zh
		if tag == "en" {
			alone = en
		}
		if fmt.Sprint(both) != fmt.Sprint(alone) {
			t.Errorf("the two-language edition states in %q\n%v, the edition of one language\n%v", tag, both, alone)
		}
	}
	// English may leave a figure of 0 to words; what it states is stated in Chinese too.
	if len(en) < 50 {
		t.Errorf("English states only %d figures", len(en))
	}
	for what := range en {
		if zh[what] == 0 {
			t.Errorf("%q is stated in English only", what)
		}
	}
}

// operating sets 机关运行经费 of this year and of the year before; "-" leaves the year
// before blank.
func operating(now, before, reason string) func(object) {
	return func(o object) {
		for _, r := range rows(o, "tables.t11") {
			r.(object)["total"], r.(object)["general_public"] = now, now
		}
		set(o, "prior_year.agency_operation", strings.TrimPrefix(before, "-"))
		set(o, "reasons.agency_operation", reason)
	}
}

// How a figure compares with last year's is said in each of the ways there are.
func TestComparisons(t *testing.T) {
	p := profiletest.Shanxi(t)
	const id = "section.notes.8"
	for _, x := range []struct {
		what, now, before, reason string
		zh, en                    string
	}{
		{"rising", "78.84", "78.65", "人员增加。",
			"2024年本单位财政拨款安排机关运行经费78.84万元，比上年预算数78.65万元增加0.19万元，增长0.24%，主要原因是人员增加。",
			"an increase of 0.19 (RMB 1,900), or 0.24%, over the 78.65 budgeted for the previous year, mainly because 人员增加."},
		{"falling", "78.84", "100.00", "主要原因是人员减少；",
			"2024年本单位财政拨款安排机关运行经费78.84万元，比上年预算数100.00万元减少21.16万元，下降21.16%，主要原因是人员减少。",
			"a decrease of 21.16 (RMB 211,600), or 21.16%, from the 100.00 budgeted for the previous year, mainly because 人员减少."},
		{"the same", "78.84", "78.84", "没有变化",
			"2024年本单位财政拨款安排机关运行经费78.84万元，与上年预算数78.84万元相同。",
			"unchanged from the 78.84 budgeted for the previous year."},
		{"from nothing", "78.84", "0", "机构新设",
			"2024年本单位财政拨款安排机关运行经费78.84万元，比上年增加78.84万元，上年为0，不可比，主要原因是机构新设。",
			"an increase of 78.84 (RMB 788,400) over the previous year (not comparable in percentage terms, as the previous-year budget was zero), mainly because 机构新设."},
		{"to nothing", "", "78.65", "职能划转",
			"2024年本单位财政拨款未安排机关运行经费，比上年预算数78.65万元减少78.65万元，下降100%，主要原因是职能划转。",
			"compares with 78.65 (in RMB 10,000) for the previous year, a decrease of 78.65 (RMB 786,500), or 100%, mainly because 职能划转."},
		{"nothing in both years", "", "0", "",
			"2024年本单位财政拨款未安排机关运行经费，与上年相同，均为0。",
			"unchanged from the previous year, when the budget was also zero."},
		{"no year before", "78.84", "-", "机构新设",
			"2024年本单位财政拨款安排机关运行经费78.84万元，未填列上年预算数。",
			"not comparable with the previous year, for which no figure was reported."},
	} {
		f := file(t, p, example, operating(x.now, x.before, x.reason))
		zh := paragraphs(t, composed(t, p, f, compose.Options{Lang: message.ZH}), id)
		if len(zh) != 1 || zh[0] != x.zh {
			t.Errorf("%s:\n%q, want\n%q", x.what, zh, x.zh)
		}
		en := paragraphs(t, composed(t, p, f, compose.Options{Lang: message.EN}), id)
		if len(en) != 1 || !strings.HasSuffix(en[0], x.en) {
			t.Errorf("%s:\n%q does not end with\n%q", x.what, en, x.en)
		}
	}
}

// A unit in its first year has no figures of the year before, and compares nothing.
func TestNewUnit(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := file(t, p, example, func(o object) {
		prior := o["prior_year"].(object)
		for k, v := range prior {
			if group, ok := v.(object); ok {
				for k := range group {
					group[k] = ""
				}
				continue
			}
			prior[k] = ""
		}
	})
	for _, x := range []struct {
		lang  message.Lang
		none  string
		wrong []string
	}{
		{message.ZH, "未填列上年预算数", []string{"比上年预算数", "增长", "下降", "均为0", "不可比"}},
		{message.EN, "for which no figure was reported", []string{"budgeted for the previous year", "an increase of", "a decrease of"}},
	} {
		doc := composed(t, p, f, compose.Options{Lang: x.lang})
		for _, id := range []string{"section.notes.1", "section.notes.8"} {
			text := strings.Join(paragraphs(t, doc, id), "\n")
			if !strings.Contains(text, x.none) {
				t.Errorf("%s %s: %q", x.lang, id, text)
			}
			for _, w := range x.wrong {
				if strings.Contains(text, w) {
					t.Errorf("%s %s says %q: %q", x.lang, id, w, text)
				}
			}
		}
	}
}

// Where the whole of a list of figures cannot be computed, the finding names the formula
// of the whole, the list itself having none.
func TestUnstatedWhole(t *testing.T) {
	p := profiletest.Shanxi(t)
	whole := ""
	for _, f := range p.Figures {
		if f.WholeExpr() != nil && f.Formula == "" {
			whole = f.Whole
			break
		}
	}
	ref, err := formula.Parse(whole)
	if err != nil || len(ref.Refs()) != 1 {
		t.Fatalf("%q: %v", whole, err)
	}
	table := p.Named(ref.Refs()[0].Table).(*profile.Table)
	f := file(t, p, example, func(o object) { set(o, "tables."+table.ID, rows(o, "tables."+table.ID)[1:]) }) // no total
	_, found := tryComposed(t, p, f, compose.Options{Lang: message.ZH})
	named := false
	for _, x := range found {
		named = named || x.Code == finding.FigureMissing && x.Args["figure"] == whole && strings.Contains(x.Say(message.ZH), table.Name.ZH)
		if strings.Contains(x.Say(message.ZH), "“”") || strings.Contains(x.Say(message.ZH), whole) {
			t.Errorf("a finding names nothing: %s", x.Say(message.ZH))
		}
	}
	if !named {
		t.Errorf("no finding names %s: %+v", whole, found)
	}
}

// A figure that cannot be computed is a gap in the text and an error, said once however
// many languages the document has; the rest of the document stands.
func TestUnstatedFigure(t *testing.T) {
	p := profiletest.Shanxi(t)
	for _, lang := range editions {
		f := file(t, p, example, func(o object) { set(o, "tables.t11", rows(o, "tables.t11")[1:]) }) // no 部门合计
		doc, found := tryComposed(t, p, f, compose.Options{Lang: lang})
		// The figure stands alone and in the comparison; what is missing is said once.
		if len(found) != 1 {
			t.Errorf("%s: %+v", lang, found)
		}
		for _, f := range found {
			if f.Code != "G01" || f.Severity != finding.Error || !strings.Contains(f.Say(message.ZH), "表十一缺少“部门合计”这一行") {
				t.Errorf("%s: %+v", lang, f)
			}
		}
		gaps := 0
		allRuns(doc, func(r document.Run) { gaps += strings.Count(r.Text, "〔　〕") })
		if gaps == 0 {
			t.Errorf("%s: the text has no gap", lang)
		}
		if got := paragraphs(t, doc, "section.notes.2"); len(got) == 0 || unresolved.MatchString(strings.Join(got, "")) {
			t.Errorf("%s: another section says %q", lang, got)
		}
	}
}

// The parts of a chart are in the order of their size, and their weights are the
// amounts in fen; a whole of one part is no chart.
func TestCharts(t *testing.T) {
	p := profiletest.Shanxi(t)
	doc := composed(t, p, file(t, p, example, nil), compose.Options{Lang: message.ZH})
	n := 0
	for _, b := range doc.Body {
		c, ok := b.(*document.Chart)
		if !ok {
			continue
		}
		n++
		if want := fmt.Sprintf("图%d", n); !strings.HasPrefix(document.Plain(c.Caption), want) {
			t.Errorf("the caption %q does not begin with %s", document.Plain(c.Caption), want)
		}
		if len(c.Parts) < 2 {
			t.Errorf("%s has %d parts", c.ID, len(c.Parts))
		}
		for i, x := range c.Parts {
			if i > 0 && c.Parts[i-1].Weight < x.Weight {
				t.Errorf("%s: %d stands before %d", c.ID, c.Parts[i-1].Weight, x.Weight)
			}
			digits := strings.NewReplacer(",", "", ".", "", "万元", "").Replace(x.Amount)
			if strings.TrimLeft(digits, "0") != fmt.Sprint(x.Weight) {
				t.Errorf("%s: %s weighs %d", c.ID, x.Amount, x.Weight)
			}
			if !strings.Contains(c.Alt, document.Plain(x.Name)+" "+x.Amount+" "+x.Share) {
				t.Errorf("%s: %q does not say %q", c.ID, c.Alt, document.Plain(x.Name))
			}
		}
		if c.ID == "chart.three_public_structure" {
			t.Error("there is a chart of 三公, for which nothing is budgeted")
		}
	}
	if n < 3 {
		t.Errorf("%d charts", n)
	}
}
