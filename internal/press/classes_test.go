package press_test

import (
	"bytes"
	"encoding/csv"
	"maps"
	"slices"
	"strings"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule/checks"
	"budgetbook/internal/template"
)

// codesOf reads a list of codes and names.
func codesOf(t *testing.T, name string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(readFile(t, "testdata/codes/"+name))).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatal(name, err)
	}
	return rows[1:]
}

// byFunction are the tables by function of a filing that all have the same rows.
var byFunction = []string{"t02", "t03", "t05"}

// classified is the sample with other rows in its tables by function: codes and names, and
// above them their sections and classes, which are given no names.
func classified(t *testing.T, codes [][]string) (*profile.Profile, *filing.Filing) {
	t.Helper()
	p, f := sample(t)
	names := map[string]string{}
	for _, c := range codes {
		for n := 3; n < len(c[0]); n += 2 {
			if _, given := names[c[0][:n]]; !given {
				names[c[0][:n]] = ""
			}
		}
		names[c[0]] = c[1]
	}
	for _, id := range byFunction {
		var rows []filing.Row
		for _, code := range slices.Sorted(maps.Keys(names)) {
			r := filing.Row{Cells: map[string]filing.Value{}}
			for _, c := range p.Table(id).Columns {
				r.Cells[c.ID] = filing.Value{}
			}
			r.Cells["code"], r.Cells["name"], r.Cells["total"] = filing.Value{Text: code}, filing.Value{Text: names[code]}, filing.Value{Text: "1.00"}
			rows = append(rows, r)
		}
		f.Tables[id] = rows
	}
	return p, f
}

