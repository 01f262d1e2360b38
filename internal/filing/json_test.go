package filing_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
)

const exampleJSON = "../../examples/example-county-2024.json"

func schema(t testing.TB) *filing.Node {
	t.Helper()
	return profiletest.Shanxi(t).Schema()
}

func example(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile(exampleJSON)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestRoundTrip(t *testing.T) {
	root, want := schema(t), example(t)
	f, found, err := filing.Unmarshal(root, "shanxi", "example.json", want)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	got, err := filing.Marshal(root, f)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		a, b := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("line %d:\n got %s\nwant %s", i+1, a[i], b[i])
			}
		}
		t.Fatalf("%d lines, want %d", len(a), len(b))
	}
	if f.Year != 2024 || f.Text("unit.region") != "示例县" || f.Tables["t01"][0].Text("revenue") != "1576.74" {
		t.Errorf("year %d, region %q, t01 %v", f.Year, f.Text("unit.region"), f.Tables["t01"][0])
	}
	indicator := f.Tables["performance.projects"][0].Children["indicators"][0]
	if got := indicator.At.Path; got != "performance.projects[0].indicators[0]" {
		t.Errorf("path of the first indicator: %s", got)
	}
	if got := f.Tables["t01"][5].Cells["current_year"].At; got.File != "example.json" || got.Path != "tables.t01[5].current_year" {
		t.Errorf("place of a cell: %+v", got)
	}
}

// head opens a filing; tests add members to it.
const head = `{"schema": "budgetbook/filing/1", "profile": "shanxi", "fiscal_year": 2025`

func TestFindings(t *testing.T) {
	root := schema(t)
	long := strings.Repeat("[", 200) + strings.Repeat("]", 200)
	for _, c := range []struct {
		name, json, code, path, says string
	}{
		{"unknown key", head + `, "unitt": {"name": {"x": [1, {"y": 2}]}}}`, "J01", "unitt", "unitt"},
		{"unknown key inside", head + `, "unit": {"name": "甲", "nam": "乙"}}`, "J01", "unit.nam", "nam"},
		{"unknown key in a row", head + `, "tables": {"t03": [{"code": "合计"}, {"code": "201", "totl": "1"}]}}`, "J01", "tables.t03[1].totl", "totl"},
		{"unknown key in a child", head + `, "performance": {"projects": [{"indicators": [{"a": ""}]}]}}`, "J01", "performance.projects[0].indicators[0].a", "a"},
		{"key twice", head + `, "scope": "unit", "scope": "department"}`, "J03", "scope", "scope"},
		{"key twice in a row", head + `, "tables": {"t03": [{"code": "1", "code": "2"}]}}`, "J03", "tables.t03[0].code", "code"},
		{"number for a text", head + `, "procurement": {"total": 12.5}}`, "J02", "procurement.total", "string"},
		{"null for a text", head + `, "procurement": {"total": null}}`, "J02", "procurement.total", "string"},
		{"text for an object", head + `, "unit": "甲"}`, "J02", "unit", "object"},
		{"array for an object", head + `, "unit": [{"name": "甲"}]}`, "J02", "unit", "object"},
		{"object for rows", head + `, "tables": {"t01": {"a": 1}}}`, "J02", "tables.t01", "array of objects"},
		{"text for a row", head + `, "tables": {"t01": ["合计"]}}`, "J02", "tables.t01[0]", "object"},
		{"text for paragraphs", head + `, "overview": {"duties": "甲"}}`, "J02", "overview.duties", "array of strings"},
		{"object for a paragraph", head + `, "overview": {"duties": ["甲", {"a": [1]}]}}`, "J02", "overview.duties[1]", "string"},
		{"text for the year", `{"schema": "budgetbook/filing/1", "profile": "shanxi", "fiscal_year": "2025"}`, "J02", "fiscal_year", "integer"},
		{"fraction for the year", `{"schema": "budgetbook/filing/1", "profile": "shanxi", "fiscal_year": 2025.5}`, "J02", "fiscal_year", "integer"},
		{"year out of reach", `{"schema": "budgetbook/filing/1", "profile": "shanxi", "fiscal_year": 1}`, "J02", "fiscal_year", "integer"},
		{"nested value for a text", head + `, "other_notes": ` + long + `}`, "J02", "other_notes", "string"},
		{"control character", head + `, "other_notes": "甲\u0007乙"}`, "J05", "other_notes", "U+0007"},
		{"control character in a paragraph", head + `, "overview": {"duties": ["甲", "乙\u000b"]}}`, "J05", "overview.duties[1]", "U+000B"},
		{"escape", head + `, "unit": {"name": "\u001b[31m"}}`, "J05", "unit.name", "U+001B"},
		{"choice", head + `, "scope": "county"}`, "J06", "scope", "county"},
		{"no number", head + `, "procurement": {"total": "十万"}}`, "J07", "procurement.total", "十万"},
		{"a formula", head + `, "tables": {"t03": [{"total": "=1+1"}]}}`, "J07", "tables.t03[0].total", "=1+1"},
		{"exact amount of another value", head + `, "tables": {"t03": [{"total": "1.23", "exact": {"total": "12.3"}}]}}`, "J09", "tables.t03[0].exact.total", "12.3"},
		{"no exact number", head + `, "tables": {"t03": [{"total": "1.23", "exact": {"total": "一"}}]}}`, "J07", "tables.t03[0].exact.total", "一"},
		{"an exact name", head + `, "tables": {"t03": [{"exact": {"name": "x"}}]}}`, "J01", "tables.t03[0].exact.name", "name"},
		{"other profile", `{"schema": "budgetbook/filing/1", "profile": "hebei", "fiscal_year": 2025}`, "J04", "profile", "hebei"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, found, err := filing.Unmarshal(root, "shanxi", "x.json", []byte(c.json))
			if err != nil {
				t.Fatal(err)
			}
			if len(found) != 1 {
				t.Fatalf("%d findings: %v", len(found), found)
			}
			got := found[0]
			if got.Code != c.code || got.Severity != finding.Error || got.Places[0].Path != c.path || got.Places[0].File != "x.json" {
				t.Errorf("got %s %s at %+v, want %s at %s", got.Severity, got.Code, got.Places[0], c.code, c.path)
			}
			for _, l := range []message.Lang{message.ZH, message.EN} {
				if say := got.Say(l); !strings.Contains(say+got.Fix(l), c.says) || strings.Contains(say, "{") {
					t.Errorf("%s: %q does not say %q", l, say, c.says)
				}
			}
			if f == nil || c.code != "J02" && c.code != "J04" && f.Year != 2025 {
				t.Errorf("the rest of the filing was not read: %+v", f)
			}
		})
	}
}

