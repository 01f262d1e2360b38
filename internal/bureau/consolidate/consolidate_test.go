package consolidate_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/bureau/consolidate"
	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/list"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule/checks"
	"budgetbook/internal/template"
)

func department(t testing.TB, p *profile.Profile, units []*consolidate.Unit, opt consolidate.Options) *consolidate.Result {
	t.Helper()
	r, err := consolidate.Department(p, units, opt)
	if err != nil {
		t.Fatal(err)
	}
	if r.Filing == nil {
		for _, f := range r.Findings {
			t.Log(f.Code, f.Say(message.EN))
		}
		t.Fatal("not added up")
	}
	return r
}

func marshal(t testing.TB, p *profile.Profile, f *filing.Filing) []byte {
	t.Helper()
	data, err := filing.Marshal(p.Schema(), f)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// cents reads an amount without the program's own arithmetic.
func cents(t testing.TB, s string) int64 {
	t.Helper()
	if s == "" {
		return 0
	}
	whole, frac, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole+(frac + "00")[:2], 10, 64)
	if err != nil || len(frac) > 2 {
		t.Fatalf("%q is no amount", s)
	}
	return n
}

var amountColumns = map[string]bool{"revenue": true, "expenditure": true, "current_year": true, "carryover": true, "total": true, "general_public": true,
	"government_fund": true, "state_capital": true, "special_account": true, "unit_funds": true, "basic": true, "project": true, "personnel": true, "operating": true, "amount": true}

// explode lists the amounts of the tables of a JSON filing by a name of the row that
// owes nothing to the package: the number of a fixed row, the code, the item, the unit.
// The department's own rows are left to be compared with the sum of the units'.
func explode(t testing.TB, doc map[string]any, unit string) map[string]int64 {
	out := map[string]int64{}
	for id, rows := range doc["tables"].(map[string]any) {
		head, whose := "", unit
		for i, row := range rows.([]any) {
			r := row.(map[string]any)
			text := func(k string) string { s, _ := r[k].(string); return s }
			for column := range r {
				if !amountColumns[column] {
					continue
				}
				key := ""
				switch id {
				case "t01", "t04", "t10":
					key = fmt.Sprint(i)
				case "t06":
					key = text("department_item") + "/" + text("government_item")
					if text("government_item") == "" {
						head = text("department_item")
					} else {
						key = head + "/" + key
					}
				case "t09":
					if key = "out " + text("code"); column == "revenue" {
						key = "in " + text("revenue_code")
					}
					if text("revenue_code") == "合计" {
						key = "合计"
					}
				case "t11":
					if key = text("unit"); key != "部门合计" && unit != "" {
						key = unit
					}
				case "t12", "t13":
					switch text("kind") {
					case "department":
						if unit != "" {
							continue
						}
						key = "^"
					case "unit":
						if unit == "" {
							whose = text("name")
						}
						key = whose
					default:
						key = whose + "/" + text("name")
					}
				default:
					key = text("code")
				}
				if n := cents(t, text(column)); n != 0 {
					out[id+"|"+key+"|"+column] += n
					if unit != "" && (id == "t12" || id == "t13") && text("kind") == "unit" {
						out[id+"|^|"+column] += n
					}
				}
			}
		}
	}
	return out
}