// inputs are a filing as JSON and as a workbook.
func inputs(t *testing.T, p *profile.Profile, f *filing.Filing) []press.Input {
	t.Helper()
	book, err := template.Write(p, f, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return []press.Input{asInput(t, p, f), {Name: "a.xlsx", Data: book}}
}

// readFiling is a filing with what was found in it.
type readFiling struct {
	filing *filing.Filing
	found  []finding.Finding
}

// readCodes reads and checks a filing. Its tables do not add up, and causes are not looked for.
func readCodes(t *testing.T, in press.Input, codes ...press.CodeList) readFiling {
	t.Helper()
	p, f, found, err := press.Filing(in, "", codes...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := checks.Check(p, f, message.ZH)
	if err != nil {
		t.Fatal(err)
	}
	return readFiling{f, append(found, r.Findings...)}
}

// about are the findings of some codes.
func about(found []finding.Finding, codes ...string) []finding.Finding {
	return slices.DeleteFunc(slices.Clone(found), func(x finding.Finding) bool { return !slices.Contains(codes, x.Code) })
}

// TestEverydayCodes: what units spend their money on has its name in the list, and a blank
// name is filled from it, with a note at its cell.
func TestEverydayCodes(t *testing.T) {
	for _, list := range []string{"everyday.csv", "shanyin-2024.csv", "putuo.csv"} {
		codes := codesOf(t, list)
		p, f := classified(t, codes)
		for _, in := range inputs(t, p, f) {
			m := readCodes(t, in)
			for _, x := range about(m.found, "D02", finding.NameNowhere) {
				t.Errorf("%s %s: %s", list, in.Name, x.Say(message.ZH))
			}
		}
		for i := range codes {
			codes[i] = []string{codes[i][0], ""}
		}
		want := codesOf(t, list)
		p, f = classified(t, codes)
		for _, in := range inputs(t, p, f) {
			m := readCodes(t, in)
			for _, x := range about(m.found, "D02", finding.NameNowhere) {
				t.Errorf("%s %s: %s", list, in.Name, x.Say(message.ZH))
			}
			named := map[string]string{}
			for _, r := range m.filing.Tables["t03"] {
				if named[r.Text("code")] = r.Text("name"); r.Text("name") == "" {
					t.Errorf("%s %s: %s has no name", list, in.Name, r.Text("code"))
				}
			}
			for _, w := range want {
				if named[w[0]] != w[1] {
					t.Errorf("%s %s: %s is %q, want %q", list, in.Name, w[0], named[w[0]], w[1])
				}
			}
		}
	}
}

// TestBlankNames: a note at each cell that was filled; an error only where no list knows
// the code.
func TestBlankNames(t *testing.T) {
	p, f := classified(t, [][]string{{"2050202", ""}, {"2099901", ""}})
	m := readCodes(t, asInput(t, p, f))
	var filled, nowhere []string
	for _, x := range about(m.found, finding.NameFilled) {
		if x.Severity != finding.Note {
			t.Error(x.Severity, x.Say(message.ZH))
		}
		for _, at := range x.Places {
			filled = append(filled, at.Path+" "+x.Args["name"])
		}
	}
	for _, x := range about(m.found, finding.NameNowhere) {
		if x.Severity != finding.Error {
			t.Error(x.Severity, x.Say(message.ZH))
		}
		for _, at := range x.Places {
			nowhere = append(nowhere, at.Path+" "+x.Args["code"])
		}
	}
	for _, want := range []string{"tables.t02[0].name 教育支出", "tables.t02[1].name 普通教育", "tables.t02[2].name 小学教育", "tables.t05[2].name 小学教育"} {
		if !slices.Contains(filled, want) {
			t.Errorf("%q is not said: %q", want, filled)
		}
	}
	if !slices.Contains(nowhere, "tables.t03[5].name 2099901") {
		t.Errorf("%q", nowhere)
	}
}

// TestCodeBesideOtherName: a right name beside a wrong code, or the other way round, is one
// finding for all tables, with what may be meant.
func TestCodeBesideOtherName(t *testing.T) {
	for _, c := range []struct {
		code, name string
		severity   finding.Severity
		want       []string // in the words
	}{
		{"2050202", "初中教育", finding.Error, []string{"2050202", "“小学教育”", "2050203 初中教育"}},
		{"2140106", "公路建设", finding.Warning, []string{"“公路养护”", "2140104 公路建设", "只见于以前年度的完整科目表"}},
		{"2080505", "死亡抚恤", finding.Error, []string{"“机关事业单位基本养老保险缴费支出”", "2080801 死亡抚恤"}},
		{"2050222", "小学教育", finding.Warning, []string{"不在程序所带的科目表中", "2050202 小学教育"}},
		{"2013298", "行政运行", finding.Warning, []string{"2013201 行政运行"}},
		{"2080507", "对机关事业单位养老保险基金的补助", finding.Warning, []string{"对机关事业单位基本养老保险基金的补助"}},
	} {
		p, f := classified(t, [][]string{{c.code, c.name}})
		for _, in := range inputs(t, p, f) {
			m := readCodes(t, in)
			found := about(m.found, "D02")
			if len(found) != 1 || found[0].Severity != c.severity || len(found[0].Places) != len(byFunction) {
				t.Errorf("%s %s %s: %d findings: %v", in.Name, c.code, c.name, len(found), found)
				continue
			}
			for _, w := range c.want {
				if !strings.Contains(found[0].Say(message.ZH), w) {
					t.Errorf("%s %s %s: no %q in %q", in.Name, c.code, c.name, w, found[0].Say(message.ZH))
				}
			}
			if said := found[0].Say(message.EN); strings.ContainsAny(said, "{}") {
				t.Error(said)
			}
		}
	}
}

// TestNameOfSeveralCodes: of codes that share a name those of the section are proposed, all
// of them.
func TestNameOfSeveralCodes(t *testing.T) {
	own := press.CodeList{List: "functional_codes", File: "own.csv", Data: []byte("科目编码,科目名称\n205,教育支出\n20502,普通教育\n2050201,学前教育\n2050202,镇办教育\n2050203,镇办教育\n208,社会保障和就业支出\n20805,养老\n2080501,镇办教育\n")}
	p, f := classified(t, [][]string{{"2050201", "镇办教育"}})
	f.Tables["t08"], f.Tables["t09"] = nil, nil
	m := readCodes(t, asInput(t, p, f), own)
	found := about(m.found, "D02")
	if len(found) != 1 || !strings.Contains(found[0].Say(message.ZH), "2050202 镇办教育、2050203 镇办教育") || strings.Contains(found[0].Say(message.ZH), "2080501") {
		t.Errorf("%v", found)
	}
	if m.filing.Tables["t03"][2].Text("code") != "2050201" {
		t.Error("a code was chosen")
	}
}

// TestOwnListNamesShortForm: the tables of the short form are named from the list of the
// bureau, which need not be that of the program.
func TestOwnListNamesShortForm(t *testing.T) {
	p, f := shortForm(t)
	var list strings.Builder
	list.WriteString("科目编码,科目名称\n")
	code := f.Tables["atoms.spending"][0].Text("code")
	for _, c := range p.Codes["functional_codes"].Items {
		name := c.Name
		if c.Code == code {
			name = "本县改名的科目"
		}
		list.WriteString(c.Code + "," + name + "\n")
	}
	codes := []press.CodeList{{List: "functional_codes", File: "own.csv", Data: []byte(list.String())}}
	book, err := template.Write(p, f, template.Options{Layout: profile.Few})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []press.Input{asInput(t, p, f), {Name: "short.xlsx", Data: book}} {
		m, err := press.Load(in, press.Options{Lang: message.ZH, Codes: codes})
		if err != nil {
			t.Fatal(err)
		}
		named := ""
		for _, r := range m.Filing.Tables["t03"] {
			if r.Text("code") == code {
				named = r.Text("name")
			}
		}
		if named != "本县改名的科目" {
			t.Errorf("%s: %s is named %q", in.Name, code, named)
		}
		for _, x := range about(m.Result.Findings, "D02") {
			t.Errorf("%s: %s", in.Name, x.Say(message.ZH))
		}
	}
}
