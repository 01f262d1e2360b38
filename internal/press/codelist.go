package press

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"budgetbook/internal/codefind"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/list"
	"budgetbook/internal/listbook"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// CodeList is a classification code list a bureau keeps itself.
type CodeList struct {
	List string // which list of the profile it replaces: functional_codes, …
	File string // for messages
	Data []byte // CSV or xlsx
}

// CodeListsIn makes of a file a list for each one of the profile of which it has codes. An
// official workbook has all of them.
func CodeListsIn(p *profile.Profile, file string, data []byte) ([]CodeList, error) {
	tables, err := CodeList{File: file, Data: data}.tables()
	if err != nil {
		return nil, err
	}
	var lists []CodeList
	names, err := p.ListsIn(tables)
	if err != nil {
		return nil, message.Errorf(err, "no-codes-in", "file", file)
	}
	for _, name := range names {
		lists = append(lists, CodeList{List: name, File: file, Data: data})
	}
	if len(lists) == 0 {
		return nil, message.Errorf(nil, "no-codes-in", "file", file)
	}
	return lists, nil
}

// ListsOf are the lists of a bureau that are in force in a profile.
func ListsOf(p *profile.Profile) []CodeList {
	var lists []CodeList
	for _, c := range p.OwnLists() {
		lists = append(lists, CodeList{List: c.Name, File: c.Name + ".csv", Data: c.Text()})
	}
	return lists
}

// Check says what is wrong with a list, before anything is made with it.
func (c CodeList) Check(profileName string) error {
	_, err := Profile(cmp.Or(profileName, DefaultProfile), c)
	return err
}

// use puts the list in place of the profile's. The error is a *message.Error.
func (c CodeList) use(p *profile.Profile) error {
	tables, err := c.tables()
	if err != nil {
		return err
	}
	if err := p.ReplaceCodes(c.List, tables); err != nil {
		return message.Errorf(err, "bad-codes", "file", c.File, "list", c.List)
	}
	return nil
}

func (c CodeList) tables() ([]list.List, error) {
	tables, err := listbook.Tables(c.File, c.Data, true)
	var said *message.Error
	if errors.As(err, &said) {
		return nil, message.Wanting(said, "wanted-codes")
	}
	return tables, err
}

// ownLists writes down by which lists of a bureau a filing is read, and says where it was
// made by another one.
func ownLists(p *profile.Profile, f *filing.Filing, file string) []finding.Finding {
	madeBy := map[string]string{}
	for name := range p.Codes {
		madeBy[name] = f.Text(profile.ListSum(name))
	}
	p.EnterLists(f)
	var found []finding.Finding
	for _, name := range slices.Sorted(maps.Keys(p.Codes)) {
		was, sum := madeBy[name], f.Text(profile.ListSum(name))
		// One that has the same codes and names is the same, whoever gave it.
		if was == "" || was == p.Codes[name].Sum() {
			continue
		}
		now := func(l message.Lang) string {
			if sum == "" {
				return message.Say(l, "codes-built-in", nil)
			}
			return message.Say(l, "codes-given", message.Pairs("sum", shortSum(sum)))
		}
		x := finding.New(finding.OtherCodes, finding.Warning, finding.Place{File: file}, "list", codefind.ListName(p.Codes[name], message.ZH), "was", shortSum(was), "now", now(message.ZH))
		x.ArgsEN = message.Pairs("list", codefind.ListName(p.Codes[name], message.EN), "was", shortSum(was), "now", now(message.EN))
		found = append(found, x)
	}
	return found
}

// shortSum is as much of a sum as people compare.
func shortSum(sum string) string { return message.Clip(sum, 12) }
