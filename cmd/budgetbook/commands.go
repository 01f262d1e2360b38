package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/carry"
	"budgetbook/internal/codefind"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// newWorkbook writes a blank workbook, or one filled with the data of a JSON filing.
func (t *terminal) newWorkbook(c *cli.Context) error {
	if c.NArg() > 0 {
		return message.Errorf(nil, "too-many", "extra", strings.Join(c.Args().Slice(), " "))
	}
	to := c.String("output")
	if to == "" {
		return message.Errorf(nil, "needs", "flag", "output", "example", message.Say(message.ZH, "example-new", nil))
	}
	if err := vacant(to, "exists", c.Bool("force")); err != nil {
		return err
	}
	var p *profile.Profile
	var f *filing.Filing
	var found []finding.Finding
	var carried *carry.Carried
	var report []string
	var err error
	moved := false // from one workbook into another
	source := c.String("data")
	if c.IsSet("from") {
		source = c.String("from")
		p, f, carried, found, report, err = t.fromLastYear(c)
	} else if from := c.String("data"); from != "" {
		for _, flag := range []string{"year", "unit", "code", "kind", "level", "region", "department", "scope"} {
			if c.IsSet(flag) {
				return message.Errorf(nil, "conflict", "flag", flag)
			}
		}
		codes, err2 := t.codes(c)
		if err2 != nil {
			return err2
		}
		err = guardPanic(from, func() error {
			data, err := output.Read(from, press.MaxInput)
			if err != nil {
				return err
			}
			if p, f, found, err = press.Filing(press.Input{Name: from, Data: data}, c.String("profile"), codes...); err == nil && fileKind(data) == "workbook" {
				moved = true
				carried, err = intake.ReadCarried(from, data) // a new template forgets nothing
			}
			return err
		})
	} else {
		p, f, err = t.blank(c)
	}
	if err != nil {
		return err
	}
	t.findings(source, found)
	wrong := finding.Count(found, finding.Error)
	if wrong > 0 && (!moved || t.lost(c, source, p, f, found)) {
		return errFound
	}
	data, err := t.lay(c, c.String("data"), p, f, template.Options{Lang: t.edition, Carried: carried})
	if err != nil {
		return err
	}
	for _, line := range report {
		fmt.Fprintln(t.err, line)
	}
	if err := t.write(to, data, source); err != nil {
		return err
	}
	return t.kept(to, wrong)
}

// blank is the filing of a workbook to be filled: what the options say of the unit.
func (t *terminal) blank(c *cli.Context) (*profile.Profile, *filing.Filing, error) {
	p, err := t.profileGiven(c, "")
	if err != nil {
		return nil, nil, err
	}
	year, err := strconv.Atoi(c.String("year"))
	if c.String("year") == "" {
		return nil, nil, message.Errorf(nil, "needs", "flag", "year", "example", "--year 2025")
	}
	if err != nil || year < 2000 || year > 2100 {
		return nil, nil, message.Errorf(nil, "bad-value", "flag", "year", "value", c.String("year"), "choices", "2000–2100")
	}
	f := filing.New(p.Name, year)
	p.Roles.EnterYear(f, year)
	p.Roles.EnterUnitScope(f)
	if err := enterUnitOptions(c, p, f); err != nil {
		return nil, nil, err
	}
	return p, f, nil
}

func oneOf(flag, v string, choices []profile.Choice) error {
	var ids []string
	for _, x := range choices {
		if x.ID == v {
			return nil
		}
		ids = append(ids, x.ID)
	}
	if len(ids) == 0 {
		return nil
	}
	return message.Errorf(nil, "bad-value", "flag", flag, "value", v, "choices", strings.Join(ids, ", "))
}

// load reads the one file a command works on and prints what its reader found.
func (t *terminal) load(c *cli.Context) (name string, p *profile.Profile, f *filing.Filing, found []finding.Finding, err error) {
	if name, err = onlyArgument(c); err != nil {
		return
	}
	err = guardPanic(name, func() error {
		data, err := output.Read(name, press.MaxInput)
		if err != nil {
			return err
		}
		p, f, found, err = press.Filing(press.Input{Name: name, Data: data}, c.String("profile"))
		return err
	})
	return
}

