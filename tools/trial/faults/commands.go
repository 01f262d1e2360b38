//go:build linux && amd64

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/tools/trial/filing"
	"budgetbook/tools/trial/unit"
)

// command is one command of the program that writes.
type command struct {
	name    string
	prepare []preparation
	args    []string
	other   []string                              // the same with another input, into the same place
	then    []string                              // what may follow: it must not matter whether the command was broken off before
	once    bool                                  // it refuses to do its work twice
	remade  func(path string) bool                // files that are made anew, and may be missing meanwhile
	interim func(path, data string) bool          // lists that look otherwise while the command works
	lists   func(now, before tree) (bad []string) // what lists say of the files
}

// preparation is a command that is run before, or a change of the files.
type preparation struct {
	args   []string
	change func(tree) tree
}

func did(args string) preparation { return preparation{args: strings.Fields(args)} }

func put(path, like string) preparation {
	return preparation{change: func(t tree) tree {
		t = maps.Clone(t)
		if like == "" {
			delete(t, path)
		} else {
			t[path] = t[like]
		}
		return t
	}}
}

// filled is a template of those given out that a unit has changed.
func filled() preparation {
	return preparation{change: func(t tree) tree {
		t = maps.Clone(t)
		for _, path := range slices.Sorted(maps.Keys(t)) {
			if n := t[path]; strings.HasPrefix(path, "out/") && strings.HasSuffix(path, ".xlsx") {
				n.data += "filled by the unit"
				t[path] = n
				break
			}
		}
		return t
	}}
}

const today = " --today 2025-03-01"

// commands are all commands that write, each over nothing and over what an earlier run has left.
func commands() []*command {
	words := strings.Fields
	batchRemade := func(p string) bool { return strings.HasPrefix(p, "out/") }
	second := []preparation{did("distribute units.csv -o out --year 2025 --layout compact"), filled()}
	return []*command{
		{name: "new", args: words("new --data a.json -o n.xlsx --force"), other: words("new --data b.json -o n.xlsx --force")},
		{name: "new over a file", prepare: []preparation{did("new --data b.json -o n.xlsx")}, args: words("new --data a.json -o n.xlsx --force")},
		{name: "build", args: words("build a.json -o a.pdf"), other: words("build b.json -o a.pdf")},
		{name: "build over a file", prepare: []preparation{did("build b.json -o a.pdf")}, args: words("build a.json -o a.pdf"), other: words("build b.json -o a.pdf")},
		{name: "build --preview", prepare: []preparation{did("build b.json -o a.pdf --preview pages")}, args: words("build a.json -o a.pdf --preview pages"),
			other: words("build b.json -o b.pdf --preview pages")},
		{name: "check", prepare: []preparation{put("m.xlsx", "b.xlsx")}, args: words("check a.xlsx --annotate m.xlsx --form f.xlsx --format json -o r.json"),
			other: words("check b.xlsx --annotate m.xlsx --form f.xlsx --format json -o r.json")},
		{name: "convert", args: words("convert a.xlsx --lang both -o c.xlsx --force"), other: words("convert b.xlsx --lang both -o c.xlsx --force")},
		{name: "import", args: words("import foreign.xlsx -o i.xlsx --force"), other: words("import other.xlsx -o i.xlsx --force")},
		{name: "export", prepare: []preparation{did("export b.json -o e.json")}, args: words("export a.json -o e.json"), other: words("export b.json -o e.json")},
		{name: "consolidate", args: words("consolidate s/a.json s/b.json -o h.json --pdf --force --unit 示例局"), other: words("consolidate s/a.json -o h.json --pdf --force --unit 示例局")},
		{name: "distribute --blank-list", args: words("distribute --blank-list list.xlsx"), once: true},
		{name: "distribute", args: words("distribute units.csv -o out --year 2025 --layout compact"), other: words("distribute more.csv -o out --year 2025"),
			then: words("distribute later.csv -o out --year 2025 --layout compact"), interim: manifest, lists: distributed},
		{name: "distribute again", prepare: second, args: words("distribute more.csv -o out --year 2025 --layout compact"), other: words("distribute units.csv -o out --year 2025"),
			then: words("distribute later.csv -o out --year 2025 --layout compact"), interim: manifest, lists: distributed},
		{name: "batch", args: words("batch in -o out --jobs 1"), other: words("batch in2 -o out --jobs 1"), lists: results},
		{name: "batch with a list", args: words("batch in -o out --jobs 2 --roster units.csv" + today), lists: results, interim: letters},
		{name: "batch again", prepare: []preparation{did("batch in -o out --roster units.csv" + today), put("in/a.json", "c.json"), put("in/cut.xlsx", "")},
			args: words("batch in -o out --jobs 2 --prune --roster units.csv" + today), remade: batchRemade, lists: results, interim: letters},
		{name: "batch --shard", args: words("batch in -o out --jobs 1 --shard 1/2"), other: words("batch in -o out --jobs 1 --shard 2/2"), lists: results},
		{name: "batch --merge", prepare: []preparation{did("batch in -o out --shard 1/2"), did("batch in -o out --shard 2/2")},
			args: words("batch in --merge out --roster units.csv" + today), other: words("batch in -o out"), lists: results, interim: letters},
		{name: "board", prepare: []preparation{did("batch in -o out")}, args: words("board out --roster units.csv" + today),
			other: words("board out --roster more.csv --today 2025-03-09"), then: words("board out --roster more.csv --today 2025-03-09"), lists: results, interim: letters},
		{name: "board again", prepare: []preparation{did("batch in -o out"), did("board out --roster units.csv" + today)},
			args: words("board out --roster more.csv --today 2025-03-09"), other: words("board out --roster units.csv" + today),
			then: words("board out --roster units.csv" + today), lists: results, interim: letters},
		{name: "publish", prepare: []preparation{did("batch in -o out")}, args: words("publish out -o site"), other: words("publish out -o site --title 预算"),
			interim: site, lists: published},
		{name: "publish again", prepare: []preparation{did("batch in -o out"), did("publish out -o site"), put("in/a.json", "c.json"), put("in/b.json", ""), did("batch in -o out --prune")},
			args: words("publish out -o site"), other: words("publish out -o site --title 预算"), then: words("publish out -o site --title 预算"), interim: site, lists: published},
	}
}