func TestSumsOfFiftyUnits(t *testing.T) {
	p := shanxi(t)
	units, texts := fifty(t, p, all())
	want := map[string]int64{}
	projects, fields := 0, map[string]int64{}
	for i, data := range texts {
		rep, err := checks.Check(p, units[i].Filing, message.ZH)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range rep.Findings {
			if f.Severity == finding.Error {
				t.Fatalf("unit %d is not sound: %s %s", i+1, f.Code, f.Say(message.EN))
			}
		}
		doc := parsed(t, data)
		for k, n := range explode(t, doc, doc["unit"].(map[string]any)["name"].(string)) {
			want[k] += n
		}
		projects += len(doc["performance"].(map[string]any)["projects"].([]any))
		for _, part := range []string{"prior_year", "procurement", "approved"} {
			for k, v := range flat(part, doc[part]) {
				fields[k] += cents(t, v)
			}
		}
	}
	r := department(t, p, units, consolidate.Options{})
	doc := parsed(t, marshal(t, p, r.Filing))
	got := explode(t, doc, "")
	for _, k := range slices.Sorted(maps.Keys(want)) {
		if got[k] != want[k] {
			t.Errorf("%s is %d, the units add up to %d", k, got[k], want[k])
		}
	}
	for _, k := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[k]; !ok {
			t.Errorf("%s is %d, but no unit has it", k, got[k])
		}
	}
	if len(want) < 20*len(units) {
		t.Errorf("only %d figures", len(want))
	}
	for k, n := range fields {
		if v := flat("", doc)[k]; cents(t, v) != n {
			t.Errorf("%s is %q, the units add up to %d", k, v, n)
		}
	}
	list := doc["performance"].(map[string]any)["projects"].([]any)
	if len(list) != projects {
		t.Errorf("%d performance projects, want %d", len(list), projects)
	}
	for _, x := range list {
		if x.(map[string]any)["unit"] == "" {
			t.Errorf("%v has no unit", x.(map[string]any)["name"])
		}
	}
	if s := r.Filing.Text("unit.name"); s != departmentName || r.Filing.Text("scope") != "department" {
		t.Errorf("%q, %q", s, r.Filing.Text("scope"))
	}
	if r.Own == nil || r.Own.File != "01.json" || len(r.Filing.Lists["overview.duties"]) == 0 {
		t.Error("the unit that leads the department was not found")
	}
	if s := r.Filing.Text("other_notes"); !strings.Contains(s, fmt.Sprint(len(units), "个单位")) {
		t.Errorf("the notes say %q", s)
	}
	if s := r.Filing.Text("reasons.revenue"); !strings.HasPrefix(s, "【待核实】"+departmentName) || strings.Count(s, "；") != len(units)-1 {
		t.Errorf("reason: %.60s", s)
	}
	rep, err := checks.Check(p, r.Filing, message.ZH)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range rep.Findings {
		if f.Severity == finding.Error && f.Code != "N09" {
			t.Errorf("%s %s", f.Code, f.Say(message.EN))
		}
	}
}

// flat lists the texts of nested objects by path.
func flat(path string, v any) map[string]string {
	out := map[string]string{}
	switch v := v.(type) {
	case string:
		out[path] = v
	case map[string]any:
		for k, x := range v {
			if path != "" {
				k = path + "." + k
			}
			maps.Copy(out, flat(k, x))
		}
	}
	return out
}

// The order of rows is that of the tables: codes ascend, economic items stand in the
// order of the list, projects below their units, special-purpose ones first.
func TestOrderOfRows(t *testing.T) {
	p := shanxi(t)
	units, _ := fifty(t, p, 12)
	f := department(t, p, units, consolidate.Options{}).Filing
	for _, id := range []string{"t02", "t03", "t05", "t07", "t08"} {
		last := ""
		for _, row := range f.Tables[id][1:] {
			if row.Text("code") <= last {
				t.Errorf("%s: %s after %s", id, row.Text("code"), last)
			}
			last = row.Text("code")
		}
		if f.Tables[id][0].Text("code") != "合计" {
			t.Errorf("%s begins with %q", id, f.Tables[id][0].Text("code"))
		}
	}
	var items []string
	for _, row := range f.Tables["t06"] {
		items = append(items, row.Text("department_item")+"/"+row.Text("government_item"))
	}
	want := []string{"合计/", "工资福利支出/", "基本工资/工资奖金津补贴", "基本工资/工资福利支出", "津贴补贴/工资奖金津补贴"}
	if !slices.Equal(items[:5], want) {
		t.Errorf("Table 6 begins %v", items[:5])
	}
	kinds := ""
	unit := ""
	for _, row := range f.Tables["t12"] {
		switch row.Text("kind") {
		case "department":
			kinds += "d"
		case "unit":
			unit = row.Text("name")
			kinds += "u"
		default:
			if !strings.HasPrefix(row.Text("name"), unit) {
				t.Errorf("%q stands below %q", row.Text("name"), unit)
			}
			kinds += row.Text("class")[:1]
		}
	}
	if !strings.HasPrefix(kinds, "du") || strings.Contains(kinds, "os") || strings.Contains(kinds[1:], "d") {
		t.Errorf("Table 12: %s", kinds)
	}
}