func TestSeveralMistakesAreAllFound(t *testing.T) {
	_, found, err := filing.Unmarshal(schema(t), "shanxi", "x.json", []byte(head+`, "a": 1, "unit": {"name": 5, "b": {}, "level": "town"}, "scope": "unit"}`))
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, x := range found {
		codes = append(codes, x.Code+" "+x.Places[0].Path)
	}
	if got := strings.Join(codes, ", "); got != "J01 a, J02 unit.name, J01 unit.b, J06 unit.level" {
		t.Error(got)
	}
}

func TestNotAFiling(t *testing.T) {
	root := schema(t)
	whole := example(t)
	deep := strings.Repeat(`{"unit":`, 100000)
	for _, c := range []struct {
		name, json, id, says string
	}{
		{"nothing", "", "not-json", "x.json"},
		{"an array", "[]", "json-other", "JSON"},
		{"a text", `"budgetbook"`, "json-other", "JSON"},
		{"no JSON", "schema: budgetbook", "not-json", "1"},
		{"truncated", strings.ToValidUTF8(string(whole[:len(whole)/2]), ""), "not-json", "EOF"},
		{"only the closing brace missing", strings.TrimRight(string(whole), "\n}"), "not-json", "EOF"},
		{"text behind it", head + "}\n{}", "not-json", "2"},
		{"another encoding", head + ",\n\"unit\": {\"name\": \"\xb2\xe2\xca\xd4\"}}", "not-json", "line 2"},
		{"a comma too many", head + ",}", "not-json", "1"},
		{"deep unknown value", head + `, "x": ` + strings.Repeat("[", 20000) + "}", "not-json", "x.json"},
		{"deep objects", deep, "not-json", "x.json"},
		{"no schema", `{"fiscal_year": 2025}`, "not-filing", "budgetbook/filing/1"},
		{"other schema", `{"schema": "budgetbook/filing/2"}`, "not-filing", "budgetbook/filing/2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, _, err := filing.Unmarshal(root, "shanxi", "x.json", []byte(c.json))
			var e *message.Error
			if !errors.As(err, &e) || e.ID != c.id || f != nil {
				t.Fatalf("got %v, %v; want the error %s", f, err, c.id)
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("%q does not say %q", err, c.says)
			}
		})
	}
	_, _, err := filing.Unmarshal(root, "shanxi", "x.json", []byte("{\n\"schema\": \"budgetbook/filing/1\",\n\"unit\": {\n\"name\": \"甲\n\"}}"))
	var e *message.Error
	if !errors.As(err, &e) || e.Args["line"] != "4" && e.Args["line"] != "5" {
		t.Errorf("a broken text in line 4 is reported as %v", err)
	}
}

