package board_test

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/bureau/board"
	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/list"
	"budgetbook/internal/listbook"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// childArg makes the test program the process of one workbook.
const childArg = "board-test-child"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == childArg {
		none := func(string) func(string) ([]byte, error) {
			return func(string) ([]byte, error) { return nil, os.ErrNotExist }
		}
		if err := batch.Child(os.Stdin, os.Stdout, none); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		os.Exit(0)
	}
	code := m.Run()
	if made != "" {
		os.RemoveAll(made)
	}
	os.Exit(code)
}

func shanxi(t testing.TB) *profile.Profile {
	t.Helper()
	p, err := press.Profile("shanxi")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// unitsCSV is the list of units of the tests; what is received of them is in batched.
const unitsCSV = `单位代码,单位名称,单位英文名称,单位性质,预算级次,所在地区,主管部门,批复日期,批复收入总计,批复基本支出
001001,示例县财政局,Example County Finance Bureau,行政,县,示例县,示例县财政局,2024-02-20,1602.53,1000
001002,示例县国库支付中心,,事业,县,示例县,示例县财政局,2024-02-20,1602.53,
002001,示例县教育局,Example County Education Bureau,行政,县,示例县,示例县教育局,2024-02-05,1602.53,
002002,示例县第一中学,,事业,县,示例县,示例县教育局,2024-02-05,,
002003,示例县第二中学,,事业,县,示例县,示例县教育局,2024-02-05,,
003001,示例县档案馆,,参公,县,示例县,,2024-03-01,,
004001,示例县水利局<b>&,,行政,县,示例县,示例县水利局,2024-02-10,,
005001,示例县林业局,,行政,县,示例县,示例县林业局,,,
006001,示例县气象局,,事业,县,示例县,示例县气象局,2024-02-11,1602.53,
007001,示例县融媒体中心,,事业,县,示例县,,,,
`

// book is the example with some fields and cells set.
func book(t testing.TB, set map[string]string) []byte {
	t.Helper()
	data, err := os.ReadFile("../../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	p, f, _, err := press.Filing(press.Input{Name: "x.json", Data: data}, "")
	if err != nil {
		t.Fatal(err)
	}
	if name := set["unit.name"]; name != "" {
		old := f.Text("unit.name")
		for k, v := range f.Fields {
			f.Fields[k] = filing.Value{Text: strings.ReplaceAll(v.Text, old, name)}
		}
		for _, rows := range f.Tables {
			rename(rows, old, name)
		}
	}
	for path, text := range set {
		switch path {
		case "fiscal_year":
			old := f.Text("fiscal_year")
			fmt.Sscan(text, &f.Year)
			for path, v := range f.Fields { // its texts are of that year too
				f.Fields[path] = filing.Value{Text: strings.ReplaceAll(v.Text, old+"年", text+"年")}
			}
			for _, rows := range f.Tables {
				rename(rows, old+"年", text+"年")
			}
		case "break": // the total of table 1
			for i, r := range f.Tables["t01"] {
				if r.Text("revenue_item") == "收入总计" {
					f.Tables["t01"][i].Cells["revenue"] = filing.Value{Text: text}
				}
			}
			continue
		}
		f.Fields[path] = filing.Value{Text: text}
	}
	out, err := template.Write(p, f, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// rename replaces the name of a unit wherever a table has it.
func rename(rows []filing.Row, old, name string) {
	for _, r := range rows {
		for k, v := range r.Cells {
			r.Cells[k] = filing.Value{Text: strings.ReplaceAll(v.Text, old, name)}
		}
		for _, children := range r.Children {
			rename(children, old, name)
		}
	}
}

var (
	once sync.Once
	made string // folder of the outputs of one batch, copied by every test
)

// batched is a fresh copy of the outputs of a batch over real workbooks.
func batched(t testing.TB) (out string, results []batch.Result) {
	t.Helper()
	once.Do(func() {
		dir, err := os.MkdirTemp("", "board")
		if err != nil {
			t.Fatal(err)
		}
		made = dir
		in := filepath.Join(dir, "in")
		put := func(name string, data []byte) {
			path := filepath.Join(in, name)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		unit := func(code, name string, more ...string) []byte {
			set := map[string]string{"unit.code": code, "unit.name": name}
			for i := 0; i+1 < len(more); i += 2 {
				set[more[i]] = more[i+1]
			}
			return book(t, set)
		}
		put("财政/001001_示例县财政局.xlsx", unit("001001", "示例县财政局"))
		put("财政/支付中心.xlsx", unit("001002", "示例县国库中心", "approved.total_revenue", "1600.00"))
		put("教育/002001_示例县教育局.xlsx", unit("002001", "示例县教育局", "break", "1612.53"))
		put("教育/一中.xlsx", unit("2002", "示例县第一中学", "fiscal_year", "2023"))
		put("教育/一中 (2).xlsx", unit("", "示例县第一中学", "reasons.revenue", "政策调整"))
		put("004001_水利局.xlsx", []byte("PK\x03\x04 not a workbook"))
		put("别的单位.xlsx", unit("900001", "外县某局", "reasons.revenue", "政策调整"))
		put("林业/005001.xlsx", unit("005001", "示例县林业局"))
		put("林业/006001.xlsx", unit("006001", "示例县气象局", "reasons.expenditure", "人员变动"))
		own, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		o := batch.Options{In: in, Out: filepath.Join(dir, "out"), Langs: []message.Lang{message.ZH}, Jobs: 2, Child: []string{own, childArg},
			Opener: func(string) func(string) ([]byte, error) {
				return func(string) ([]byte, error) { return nil, os.ErrNotExist }
			}}
		if testing.Short() {
			o.Memory = 1 << 47 // the race detector maps what it may need
		}
		if _, err := batch.Run(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	})
	out = t.TempDir()
	if err := os.CopyFS(out, os.DirFS(filepath.Join(made, "out"))); err != nil {
		t.Fatal(err)
	}
	results, err := board.Load(out, message.ZH)
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != 9 {
		t.Fatalf("%d results", len(results))
	}
	return out, results
}

func options(t testing.TB) board.Options {
	t.Helper()
	return board.Options{Profile: shanxi(t), Today: time.Date(2024, 3, 1, 15, 0, 0, 0, time.Local), Lang: message.ZH, Bureau: "示例县财政局", Contact: "预算股 0350-1234567"}
}

// asList is a list of units as text.
func asList(t testing.TB, text string) list.List {
	t.Helper()
	l, err := list.Read("units.csv", []byte(text), false)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func units(t testing.TB) *roster.Roster {
	t.Helper()
	r, found, err := roster.Read(shanxi(t), asList(t, unitsCSV))
	if err != nil || finding.Count(found, finding.Error) > 0 {
		t.Fatal(err, found)
	}
	return r
}

func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got  %s\n want %s", what, strings.Join(got, "\n      "), strings.Join(want, "\n      "))
	}
}

// TestMake matches real results with the list, difference by difference.
func TestMake(t *testing.T) {
	_, results := batched(t)
	b := board.Make(results, units(t), options(t))
	var rows []string
	for _, r := range b.Rows {
		s := fmt.Sprintf("%s %s %v %s %d", r.Unit.Code, r.Status, r.Listed, r.Deadline, r.Days)
		if r.Result != nil {
			s += " " + r.Result.Input
		}
		rows = append(rows, s)
	}
	same(t, "rows", rows, []string{
		"001001 differs true 2024-03-11 10 财政/001001_示例县财政局.xlsx",
		"001002 wrong true 2024-03-11 10 财政/支付中心.xlsx",
		"002001 wrong true 2024-02-25 -5 教育/002001_示例县教育局.xlsx",
		"002002 differs true 2024-02-25 -5 教育/一中 (2).xlsx",
		"002003 missing true 2024-02-25 -5",
		"003001 missing true 2024-03-21 20",
		"004001 unread true 2024-03-01 0 004001_水利局.xlsx",
		"005001 sound true  0 林业/005001.xlsx",
		"006001 open true 2024-03-02 1 林业/006001.xlsx",
		"007001 missing true  0",
		"900001 open false  0 别的单位.xlsx",
	})
	var gaps []string
	for _, g := range b.Gaps {
		gaps = append(gaps, strings.TrimSpace(fmt.Sprintf("%s %s %s %s|%s %s", g.Kind, g.Unit.Code, g.Figure, g.Is, g.Should, g.Diff)))
	}
	for i, s := range gaps {
		if strings.HasPrefix(s, "unread") {
			gaps[i] = "unread 004001"
		}
	}
	same(t, "gaps", gaps, []string{
		"missing 002003  |", "missing 003001  |", "missing 007001  |", "unlisted 900001  |", "duplicate 002002  |", "unread 004001",
		"year 002002  2023|2024", "code 002002  |002002", "code 002002  2002|002002", "name 001002  示例县国库中心|示例县国库支付中心",
		"figure 001001 approved.basic 422.04|1000.00 -577.96", "figure 002001 approved.total_revenue 1612.53|1602.53 10.00",
		"approved 001002 approved.total_revenue 1600.00|1602.53 -2.53",
	})
	if !b.Due() || b.Year != 2024 || b.Whole.Units != 10 || b.Whole.By[board.Missing] != 3 || b.Whole.Overdue != 3 || b.Received() != 7 || b.Unlisted() != 1 {
		t.Errorf("%+v", b.Whole)
	}
	if got := b.Whole.Figures[0]; got.Disclosed.String() != "9625.18" || got.Approved.String() != "6410.12" || got.Of != 6 {
		t.Errorf("%+v", got)
	}
	if len(b.Checks) == 0 || b.Checks[0].Units < b.Checks[len(b.Checks)-1].Units {
		t.Errorf("%+v", b.Checks)
	}
}

// TestSame: everything is a function of the input; nothing is written twice.
func TestSame(t *testing.T) {
	out, results := batched(t)
	other, _ := batched(t)
	for _, dir := range []string{out, other} {
		if dir == other {
			slices.Reverse(results)
		}
		if _, err := board.Write(dir, results, units(t), options(t)); err != nil {
			t.Fatal(err)
		}
	}
	files := 0
	err := filepath.WalkDir(out, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(out, path)
		a, _ := os.ReadFile(path)
		b, _ := os.ReadFile(filepath.Join(other, rel))
		if !bytes.Equal(a, b) {
			t.Errorf("%s is not the same", rel)
		}
		files++
		return nil
	})
	if err != nil || files < 20 {
		t.Error(err, files)
	}
	info, _ := os.Stat(filepath.Join(out, board.BookFile))
	if _, err := board.Write(out, results, units(t), options(t)); err != nil {
		t.Fatal(err)
	}
	if again, _ := os.Stat(filepath.Join(out, board.BookFile)); !again.ModTime().Equal(info.ModTime()) {
		t.Error("a board that is the same was written again")
	}
}

// TestLetters: who gets one, what is in it, and that one changed by hand stays.
func TestLetters(t *testing.T) {
	out, results := batched(t)
	opt := options(t)
	b, err := board.Write(out, results, units(t), opt)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range b.Rows {
		if r.Letter != "" {
			got = append(got, r.Letter)
		}
	}
	name := func(s string) string { return "letters/" + s + ".docx" }
	same(t, "letters", got, []string{name("001001_示例县财政局"), name("001002_示例县国库支付中心"), name("002001_示例县教育局"), name("002002_示例县第一中学"),
		name("002003_示例县第二中学"), name("003001_示例县档案馆"), name("004001_示例县水利局_b_&"), name("007001_示例县融媒体中心")})
	for file, words := range map[string][]string{
		"002001_示例县教育局": {"关于更正2024年预算公开材料的函", "示例县教育局：", "2024年2月5日批复", "2024年2月25日以前（含当日）公开，逾期 5 天", "一、错误（", "表一 ", "改法",
			"二、与单位名单、批复数不一致（1 处）", "公开数 1612.53 万元，批复数 1602.53 万元，差 10.00 万元", "annotated.xlsx", "联系人：预算股 0350-1234567", "示例县财政局", "2024年3月1日"},
		"002003_示例县第二中学":    {"关于尽快报送2024年预算公开材料的函", "截至2024年3月1日，尚未收到"},
		"004001_示例县水利局_b_&": {"示例县水利局<b>&：", "无法读取", "今天到期"},
		"001001_示例县财政局":     {"与单位名单、批复数不一致", "基本支出：公开数 422.04 万元，批复数 1000.00 万元，差 -577.96 万元"},
	} {
		text := docx(t, filepath.Join(out, name(file)))
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("%s lacks %q:\n%s", file, w, text)
			}
		}
		if strings.ContainsAny(text, "{}") || strings.Contains(text, "[letter") {
			t.Errorf("%s: %s", file, text)
		}
	}
	// One that an officer has edited stays; one that is not due any more goes.
	edited := filepath.Join(out, name("002003_示例县第二中学"))
	if err := os.WriteFile(edited, []byte("edited"), 0o644); err != nil {
		t.Fatal(err)
	}
	fewer := units(t)
	fewer.Units = fewer.Units[:6]
	for range 2 {
		if _, err := board.Write(out, results, fewer, opt); err != nil {
			t.Fatal(err)
		}
		if data, _ := os.ReadFile(edited); string(data) != "edited" {
			t.Error("an edited letter was written over")
		}
		if _, err := os.Stat(filepath.Join(out, name("007001_示例县融媒体中心"))); err == nil {
			t.Error("a letter that is not due is still there")
		}
	}
	opt.Lang = message.EN
	if _, err := board.Write(out, results, units(t), opt); err != nil {
		t.Fatal(err)
	}
	text := docx(t, filepath.Join(out, name("002001_示例县教育局")))
	for _, w := range []string{"To: Example County Education Bureau", "25 February 2024: 5 days overdue", "1. Errors (", "Contact: 预算股"} {
		if !strings.Contains(text, w) {
			t.Errorf("lacks %q:\n%s", w, text)
		}
	}
}

// docx is the text of a letter, a line for each paragraph. Every part must be sound XML.
func docx(t testing.TB, path string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var text strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		for {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if f.Name != "word/document.xml" {
				continue
			}
			switch x := tok.(type) {
			case xml.CharData:
				text.Write(x)
			case xml.EndElement:
				if x.Name.Local == "p" {
					text.WriteByte('\n')
				}
			}
		}
		r.Close()
	}
	return text.String()
}

// TestPage reads the page back: one file without addresses elsewhere, every unit in a
// row of its own, all links lead to files that are there.
func TestPage(t *testing.T) {
	out, results := batched(t)
	for _, l := range []message.Lang{message.ZH, message.EN} {
		opt := options(t)
		opt.Lang = l
		if _, err := board.Write(out, results, units(t), opt); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(out, board.HTMLFile))
		if err != nil {
			t.Fatal(err)
		}
		page := string(data)
		for _, bad := range []string{"http:", "https:", "src=", "@import", "url(", "<b>&", "[board", "ZgotmplZ"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s: the page has %q", l, bad)
			}
		}
		doc, err := html.Parse(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		rows, links, heads, ids := 0, 0, 0, map[string]bool{}
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			attr := map[string]string{}
			for _, a := range n.Attr {
				attr[a.Key] = a.Val
			}
			if id := attr["id"]; id != "" {
				if ids[id] {
					t.Errorf("id %s stands twice", id)
				}
				ids[id] = true
			}
			switch n.Data {
			case "tr":
				if attr["data-status"] != "" {
					rows++
				}
			case "th":
				if attr["scope"] == "" {
					t.Error("a head without scope")
				}
				heads++
			case "table":
				if n.FirstChild == nil || n.FirstChild.NextSibling == nil || n.FirstChild.NextSibling.Data != "caption" {
					t.Error("a table without caption")
				}
			case "a":
				href := attr["href"]
				if strings.HasPrefix(href, "#") {
					continue
				}
				links++
				name, err := unescape(href)
				if err == nil {
					_, err = os.Stat(filepath.Join(out, name))
				}
				if err != nil {
					t.Errorf("link %s: %v", href, err)
				}
			}
		}
		if rows != 11 || links < 15 || heads < 30 {
			t.Errorf("%s: %d rows, %d links, %d heads", l, rows, links, heads)
		}
	}
}

