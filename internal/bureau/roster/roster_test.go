package roster_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/finding"
	"budgetbook/internal/listbook"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

// readList reads a list as the program does.
func readList(p *profile.Profile, name string, data []byte) (*roster.Roster, []finding.Finding, error) {
	l, err := listbook.Open(name, data, false)
	if err != nil {
		return nil, nil, err
	}
	return roster.Read(p, l)
}

func shanxi(t testing.TB) *profile.Profile {
	t.Helper()
	p, err := press.Profile("shanxi")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const list = `示例县2025年部门预算单位名单,,,,,,,,
填表：预算股,,,,,,,,
 单位 编码 ,*单位名称,单位性质,级别,所属部门,批复时间,收入总计（批复）,批复项目支出（元）,备注
008001,示例县委组织部,行政,县级,示例县委组织部,2025年1月20日,"1,602.53",4502200,旧表
００８００２,示例县党员教育中心,公益一类,县（区）级,示例县委组织部,2025/1/20,35.6,,
,,,,,,,,
合计,,,,,,1638.13,4502200,
`

func TestReadCSV(t *testing.T) {
	p := shanxi(t)
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(list)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"utf8": list, "bom": "\ufeff" + list, "gb": gb, "tabs": tabs(list)} {
		r, found, err := readList(p, "dir/units.csv", []byte(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(found) != 1 || found[0].Code != "U12" || found[0].Places[0].Cell != "I3" {
			t.Errorf("%s: findings %v", name, found)
		}
		want := `{4 008001 示例县委组织部  administrative county   示例县委组织部  2025-01-20 map[approved.project:450.22 approved.total_revenue:1602.53]}` +
			` {5 008002 示例县党员教育中心  institution county   示例县委组织部  2025-01-20 map[approved.total_revenue:35.60]}`
		if got := strings.Trim(fmt.Sprint(r.Units), "[]"); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
}

func tabs(s string) string {
	s = strings.ReplaceAll(s, `"1,602.53"`, "1602.53")
	return strings.ReplaceAll(s, ",", "\t")
}

// TestReadCells has every mistake named with its cell.
func TestReadCells(t *testing.T) {
	p := shanxi(t)
	x := excelize.NewFile()
	rows := [][]any{
		{"单位代码", "单位名称", "单位性质", "预算级次", "批复日期", "批复基本支出", "公开范围", "单位代码"},
		{"001", "甲", "行政单位", "县级", 45677, "12.30", "部门预算"},
		{"001", "甲", "行政单位", "县级", "2025-02-30", "十二", "单位预算"},
		{"", "乙", "公司", "乡镇", "45677", "1.234", "全部"},
		{"001", "丙", "", "", "", "", "部门"},
		{"004", "", "", "", "2025.1.5", "-3", ""},
		{"005", "甲", "", "", "", 0.1 + 0.2, ""},
	}
	for i, r := range rows {
		if err := x.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	style, err := x.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	zeros := "000000"
	coded, err := x.NewStyle(&excelize.Style{CustomNumFmt: &zeros})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(x.SetCellInt("Sheet1", "A7", 8001), x.SetCellStyle("Sheet1", "A7", "A7", coded), x.SetCellStyle("Sheet1", "E2", "E2", style), x.SetCellFormula("Sheet1", "F7", "0.1+0.2")); err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := x.Write(&buf); err != nil {
		t.Fatal(err)
	}
	r, found, err := readList(p, "units.xlsx", buf.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found {
		got = append(got, f.Code+" "+f.Places[0].Short())
		for _, l := range []message.Lang{message.ZH, message.EN} {
			if s := f.Say(l) + f.Fix(l); strings.ContainsAny(s, "{}[") {
				t.Errorf("%s: %s", f.Code, s)
			}
		}
	}
	slices.Sort(got)
	want := []string{"U02 Sheet1!A4", "U03 Sheet1!A5", "U04 Sheet1!B6", "U05 Sheet1!C4", "U06 Sheet1!D4", "U07 Sheet1!E3", "U07 Sheet1!E4",
		"U08 Sheet1!F3", "U08 Sheet1!F6", "U09 Sheet1!F4", "U10 Sheet1!B7", "U11 Sheet1!H1", "U13 Sheet1!G4"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if u := r.Units[0]; u.ApprovedOn != "2025-01-20" || u.Scope != "department" || u.Approved["approved.basic"] != "12.30" {
		t.Errorf("%+v", u)
	}
	if u := r.Units[5]; u.Code != "008001" || u.Approved["approved.basic"] != "0.30" {
		t.Errorf("%+v", u)
	}
}

func TestReadRefuses(t *testing.T) {
	p := shanxi(t)
	for name, c := range map[string]struct{ data, id string }{
		"nothing":  {"", "open.empty"},
		"no heads": {"a,b\n1,2\n", "list.heads"},
		"no code":  {"单位名称,性质\n甲,行政\n", "list.heads"},
		"no units": {"单位代码,单位名称\n", "list.empty"},
		"pdf":      {"%PDF-1.7\n\x00\x01", "open.pdf"},
		"broken":   {"PK\x03\x04....", "open.truncated"},
	} {
		_, _, err := readList(p, "x", []byte(c.data))
		var e *message.Error
		if !errors.As(err, &e) || e.ID != c.id {
			t.Errorf("%s: %v, want %s", name, err, c.id)
		}
	}
}

// TestControls pairs every approved figure with the one disclosed for it.
func TestControls(t *testing.T) {
	p := shanxi(t)
	var got []string
	for _, c := range roster.Controls(p) {
		got = append(got, c.Path+" "+c.Figure+" "+c.Name.ZH+" "+c.Name.EN)
	}
	want := []string{
		"approved.total_revenue revenue_total 收入总计 Total revenue",
		"approved.total_expenditure expenditure_total 支出总计 Total expenditure",
		"approved.general_public general_public_total 一般公共预算支出 General public budget expenditure",
		"approved.basic spending_basic 基本支出 Basic expenditure",
		"approved.project spending_project 项目支出 Project expenditure",
		"approved.three_public three_public “三公”经费 Three public items",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// FuzzRead looks for lists that cannot be read or refused in peace.
func FuzzRead(f *testing.F) {
	p := shanxi(f)
	f.Add([]byte(list))
	f.Add([]byte("单位代码;单位名称\n\"1;2\n"))
	f.Add([]byte("\xff\xfe1\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("PK")) {
			return // the door to workbooks has tests of its own
		}
		r, found, err := readList(p, "x.csv", data)
		if err != nil {
			return
		}
		if finding.Count(found, finding.Error) == 0 {
			for _, u := range r.Units {
				if u.Code == "" || u.Name == "" {
					t.Errorf("%+v", u)
				}
			}
		}
	})
}

// Levels as bureaus write them, the printed list of docs/distribute.md among them.
func TestLevels(t *testing.T) {
	p := shanxi(t)
	for want, texts := range map[string]string{
		"province": "省 省级",
		"city":     "市 市级",
		"county":   "县 县级 区 区级 县（区） 县(区) 县（区）级 县(区)级 县（区)级 县（市、区）",
	} {
		for _, text := range strings.Fields(texts) {
			r, found, err := readList(p, "u.csv", []byte("单位代码,单位名称,预算级次\n1,甲,"+text+"\n"))
			if err != nil || len(found) > 0 || r.Units[0].Level != want {
				t.Errorf("%s: %v %v", text, err, found)
			}
		}
	}
}

// TestLostZeros: zeros that a spreadsheet took off are restored where other codes say
// how long codes are, and asked for where nothing does.
func TestLostZeros(t *testing.T) {
	p := shanxi(t)
	for _, c := range []struct{ name, codes, want, finding string }{
		{"lost in all", "8001 8002 10003", "8001 8002 10003", "U14"},
		{"lost in some", "008001 8002 10003 110004", "008001 008002 010003 110004", "U16"},
		{"none lost", "108001 108002", "108001 108002", ""},
		{"departments and their units", "101 101001 102 102001", "101 101001 102 102001", ""},
		{"two lengths with zeros", "001 001001 2002", "001 001001 2002", ""},
		{"guarded", `="008001" '008002 ’008003`, "008001 008002 008003", ""},
		{"guarded with width", `="００８００１" 8002`, "008001 008002", "U16"},
		{"invisible", "\u200b008001 008002\u202c", "008001 008002", "U15"},
		{"letters", "A8001 B10003", "A8001 B10003", ""},
	} {
		text := "单位代码,单位名称\n"
		for i, code := range strings.Fields(c.codes) {
			text += fmt.Sprintf("%s,示例县%c局\n", strings.ReplaceAll(`"`+strings.ReplaceAll(code, `"`, `""`)+`"`, "\n", ""), '甲'+rune(i))
		}
		r, found, err := readList(p, "units.csv", []byte(text))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var got []string
		for _, u := range r.Units {
			got = append(got, u.Code)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %s", c.name, got, c.want)
		}
		codes := ""
		for _, x := range found {
			codes += x.Code
		}
		if codes != c.finding {
			t.Errorf("%s: findings %q, want %q", c.name, codes, c.finding)
		}
	}
}

// TestNamesOfUnits: names from other files are read in the characters they are meant in.
func TestNamesOfUnits(t *testing.T) {
	r, found, err := readList(shanxi(t), "units.csv", []byte("\ufeff单位代码,单位名称\n008001,\"⼭阴县\n财政局\u200b\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Units[0].Name; got != "山阴县财政局" {
		t.Errorf("the name is %q", got)
	}
	if len(found) != 1 || found[0].Code != "U15" || found[0].Places[0].Cell != "B2" || found[0].Args["characters"] != "⼭→山、零宽空格" {
		t.Errorf("findings %v", found)
	}
}