func TestOrderOfInputsAndSameBytes(t *testing.T) {
	p := shanxi(t)
	units, _ := fifty(t, p, all())
	one := department(t, p, units, consolidate.Options{})
	book := func(r *consolidate.Result) []byte {
		data, err := template.Write(p, r.Filing, template.Options{Lang: message.ZH})
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	json, xlsx := marshal(t, p, one.Filing), book(one)
	g := rand.New(rand.NewPCG(7, 7))
	for n := range 2 {
		g.Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
		r := department(t, p, units, consolidate.Options{})
		if !bytes.Equal(marshal(t, p, r.Filing), json) {
			t.Error("another order of units gives another filing")
		}
		if n == 0 && !bytes.Equal(book(r), xlsx) {
			t.Error("another order of units gives another workbook")
		}
		for i, c := range r.Cells {
			if c.Where(p, message.ZH) != one.Cells[i].Where(p, message.ZH) || !c.Sum.Total.Equal(one.Cells[i].Sum.Total) {
				t.Fatalf("figure %d differs", i)
			}
		}
	}
}

// A cent in one cell of one unit is found, in every table, with the unit's cell.
func TestAgainstFindsACent(t *testing.T) {
	p := shanxi(t)
	units, texts := fifty(t, p, all())
	dept := department(t, p, units, consolidate.Options{})
	file := read(t, p, "department.json", marshal(t, p, dept.Filing))
	if list := dept.Against(file.Filing, file.File); len(list) > 0 {
		t.Fatalf("%d differences of a department from itself; the first: %s", len(list), list[0].Cell.Where(p, message.EN))
	}
	g := rand.New(rand.NewPCG(3, 3))
	for _, table := range p.Tables {
		how := p.Consolidate.Table(table.ID)
		if how == nil {
			continue
		}
		for n := 0; n < 4; {
			i := g.IntN(len(units))
			rows := units[i].Filing.Tables[table.ID]
			if len(rows) == 0 {
				continue
			}
			r := g.IntN(len(rows))
			c := table.Columns[g.IntN(len(table.Columns))].ID
			v := rows[r].Text(c)
			if !table.Column(c).Type.Numeric() || v == "" || v == "0" || rows[r].Text("kind") == "department" {
				if n == 0 && g.IntN(4000) == 0 {
					t.Fatalf("%s: nothing to change", table.ID)
				}
				continue
			}
			n++
			changed := read(t, p, units[i].File, texts[i])
			changed.Filing.Tables[table.ID][r].Cells[c] = filing.Value{Text: yuan(cents(t, v) + 1), At: rows[r].Cells[c].At}
			all := slices.Clone(units)
			all[i] = changed
			list := consolidate.Units(p, all, consolidate.Options{}).Against(file.Filing, file.File)
			want := 1
			if rows[r].Text("kind") == "unit" {
				want = 2 // and the department's row above it
			}
			if len(list) != want {
				t.Errorf("%s, unit %d, row %d, %s: %d differences, want %d", table.ID, i+1, r, c, len(list), want)
				continue
			}
			d := list[want-1]
			path := fmt.Sprintf("tables.%s[%d].%s", table.ID, r, c)
			named := slices.ContainsFunc(d.Cell.Sum.Parts, func(x consolidate.Part) bool {
				return x.At.File == units[i].File && x.At.Path == path && x.Value.StringFixed(2) == yuan(cents(t, v)+1)
			})
			if d.Difference().StringFixed(2) != "-0.01" || d.At.File != "department.json" || d.At.Path == "" || !named {
				t.Errorf("%s, unit %d, row %d, %s: %s at %+v, the unit's cell named: %v", table.ID, i+1, r, c, d.Difference(), d.At, named)
			}
		}
	}
	// A department that names its leading unit otherwise, and has no row for itself.
	other := *file.Filing
	other.Tables = maps.Clone(other.Tables)
	other.Tables["t12"] = nil
	for _, row := range file.Filing.Tables["t12"][1:] {
		row.Cells = maps.Clone(row.Cells)
		row.Cells["name"] = filing.Value{Text: strings.TrimSuffix(row.Text("name"), "（本级）")}
		other.Tables["t12"] = append(other.Tables["t12"], row)
	}
	if list := dept.Against(&other, "x.json"); len(list) > 0 {
		t.Errorf("%d differences; the first: %s", len(list), list[0].Cell.Where(p, message.EN))
	}
	// Rows only one side has, and fields.
	f := *file.Filing
	f.Tables = maps.Clone(f.Tables)
	f.Fields = maps.Clone(f.Fields)
	f.Tables["t05"] = slices.Delete(slices.Clone(f.Tables["t05"]), 3, 4)
	f.Fields["procurement.goods"] = filing.Value{Text: "1.00"}
	f.Tables["t12"] = append(slices.Clone(f.Tables["t12"]), filing.Row{Cells: map[string]filing.Value{"name": {Text: "不存在的项目"}, "kind": {Text: "project"}, "total": {Text: "3.00"}}})
	var where []string
	for _, d := range dept.Against(&f, "x.json") {
		where = append(where, d.Cell.Where(p, message.ZH)+" "+d.Difference().String())
	}
	said := strings.Join(where, "\n")
	if len(where) < 4 || !strings.Contains(said, "不存在的项目") || !strings.Contains(said, "货物") || !strings.Contains(said, "表五[") {
		t.Errorf("differences:\n%s", said)
	}
}

// Where every unit's amounts are known to the fen, the department's are their sums,
// rounded once; one unit that has only printed ones makes the sum that of printed ones.
func TestExactSums(t *testing.T) {
	p := shanxi(t)
	units, _ := fifty(t, p, all())
	total := func() filing.Value {
		return department(t, p, units, consolidate.Options{}).Filing.Tables["t05"][0].Cells["total"]
	}
	printed := total()
	for _, u := range units {
		v := u.Filing.Tables["t05"][0].Cells["total"]
		v.Exact = decimal.RequireFromString(v.Text).Add(decimal.RequireFromString("0.0041")).String()
		u.Filing.Tables["t05"][0].Cells["total"] = v
	}
	more := decimal.RequireFromString(printed.Text).Add(decimal.RequireFromString("0.0041").Mul(decimal.NewFromInt(int64(len(units)))))
	if got := total(); got.Text != more.Round(2).StringFixed(2) || got.Exact != more.String() {
		t.Errorf("got %s, exactly %s; want %s of %s and %d times 0.0041", got.Text, got.Exact, more, printed.Text, len(units))
	}
	v := units[7].Filing.Tables["t05"][0].Cells["total"]
	v.Exact = ""
	units[7].Filing.Tables["t05"][0].Cells["total"] = v
	if got := total(); got.Text != printed.Text || got.Exact != "" {
		t.Errorf("one unit is known as printed only: got %s, exactly %q; want %s", got.Text, got.Exact, printed.Text)
	}
}

func TestConflicts(t *testing.T) {
	p := shanxi(t)
	_, texts := fifty(t, p, 3)
	swap := func(i int, old, new string) []byte {
		if !bytes.Contains(texts[i], []byte(old)) {
			t.Fatalf("unit %d has no %s", i+1, old)
		}
		return bytes.ReplaceAll(texts[i], []byte(old), []byte(new))
	}
	// A code of the third unit another one has as well.
	shared := ""
	for _, row := range read(t, p, "2", texts[1]).Filing.Tables["t03"][1:] {
		if name := fmt.Sprintf("%q: %q", "name", row.Text("name")); bytes.Contains(texts[2], []byte(name)) {
			shared = name
		}
	}
	for _, c := range []struct {
		name, code string
		third      []byte
		file       string
		at         string
	}{
		{"one code, two names", "HZ10", swap(2, shared, `"name": "别的科目"`), "03.json", "tables."},
		{"another year", "HZ06", swap(2, `"fiscal_year": 2025`, `"fiscal_year": 2024`), "03.json", "fiscal_year"},
		{"another region", "HZ06", swap(2, `"region": "示例县"`, `"region": "邻县"`), "03.json", "unit.region"},
		{"a unit twice", "HZ07", texts[1], "03.json", "unit.name"},
		{"a unit twice, by its code", "HZ07", swap(2, `"code": "205003"`, `"code": "205002"`), "03.json", "unit.code"},
		{"a department among the units", "HZ05", swap(2, `"scope": "unit"`, `"scope": "department"`), "03.json", "scope"},
		{"no name", "HZ03", swap(2, `"name": "示例县第3中学"`, `"name": ""`), "03.json", "unit.name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			units := []*consolidate.Unit{read(t, p, "01.json", texts[0]), read(t, p, "02.json", texts[1]), read(t, p, "03.json", c.third)}
			r := consolidate.Units(p, units, consolidate.Options{})
			if r.Filing != nil {
				t.Error("added up all the same")
			}
			found := false
			for _, f := range r.Findings {
				for _, at := range f.Places {
					found = found || f.Code == c.code && at.File == c.file && strings.HasPrefix(at.Path, c.at)
				}
				if s := f.Say(message.ZH) + f.Say(message.EN) + f.Fix(message.ZH) + f.Fix(message.EN); strings.Contains(s, "{") {
					t.Error(s)
				}
			}
			if !found {
				t.Errorf("no %s with %s of %s: %v", c.code, c.at, c.file, r.Findings)
			}
		})
	}
	other := read(t, p, "03.json", texts[2])
	other.Filing.Profile = "minimal"
	if r := consolidate.Units(p, []*consolidate.Unit{read(t, p, "01.json", texts[0]), other}, consolidate.Options{}); r.Filing != nil || r.Findings[0].Code != "HZ04" {
		t.Error("units of two profiles were added up")
	}
	nameless := read(t, p, "03.json", texts[2])
	nameless.Filing.Tables["t02"][2].Cells["code"] = filing.Value{}
	if r := consolidate.Units(p, []*consolidate.Unit{read(t, p, "01.json", texts[0]), nameless}, consolidate.Options{}); r.Filing != nil || r.Findings[0].Code != "HZ29" || r.Findings[0].Places[0].Path != "tables.t02[2].total" {
		t.Errorf("a row without a code: %v", r.Findings)
	}
	if r := consolidate.Units(p, nil, consolidate.Options{}); r.Filing != nil || r.Findings[0].Code != "HZ02" {
		t.Error("no units")
	}
}