func unescape(s string) (string, error) {
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			var c byte
			if _, err := fmt.Sscanf(s[i+1:i+3], "%02x", &c); err != nil {
				return "", err
			}
			out = append(out, c)
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return string(out), nil
}

// TestBook reads the workbook back.
func TestBook(t *testing.T) {
	out, results := batched(t)
	if _, err := board.Write(out, results, units(t), options(t)); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(out, board.BookFile))
	if err != nil {
		t.Fatal(err)
	}
	l, err := listbook.Read("board.xlsx", data)
	if err != nil || l.Sheet != "各单位" {
		t.Fatal(err, l.Sheet)
	}
	lines := l.Lines
	if len(lines) != 3+1+11 || lines[3].Cells[0] != "代码" || lines[6].Cells[3] != "有错误" || lines[4].Cells[8] != "2024-02-20" {
		t.Errorf("%+v", lines)
	}
}

// TestText and its JSON.
func TestText(t *testing.T) {
	_, results := batched(t)
	for _, l := range []message.Lang{message.ZH, message.EN} {
		opt := options(t)
		opt.Lang, opt.System = l, true
		b := board.Make(results, units(t), opt)
		var text, data bytes.Buffer
		if err := errors.Join(b.Text(&text), b.JSON(&data)); err != nil {
			t.Fatal(err)
		}
		if s := text.String(); strings.Contains(s, "[board") || strings.Contains(s, "{") {
			t.Error(s)
		}
		if l == message.ZH {
			for _, w := range []string{"期限按2024年3月1日（系统日期）计算", "未报送（3）", "收入总计：公开数 1612.53 万元", "名单 10 个单位：未报送 3，"} {
				if !strings.Contains(text.String(), w) {
					t.Errorf("lacks %q:\n%s", w, text.String())
				}
			}
		}
		var back map[string]any
		if err := json.Unmarshal(data.Bytes(), &back); err != nil || back["schema"] != board.Schema || len(back["differences"].([]any)) != 13 || len(back["units"].([]any)) != 11 {
			t.Errorf("%v %d %d", err, len(back["differences"].([]any)), len(back["units"].([]any)))
		}
	}
}

