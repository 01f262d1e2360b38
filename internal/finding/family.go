package finding

import (
	"slices"
	"strconv"

	"budgetbook/internal/message"
)

// mostMembers is how many members of a family its sentence names.
const mostMembers = 20

// Gather puts findings that say the same of several rows or projects of one sheet into
// one, where the rule has words for that: a reader counts what is to be done. It stands
// where the first of them stood. What compares figures or has to do with a cause stays by
// itself, and what has been explained is not put with what has not.
func Gather(found []Finding) []Finding {
	type family struct{ code, say, sheet, explained string }
	members := map[family][]Finding{}
	of := func(f Finding) (family, bool) {
		if f.Words == nil || f.Words.Many.ZH == "" || f.Compared != nil || f.Cause != nil || f.Follows != "" {
			return family{}, false
		}
		return family{f.Code, f.Words.Say.ZH, f.sheet(), f.Explained}, true
	}
	for _, f := range found {
		if k, ok := of(f); ok {
			members[k] = append(members[k], f)
		}
	}
	var out []Finding
	for _, f := range found {
		k, ok := of(f)
		switch {
		case !ok || len(members[k]) == 1:
			out = append(out, f)
		case members[k] != nil:
			out = append(out, gathered(members[k]))
			members[k] = nil
		}
	}
	return out
}

// gathered is one finding in place of several alike.
func gathered(members []Finding) Finding {
	f := members[0]
	args := func(l message.Lang) message.Args {
		var items []string
		for _, m := range members[:min(len(members), mostMembers)] {
			items = append(items, message.Fill(m.Words.Item.In(l), m.args(l)))
		}
		list := message.Join(l, items)
		if more := len(members) - mostMembers; more > 0 {
			list += message.Say(l, "tail-more", message.Pairs("n", strconv.Itoa(more)))
		}
		return message.Pairs("n", strconv.Itoa(len(members)), "table", f.args(l)["table"], "list", list)
	}
	f.Args, f.ArgsEN = args(message.ZH), args(message.EN)
	f.Words = &Words{Say: f.Words.Many, Fix: f.Words.Fix}
	f.Places, f.Members, f.ID = nil, members, ""
	for _, m := range members {
		f.Places = append(f.Places, m.Places...)
	}
	f.Places = slices.Clip(f.Places)
	return f
}
