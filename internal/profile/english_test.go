package profile_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"text/template"
	"unicode"

	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/wording"
	"budgetbook/templates"
)

func loadShanxi(t *testing.T) (*profile.Profile, fs.FS) {
	t.Helper()
	return profiletest.Shanxi(t), profiletest.Files(t)
}

// saying is a text of the profile and where it stands.
type saying struct {
	at     string
	zh, en string
}

// sayings lists the texts below a value.
func sayings(at string, v reflect.Value, seen map[uintptr]bool) []saying {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return nil
		}
		seen[v.Pointer()] = true
		return sayings(at, v.Elem(), seen)
	case reflect.Slice:
		var out []saying
		for i := range v.Len() {
			out = append(out, sayings(fmt.Sprintf("%s[%d]", at, i), v.Index(i), seen)...)
		}
		return out
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			return nil
		}
		keys := v.MapKeys()
		sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
		var out []saying
		for _, k := range keys {
			out = append(out, sayings(at+"."+k.String(), v.MapIndex(k), seen)...)
		}
		return out
	case reflect.Struct:
		if text, ok := v.Interface().(profile.Text); ok {
			return []saying{{at, text.ZH, text.EN}}
		}
		if v.Type().PkgPath() != reflect.TypeOf(profile.Profile{}).PkgPath() {
			return nil
		}
		var out []saying
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				out = append(out, sayings(at+"."+f.Name, v.Field(i), seen)...)
			}
		}
		return out
	}
	return nil
}

func texts(at string, v any) []saying {
	return sayings(at, reflect.ValueOf(v), map[uintptr]bool{})
}

// termLists reads the term lists as they stand in the files.
func termLists(t *testing.T, sub fs.FS) map[string][]map[string]string {
	t.Helper()
	files, err := fs.Glob(sub, "terms*.csv")
	if err != nil || len(files) < 2 {
		t.Fatalf("term lists: %v %v", files, err)
	}
	out := map[string][]map[string]string{}
	for _, file := range files {
		data, err := fs.ReadFile(sub, file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			m := map[string]string{}
			for i, h := range rows[0] {
				m[h] = r[i]
			}
			out[file] = append(out[file], m)
		}
	}
	return out
}

// printed lists what the document prints of the profile: all of it but the texts of
// the workbook, of the rules and of the inspector's form.
func printed(t *testing.T, p *profile.Profile, sub fs.FS) []saying {
	t.Helper()
	out := texts("labels", p.Labels)
	out = append(out, texts("cover", p.Cover)...)
	out = append(out, texts("parts", p.Parts)...)
	out = append(out, texts("charts", p.Charts)...)
	out = append(out, texts("targets", p.Targets)...)
	out = append(out, texts("glossary", p.Glossary)...)
	for _, tab := range p.Tables {
		if !tab.Printed() {
			continue
		}
		x := *tab
		x.Columns = nil
		for _, c := range tab.Columns {
			if !c.Hidden {
				x.Columns = append(x.Columns, c)
			}
		}
		out = append(out, texts("tables."+tab.ID, x)...)
	}
	for file, rows := range termLists(t, sub) {
		for _, r := range rows {
			out = append(out, saying{file, r["zh"], r["en"]})
		}
	}
	for name, list := range p.Codes {
		for _, c := range list.Items {
			out = append(out, saying{"codes." + name + "." + c.Code, c.Name, c.English})
		}
	}
	for _, e := range p.Catalogue {
		en, _ := p.English(e.Name)
		out = append(out, saying{"catalogue." + e.Code, e.Name, en})
	}
	return out
}

// TestEveryTextIsEnglishToo looks at all texts of the profile, at the names of all
// codes and of the whole catalogue.
func TestEveryTextIsEnglishToo(t *testing.T) {
	p, sub := loadShanxi(t)
	all := append(texts("profile", *p), printed(t, p, sub)...)
	for _, s := range all {
		if (s.zh == "") != (s.en == "") {
			t.Errorf("%s: %q is %q in English", s.at, s.zh, s.en)
		}
	}
	if len(all) < 5000 {
		t.Errorf("only %d texts", len(all))
	}
	for _, pair := range p.Pairs {
		for _, name := range []string{pair.Dept, pair.Gov} {
			if _, ok := p.English(name); !ok {
				t.Errorf("mapping of economic items: no English for %q", name)
			}
		}
	}
}

