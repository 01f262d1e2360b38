package press_test

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/pdf"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// editions are those of the example and of the sample of the profile.
func editions(t *testing.T, check func(t *testing.T, p *profile.Profile, f *filing.Filing)) {
	p, f := load(t, exampleJSON, readFile(t, exampleJSON), "")
	t.Run("example", func(t *testing.T) { check(t, p, f) })
	_, sample := load(t, "sample.json", p.Sample, p.Name)
	t.Run("sample", func(t *testing.T) { check(t, p, sample) })
}

// places lists every figure of a document: those of the tables by row and column,
// those of the narrative by section and name, those of the charts by part.
func places(doc *document.Document, lang string) map[string][]string {
	out := map[string][]string{}
	section := ""
	cells := func(table string, rows []document.Row) {
		for i, r := range rows {
			for _, c := range r.Cells {
				if s := document.Plain(c.Runs); number.MatchString(s) {
					key := fmt.Sprintf("%s row %d column %d", table, i, c.Col)
					out[key] = append(out[key], s)
				}
			}
		}
	}
	for _, b := range doc.Body {
		switch b := b.(type) {
		case *document.Heading:
			section = b.ID
		case *document.Paragraph:
			if lang != "" && b.Lang != lang && !(b.Lang == "" && doc.Lang == lang) {
				continue
			}
			for _, r := range b.Runs {
				if r.Source != nil {
					key := section + " " + r.Source.Figure
					out[key] = append(out[key], r.Text)
				}
			}
		case *document.Table:
			cells(b.ID, b.Body)
		case *document.Chart:
			for i, p := range b.Parts {
				key := fmt.Sprintf("%s part %d", b.ID, i)
				figure, _ := strings.CutSuffix(p.Amount, "万元")
				out[key] = append(out[key], figure, p.Share)
			}
		}
	}
	for _, v := range out {
		sort.Strings(v)
	}
	return out
}

// TestEditionsSayTheSameFigures compares the three editions place by place.
func TestEditionsSayTheSameFigures(t *testing.T) {
	editions(t, func(t *testing.T, p *profile.Profile, f *filing.Filing) {
		zh := places(tree(t, p, f, message.ZH), "")
		if len(zh) < 300 {
			t.Fatalf("only %d places with figures", len(zh))
		}
		both := tree(t, p, f, message.Both)
		for name, got := range map[string]map[string][]string{
			"en": places(tree(t, p, f, message.EN), ""), "both, Chinese": places(both, "zh-CN"), "both, English": places(both, "en"),
		} {
			for at, want := range zh {
				if !slices.Equal(got[at], want) {
					t.Errorf("%s: %s has %q, the Chinese edition %q", name, at, got[at], want)
				}
			}
			for at := range got {
				// A target value may be a bare number in English: 12个 is 12.
				if zh[at] == nil && !strings.HasPrefix(at, "form.") {
					t.Errorf("%s: %s has %q, the Chinese edition nothing", name, at, got[at])
				}
			}
		}
	})
}

var (
	chinese = regexp.MustCompile(`[\p{Han}\x{3000}-\x{303F}\x{FF00}-\x{FFEF}]+`)
	latin   = regexp.MustCompile(`[A-Za-z]{4,}`)
)

// TestEnglishEditionIsEnglish: a unit that has translated its texts gets an edition
// without a Chinese character; what it has not translated stands in Chinese, marked as
// Chinese, is said once, and is listed by the check.
func TestEnglishEditionIsEnglish(t *testing.T) {
	editions(t, func(t *testing.T, p *profile.Profile, f *filing.Filing) {
		made := disclose(t, p, f, message.EN)
		pages, err := pdf.Text(paint(t, made))
		if err != nil {
			t.Fatal(err)
		}
		for i, lines := range pages {
			for _, line := range lines {
				if s := chinese.FindString(line); s != "" {
					t.Errorf("page %d: %q in %q", i+1, s, line)
				}
			}
		}
		for _, x := range made.Result.Findings {
			if x.Code == "L01" {
				t.Errorf("%s", x.Say(message.EN))
			}
		}
		note := p.Labels["untranslated"].EN
		if strings.Contains(dump(made.Document), note) {
			t.Error("the note stands there although everything is translated")
		}

		// Without two of the translations.
		var missing []string
		less := *f
		less.Tables = map[string][]filing.Row{}
		for k, v := range f.Tables {
			less.Tables[k] = v
		}
		less.Tables[p.Roles.English.Records] = nil
		for i, r := range f.Tables[p.Roles.English.Records] {
			if i%37 == 5 {
				missing = append(missing, r.Text("zh"))
				continue
			}
			less.Tables[p.Roles.English.Records] = append(less.Tables[p.Roles.English.Records], r)
		}
		made, err = press.Make(asInput(t, p, &less), press.Options{Lang: message.EN})
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, x := range made.Report.Findings {
			if x.Code == "L01" {
				said = append(said, x.Args["a"])
			}
		}
		if len(said) != len(missing) {
			t.Errorf("%d texts without English, %d are listed: %q", len(missing), len(said), said)
		}
		if n := strings.Count(dump(made.Document), note); n != 1 {
			t.Errorf("the note stands there %d times", n)
		}
		everyRun(made.Document, func(r document.Run, lang string) {
			if s := chinese.FindString(r.Text); s != "" {
				if r.Lang != "zh-CN" {
					t.Errorf("%q is not marked as Chinese", r.Text)
				}
				if !slices.ContainsFunc(missing, func(m string) bool { return strings.Contains(flat(m), flat(s)) }) {
					t.Errorf("%q has an English", r.Text)
				}
			}
		})
		for i, s := range missing {
			if !strings.Contains(flat(dump(made.Document)), flat(strings.TrimRight(s, "。"))) {
				t.Errorf("text %d without English is not printed: %s", i, s)
			}
		}
	})
}