func commandsNamed(names []string) ([]*command, error) {
	all := commands()
	if len(names) == 0 {
		return all, nil
	}
	var list []*command
	for _, n := range names {
		i := slices.IndexFunc(all, func(c *command) bool { return c.name == n })
		if i < 0 {
			return nil, fmt.Errorf("no command %q", n)
		}
		list = append(list, all[i])
	}
	return list, nil
}

// makeInputs are the files all commands begin with.
func makeInputs(o *options) (tree, error) {
	t := tree{}
	file := func(path string, data []byte) { t[path] = node{0o644, string(data)} }
	for _, dir := range []string{"in", "in2", "s"} {
		t[dir] = node{mode: 0o755 | fs.ModeDir}
	}
	var units [3]filing.Unit
	for i, id := range []string{"a", "b", "c"} {
		f := unit.Find(7, i*1000, 1, (*unit.Unit).Plain)[0].Filing(unit.Independent)
		f.Year, f.Unit.Code = 2025, fmt.Sprintf("00000%d", i+1)
		units[i] = f.Unit
		data, err := f.Bytes()
		if err != nil {
			return nil, err
		}
		file(id+".json", data)
		wrong := f.Clone()
		spoil(wrong)
		if data, err = wrong.Bytes(); err != nil {
			return nil, err
		}
		file("wrong.json", data) // of the third one
	}
	t["in/a.json"], t["in/b.json"], t["in/wrong.json"], t["in2/c.json"] = t["a.json"], t["b.json"], t["wrong.json"], t["c.json"]
	t["s/a.json"], t["s/b.json"] = t["a.json"], t["b.json"]
	file("in/cut.xlsx", []byte("PK\x03\x04 and no more"))
	list := func(lines ...string) []byte {
		return []byte("单位代码,单位名称,主管部门,批复日期\n" + strings.Join(lines, ",2025-02-10\n") + ",2025-02-10\n")
	}
	line := func(i int, name, department string) string {
		return units[i].Code + "," + units[i].Name + name + "," + department
	}
	file("units.csv", list(line(0, "", ""), line(1, "", "城关镇"), line(2, "", "城关镇"), "000004,丁,"))
	// Another name and another department; one is gone, one is new.
	file("more.csv", list(line(0, "（本级）", ""), line(1, "", "城关镇"), line(2, "", "北关镇"), "000005,戊,北关镇"))
	// All of both, one with another name.
	file("later.csv", list(line(0, "（机关）", ""), line(1, "", "城关镇"), line(2, "", "南关镇"), "000004,丁,", "000005,戊,"))
	for name, factor := range map[string]float64{"foreign.xlsx": 1, "other.xlsx": 2} {
		data, err := foreign(factor)
		if err != nil {
			return nil, err
		}
		file(name, data)
	}
	for _, id := range []string{"a", "b"} {
		out, now, err := o.from(t, []string{"new", "--data", id + ".json", "-o", id + ".xlsx"})
		if err != nil {
			return nil, err
		}
		if out.status != 0 {
			return nil, fmt.Errorf("new: %s", out.stderr)
		}
		t = now
	}
	return t, nil
}