// TestNamesOfCodesSayWhoseTheyAre: each stands in a list that says whose its English is.
func TestNamesOfCodesSayWhoseTheyAre(t *testing.T) {
	p, sub := loadShanxi(t)
	whose := map[string]string{}
	national, err := fs.Glob(templates.FS, "classification/*.csv")
	if err != nil || len(national) < 5 {
		t.Fatalf("the classification: %v %v", national, err)
	}
	for _, file := range national {
		data, err := fs.ReadFile(templates.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if rows[0][len(rows[0])-1] != "english" {
			continue // the mapping of economic items
		}
		for _, r := range rows[1:] {
			if s := r[len(r)-1]; s != "mof" && s != "ours" {
				t.Errorf("%s: the source of %q is %q", file, r[1], s)
			}
			whose[r[1]] = r[len(r)-1]
		}
	}
	for file, rows := range termLists(t, sub) {
		for _, r := range rows {
			if file == "terms.csv" {
				continue
			}
			if s := r["source"]; s != "mof" && s != "ours" {
				t.Errorf("%s: the source of %q is %q", file, r["zh"], s)
			}
			whose[r["zh"]] = r["source"]
		}
	}
	for name, list := range p.Codes {
		for _, c := range list.Items {
			if whose[c.Name] == "" {
				t.Errorf("%s: nobody says whose English %q is", name, c.Name)
			}
		}
	}
}

// TestOneEnglishForOneTerm: in a document a term has one English, and no other term
// has it too. Other spellings of a term are declared in terms-variants.csv.
func TestOneEnglishForOneTerm(t *testing.T) {
	p, sub := loadShanxi(t)
	variant := map[string]bool{}
	for _, r := range termLists(t, sub)["terms-variants.csv"] {
		variant[r["zh"]] = true
	}
	type use struct{ at, text string }
	english, chinese := map[string][]use{}, map[string][]use{} // by Chinese, by English without capitals
	for _, s := range printed(t, p, sub) {
		if _, rest, ok := wording.CutOrdinal(s.zh); ok { // 一、 becomes 1.
			s.zh = rest
			_, s.en, _ = strings.Cut(s.en, ". ")
		}
		if rest := strings.TrimLeft(s.zh, "①②③④⑤⑥⑦⑧⑨"); rest != s.zh {
			s.zh = rest
			_, s.en, _ = strings.Cut(s.en, ") ")
		}
		s.zh = strings.ReplaceAll(s.zh, "{own}", "本单位")
		if s.zh == "" || s.zh == s.en || strings.Trim(s.zh, "{}nameuitl") == "" {
			continue
		}
		english[s.zh] = append(english[s.zh], use{s.at, s.en})
		key := strings.ToLower(strings.TrimRight(s.en, ": "))
		if !variant[s.zh] {
			chinese[key] = append(chinese[key], use{s.at, strings.TrimRight(s.zh, "：")})
		}
	}
	once := func(what string, m map[string][]use) {
		for key, uses := range m {
			for _, u := range uses[1:] {
				if u.text != uses[0].text {
					t.Errorf("%q has two %s: %q (%s) and %q (%s)", key, what, uses[0].text, uses[0].at, u.text, u.at)
					break
				}
			}
		}
	}
	once("translations", english)
	once("origins", chinese)
	for zh := range variant {
		if len(chinese[strings.ToLower(p.Terms[zh])]) == 0 {
			t.Errorf("%q is a variant of nothing", zh)
		}
	}
}

// foreign finds what has no place in an English text.
func foreign(s string) string {
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r), r >= 0x3000 && r <= 0x303F, r >= 0xFF00 && r <= 0xFFEF, r == '·', r == '…', r == '\'', r == '"':
			return string(r)
		}
	}
	for _, bad := range []string{"  ,", " ,", " .", ",,", "..", "--", " ;", "( ", " )"} {
		if strings.Contains(s, bad) {
			return bad
		}
	}
	return ""
}

