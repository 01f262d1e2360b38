package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"budgetbook/internal/profile/profiletest"
)

// renamedRun runs commands in a folder with one of the two profiles.
type renamedRun struct {
	t       *testing.T
	dir     string
	profile string
	out     map[string]string // what each command said, by its name
}

// run runs a command; what it says is kept.
func (r *renamedRun) run(name string, args ...string) {
	r.t.Helper()
	c := exec.Command("budgetbook", args...)
	c.Dir = r.dir
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		r.t.Fatalf("%s: %v: %s", name, err, said.String())
	}
	code := "0\n"
	if err != nil {
		code = "1\n"
	}
	r.out[name] = code + said.String()
}

func (r *renamedRun) write(name, text string) {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Dir(filepath.Join(r.dir, name)), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// keep keeps a text file of the folder as if a command had said it.
func (r *renamedRun) keep(pattern string) {
	r.t.Helper()
	all, err := filepath.Glob(filepath.Join(r.dir, pattern))
	if err != nil || len(all) == 0 {
		r.t.Fatalf("no file %s", pattern)
	}
	for _, name := range all {
		data, err := os.ReadFile(name)
		if err != nil {
			r.t.Fatal(err)
		}
		rel, _ := filepath.Rel(r.dir, name)
		r.out[profiletest.Back(filepath.ToSlash(rel))] = string(data)
	}
}

// What need not be the same: sizes and hashes of files, which carry data
// under other names, and the order in which workbooks of a batch are ready.
var (
	fileSize  = regexp.MustCompile(`[0-9]+ KB|"(?:size|bytes|sha256|key|hash)": (?:"[0-9a-f]+"|[0-9]+)`)
	readyLine = regexp.MustCompile(`(?m)^\[[0-9]+/[0-9]+\] .*\n`)
)

func withoutNames(s, profile string) string {
	s = strings.ReplaceAll(profiletest.Back(s), filepath.ToSlash(profile), "shanxi")
	return readyLine.ReplaceAllString(fileSize.ReplaceAllString(s, "#"), "")
}

// TestRenamedProfile takes the same data through every command with shanxi, and with a
// profile in which every path, id and name of a table, column and sheet differs. All
// that is said and published must be the same but for those names: what the program
// knows of a profile it knows by its roles.
func TestRenamedProfile(t *testing.T) {
	if testing.Short() {
		t.Skip("every command, twice; the race detector needs more memory than a child of batch may have")
	}
	r := profiletest.Rename(t)
	folder := filepath.Join(t.TempDir(), "renamed")
	for name, f := range r.FS {
		to := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile("../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	second := strings.NewReplacer("组织部", "组织部党员教育中心", "008001", "008002").Replace(string(data))
	wrong := strings.NewReplacer(`"carryover": "26.41"`, `"carryover": "26.42"`, "数量指标", "数量目标").Replace(string(data))
	var said [2]map[string]string
	for i, profile := range []string{"shanxi", folder} {
		x := &renamedRun{t: t, dir: t.TempDir(), profile: profile, out: map[string]string{}}
		filing := func(text string) string { return text }
		word, name := func(id string) string { return id }, func(zh string) string { return zh }
		if i == 1 {
			filing = func(text string) string { return string(r.JSON(t, []byte(text))) }
			word, name = profiletest.ID, profiletest.Name
		}
		x.write("in/1.json", filing(string(data)))
		x.write("in/2.json", filing(second))
		x.write("wrong.json", filing(wrong))
		x.write("list.csv", "单位代码,单位名称,单位性质,预算级次,所在地区,主管部门,公开范围,批复日期,"+name("批复收入总计")+"\n"+
			"008001,中国共产党示例县委员会组织部,机关,县本级,示例县,中国共产党示例县委员会组织部,单位,2024-01-20,1602.53\n"+
			"008002,中国共产党示例县委员会组织部党员教育中心,行政,县,示例县,中国共产党示例县委员会组织部,本级,2024-01-21,100\n"+
			"008009,示例县档案馆,事业,县,示例县,,,2024-01-25,\n")
		p := []string{"--profile", profile}
		do := func(name string, args ...string) { x.run(name, append(args, p...)...) }
		do("new --data", "new", "--data", "in/1.json", "-o", "full.xlsx")
		do("export", "export", "full.xlsx")
		do("convert", "convert", "--layout", "compact", "-o", "few.xlsx", "full.xlsx")
		do("check few", "check", "--format", "json", "few.xlsx")
		do("check", "check", "--format", "json", "full.xlsx")
		do("check wrong", "check", "--format", "json", "wrong.json")
		do("check en", "--lang", "en", "check", "--form", "form.xlsx", "full.xlsx")
		do("new", "new", "--year", "2025", "--unit", "示例县财政局", "--code", "001", "--kind", word("administrative"), "--level", word("county"), "-o", "blank.xlsx")
		do("check blank", "check", "blank.xlsx")
		do("new --from", "new", "--from", "full.xlsx", "-o", "next.xlsx")
		do("export next", "export", "next.xlsx")
		do("check next", "check", "next.xlsx")
		do("build", "build", "--no-data", "-o", "full.pdf", "full.xlsx")
		do("distribute", "distribute", "list.csv", "-o", "given", "--year", "2025", "--from", "in")
		do("consolidate", "consolidate", "in", "-o", "department.json", "--unit", "示例县组织系统", "--kind", word("administrative"), "--code", "008")
		x.keep("department.json")
		do("consolidate --against", "consolidate", "in", "--against", "department.json", "--format", "json")
		do("batch", "batch", "in", "-o", "out", "--lang", "zh,en")
		do("board", "board", "out", "--roster", "list.csv", "--today", "2024-02-05", "--format", "json")
		x.keep("out/board.html")
		do("publish", "publish", "out", "-o", "site", "--title", "示例县", "--base-url", "https://example.org")
		for _, pattern := range []string{"site/units/*/*.html", "site/units/*/data/*.csv", "site/data/*/*.csv"} {
			x.keep(pattern)
		}
		if i == 1 && (profiletest.Back(x.out["export"]) == x.out["export"] || profiletest.Back(x.out["check wrong"]) == x.out["check wrong"]) {
			t.Error("the renamed profile says its filings under the names of shanxi")
		}
		for name, text := range x.out {
			x.out[name] = withoutNames(text, profile)
		}
		said[i] = x.out
	}
	if len(said[0]) != len(said[1]) {
		t.Errorf("%d outputs with shanxi, %d with the renamed profile", len(said[0]), len(said[1]))
	}
	for name, want := range said[0] {
		if got := said[1][name]; got != want {
			a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
			for i := range a {
				if i >= len(b) || a[i] != b[i] {
					t.Errorf("%s, line %d: with shanxi %.200q, renamed %.200q", name, i+1, a[i], strings.Join(b[min(i, len(b)):min(i+1, len(b))], ""))
					break
				}
			}
		}
	}
	for name, must := range map[string]string{"check": `"errors": 0`, "check wrong": "数量目标", "department.json": `"scope": "department"`, "board": "1502.53", "build": "full.pdf"} {
		if !strings.Contains(said[0][name], must) {
			t.Errorf("%s does not say %q: %.400s", name, must, said[0][name])
		}
	}
}