// foreign is a workbook of another form.
func foreign(factor float64) ([]byte, error) {
	x := excelize.NewFile()
	defer x.Close()
	for i, row := range [][]any{
		{"预算公开表3"}, {"2025年部门预算支出总表"}, {"单位名称：示例县某局", "", "", "", "单位：万元"},
		{"支出功能分类科目编码", "支出功能分类科目名称", "总计", "基本支出", "项目支出"}, {"", "合计", 100.5 * factor, 100.5 * factor},
		{"201", "一般公共服务支出", 100.5 * factor, 100.5 * factor}, {"20103", "政府办公厅（室）及相关机构事务", 100.5 * factor, 100.5 * factor},
		{"2010301", "行政运行", 100.5 * factor, 100.5 * factor},
	} {
		if err := x.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			return nil, err
		}
	}
	b, err := x.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// spoil makes the first figure of the first table another one.
func spoil(f *filing.Filing) {
	row := f.Tables["t01"][0]
	for _, column := range slices.Sorted(maps.Keys(row)) {
		if !filing.Text(column) && strings.Contains(row[column], ".") {
			row[column] = "1" + row[column]
			return
		}
	}
}

func sum(data string) string {
	h := sha256.Sum256([]byte(data))
	return hex.EncodeToString(h[:])
}

// manifest, site and letters say whether a file is a list that its command writes on its way: what it
// says is judged by lists.
func manifest(p, data string) bool {
	return path.Base(p) == "manifest.json" && json.Valid([]byte(data))
}
func site(p, data string) bool {
	return path.Base(p) == "budgetbook-site.json" && json.Valid([]byte(data))
}
func letters(p, data string) bool {
	return (path.Base(p) == "letters.json" || path.Base(p) == "results.json") && json.Valid([]byte(data))
}

// distributed holds the manifest of what was given out against the files: a template that is there is
// named with its hash, or nobody will know later that no unit has filled it.
func distributed(now, before tree) (bad []string) {
	var m struct {
		Units []struct{ File, SHA256 string }
	}
	if n, ok := now["out/manifest.json"]; ok {
		if err := json.Unmarshal([]byte(n.data), &m); err != nil {
			return []string{"manifest.json cannot be read"}
		}
	}
	for p, n := range now {
		if was, old := before[p]; !strings.HasPrefix(p, "out/") || path.Ext(p) != ".xlsx" || ours(p) || old && was == n {
			continue
		}
		known := false
		for _, u := range m.Units {
			known = known || "out/"+u.File == p && u.SHA256 == sum(n.data)
		}
		if !known {
			bad = append(bad, p+" is there and the manifest does not name it")
		}
	}
	return bad
}

// results holds the results of a batch against the files they name.
func results(now, _ tree) (bad []string) {
	type result struct {
		Folder  string
		Outputs []struct{ File, SHA256 string }
	}
	check := func(list string, x result) {
		for _, o := range x.Outputs {
			p := path.Join("out/units", x.Folder, o.File)
			if n, ok := now[p]; !ok || sum(n.data) != o.SHA256 {
				bad = append(bad, fmt.Sprintf("%s names %s, which is not there as it says", list, p))
			}
		}
	}
	for p, n := range now {
		var all []result
		switch path.Base(p) {
		case "results.json":
			if json.Unmarshal([]byte(n.data), &all) != nil {
				bad = append(bad, p+" cannot be read")
			}
		case "result.json":
			all = make([]result, 1)
			if json.Unmarshal([]byte(n.data), &all[0]) != nil {
				bad = append(bad, p+" cannot be read")
			}
		}
		for _, x := range all {
			check(p, x)
		}
	}
	slices.Sort(bad)
	return bad
}

// published holds the list of a site against its files: the next run takes away what it does not know.
func published(now, _ tree) (bad []string) {
	var m struct{ Files []string }
	if n, ok := now["site/budgetbook-site.json"]; ok && json.Unmarshal([]byte(n.data), &m) != nil {
		return []string{"budgetbook-site.json cannot be read"}
	}
	for p, n := range now {
		if name, ok := strings.CutPrefix(p, "site/"); ok && !n.mode.IsDir() && !ours(p) && name != "budgetbook-site.json" && !slices.Contains(m.Files, name) {
			bad = append(bad, p+" is there and the list of the site does not name it")
		}
	}
	return bad
}