// british finds spellings that are not American.
var british = regexp.MustCompile(`(?i)\b\w*((organi|reali|utili|standardi|moderni|recogni|subsidi|speciali|digiti)s(e|ed|es|ing|ation)\b|colour|programme|labour|centre|metre|defence|behaviour|licence|ageing|favour|honour|neighbour|mould|grey\b|storey|fulfil\b|towards\b)`)

// TestEnglishIsEnglish: no Chinese character, no Chinese punctuation, typographic
// quotes, American spelling.
func TestEnglishIsEnglish(t *testing.T) {
	p, sub := loadShanxi(t)
	all := printed(t, p, sub)
	for _, id := range []string{"annex-page", "draft-mark", "draft-title", "draft-none", "severity-error", "severity-warning", "severity-note"} {
		all = append(all, saying{"message " + id, id, message.Say(message.EN, id, message.Pairs("title", "T", "n", "1", "of", "2"))})
	}
	names, err := fs.Glob(sub, "narrative/*.en.tmpl")
	if err != nil || len(names) == 0 {
		t.Fatal("no narrative")
	}
	comment := regexp.MustCompile(`(?s)\{\{-? ?/\*.*?\*/ ?-?\}\}|\{\{[^}]*\}\}`)
	for _, name := range names {
		data, err := fs.ReadFile(sub, name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, saying{name, name, comment.ReplaceAllString(string(data), "x")})
	}
	for _, s := range all {
		if bad := foreign(s.en); bad != "" {
			t.Errorf("%s: %q holds %q", s.at, s.en, bad)
		}
		if word := british.FindString(s.en); word != "" {
			t.Errorf("%s: %q in %q is not American", s.at, word, s.en)
		}
	}
	for file, rows := range termLists(t, sub) {
		for _, r := range rows {
			first := []rune(r["en"])[0]
			if r["group"] != "messages" && !unicode.IsUpper(first) && !unicode.IsDigit(first) && !strings.ContainsRune("{“", first) {
				t.Errorf("%s: %q does not begin with a capital", file, r["en"])
			}
		}
	}
}

// small are the words that titles leave without a capital.
var small = strings.Fields("a an and as at by for from in of on or the to under with")

// TestTitlesHaveCapitals looks at every title and heading.
func TestTitlesHaveCapitals(t *testing.T) {
	p, sub := loadShanxi(t)
	var titles []saying
	for _, part := range p.Parts {
		titles = append(titles, saying{"part", "", part.Heading.EN})
		for _, s := range part.Sections {
			titles = append(titles, saying{"section", "", s.Heading.EN})
			if s.Narrative == "" {
				continue
			}
			data, err := fs.ReadFile(sub, path.Join("narrative", s.Narrative+".en.tmpl"))
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(string(data), "\n") {
				if head, ok := strings.CutPrefix(line, profile.HeadingMark); ok {
					titles = append(titles, saying{s.Narrative, "", head})
				}
			}
		}
	}
	for _, tab := range p.Tables {
		if tab.Printed() {
			titles = append(titles, saying{tab.ID, "", tab.Title.EN}, saying{tab.ID, "", tab.Label.EN})
		}
	}
	for _, c := range p.Charts {
		titles = append(titles, saying{c.Name, "", c.Caption.EN})
	}
	for _, key := range []string{"contents", "title", "subject", "target_forms", "catalogue_A", "catalogue_B"} {
		titles = append(titles, saying{key, "", p.Labels[key].EN})
	}
	titles = append(titles, saying{"targets", "", p.Targets.Title.EN}, saying{"targets", "", p.Targets.Subtitle.EN})
	for _, x := range titles {
		for _, word := range strings.FieldsFunc(x.en, func(r rune) bool { return r == ' ' || r == '-' }) {
			word = strings.Trim(word, "(),.:“”")
			if word != "" && unicode.IsLower([]rune(word)[0]) && !slices.Contains(small, word) {
				t.Errorf("%s: %q in %q has no capital", x.at, word, x.en)
			}
		}
	}
}