func flat(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "*", "")), "") }

// everyRun visits the runs of headings, paragraphs and cells with the language of
// what they stand in.
func everyRun(doc *document.Document, visit func(r document.Run, lang string)) {
	for _, b := range slices.Concat(doc.Front, doc.Body) {
		var all [][]document.Run
		lang := doc.Lang
		switch b := b.(type) {
		case *document.Heading:
			all = append(all, b.Runs, b.Entry)
		case *document.Paragraph:
			all = append(all, b.Runs)
			if b.Lang != "" {
				lang = b.Lang
			}
		case *document.Chart:
			all = append(all, b.Caption)
			for _, p := range b.Parts {
				all = append(all, p.Name)
			}
		case *document.Table:
			all = append(append(all, b.Label, b.Title, b.Subtitle, b.Left, b.Right, b.Continued), slices.Concat(b.Notes, b.Foot)...)
			for _, r := range slices.Concat(b.Head, b.Body) {
				for _, c := range r.Cells {
					all = append(all, c.Runs)
				}
			}
		}
		for _, runs := range all {
			for _, r := range runs {
				visit(r, lang)
			}
		}
	}
}

// TestBilingualIsMarked: in a bilingual document everything Chinese is marked as
// Chinese and everything English as English, for those who have it read aloud.
func TestBilingualIsMarked(t *testing.T) {
	editions(t, func(t *testing.T, p *profile.Profile, f *filing.Filing) {
		doc := tree(t, p, f, message.Both)
		english := 0
		everyRun(doc, func(r document.Run, lang string) {
			if r.Lang != "" {
				lang = r.Lang
			}
			switch {
			case chinese.MatchString(r.Text) && lang != "zh-CN":
				t.Errorf("%q is marked as %s", r.Text, lang)
			case !chinese.MatchString(r.Text) && latin.MatchString(r.Text) && lang != "en":
				t.Errorf("%q is marked as %s", r.Text, lang)
			case lang == "en":
				english++
			}
		})
		if english < 1000 {
			t.Errorf("only %d runs in English", english)
		}
	})
}

// TestOneEnglishForOneChinese: what a bilingual document calls by one name in one
// language it calls by one name in the other.
func TestOneEnglishForOneChinese(t *testing.T) {
	editions(t, func(t *testing.T, p *profile.Profile, f *filing.Filing) {
		zhen, enzh := map[string]string{}, map[string]string{}
		pairs := 0
		pair := func(runs []document.Run) {
			var zh, en strings.Builder
			for _, r := range runs {
				if r.Lang == "en" {
					en.WriteString(r.Text)
				} else {
					zh.WriteString(r.Text)
				}
			}
			a, b := strings.TrimSpace(zh.String()), strings.TrimSpace(en.String())
			if b == "" {
				return
			}
			// 一、 and ① count rows, they do not name them.
			_, a, _ = wording.CutOrdinal(a)
			a, b = filing.Fold(strings.TrimLeft(a, "①②③④⑤⑥⑦⑧⑨")), ordinalEN.ReplaceAllString(b, "")
			pairs++
			if old := zhen[a]; old != "" && old != b {
				t.Errorf("%q is %q and %q", a, old, b)
			}
			if old := enzh[b]; old != "" && old != a && !(known(p, old) && known(p, a)) {
				t.Errorf("%q is %q and %q", b, old, a)
			}
			zhen[a], enzh[b] = b, a
		}
		for _, b := range tree(t, p, f, message.Both).Body {
			switch b := b.(type) {
			case *document.Table:
				for _, r := range slices.Concat(b.Head, b.Body) {
					for _, c := range r.Cells {
						pair(c.Runs)
					}
				}
			case *document.Chart:
				for _, x := range b.Parts {
					pair(x.Name)
				}
			}
		}
		if pairs < 200 {
			t.Errorf("only %d pairs", pairs)
		}
	})
}

// known says whether a name is a term of the profile; its own tests see to it that only
// declared variants share their English.
func known(p *profile.Profile, zh string) bool {
	_, ok := p.English(zh)
	return ok
}

var ordinalEN = regexp.MustCompile(`^(\d+\. |\(\d+\) )`)