func TestLastYear(t *testing.T) {
	p := shanxi(t)
	units, _ := fifty(t, p, 4)
	var before []*consolidate.Unit
	want := int64(0)
	for i := range 3 {
		data := sampleUnit(t, p, uint64(i+1), 2024)
		before = append(before, read(t, p, fmt.Sprintf("was%d.json", i+1), data))
		rows := before[i].Filing.Tables["t01"]
		want += cents(t, rows[len(rows)-1].Text("revenue"))
	}
	r := department(t, p, units, consolidate.Options{Prior: before})
	if got := cents(t, r.Filing.Text("prior_year.total_revenue")); got != want {
		t.Errorf("last year's revenue %d, want %d", got, want)
	}
	if !slices.ContainsFunc(r.Findings, func(f finding.Finding) bool {
		return f.Code == "HZ22" && strings.Contains(f.Say(message.ZH), "第4中学")
	}) {
		t.Error("nobody says that a unit is new")
	}
	if r := consolidate.Units(p, units, consolidate.Options{Prior: units}); r.Filing != nil {
		t.Error("this year's filings passed for last year's")
	}
}

func TestMinimalProfile(t *testing.T) {
	p, err := press.Profile("../../press/testdata/minimal")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../../press/testdata/minimal.json")
	if err != nil {
		t.Fatal(err)
	}
	b := []byte(strings.NewReplacer("柳林村", "杏花村", "光伏发电", "林果承包", "10.50", "0.75", "12.75", "3.00", "希望早日", "盼望").Replace(string(data)))
	units := []*consolidate.Unit{read(t, p, "b.json", b), read(t, p, "a.json", data)}
	r := department(t, p, units, consolidate.Options{Fields: map[string]string{"unit.name": "示例镇"}})
	in := r.Filing.Tables["in"]
	var lines []string
	for _, row := range in {
		lines = append(lines, row.Text("source")+row.Text("now"))
	}
	slices.Sort(lines[:len(lines)-1])
	if !slices.Equal(lines, []string{"光伏发电2.25", "林果承包2.25", "集体地租11.25", "合计15.75"}) {
		t.Errorf("receipts: %v", lines)
	}
	if out := r.Filing.Tables["out"]; len(out) != 3 || out[0].Text("use") != "修路" || out[2].Text("all") != "20.00" || out[0].Text("labour") != "6.00" {
		t.Errorf("payments: %+v", out)
	}
	if r.Filing.Text("households") != "240" || r.Filing.Text("last_year") != "16.00" || r.Filing.Text("unit.name") != "示例镇" {
		t.Error(r.Filing.Fields)
	}
	if l := r.Filing.Lists["remarks"]; len(l) != 2 || !strings.HasPrefix(l[0].Text, "（待核）") {
		t.Errorf("remarks: %v", l)
	}
	if _, found := consolidate.ReadTransfers(p, list.List{File: "x.csv"}); len(found) != 1 || found[0].Code != "HZ30" {
		t.Errorf("transfers: %v", found)
	}
	data, err = filing.Marshal(p.Schema(), r.Filing)
	if err != nil {
		t.Fatal(err)
	}
	made, err := press.Make(press.Input{Name: "x.json", Data: data}, press.Options{Lang: message.ZH, Profile: "../../press/testdata/minimal"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := made.As(press.PDF); err != nil {
		t.Fatal(err)
	}
	if list := r.Against(read(t, p, "d.json", marshal(t, p, r.Filing)).Filing, "d.json"); len(list) > 0 {
		t.Errorf("%d differences", len(list))
	}
}

// Texts and records: what is merged, what is marked, what is left out and said.
func TestTextsAndRecords(t *testing.T) {
	p := shanxi(t)
	units, _ := fifty(t, p, 3)
	row := func(kv ...string) filing.Row {
		r := filing.Row{Cells: map[string]filing.Value{}}
		for i := 0; i < len(kv); i += 2 {
			r.Cells[kv[i]] = filing.Value{Text: kv[i+1], At: finding.Place{File: "x.json", Path: "glossary[0]"}}
		}
		return r
	}
	a, b := units[0].Filing, units[1].Filing
	project := b.Tables["performance.projects"][0].Text("name")
	a.Tables["glossary"] = []filing.Row{row("name", "生均公用经费", "text", "按学生人数安排。"), row("name", "营养餐", "text", "甲说。")}
	b.Tables["glossary"] = []filing.Row{row("name", "生均公用经费", "text", "按学生人数安排。"), row("name", "营养餐", "text", "乙说。")}
	a.Tables["english"] = []filing.Row{row("zh", "示例县", "en", "Example County")}
	b.Tables["english"] = []filing.Row{row("zh", "示例县", "en", "Example County")}
	a.Tables["explanations"] = []filing.Row{row("code", "P03", "place", "表五!C4", "text", "甲")}
	b.Tables["explanations"] = []filing.Row{row("code", "P06", "place", project, "text", "乙")}
	b.Tables["attachments"] = []filing.Row{row("title", "批复", "file", "a.pdf")}
	b.Tables["performance.projects"][0].Cells["unit"] = filing.Value{}
	b.Fields["assets.as_of"] = filing.Value{Text: "2024-11-30"}
	b.Fields["approved.basic"] = filing.Value{Text: "3.00"}
	b.Fields["procurement.goods"] = filing.Value{}
	b.Fields["other_notes"] = filing.Value{Text: "校舍为租用。"}
	r := department(t, p, units, consolidate.Options{})
	f := r.Filing
	if n := len(f.Tables["glossary"]); n != 2 || f.Tables["glossary"][1].Text("text") != "甲说。" {
		t.Errorf("glossary: %v", f.Tables["glossary"])
	}
	n := 0
	for _, x := range f.Tables["english"] {
		if x.Text("zh") == "示例县" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("“示例县” stands %d times in the English list", n)
	}
	if x := f.Tables["explanations"]; len(x) != 1 || x[0].Text("text") != "乙" {
		t.Errorf("explanations: %v", x)
	}
	if len(f.Tables["attachments"]) != 0 {
		t.Error("attachments were taken over")
	}
	if i := slices.IndexFunc(f.Tables["performance.projects"], func(x filing.Row) bool { return x.Text("name") == project }); f.Tables["performance.projects"][i].Text("unit") != "示例县第2中学" {
		t.Error("a project has no unit")
	}
	if f.Text("assets.as_of") != "" || f.Text("approved.basic") != "" {
		t.Errorf("as of %q, approved %q", f.Text("assets.as_of"), f.Text("approved.basic"))
	}
	if s := f.Text("other_notes"); s != "本部门2025年度部门预算由3个单位的预算汇总而成。\n【待核实】示例县第2中学：校舍为租用" {
		t.Errorf("notes: %q", s)
	}
	if s := f.Text("government_purchase_of_services"); s != "本年度没有安排政府购买服务支出。" {
		t.Errorf("what all units say: %q", s)
	}
	codes := map[string]bool{}
	for _, x := range r.Findings {
		codes[x.Code] = true
		for _, l := range []message.Lang{message.ZH, message.EN} {
			if s := x.Say(l) + x.Fix(l); strings.Contains(s, "{") || strings.HasPrefix(s, "[") {
				t.Errorf("%s: %s", x.Code, s)
			}
		}
	}
	for _, c := range []string{"HZ12", "HZ13", "HZ14", "HZ15", "HZ16", "HZ17", "HZ24"} {
		if !codes[c] {
			t.Errorf("%s was not said", c)
		}
	}
}

// What was edited is published, in both languages, in the department's voice.
func TestDepartmentBuilds(t *testing.T) {
	p := shanxi(t)
	units, _ := fifty(t, p, 3)
	f := department(t, p, units, consolidate.Options{}).Filing
	for path, v := range f.Fields {
		f.Fields[path] = filing.Value{Text: strings.TrimPrefix(v.Text, "【待核实】")}
	}
	data := marshal(t, p, f)
	for _, l := range []message.Lang{message.ZH, message.EN} {
		made, err := press.Make(press.Input{Name: "department.json", Data: data}, press.Options{Lang: l})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range made.Result.Findings {
			if x.Severity == finding.Error {
				t.Errorf("%s: %s %s", l, x.Code, x.Say(message.EN))
			}
		}
		var text strings.Builder
		for _, b := range made.Document.Body {
			switch b := b.(type) {
			case *document.Paragraph:
				text.WriteString(document.Plain(b.Runs))
			case *document.Heading:
				text.WriteString(document.Plain(b.Runs))
			}
		}
		want := map[message.Lang][]string{message.ZH: {"2025年本部门收入总计", "由3个单位的预算汇总而成"}, message.EN: {"sum of the budgets of 3 units"}}
		for _, s := range want[l] {
			if !strings.Contains(text.String(), s) {
				t.Errorf("%s: the document does not say %q", l, s)
			}
		}
		if pdf, err := made.As(press.PDF); err != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) {
			t.Error(err)
		}
	}
}
