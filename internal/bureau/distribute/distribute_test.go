package distribute_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"budgetbook/internal/bureau/distribute"
	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/list"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

const unitsCSV = `单位代码,单位名称,单位性质,预算级次,所在地区,主管部门,批复日期,批复收入总计
008001,示例县委组织部,行政单位,县级,示例县,示例县委组织部,2025-01-20,1602.53
008002,党员教育中心,事业单位,县级,示例县,示例县委组织部,2025-01-20,
009001,示例县财政局/国库,行政单位,县级,示例县,,,
`

// asList is a list of units as text.
func asList(t testing.TB, text string) list.List {
	t.Helper()
	l, err := list.Read("units.csv", []byte(text), false)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func shanxi(t testing.TB) *profile.Profile {
	t.Helper()
	p, err := press.Profile("shanxi")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func units(t testing.TB, p *profile.Profile, text string) *roster.Roster {
	t.Helper()
	r, found, err := roster.Read(p, asList(t, text))
	if err != nil || finding.Count(found, finding.Error) > 0 {
		t.Fatal(err, found)
	}
	return r
}

// states are what a run did, a line each.
func states(t testing.TB, p *profile.Profile, text, out string, opt distribute.Options) []string {
	t.Helper()
	rep, err := distribute.Run(context.Background(), p, units(t, p, text), out, opt)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, x := range rep.Items {
		line := fmt.Sprintf("%s %s %s", x.Unit.Code, x.State, x.File)
		if x.Old != "" {
			line += " < " + x.Old
		}
		for _, n := range x.Notes {
			line += " " + n.ID
			for _, l := range []message.Lang{message.ZH, message.EN} {
				if s := n.Say(l); strings.ContainsAny(s, "{}[") {
					t.Errorf("%s: %s", n.ID, s)
				}
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// tree is the hash and time of every file below a folder.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(rel)] = fmt.Sprint(info.ModTime().UnixNano(), info.Size())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got  %s\n want %s", what, strings.Join(got, "\n      "), strings.Join(want, "\n      "))
	}
}

// TestRun gives out templates, again, after changes of the list, and after units have
// begun to fill them.
func TestRun(t *testing.T) {
	p, out := shanxi(t), t.TempDir()
	opt := distribute.Options{Year: 2025}
	a, b, c := "示例县委组织部/008001_示例县委组织部.xlsx", "示例县委组织部/008002_党员教育中心.xlsx", "未注明主管部门/009001_示例县财政局_国库.xlsx"
	same(t, "first", states(t, p, unitsCSV, out, opt), []string{"008001 new " + a, "008002 new " + b, "009001 new " + c})
	data, err := os.ReadFile(filepath.Join(out, a))
	if err != nil {
		t.Fatal(err)
	}
	f, found, err := intake.Read(p, a, data)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	for path, want := range map[string]string{"unit.code": "008001", "unit.kind": "administrative", "unit.level": "county", "unit.region": "示例县",
		"unit.department": "示例县委组织部", "fiscal_year": "2025", "scope": "unit", "approved.total_revenue": "1602.53"} {
		if got := f.Text(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}

	// The same bytes in another place; nothing is touched here.
	other := t.TempDir()
	states(t, p, unitsCSV, other, opt)
	for name := range tree(t, out) {
		x, _ := os.ReadFile(filepath.Join(out, name))
		y, _ := os.ReadFile(filepath.Join(other, name))
		if string(x) != string(y) {
			t.Errorf("%s is not the same twice", name)
		}
	}
	before := tree(t, out)
	time.Sleep(10 * time.Millisecond)
	same(t, "again", states(t, p, unitsCSV, out, opt), []string{"008001 unchanged " + a, "008002 unchanged " + b, "009001 unchanged " + c})
	if after := tree(t, out); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("a second run touched something:\n%v\n%v", before, after)
	}

	// The first unit fills its file; the list changes for all three.
	filled := fill(t, filepath.Join(out, a))
	changed := strings.NewReplacer("1602.53", "1700", "党员教育中心", "党员服务中心", "009001,示例县财政局/国库,行政单位", "009001,示例县财政局/国库,参公").Replace(unitsCSV)
	b2 := "示例县委组织部/008002_党员服务中心.xlsx"
	same(t, "changed", states(t, p, changed, out, opt), []string{"008001 kept " + a, "008002 moved " + b2 + " < " + b, "009001 updated " + c})
	now, _ := os.ReadFile(filepath.Join(out, a))
	if string(now) != string(filled) {
		t.Error("a filled file was overwritten")
	}
	if _, err := os.Stat(filepath.Join(out, b)); err == nil {
		t.Error("the renamed file is still in its old place")
	}

	// A filled file stays where it is, also if its unit is called otherwise now, or
	// has left the list.
	renamed := strings.Replace(changed, "008001,示例县委组织部,", "008001,县委组织部,", 1)
	same(t, "renamed", states(t, p, renamed, out, opt), []string{"008001 kept " + a, "008002 unchanged " + b2, "009001 unchanged " + c})
	lines := strings.Split(changed, "\n")
	less := strings.Join([]string{lines[0], lines[2], lines[3]}, "\n")
	same(t, "gone", states(t, p, less, out, opt), []string{"008002 unchanged " + b2, "009001 unchanged " + c, "008001 gone " + a})
	same(t, "back", states(t, p, changed, out, opt), []string{"008001 kept " + a, "008002 unchanged " + b2, "009001 unchanged " + c})

	// What was deleted is given out again; what somebody put there is left alone.
	if err := os.Remove(filepath.Join(out, b2)); err != nil {
		t.Fatal(err)
	}
	more := changed + "010001,新单位,,,,,,\n"
	d := "未注明主管部门/010001_新单位.xlsx"
	if err := os.WriteFile(filepath.Join(out, d), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	same(t, "deleted", states(t, p, more, out, opt), []string{"008001 kept " + a, "008002 new " + b2, "009001 unchanged " + c, "010001 foreign " + d})
	if now, _ := os.ReadFile(filepath.Join(out, d)); string(now) != "mine" {
		t.Error("a foreign file was overwritten")
	}
	var man distribute.Manifest
	data, err = os.ReadFile(filepath.Join(out, distribute.ManifestFile))
	if err == nil {
		err = json.Unmarshal(data, &man)
	}
	if err != nil || len(man.Units) != 3 || man.Year != 2025 || !sort.SliceIsSorted(man.Units, func(i, j int) bool { return man.Units[i].Code < man.Units[j].Code }) {
		t.Errorf("manifest %v %+v", err, man)
	}
}

// fill changes a workbook as its unit would; it returns its bytes.
func fill(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := shanxi(t)
	f, _, err := intake.Read(p, "x.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	f.Fields["reasons.revenue"] = filing.Value{Text: "新增人员三名"}
	if data, err = template.Write(p, f, template.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := output.Write(path, data); err != nil {
		t.Fatal(err)
	}
	return data
}

// TestBrokenManifest: without a manifest nobody knows what is filled.
func TestBrokenManifest(t *testing.T) {
	p := shanxi(t)
	for _, text := range []string{"{", `{"schema":"other"}`, `{"schema":"budgetbook/distribution/1","units":[{"code":"1","file":"../x"}]}`} {
		out := t.TempDir()
		if err := os.WriteFile(filepath.Join(out, distribute.ManifestFile), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := distribute.Run(context.Background(), p, units(t, p, unitsCSV), out, distribute.Options{Year: 2025}); err == nil {
			t.Errorf("%s was taken", text)
		}
		if left, _ := os.ReadDir(out); len(left) != 1 {
			t.Errorf("%s: something was written", text)
		}
	}
}

// TestSources matches last year's files by code, then by name.
func TestSources(t *testing.T) {
	p, dir := shanxi(t), t.TempDir()
	data, err := os.ReadFile("../../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	_, last, _, err := press.Filing(press.Input{Name: "x.json", Data: data}, "")
	if err != nil {
		t.Fatal(err)
	}
	put := func(file string, change map[string]string) {
		f := *last
		f.Fields = map[string]filing.Value{}
		for k, v := range last.Fields {
			f.Fields[k] = filing.Value{Text: v.Text}
		}
		for k, v := range change {
			f.Fields[k] = filing.Value{Text: v}
			if k == "fiscal_year" {
				fmt.Sscan(v, &f.Year)
			}
		}
		var out []byte
		var err error
		switch filepath.Ext(file) {
		case ".json":
			out, err = filing.Marshal(p.Schema(), &f)
		case ".xlsx":
			out, err = template.Write(p, &f, template.Options{})
		case ".pdf":
			var m *press.Made
			if out, err = filing.Marshal(p.Schema(), &f); err == nil {
				m, err = press.Make(press.Input{Name: "last.json", Data: out}, press.Options{})
			}
			if err == nil {
				out, err = m.As(press.PDF)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, file)
		_ = os.MkdirAll(filepath.Dir(path), 0o755)
		if err := os.WriteFile(path, out, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// Three copies of one filing, and an older year.
	put("a/组织部.xlsx", nil)
	put("a/组织部.json", nil)
	put("b/组织部.pdf", nil)
	put("2023/组织部.json", map[string]string{"fiscal_year": "2023"})
	// Two versions.
	put("教育.json", map[string]string{"unit.code": "008002", "unit.name": "党员教育中心"})
	put("教育-改.json", map[string]string{"unit.code": "008002", "unit.name": "党员教育中心", "other_notes": "改过"})
	// By name; with another code; this year's.
	put("财政.json", map[string]string{"unit.code": "", "unit.name": "示例县财政局／国库"})
	put("档案.json", map[string]string{"unit.code": "777", "unit.name": "档案馆"})
	put("今年.json", map[string]string{"fiscal_year": "2025", "unit.code": "011001"})
	for name, text := range map[string]string{"坏.xlsx": "PK\x03\x04", "别的.json": "{}", "说明.pdf": "%PDF-1.4\n", "~$组织部.xlsx": "x", "说明.txt": "x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text := unitsCSV + "010001,档案馆,,,,,,\n011001,新单位,,,,,,\n"
	src, err := distribute.ReadSources(context.Background(), p, "", dir, 2025, units(t, p, text))
	if err != nil {
		t.Fatal(err)
	}
	var notes []string
	for _, n := range src.Notes {
		notes = append(notes, n.ID+" "+n.Args["file"])
		for _, l := range []message.Lang{message.ZH, message.EN} {
			if s := n.Say(l); strings.ContainsAny(s, "{}[") {
				t.Errorf("%s: %s", n.ID, s)
			}
		}
	}
	same(t, "notes", notes, []string{"distribute.other-year 今年.json", "distribute.unread 别的.json", "distribute.unread 坏.xlsx", "distribute.unread 说明.pdf"})
	out := t.TempDir()
	got := states(t, p, text, out, distribute.Options{Year: 2025, Sources: src, Layout: profile.Few})
	same(t, "units", got, []string{
		"008001 new 示例县委组织部/008001_示例县委组织部.xlsx distribute.other-name",
		"008002 new 示例县委组织部/008002_党员教育中心.xlsx distribute.ambiguous",
		"009001 new 未注明主管部门/009001_示例县财政局_国库.xlsx",
		"010001 new 未注明主管部门/010001_档案馆.xlsx distribute.by-name",
		"011001 new 未注明主管部门/011001_新单位.xlsx distribute.no-source",
	})
	data, err = os.ReadFile(filepath.Join(out, "示例县委组织部/008001_示例县委组织部.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	f, _, err := intake.Read(p, "x.xlsx", data)
	if err != nil || f.Text("prior_year.total_revenue") != "1602.53" || f.Text("unit.name") != "示例县委组织部" || f.Year != 2025 {
		t.Errorf("%v %q %q %d", err, f.Text("prior_year.total_revenue"), f.Text("unit.name"), f.Year)
	}
}

// TestNames: units whose names are the same once they are file names, on systems that
// do not tell cases apart, and one code for two scopes.
func TestNames(t *testing.T) {
	p := shanxi(t)
	text := "单位代码,单位名称,公开范围\n1/a,x,\n1:A,X,\n5,局,单位预算\n5,局,部门预算\n"
	got := states(t, p, text, t.TempDir(), distribute.Options{Year: 2025, Lang: message.EN})
	same(t, "names", got, []string{"1/a new no department/1_a_x.xlsx", "1:A new no department/1_A_X_2.xlsx",
		"5 new no department/5_局_Budget of a department.xlsx", "5 new no department/5_局_Budget of a unit.xlsx"})
	// What no system takes, and two names that are one where letters and marks are put together.
	long := strings.Repeat("县", 100)
	text = "单位代码,单位名称,主管部门\n6/1,Cafe\u0301局,NUL\n-7,局,.\n6:1,CAF\u00c9局,NUL\n8/," + long + "甲,尾点...\n8:," + long + "乙,尾点\n"
	got = states(t, p, text, t.TempDir(), distribute.Options{Year: 2025, Lang: message.EN})
	cut := strings.Repeat("县", 59)
	same(t, "names", got, []string{"-7 new no department/_-7_局.xlsx", "6/1 new _NUL/6_1_Caf\u00e9局.xlsx", "6:1 new _NUL/6_1_CAF\u00c9局_2.xlsx",
		"8/ new 尾点/8__" + cut + ".xlsx", "8: new 尾点/8__" + cut + "_2.xlsx"})
}

// A folder holds one year: what units filled in another is not mixed with it.
func TestAnotherYear(t *testing.T) {
	p := shanxi(t)
	out := t.TempDir()
	states(t, p, unitsCSV, out, distribute.Options{Year: 2025})
	before, err := os.ReadFile(filepath.Join(out, distribute.ManifestFile))
	if err != nil {
		t.Fatal(err)
	}
	_, err = distribute.Run(context.Background(), p, units(t, p, unitsCSV), out, distribute.Options{Year: 2026})
	if say, fix := message.Explain(message.ZH, err); err == nil || !strings.Contains(say, "2025") || !strings.Contains(say, "2026") || fix == "" {
		t.Errorf("%v", err)
	}
	after, err := os.ReadFile(filepath.Join(out, distribute.ManifestFile))
	if err != nil || string(after) != string(before) {
		t.Error("the manifest was changed", err)
	}
}

// TestStaysInFolder: nothing is written or taken away through a link that leads out of the
// folder given out.
func TestStaysInFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	p, out, elsewhere := shanxi(t), t.TempDir(), t.TempDir()
	if err := os.Symlink(elsewhere, filepath.Join(out, "示例县委组织部")); err != nil {
		t.Fatal(err)
	}
	rep, err := distribute.Run(context.Background(), p, units(t, p, unitsCSV), out, distribute.Options{Year: 2025, Layout: profile.Few})
	if err != nil || rep.Count(distribute.Failed) != 2 || rep.Count(distribute.New) != 1 {
		t.Fatalf("%+v, %v", rep, err)
	}
	for _, x := range rep.Items {
		var e *message.Error
		if x.State == distribute.Failed && (!errors.As(x.Err, &e) || e.ID != "leads-out") {
			t.Error(x.Err)
		}
	}
	if left, _ := os.ReadDir(elsewhere); len(left) > 0 {
		t.Errorf("%v is outside", left)
	}
}

// TestBrokenOff: all ends between two files, once with a new file in its place and once with
// the old one there still; then comes another list. No file is taken for one that a unit has
// filled, and none is left behind.
func TestBrokenOff(t *testing.T) {
	p, opt := shanxi(t), distribute.Options{Year: 2025, Layout: profile.Few}
	give := func(out, text string) *distribute.Manifest {
		states(t, p, text, out, opt)
		return readManifest(t, out)
	}
	second := strings.Replace(unitsCSV, "党员教育中心", "党员教育馆", 1)
	third := strings.Replace(unitsCSV, "1602.53", "1602.54", 1)
	second = strings.Replace(second, "1602.53", "1602.55", 1)
	whole, clean := t.TempDir(), t.TempDir()
	after := give(whole, second)
	give(clean, third)
	for _, written := range []bool{false, true} {
		out := t.TempDir()
		before := give(out, unitsCSV)
		planned := *after
		planned.Units = slices.Clone(after.Units)
		for i := range planned.Units {
			e, was := &planned.Units[i], before.Units[i]
			if e.SHA256 == was.SHA256 {
				continue
			}
			e.Planned, e.Was = true, []distribute.Given{{File: was.File, SHA256: was.SHA256}}
			if written {
				data, err := os.ReadFile(filepath.Join(whole, filepath.FromSlash(e.File)))
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(out, filepath.FromSlash(e.File)), data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		data, err := json.Marshal(planned)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(out, distribute.ManifestFile), data, 0o644); err != nil {
			t.Fatal(err)
		}
		for _, line := range states(t, p, third, out, opt) {
			if strings.Contains(line, " kept ") || strings.Contains(line, " foreign ") || strings.Contains(line, " failed ") {
				t.Errorf("written %v: %s", written, line)
			}
		}
		if err := filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			rel, _ := filepath.Rel(out, path)
			got, _ := os.ReadFile(path)
			if want, err := os.ReadFile(filepath.Join(clean, rel)); err != nil || string(got) != string(want) {
				t.Errorf("written %v: %s is not that of an undisturbed run, %v", written, rel, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func readManifest(t testing.TB, out string) *distribute.Manifest {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(out, distribute.ManifestFile))
	if err != nil {
		t.Fatal(err)
	}
	m := &distribute.Manifest{}
	if err := json.Unmarshal(data, m); err != nil {
		t.Fatal(err)
	}
	return m
}