// TestWithoutList: a board of what was received.
func TestWithoutList(t *testing.T) {
	out, results := batched(t)
	b, err := board.Write(out, results, nil, options(t))
	if err != nil || len(b.Rows) != 9 || b.Whole.Units != 9 {
		t.Fatal(err, len(b.Rows), b.Whole.Units)
	}
	var gaps []string
	for _, g := range b.Gaps {
		gaps = append(gaps, strings.Join(append([]string{string(g.Kind)}, g.Inputs...), " "))
	}
	same(t, "gaps", gaps, []string{"duplicate 教育/一中 (2).xlsx 教育/一中.xlsx", "unread 004001_水利局.xlsx", "year 教育/一中.xlsx"})
	for _, r := range b.Rows {
		if twice := strings.Contains(r.Result.Input, "一中"); twice != (r.Status == board.Differs) {
			t.Errorf("%s: %s", r.Result.Input, r.Status)
		}
	}
	for lang, want := range map[message.Lang]string{message.ZH: "收到 9 个工作簿：", message.EN: "Workbooks received: 9;"} {
		opt := options(t)
		opt.Lang = lang
		if b, err = board.Write(out, results, nil, opt); err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if err := b.Text(&text); err != nil {
			t.Fatal(err)
		}
		page, _ := os.ReadFile(filepath.Join(out, board.HTMLFile))
		for _, s := range []string{text.String(), string(page)} {
			if !strings.Contains(s, want) || strings.Contains(s, "与名单") || strings.Contains(s, "名单 9") || strings.Contains(s, "in the list:") {
				t.Error(s)
			}
		}
	}
}