// export writes the data of a workbook as JSON. Data with findings is exported all
// the same: other systems may want to see it; the exit status tells.
func (t *terminal) export(c *cli.Context) error {
	if c.Bool("schema") {
		name := c.String("profile")
		if name == "" {
			name = press.DefaultProfile
		}
		p, err := press.Profile(name)
		if err != nil {
			return err
		}
		data, err := filing.JSONSchema(p.Schema(), p.Name)
		if err != nil {
			return err
		}
		return t.write(c.String("output"), data)
	}
	name, p, f, found, err := t.load(c)
	if err != nil {
		return err
	}
	t.findings(name, found)
	data, err := filing.Marshal(p.Schema(), f)
	if err != nil {
		return err
	}
	if err := t.write(c.String("output"), data, name); err != nil {
		return err
	}
	if finding.Count(found, finding.Error) > 0 {
		return errFound
	}
	return nil
}

// build makes the PDF of a filing. It checks first; with errors it writes nothing
// unless a draft is asked for.
func (t *terminal) build(c *cli.Context) error {
	name, err := onlyArgument(c)
	if err != nil {
		return err
	}
	to := c.String("output")
	if to == "" {
		to = strings.TrimSuffix(name, filepath.Ext(name)) + ".pdf"
	}
	codes, err := t.codes(c)
	if err != nil {
		return err
	}
	var made *press.Made
	var data []byte
	draft, errs := c.Bool("draft"), 0
	err = guardPanic(name, func() error {
		in, err := output.Read(name, press.MaxInput)
		if err != nil {
			return err
		}
		made, err = press.Make(press.Input{Name: name, Data: in}, press.Options{Profile: c.String("profile"), Lang: t.edition, Draft: draft, Bare: c.Bool("no-data"), Codes: codes, Open: besideInput(name)})
		if err != nil {
			return err
		}
		if errs = made.Result.Count().Errors; errs > 0 && !draft {
			return nil
		}
		data, err = made.As(press.PDF)
		return err
	})
	if err != nil {
		return err
	}
	if err := made.Result.Brief(t.err, t.lang); err != nil {
		return err
	}
	if errs > 0 && !draft {
		fmt.Fprintln(t.err, t.say("not-built", "file", name, "errors", strconv.Itoa(errs)))
		return errFound
	}
	if err := t.write(to, data, name); err != nil {
		return err
	}
	if len(made.Filing.Tables[made.Profile.Roles.Explanations.Records]) > 0 && !c.Bool("no-data") {
		fmt.Fprintln(t.err, t.say("carries-explanations"))
	}
	if dir := c.String("preview"); dir != "" {
		if err := preview(c.Context, data, dir); err != nil {
			return err
		}
	}
	if errs > 0 {
		return errFound
	}
	return nil
}

// besideInput opens files in the folder of an input file, and nowhere else: a name that
// leads out of it is refused.
func besideInput(input string) func(name string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		root, err := os.OpenRoot(filepath.Dir(input))
		if err != nil {
			return nil, err
		}
		defer root.Close()
		return output.ReadRoot(root, name, press.MaxInput)
	}
}

