package finding

import (
	"maps"
	"slices"

	"budgetbook/internal/message"
)

// Once puts findings of some codes that say the same of several tables into one, with all
// places. It stands where the first of them stood, and names the tables.
func Once(found []Finding, codes ...string) []Finding {
	first := map[string]int{} // what is said -> its finding in out
	tables := map[int][]message.Text{}
	var out []Finding
	for _, f := range found {
		if !slices.Contains(codes, f.Code) {
			out = append(out, f)
			continue
		}
		key := f.sameBut()
		i, seen := first[key]
		if !seen {
			i, first[key] = len(out), len(out)
			f.Args, f.ArgsEN = maps.Clone(f.Args), maps.Clone(f.ArgsEN)
			out = append(out, f)
		} else {
			out[i].Places = append(slices.Clip(out[i].Places), f.Places...)
		}
		if name := (message.Text{ZH: f.args(message.ZH)["table"], EN: f.args(message.EN)["table"]}); !slices.Contains(tables[i], name) {
			tables[i] = append(tables[i], name)
		}
	}
	for i, names := range tables {
		var zh, en []string
		for _, name := range names {
			zh, en = append(zh, name.ZH), append(en, name.EN)
		}
		out[i].Args["table"] = message.Join(message.ZH, zh)
		if out[i].ArgsEN != nil {
			out[i].ArgsEN["table"] = message.Join(message.EN, en)
		}
	}
	return out
}

// sameBut is what a finding says but for the table and its cells.
func (f Finding) sameBut() string {
	args := maps.Clone(f.args(message.ZH))
	for _, k := range []string{"table", "file", "sheet", "cell", "place"} {
		delete(args, k)
	}
	key := f.Code + " " + f.Severity.String()
	for _, k := range slices.Sorted(maps.Keys(args)) {
		key += "\x00" + k + "=" + args[k]
	}
	return key
}