func TestByteOrderMark(t *testing.T) {
	data := append([]byte("\ufeff"), example(t)...)
	f, found, err := filing.Unmarshal(schema(t), "shanxi", "x.json", data)
	if err != nil || len(found) > 0 || f.Year != 2024 {
		t.Errorf("%v, %v", err, found)
	}
	if got := filing.Peek(data); got != "shanxi" {
		t.Errorf("profile %q", got)
	}
	if got := filing.Peek([]byte("[")); got != "" {
		t.Errorf("profile %q of no JSON", got)
	}
}

func TestAmountsBecomeCanonical(t *testing.T) {
	root := schema(t)
	in := head + `, "procurement": {"total": "1,527.4", "goods": "１２．５", "works": "0.00", "services": "—"}, "assets": {"office_area_m2": "1,200.50", "as_of": "2024-12-31"}, "tables": {"t03": [{"code": "2010301", "total": " 3 ", "basic": "1.230", "project": "-5"}]}}`
	f, found, err := filing.Unmarshal(root, "shanxi", "x.json", []byte(in))
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	row := f.Tables["t03"][0]
	for _, c := range [][2]string{
		{f.Text("procurement.total"), "1527.40"}, {f.Text("procurement.goods"), "12.50"}, {f.Text("procurement.works"), "0"},
		{f.Text("procurement.services"), ""}, {f.Text("assets.office_area_m2"), "1200.5"}, {f.Text("assets.as_of"), "2024-12-31"},
		{row.Text("total"), "3.00"}, {row.Text("basic"), "1.23"}, {row.Text("project"), "-5.00"}, {row.Text("code"), "2010301"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

func TestOptionalKeysAreLeftOut(t *testing.T) {
	root := schema(t)
	f := filing.New("shanxi", 2025)
	data, err := filing.Marshal(root, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{`"catalogue"`, `"glossary"`} {
		if bytes.Contains(data, []byte(key)) {
			t.Errorf("an empty filing has %s", key)
		}
	}
	for _, key := range []string{`"t13": []`, `"duties": []`, `"name": ""`, `"fiscal_year": 2025`} {
		if !bytes.Contains(data, []byte(key)) {
			t.Errorf("an empty filing lacks %s", key)
		}
	}
	g, found, err := filing.Unmarshal(root, "shanxi", "x.json", data)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	again, err := filing.Marshal(root, g)
	if err != nil || !bytes.Equal(data, again) {
		t.Error("an empty filing does not survive a round trip", err)
	}
}

func TestFold(t *testing.T) {
	for _, c := range [][2]string{
		{"维修(护)费", "维修（护）费"}, {"【2023】231号", "［2023］ 231 号"}, {"“三公”经费", "\"三公\"经费"}, {"ＡＢ１２", "AB12"},
		{" 合　计\u00a0", "合计"}, {"〔a〕", "[a]"}, {"‘x’", "'x'"},
	} {
		if filing.Fold(c[0]) != filing.Fold(c[1]) {
			t.Errorf("%q and %q fold to %q and %q", c[0], c[1], filing.Fold(c[0]), filing.Fold(c[1]))
		}
	}
	if filing.Fold("基本工资") == filing.Fold("基本工姿") {
		t.Error("different names fold to one")
	}
}

func FuzzUnmarshal(f *testing.F) {
	root := schema(f)
	for _, s := range []string{"", "{", "[]", head + "}", head + `, "a": {"b": [1, null, true]}}`, head + `, "tables": {"t12": [{"name": "甲", "class": "x"}]}}`,
		head + `, "performance": {"projects": [{"funds": {"annual": {"total": "1"}}, "indicators": [{"name": "乙"}]}]}, "glossary": [{"name": ""}]}`, "\ufeff{}", `{"schema": 1}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		x, _, err := filing.Unmarshal(root, "shanxi", "x.json", data)
		if err != nil {
			if x != nil {
				t.Fatal("a filing and an error")
			}
			return
		}
		one, err := filing.Marshal(root, x)
		if err != nil {
			t.Fatal(err)
		}
		y, found, err := filing.Unmarshal(root, "shanxi", "x.json", one)
		if err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		for _, p := range found {
			if !strings.Contains("J05 J06 J07 J08", p.Code) && !(p.Code == "J02" && x.Year == 0) {
				t.Fatalf("what was written has a finding %s at %s", p.Code, p.Places[0].Path)
			}
		}
		two, err := filing.Marshal(root, y)
		if err != nil || !bytes.Equal(one, two) {
			t.Fatalf("a round trip changes the filing (%v):\n%s\n%s", err, one, two)
		}
	})
}

// TestExact reads amounts that are finer than what is printed, in either spelling, and
// writes them back.
func TestExact(t *testing.T) {
	root := schema(t)
	read := func(rows string) (*filing.Filing, []finding.Finding) {
		t.Helper()
		f, found, err := filing.Unmarshal(root, "shanxi", "x.json", []byte(head+`, `+rows+`}`))
		if err != nil {
			t.Fatal(err)
		}
		return f, found
	}
	f, found := read(`"prior_year": {"total_revenue": "0.005"}, "tables": {"t03": [{"total": "9.343725", "basic": "0.004", "project": "5"}, {"total": "0.125"}]}`)
	if len(found) != 2 || found[0].Code != "J08" || found[1].Code != "J08" || found[0].Severity != finding.Note {
		t.Fatalf("one note for each table: %v", found)
	}
	if a := found[1].Args; a["n"] != "3" || a["group"] != "tables.t03" || a["path"] != "tables.t03[0].total" {
		t.Errorf("arguments %v", a)
	}
	row := f.Tables["t03"][0].Cells
	for column, want := range map[string][2]string{"total": {"9.34", "9.343725"}, "basic": {"0", "0.004"}, "project": {"5.00", ""}} {
		if v := row[column]; v.Text != want[0] || v.Exact != want[1] {
			t.Errorf("%s: %q, exactly %q; want %q", column, v.Text, v.Exact, want)
		}
	}
	if v := f.Fields["prior_year.total_revenue"]; v.Text != "0.01" || v.Exact != "0.005" {
		t.Errorf("half is rounded up: %q %q", v.Text, v.Exact)
	}
	data, err := filing.Marshal(root, f)
	if err != nil {
		t.Fatal(err)
	}
	again, found, err := filing.Unmarshal(root, "shanxi", "x.json", data)
	if err != nil || len(found) > 0 || again.Tables["t03"][0].Cells["total"].Exact != "9.343725" || again.Fields["prior_year.total_revenue"].Exact != "0.005" {
		t.Errorf("written and read again: %v %v\n%s", err, found, data)
	}
	// The exact amount alone, and in front of what it belongs to.
	f, found = read(`"tables": {"t03": [{"exact": {"total": "9.345"}}, {"exact": {"total": "1.001"}, "total": "1.00"}]}`)
	if a, b := f.Tables["t03"][0].Cells["total"], f.Tables["t03"][1].Cells["total"]; len(found) > 0 || a.Text != "9.35" || a.Exact != "9.345" || b.Text != "1.00" || b.Exact != "1.001" {
		t.Errorf("%v %v %v", a, b, found)
	}
}

// TestSettledTexts: texts of a filing are read in the characters they are meant in,
// without blanks and line ends around them; a name is one line.
func TestSettledTexts(t *testing.T) {
	in := head + `, "unit": {"name": "⼭阴县\r\n财政局 ", "code": "008\u200b001"}, "overview": {"duties": ["第⼀条\r\n", "第二条"]}, "other_notes": "甲\r\n乙\n"}`
	f, found, err := filing.Unmarshal(schema(t), "shanxi", "x.json", []byte(in))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"unit.name": "山阴县财政局", "unit.code": "008001", "other_notes": "甲\n乙"} {
		if got := f.Text(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if l := f.Lists["overview.duties"]; l[0].Text != "第一条" || l[1].Text != "第二条" {
		t.Errorf("paragraphs %v", l)
	}
	if len(found) != 2 || found[0].Code != "J10" || found[1].Code != "J11" {
		t.Fatalf("findings %v", found)
	}
	if x := found[0]; x.Severity != finding.Note || x.Args["characters"] != "⼭→山、零宽空格、⼀→一" || x.Args["paths"] != "unit.name、unit.code、overview.duties[0]" {
		t.Errorf("%v", x.Args)
	}
	if x := found[1]; x.Args["n"] != "3" || len(x.Places) != 3 {
		t.Errorf("%v", x)
	}
	_, found, err = filing.Unmarshal(schema(t), "shanxi", "x.json", []byte(head+`, "unit": {"name": "\u202e局政财"}}`))
	if err != nil || len(found) != 2 || found[0].Code != "J12" || found[0].Severity != finding.Warning {
		t.Errorf("a turned text: %v %v", found, err)
	}
}