var action = regexp.MustCompile(`\{\{-?\s*(\w*)[^}]*\}\}`)

// TestLinesStandInPairs: a bilingual document sets the two texts of a section line by
// line, so they must have the same headings, charts and paragraphs, under the same
// conditions.
func TestLinesStandInPairs(t *testing.T) {
	p, sub := loadShanxi(t)
	kinds := func(file string) []string {
		data, err := fs.ReadFile(sub, file)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, line := range strings.Split(strings.TrimRight(string(data), "\n"), "\n") {
			words := action.ReplaceAllString(line, "")
			switch {
			case strings.HasPrefix(line, profile.HeadingMark):
				out = append(out, "heading")
			case strings.HasPrefix(line, profile.ChartMark):
				out = append(out, line)
			case strings.TrimSpace(words) == "":
				kind := "control"
				for _, m := range action.FindAllStringSubmatch(line, -1) {
					kind += " " + m[1]
				}
				out = append(out, kind)
			default:
				out = append(out, "paragraph")
			}
		}
		return out
	}
	for _, part := range p.Parts {
		for _, s := range part.Sections {
			if s.Narrative == "" {
				continue
			}
			zh, en := kinds("narrative/"+s.Narrative+".zh.tmpl"), kinds("narrative/"+s.Narrative+".en.tmpl")
			if !slices.Equal(zh, en) {
				t.Errorf("%s: the lines are %q in Chinese, %q in English", s.Narrative, zh, en)
			}
		}
	}
}

// stub stands for a figure or a text in a template.
type stub string

func (s stub) Zero() bool  { return s == "0" }
func (s stub) Blank() bool { return s == "" }
func (s stub) None() bool  { return s == "无。" }

type stubChange struct {
	Now, Before, Amount, Rate, Reason stub
	Direction                         string
}

type stubRow struct{ Name, Amount, Share stub }

// Ways a figure may stand to last year's.
var changes = []stubChange{
	{Now: "12.50", Before: "10.00", Amount: "2.50", Rate: "25.00", Direction: "up"},
	{Now: "10.00", Before: "12.50", Amount: "2.50", Rate: "20.00", Direction: "down"},
	{Now: "10.00", Before: "10.00", Amount: "0", Direction: "same"},
	{Now: "10.00", Before: "0", Amount: "10.00", Direction: "base_zero"},
	{Now: "0", Before: "10.00", Amount: "10.00", Rate: "100", Direction: "down"},
	{Now: "0", Before: "0", Amount: "0", Direction: "both_zero"},
	{Now: "10.00", Direction: "unknown"},
}

// tell runs all narratives with one change everywhere, every list n rows long.
func tell(t *testing.T, p *profile.Profile, lang message.Lang, x stubChange, n int, text stub, rounded bool) map[string][]string {
	t.Helper()
	named := map[string]any{"year": "2024", "prior_year": "2023", "unit": "U", "own": "本单位", "rounded": rounded}
	for _, f := range p.Figures {
		switch f.Kind {
		case "", "value":
			named[f.Name] = x.Now
			if f.Format == "integer" {
				named[f.Name] = stub(fmt.Sprint(n))
			}
		case "change":
			named[f.Name] = x
		case "rows":
			var rows []stubRow
			for i := range n {
				rows = append(rows, stubRow{stub(fmt.Sprintf("Name %c", 'A'+i)), "3.00", "30.00"})
			}
			named[f.Name] = rows
		case "text":
			named[f.Name] = text
			if f.Name == "as_of" {
				named[f.Name] = stub("December 31, 2024")
			}
		}
	}
	out := map[string][]string{}
	for _, part := range p.Parts {
		for _, s := range part.Sections {
			if s.Narrative == "" {
				continue
			}
			c, err := s.Template[lang].Clone()
			if err != nil {
				t.Fatal(err)
			}
			c.Funcs(template.FuncMap{
				"plural": func(n any, one, other string) string {
					if n == stub("1") {
						return one
					}
					return other
				},
				"yuan": func(n any) string { return "100,000" },
			})
			var b strings.Builder
			if err := c.Execute(&b, named); err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(b.String(), "\n") {
				if line != "" {
					out[s.Narrative] = append(out[s.Narrative], line)
				}
			}
		}
	}
	return out
}

