package compose_test

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"budgetbook/internal/compose"
	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

const example = "../../examples/example-county-2024.json"

var editions = []message.Lang{message.ZH, message.EN, message.Both}

// object is JSON that a test changes before it is read as a filing.
type object = map[string]any

// file reads a filing from a file, changed by edit.
func file(t testing.TB, p *profile.Profile, path string, edit func(object)) *filing.Filing {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, p, data, edit)
}

func parse(t testing.TB, p *profile.Profile, data []byte, edit func(object)) *filing.Filing {
	t.Helper()
	if edit != nil {
		var o object
		if err := json.Unmarshal(data, &o); err != nil {
			t.Fatal(err)
		}
		edit(o)
		var err error
		if data, err = json.Marshal(o); err != nil {
			t.Fatal(err)
		}
	}
	f, found, err := filing.Unmarshal(p.Schema(), p.Name, "test.json", data)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	return f
}

// at follows keys down to the object that holds the last one.
func at(o object, path string) (object, string) {
	keys := strings.Split(path, ".")
	for _, k := range keys[:len(keys)-1] {
		o = o[k].(object)
	}
	return o, keys[len(keys)-1]
}

func set(o object, path string, v any) {
	in, key := at(o, path)
	in[key] = v
}

func rows(o object, path string) []any {
	in, key := at(o, path)
	return in[key].([]any)
}

// composed composes a document of which nothing may be amiss.
func composed(t testing.TB, p *profile.Profile, f *filing.Filing, opt compose.Options) *document.Document {
	t.Helper()
	doc, found := tryComposed(t, p, f, opt)
	if len(found) > 0 {
		t.Fatalf("findings %+v", found)
	}
	return doc
}

func tryComposed(t testing.TB, p *profile.Profile, f *filing.Filing, opt compose.Options) (*document.Document, []finding.Finding) {
	t.Helper()
	doc, found, err := compose.Document(p, f, opt)
	if err != nil {
		t.Fatal(err)
	}
	return doc, found
}

// paragraphs are the texts of the paragraphs below a heading, up to the next one.
func paragraphs(t testing.TB, doc *document.Document, id string) []string {
	t.Helper()
	var out []string
	inside, seen := false, false
	for _, b := range doc.Body {
		switch b := b.(type) {
		case *document.Heading:
			inside = b.ID == id
			seen = seen || inside
		case *document.Paragraph:
			if inside {
				out = append(out, document.Plain(b.Runs))
			}
		}
	}
	if !seen {
		t.Fatalf("no heading %s", id)
	}
	return out
}

func table(t testing.TB, doc *document.Document, id string) *document.Table {
	t.Helper()
	for _, b := range doc.Body {
		if x, ok := b.(*document.Table); ok && x.ID == id {
			return x
		}
	}
	t.Fatalf("no table %s", id)
	return nil
}

func tables(doc *document.Document, prefix string) []*document.Table {
	var out []*document.Table
	for _, b := range doc.Body {
		if x, ok := b.(*document.Table); ok && strings.HasPrefix(x.ID, prefix) {
			out = append(out, x)
		}
	}
	return out
}

func heading(doc *document.Document, id string) *document.Heading {
	for _, b := range doc.Body {
		if h, ok := b.(*document.Heading); ok && h.ID == id {
			return h
		}
	}
	return nil
}

// The tree is plain data: built twice from the same input it is the same, and what it
// was built from is as it was.
func TestSameTreeTwice(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := file(t, p, example, nil)
	untouched := file(t, p, example, nil)
	for _, lang := range editions {
		opt := compose.Options{Lang: lang}
		if a, b := composed(t, p, f, opt), composed(t, p, f, opt); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: two trees of one filing differ", lang)
		}
	}
	if !reflect.DeepEqual(f, untouched) {
		t.Error("the filing was changed")
	}
}

// A unit speaks of 本单位 and discloses a 单位预算, a department of 本部门 and 部门预算.
func TestUnitsAndDepartments(t *testing.T) {
	p := profiletest.Shanxi(t)
	for _, x := range []struct {
		scope      string
		lang       message.Lang
		title      string
		says, not  string
		part, head string
	}{
		{"unit", message.ZH, "中国共产党示例县委员会组织部2024年度单位预算公开", "本单位", "本部门", "第二部分 2024年单位预算报表", "一、本单位职责"},
		{"department", message.ZH, "中国共产党示例县委员会组织部2024年度部门预算公开", "本部门", "本单位", "第二部分 2024年部门预算报表", "一、本部门职责"},
		{"unit", message.EN, "Organization Department of the CPC Example County Committee: Unit Budget Disclosure, Fiscal Year 2024", "", "", "", ""},
		{"department", message.EN, "Organization Department of the CPC Example County Committee: Department Budget Disclosure, Fiscal Year 2024", "", "", "", ""},
	} {
		f := file(t, p, example, func(o object) { o["scope"] = x.scope })
		doc := composed(t, p, f, compose.Options{Lang: x.lang})
		if doc.Title != x.title {
			t.Errorf("title %q, want %q", doc.Title, x.title)
		}
		if x.says == "" {
			continue
		}
		if h := document.Plain(heading(doc, "part.tables").Runs); h != x.part {
			t.Errorf("heading %q, want %q", h, x.part)
		}
		if h := document.Plain(heading(doc, "section.overview.1").Runs); h != x.head {
			t.Errorf("heading %q, want %q", h, x.head)
		}
		first := paragraphs(t, doc, "section.notes.1")[0]
		if want := "2024年" + x.says + "收入总计1,602.53万元"; !strings.HasPrefix(first, want) && !strings.HasPrefix(first, strings.ReplaceAll(want, ",", "")) {
			t.Errorf("%q does not begin with %q", first, want)
		}
		if strings.Contains(first, x.not) {
			t.Errorf("a %s says %q", x.scope, first)
		}
	}
}