// says wants an error with this message and this word in its advice.
func says(t testing.TB, err error, id, advice string) {
	t.Helper()
	var m *message.Error
	if !errors.As(err, &m) || m.ID != id {
		t.Fatalf("%v, want %s", err, id)
	}
	if _, fix := message.Explain(message.ZH, err); !strings.Contains(fix, advice) {
		t.Errorf("%s advises %q", id, fix)
	}
}

// TestLoad refuses a batch that was broken off, whose units would be taken for missing,
// and what is no result.
func TestLoad(t *testing.T) {
	out, _ := batched(t)
	if err := os.Remove(filepath.Join(out, batch.ResultsFile)); err != nil {
		t.Fatal(err)
	}
	_, err := board.Load(out, message.ZH)
	says(t, err, "board.not-finished", "--merge")
	for _, text := range []string{"{", `[{"schema":"other"}]`, `[{"schema":"budgetbook/result/1","folder":"../x"}]`, `[{"schema":"budgetbook/result/1","folder":"x","outputs":[{"file":"../../y"}]}]`} {
		if err := os.WriteFile(filepath.Join(out, batch.ResultsFile), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := board.Load(out, message.ZH); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
	if _, err := board.Load(t.TempDir(), message.ZH); err == nil {
		t.Error("an empty folder was taken")
	}
}

// TestFalseHash: what is not there as the batch has made it is not passed; it is named, and
// its unit gets no letter for it.
func TestFalseHash(t *testing.T) {
	whole, _ := batched(t)
	results, err := board.Load(whole, message.ZH)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(results, func(x batch.Result) bool { return x.Failure == nil && x.Counts.Errors == 0 && len(x.Outputs) > 1 })
	unit := results[i]
	at := func(out, file string) string { return filepath.Join(out, batch.UnitsFolder, unit.Folder, file) }
	pdf := unit.Outputs[slices.IndexFunc(unit.Outputs, func(o batch.Output) bool { return o.Kind == batch.PDFKind })].File
	edit := func(path, old, new string) error {
		data, err := os.ReadFile(path)
		if err == nil && !strings.Contains(string(data), old) {
			return fmt.Errorf("%s does not hold %s", path, old)
		}
		return os.WriteFile(path, []byte(strings.Replace(string(data), old, new, 1)), 0o644)
	}
	for what, c := range map[string]struct {
		change func(out string) error
		file   string
	}{
		"output changed": {func(out string) error { return edit(at(out, pdf), "%PDF-1.7", "%PDF-1.4") }, pdf},
		"output longer":  {func(out string) error { return edit(at(out, pdf), "%PDF-1.7", "%PDF-1.7\n") }, pdf},
		"output gone":    {func(out string) error { return os.Remove(at(out, pdf)) }, pdf},
		"hash changed": {func(out string) error {
			return edit(filepath.Join(out, batch.ResultsFile), unit.Outputs[0].SHA256, strings.Repeat("0", 64))
		}, batch.ResultFile},
		"key changed":      {func(out string) error { return edit(at(out, batch.ResultFile), unit.Key, strings.Repeat("0", 64)) }, batch.ResultFile},
		"result gone":      {func(out string) error { return os.Remove(at(out, batch.ResultFile)) }, batch.ResultFile},
		"result damaged":   {func(out string) error { return os.WriteFile(at(out, batch.ResultFile), []byte("{"), 0o644) }, batch.ResultFile},
		"output is a link": {func(out string) error { return cmp.Or(os.Remove(at(out, pdf)), os.Symlink("nothing", at(out, pdf))) }, pdf},
	} {
		out := t.TempDir()
		if err := os.CopyFS(out, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		if err := c.change(out); err != nil {
			t.Fatal(err)
		}
		results, err := board.Load(out, message.ZH)
		if err != nil {
			t.Fatal(err)
		}
		b, err := board.Write(out, results, nil, options(t))
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		for _, r := range b.Rows {
			altered := r.Result.Failure != nil && r.Result.Failure.Cause == batch.CauseAltered
			if altered != (r.Result.Folder == unit.Folder) || altered && (r.Status == board.Sound || r.Status == board.Open || len(r.Editions()) > 0 || r.Letter != "") {
				t.Errorf("%s: %s is %s", what, r.Result.Input, r.Status)
			}
		}
		var text strings.Builder
		if err := b.Text(&text); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{unit.Input, batch.UnitsFolder + "/" + unit.Folder + "/" + c.file, "budgetbook batch"} {
			if !strings.Contains(text.String(), want) {
				t.Errorf("%s: %s is not said:\n%s", what, want, text.String())
			}
		}
	}
}

// TestRecord: what to do about a damaged record of letters is said of that file.
func TestRecord(t *testing.T) {
	out, results := batched(t)
	if _, err := board.Write(out, results, units(t), options(t)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(out, board.LettersFolder, "letters.json")
	if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := board.Write(out, results, units(t), options(t))
	says(t, err, "board.record", "删去这个文件")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := board.Write(out, results, units(t), options(t)); err != nil {
		t.Error(err)
	}
}

// TestLettersBrokenOff: all ends after the record names new letters, before and after one of
// them is there. On another day none is taken for one that somebody has changed by hand.
func TestLettersBrokenOff(t *testing.T) {
	whole, results := batched(t)
	first, second, third := options(t), options(t), options(t)
	second.Today, third.Today = first.Today.AddDate(0, 0, 1), first.Today.AddDate(0, 0, 2)
	letters := func(out string) map[string]string {
		all := map[string]string{}
		entries, err := os.ReadDir(filepath.Join(out, board.LettersFolder))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(out, board.LettersFolder, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			all[e.Name()] = string(data)
		}
		return all
	}
	write := func(out string, opt board.Options) map[string]string {
		if _, err := board.Write(out, results, units(t), opt); err != nil {
			t.Fatal(err)
		}
		return letters(out)
	}
	old := write(whole, first)
	next := write(whole, second)
	want := write(whole, third)
	broken := 0
	for name := range next {
		if name == "letters.json" || old[name] == next[name] {
			continue
		}
		broken++
		out, _ := batched(t)
		write(out, first)
		record := map[string]string{}
		for x, data := range next {
			if x != "letters.json" {
				record[x] = output.Sum([]byte(data)) + " " + output.Sum([]byte(old[x]))
			}
		}
		data, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		for file, data := range map[string]string{"letters.json": string(data), name: next[name]} {
			if err := os.WriteFile(filepath.Join(out, board.LettersFolder, file), []byte(data), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got := write(out, third); !maps.Equal(got, want) {
			t.Errorf("after %s the letters are not those of an undisturbed run", name)
		}
		break
	}
	if broken == 0 {
		t.Error("no letter says another day")
	}
}

// TestScopes: one code for a unit and its department, another profile, another scope.
func TestScopes(t *testing.T) {
	_, results := batched(t)
	r, _, err := roster.Read(shanxi(t), asList(t, "单位代码,单位名称,公开范围,批复收入总计\n005001,示例县林业局,单位预算,1\n005001,示例县林业局,部门预算,2\n006001,示例县气象局,部门预算,\n"))
	if err != nil {
		t.Fatal(err)
	}
	var some []batch.Result
	for _, x := range results {
		switch x.Unit.Code {
		case "005001":
			some = append(some, x)
			x.Input, x.Scope, x.Folder, x.Profile = "部门.xlsx", "department", x.Folder+"-2", "other"
			some = append(some, x)
		case "006001":
			some = append(some, x)
		}
	}
	var gaps []string
	b := board.Make(some, r, options(t))
	for _, g := range b.Gaps {
		gaps = append(gaps, strings.TrimSpace(fmt.Sprintf("%s %s %s|%s", g.Kind, g.Inputs[0], g.Is, g.Should)))
	}
	same(t, "gaps", gaps, []string{"profile 部门.xlsx other|shanxi", "scope 林业/006001.xlsx 单位预算|部门预算", "figure 林业/005001.xlsx 1602.53|1.00"})
	// The department contains the unit: it is not added again.
	if f := b.Whole.Figures[0]; f.Of != 1 || f.Disclosed.String() != "1602.53" || f.Approved.String() != "1" {
		t.Errorf("%+v", f)
	}
	if got := b.Rows[2].Unit.Code; got != "006001" {
		t.Fatal(got)
	}
	// Which budget is meant is said wherever the code alone does not.
	out, _ := batched(t)
	if b, err = board.Write(out, nil, r, options(t)); err != nil {
		t.Fatal(err)
	}
	for i, scope := range []string{"部门预算", "单位预算"} {
		if want := "letters/005001_示例县林业局_" + scope + ".docx"; b.Rows[i].Letter != want {
			t.Errorf("%s, want %s", b.Rows[i].Letter, want)
			continue
		}
		text := docx(t, filepath.Join(out, b.Rows[i].Letter))
		for _, w := range []string{"关于尽快报送" + scope + "公开材料的函", "尚未收到你单位" + scope + "公开工作簿"} {
			if !strings.Contains(text, w) {
				t.Errorf("lacks %q:\n%s", w, text)
			}
		}
	}
	page, _ := os.ReadFile(filepath.Join(out, board.HTMLFile))
	var text, data bytes.Buffer
	if err := errors.Join(b.Text(&text), b.JSON(&data)); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"示例县林业局（单位预算）", "示例县林业局（部门预算）", "示例县气象局（部门预算）"} {
		if !strings.Contains(string(page), w) || !strings.Contains(text.String(), w) {
			t.Errorf("lacks %s", w)
		}
	}
	if n := strings.Count(data.String(), `"scope": "unit"`); n != 2 {
		t.Errorf("the scope of the unit is named %d times:\n%s", n, data.String())
	}
}

// TestScopeOfFile: a file that cannot be read belongs to the scope in its name.
func TestScopeOfFile(t *testing.T) {
	r, _, err := roster.Read(shanxi(t), asList(t, "单位代码,单位名称,公开范围\n005001,示例县林业局,单位预算\n005001,示例县林业局,部门预算\n"))
	if err != nil {
		t.Fatal(err)
	}
	for i, scope := range []string{"部门预算", "单位预算"} {
		x := batch.Result{Input: "005001_示例县林业局_" + scope + ".xlsx", Failure: &batch.Failure{Cause: batch.CauseRead, Say: "x"}}
		b := board.Make([]batch.Result{x}, r, options(t))
		if b.Rows[i].Status != board.Unread || b.Rows[1-i].Status != board.Missing {
			t.Errorf("%s: %s %s", scope, b.Rows[0].Status, b.Rows[1].Status)
		}
	}
}

// TestCopies: the errors of every workbook of a unit are counted and listed under its
// name, what several say alike is said once, and the same bytes are one workbook.
func TestCopies(t *testing.T) {
	out, results := batched(t)
	var all []batch.Result
	for _, x := range results {
		switch x.Unit.Code {
		case "001001":
			all = append(all, x)
		case "002001":
			for _, name := range []string{"财政/乙.xlsx", "财政/丙.xlsx"} {
				x.Input, x.Unit.Code, x.Unit.Name = name, "001001", "示例县财政局"
				all = append(all, x)
			}
		}
		if x.Failure != nil {
			x.Input = "001001_破损.xlsx"
			all = append(all, x)
		}
	}
	r, _, err := roster.Read(shanxi(t), asList(t, "单位代码,单位名称,批复基本支出\n001001,示例县财政局,1000\n"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := board.Write(out, all, r, options(t))
	if err != nil {
		t.Fatal(err)
	}
	row := b.Rows[0]
	n := all[slices.IndexFunc(all, func(x batch.Result) bool { return x.Input == "财政/乙.xlsx" })].Counts.Errors
	if n == 0 || row.Status != board.Wrong || row.Counts.Errors != n || len(row.Copies()) != 3 || b.Whole.By[board.Wrong] != 1 {
		t.Fatalf("%s, %d errors of %d, %d copies", row.Status, row.Counts.Errors, n, len(row.Copies()))
	}
	var gaps []string
	for _, g := range b.Gaps {
		gaps = append(gaps, fmt.Sprintf("%s %d", g.Kind, len(g.Inputs)))
	}
	same(t, "gaps", gaps, []string{"duplicate 4", "unread 1", "figure 3"})
	letter := docx(t, filepath.Join(out, row.Letter))
	for _, w := range []string{"报送了 4 份预算公开工作簿", fmt.Sprintf("一、错误（%d 处", n), fmt.Sprintf("“财政/丙.xlsx”、“财政/乙.xlsx”（%d 处）：", n),
		"不一致（3 处）", "“财政/001001_示例县财政局.xlsx”、“财政/丙.xlsx”、“财政/乙.xlsx”：基本支出：公开数 422.04", "破损.xlsx"} {
		if !strings.Contains(letter, w) {
			t.Errorf("lacks %q:\n%s", w, letter)
		}
	}
	page, _ := os.ReadFile(filepath.Join(out, board.HTMLFile))
	var text, data bytes.Buffer
	if err := errors.Join(b.Text(&text), b.JSON(&data)); err != nil {
		t.Fatal(err)
	}
	line := fmt.Sprintf("财政/丙.xlsx、财政/乙.xlsx：错误 %d 处", n)
	if !strings.Contains(string(page), line) || !strings.Contains(text.String(), line) || !strings.Contains(data.String(), `"workbooks": [`) {
		t.Errorf("lacks %s:\n%s\n%s", line, text.String(), data.String())
	}
}

// TestOtherYear: a letter does not call a workbook of another year one of this year.
func TestOtherYear(t *testing.T) {
	out, results := batched(t)
	results = slices.DeleteFunc(results, func(x batch.Result) bool { return x.Year != 2023 })
	opt := options(t)
	opt.Year = 2024
	b, err := board.Write(out, results, units(t), opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range b.Rows {
		if r.Result == nil {
			continue
		}
		text := docx(t, filepath.Join(out, r.Letter))
		if !strings.Contains(text, "你单位报送的预算公开工作簿“一中.xlsx”已经检查") || !strings.Contains(text, "一中.xlsx”是 2023 年的，应为 2024 年。") {
			t.Error(text)
		}
	}
}

// TestTotals: what nobody gave is blank, other years are left out, and each sum says of
// how many units it is.
func TestTotals(t *testing.T) {
	out, results := batched(t)
	results = slices.DeleteFunc(results, func(x batch.Result) bool { return x.Unit.Name == "示例县第一中学" && x.Year == 2024 })
	b, err := board.Write(out, results, units(t), options(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, total := range b.Totals {
		f := total.Figures[0]
		switch total.Department {
		case "示例县教育局": // 第一中学 filed for 2023 only
			if f.Of != 1 || f.OfApproved != 1 || f.Disclosed.String() != "1612.53" || f.Approved.String() != "1602.53" {
				t.Errorf("%+v", f)
			}
		case "示例县林业局":
			if f.Of != 1 || f.OfApproved != 0 {
				t.Errorf("%+v", f)
			}
		}
	}
	var data bytes.Buffer
	if err := b.JSON(&data); err != nil {
		t.Fatal(err)
	}
	var back struct {
		Departments []struct {
			Department string
			Figures    map[string]map[string]any
		}
	}
	if err := json.Unmarshal(data.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	for _, d := range back.Departments {
		f := d.Figures["approved.total_revenue"]
		_, disclosed := f["disclosed"]
		_, approved := f["approved"]
		if want := d.Department != "示例县水利局" && d.Department != ""; disclosed != want {
			t.Errorf("%s: %v", d.Department, f)
		}
		if want := strings.Contains("示例县财政局 示例县教育局 示例县气象局", d.Department) && d.Department != ""; approved != want {
			t.Errorf("%s: %v", d.Department, f)
		}
	}
	page, _ := os.ReadFile(filepath.Join(out, board.HTMLFile))
	if !strings.Contains(string(page), `1,612.53<small>1 个单位</small>`) {
		t.Error("the page does not say of how many units a sum is")
	}
}