var (
	money = regexp.MustCompile(`\d\.\d\d\b`)
	tidy  = regexp.MustCompile(`  |,,|\.\.|;;|,\.|;\.|:\.| [,.;:]|\( |\d\(|and and|: *[;,]|<no value>`)
)

// disagree finds a singular where the plural should stand, and the other way round.
var disagree = regexp.MustCompile(`\b1 (other operational |special-purpose |official )?(projects|items|vehicles|are)\b|\b[023] (other operational |special-purpose |official )?(project|item|vehicle|is in use)\b|of 1 project\b.*\bare under|of [023] projects\b.*\bis under`)

// TestSentences reads the sentences of every way figures can change, for no, one, two
// and three of a kind, with and without a reason.
func TestSentences(t *testing.T) {
	p, _ := loadShanxi(t)
	for _, base := range changes {
		for _, reason := range []stub{"", "staff costs rose", "人员增加"} {
			x := base
			if x.Amount != "0" && x.Direction != "unknown" {
				x.Reason = reason
			}
			for n := range 4 {
				for _, text := range []stub{"", "无。", "The unit had none"} {
					en := tell(t, p, message.EN, x, n, text, n%2 == 0)
					zh := tell(t, p, message.ZH, x, n, text, n%2 == 0)
					for name, lines := range en {
						read(t, name, x, n, lines)
						kind := func(line string) string {
							for _, mark := range []string{profile.HeadingMark, profile.ChartMark} {
								if strings.HasPrefix(line, mark) {
									return mark
								}
							}
							return "paragraph"
						}
						if !slices.EqualFunc(lines, zh[name], func(a, b string) bool { return kind(a) == kind(b) }) {
							t.Fatalf("%s, %s: the lines do not stand in pairs:\n%s\n%s", name, x.Direction, strings.Join(lines, "\n"), strings.Join(zh[name], "\n"))
						}
					}
					if t.Failed() {
						return
					}
				}
			}
		}
	}
}

func read(t *testing.T, name string, x stubChange, n int, lines []string) {
	t.Helper()
	whole := strings.Join(lines, "\n")
	for _, line := range lines {
		if strings.HasPrefix(line, profile.ChartMark) {
			continue
		}
		ours := line
		if x.Reason != "" {
			ours = strings.ReplaceAll(line, string(x.Reason), "x")
		}
		if bad := foreign(ours); bad != "" {
			t.Errorf("%s holds %q: %s", name, bad, line)
		}
		if bad := tidy.FindString(line); bad != "" {
			t.Errorf("%s holds %q: %s", name, bad, line)
		}
		if strings.HasPrefix(line, profile.HeadingMark) {
			continue
		}
		if !strings.HasSuffix(line, ".") && !strings.HasSuffix(line, ":") && line != "The unit had none" {
			t.Errorf("%s: the sentence does not end: %s", name, line)
		}
		if at := money.FindStringIndex(line); at != nil && !strings.Contains(line, "square meters") {
			if k := strings.Count(line, "RMB 10,000"); k != 1 {
				t.Errorf("%s names the unit %d times: %s", name, k, line)
			}
			if unit := strings.Index(line, "RMB 10,000"); unit > at[1]+len(" (in ") {
				t.Errorf("%s names the unit late: %s", name, line)
			}
		}
		if strings.Contains(line, "ten thousand") {
			t.Errorf("%s: %s", name, line)
		}
		if end := map[int]string{2: " and Name B", 3: "; and Name C"}[n]; strings.Contains(line, "Name B") && !strings.Contains(line, end) {
			t.Errorf("%s: the list has no end: %s", name, line)
		}
		if bad := disagree.FindString(line); bad != "" {
			t.Errorf("%s: %q in %s", name, bad, line)
		}
	}
	if strings.Contains(whole, "previous year") && x.Reason != "" && strings.Count(whole, string(x.Reason)) != strings.Count(whole, ", mainly because ") {
		t.Errorf("%s: a reason without words: %s", name, whole)
	}
}