// The cover names the unit and the document; contents follow, and list every heading
// that has an entry.
func TestFront(t *testing.T) {
	p := profiletest.Shanxi(t)
	doc := composed(t, p, file(t, p, example, nil), compose.Options{Lang: message.ZH})
	var got []string
	for _, b := range doc.Front {
		switch b := b.(type) {
		case *document.Paragraph:
			got = append(got, document.Plain(b.Runs))
		case *document.PageBreak:
			got = append(got, "---")
		case *document.Contents:
			got = append(got, "contents "+document.Plain(b.Title))
		}
	}
	want := []string{"中国共产党示例县委员会组织部", "2024年度单位预算公开", "---", "contents 目 录"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("front matter %q, want %q", got, want)
	}
	entries := map[string]bool{}
	for _, b := range doc.Body {
		if h, ok := b.(*document.Heading); ok && h.Entry != nil {
			entries[document.Plain(h.Entry)] = true
		}
	}
	for _, want := range []string{"第一部分 概况", "二、机构设置情况", "七、“三公”经费增减变动原因说明", "第四部分 名词解释"} {
		if !entries[want] {
			t.Errorf("%q is not in the contents", want)
		}
	}
	for i, id := range prescribed(p) {
		h := heading(doc, id)
		if h == nil || !h.Hidden || !strings.HasPrefix(document.Plain(h.Entry), p.Table(id).Name.ZH+" ") {
			t.Errorf("heading of table %d, %s: %+v", i+1, id, h)
		}
	}
}

// prescribed are the tables the document prints, in their order.
func prescribed(p *profile.Profile) []string {
	var ids []string
	for _, part := range p.Parts {
		for _, s := range part.Sections {
			ids = append(ids, s.Tables...)
		}
	}
	return ids
}

// A draft says so on every page and begins with what is open; notes and what was
// explained are not open.
func TestDraft(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := file(t, p, example, nil)
	open := []finding.Finding{
		finding.New("G02", finding.Error, finding.Place{Sheet: "封面", Cell: "B9"}, "section", "甲局", "sections", "乙局"),
		finding.New("G02", finding.Note, finding.Place{}, "section", "丙局", "sections", "丁局"),
	}
	doc := composed(t, p, f, compose.Options{Lang: message.ZH, Draft: true, Open: open})
	first := frontPage(doc)
	if doc.Draft == "" || !strings.Contains(first, "G02") || !strings.Contains(first, "甲局") || !strings.Contains(first, "B9") || strings.Contains(first, "丙局") {
		t.Errorf("draft %q, first page %q", doc.Draft, first)
	}
	if doc = composed(t, p, f, compose.Options{Lang: message.ZH}); doc.Draft != "" || strings.Contains(frontPage(doc), "G02") {
		t.Errorf("no draft was asked for: %q, %q", doc.Draft, frontPage(doc))
	}
}

func frontPage(doc *document.Document) string {
	var b strings.Builder
	for _, x := range doc.Front {
		switch x := x.(type) {
		case *document.PageBreak:
			return b.String()
		case *document.Paragraph:
			b.WriteString(document.Plain(x.Runs) + "\n")
		}
	}
	return b.String()
}

// The terms of the profile come first, those of the unit after them, numbered through.
func TestGlossary(t *testing.T) {
	p := profiletest.Shanxi(t)
	doc := composed(t, p, file(t, p, example, nil), compose.Options{Lang: message.ZH})
	got := paragraphs(t, doc, "part.glossary")
	names := make([]string, len(p.Glossary))
	for i, g := range p.Glossary {
		names[i] = g.Name.ZH
	}
	names = append(names, "选调生", "两新组织")
	ordinals := []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十", "二十一", "二十二", "二十三", "二十四", "二十五"}
	n := 0
	for _, text := range got {
		if n < len(names) && strings.HasPrefix(text, ordinals[n]+"、"+names[n]+"：") {
			n++
		}
	}
	if n != len(names) {
		t.Errorf("%d of %d terms; %q is missing in %q", n, len(names), names[n], got)
	}
	if last := got[len(got)-1]; !strings.HasSuffix(last, "开展活动和选派党建工作指导员的资金。") {
		t.Errorf("the last term is %q", last)
	}
}

// Files the unit appends: each page with its text alternative; a file that could not be
// read is left out.
func TestAttachments(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := file(t, p, example, func(o object) {
		o["attachments"] = []any{object{"file": "名录.pdf", "title": "项目名录"}, object{"file": "坏.pdf", "title": "坏"}, object{"file": "图.pdf", "title": ""}}
	})
	page := document.AttachedPage{Width: 595276, Height: 841890}
	doc := composed(t, p, f, compose.Options{Lang: message.ZH, Annexes: map[string][]document.AttachedPage{"名录.pdf": {page, page}, "图.pdf": {page}}})
	var got []string
	for _, b := range doc.Body {
		if a, ok := b.(*document.Attachment); ok {
			got = append(got, a.Name+" "+document.Plain(a.Title))
			for i, x := range a.Pages {
				if x.Width != page.Width || !strings.Contains(x.Alt, string(rune('1'+i))) {
					t.Errorf("page %d of %s: %+v", i+1, a.Name, x)
				}
			}
		}
	}
	if want := []string{"名录.pdf 附件 项目名录", "图.pdf 附件 图.pdf"}; !reflect.DeepEqual(got, want) {
		t.Errorf("attachments %q, want %q", got, want)
	}
}