// codes reads the code lists given with --codes FILE, for all lists the file has, or with
// --codes NAME=FILE.
func (t *terminal) codes(c *cli.Context) ([]press.CodeList, error) {
	if len(c.StringSlice("codes")) == 0 {
		return nil, nil
	}
	p, err := profileNamed(c)
	if err != nil {
		return nil, err
	}
	var lists, whole []press.CodeList
	for _, arg := range c.StringSlice("codes") {
		name, file, named := strings.Cut(arg, "=")
		if p.Codes[name] == nil {
			if there, _ := output.Exists(arg); there || !named {
				named, file = false, arg
			}
		}
		if named && p.Codes[name] == nil || file == "" {
			var known []string
			for _, name := range slices.Sorted(maps.Keys(p.Codes)) {
				known = append(known, name+"=FILE")
			}
			return nil, message.Errorf(nil, "bad-value", "flag", "codes", "value", arg, "choices", strings.Join(known, ", "))
		}
		data, err := output.Read(file, press.MaxInput)
		if err != nil {
			return nil, message.Wanting(err, "wanted-codes")
		}
		if named {
			lists, err = addLists(lists, press.CodeList{List: name, File: file, Data: data})
		} else if all, err2 := press.CodeListsIn(p, file, data); err2 != nil {
			err = err2
		} else {
			whole, err = addLists(whole, all...)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, l := range whole {
		if !slices.ContainsFunc(lists, func(x press.CodeList) bool { return x.List == l.List }) {
			lists = append(lists, l) // one that is named goes before that of a file of many
		}
	}
	return lists, t.listsTaken(p, c.String("profile"), lists)
}

// addLists adds lists to others, none twice.
func addLists(lists []press.CodeList, more ...press.CodeList) ([]press.CodeList, error) {
	for _, l := range more {
		if i := slices.IndexFunc(lists, func(x press.CodeList) bool { return x.List == l.List }); i >= 0 {
			return nil, message.Errorf(nil, "codes-twice", "list", l.List, "first", lists[i].File, "second", l.File)
		}
		lists = append(lists, l)
	}
	return lists, nil
}

// listsTaken says which lists are in force instead of those of the profile p: one of a few
// codes makes errors of all others.
func (t *terminal) listsTaken(p *profile.Profile, name string, lists []press.CodeList) error {
	own, err := press.Profile(cmp.Or(name, press.DefaultProfile), lists...)
	if err != nil {
		return err
	}
	for _, l := range lists {
		is, was := len(own.Codes[l.List].Items), len(p.Codes[l.List].Items)
		id := "codes-taken"
		if is*2 < was {
			id = "codes-taken-few"
		}
		fmt.Fprintln(t.err, t.say(id, "title", codefind.ListName(p.Codes[l.List], t.lang), "file", l.File, "n", strconv.Itoa(is), "was", strconv.Itoa(was)))
	}
	return nil
}

// fileKind tells the kinds of files the program reads and writes apart.
func fileKind(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("%PDF")):
		return "pdf"
	case bytes.HasPrefix(data, []byte("PK")):
		return "workbook"
	}
	return "text"
}

// ending refuses a name that says another kind of file than is written: nobody could open it.
func ending(to string, data []byte) error {
	kinds := map[string]string{".pdf": "pdf", ".xlsx": "workbook", ".xlsm": "workbook", ".json": "text", ".sarif": "text", ".html": "text", ".csv": "text"}
	if kind := kinds[strings.ToLower(filepath.Ext(to))]; kind != "" && kind != fileKind(data) {
		return message.Errorf(nil, "other-ending", "file", to)
	}
	return nil
}

// vacant refuses to write over a file: exists is the message for one that stands there, which
// force takes away. What can be no output is said whatever is asked for.
func vacant(to, exists string, force bool) error {
	if to == "" || to == "-" {
		return nil
	}
	if there, err := output.Exists(to); err != nil || !there || force {
		return err
	}
	return message.Errorf(nil, exists, "file", to)
}

// write puts a result into a file and prints its name, or prints the result itself.
// The files it was made from are never the place it is put.
func (t *terminal) write(to string, data []byte, from ...string) error {
	if to == "" || to == "-" {
		t.onlyPrints()
		_, err := t.data.Write(data)
		return err
	}
	for _, name := range from {
		a, err := os.Stat(name)
		b, err2 := os.Stat(to)
		if err == nil && err2 == nil && os.SameFile(a, b) {
			return message.Errorf(nil, "same-file", "file", to)
		}
	}
	// What is no file is not opened: a pipe would wait for somebody who writes into it.
	if _, err := output.Exists(to); err != nil {
		return err
	}
	if err := ending(to, data); err != nil {
		return err
	}
	// An existing file of another kind is something else than an earlier result.
	if old, err := os.Open(to); err == nil {
		head := make([]byte, len("%PDF"))
		n, _ := io.ReadFull(old, head)
		old.Close()
		if n > 0 && fileKind(head[:n]) != fileKind(data) {
			return message.Errorf(nil, "other-kind", "file", to)
		}
	}
	if err := output.Write(to, data); err != nil {
		return err
	}
	fmt.Fprintln(t.out, to)
	return nil
}
