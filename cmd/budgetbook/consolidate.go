package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/amount"
	"budgetbook/internal/bureau/consolidate"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/listbook"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule/checks"
	"budgetbook/internal/template"
)

// consolidateCommand is the command that adds units up to their department.
func (t *terminal) consolidateCommand() *cli.Command {
	named := func(flag, id string, aliases ...string) cli.Flag {
		return &cli.StringFlag{Name: flag, Aliases: aliases, Usage: t.say(id)}
	}
	return t.command("consolidate", "IN…", t.consolidate,
		named("output", "flag-consolidate-output", "o"), named("unit", "flag-consolidate-unit"),
		t.text("code", nil, ""), t.text("kind", nil, ""), t.text("level", nil, ""), t.text("region", nil, ""), t.text("department", nil, ""),
		named("prior", "flag-consolidate-prior"), named("transfers", "flag-transfers"), named("against", "flag-against"),
		&cli.StringFlag{Name: "format", Usage: t.say("flag-format-diff"), Value: "text"},
		t.yes("pdf"), t.text("profile", nil, ""), t.lists(), t.yes("force"))
}

// consolidate adds up the filings of units, or compares their sum with a department's
// workbook. With anything that cannot be added up it writes nothing.
func (t *terminal) consolidate(c *cli.Context) error {
	if err := t.consolidateFlags(c); err != nil {
		return err
	}
	to, against := c.String("output"), c.String("against")
	files, err := t.filesOf(c.Args().Slice(), to, against)
	if err != nil {
		return err
	}
	codes, err := t.codes(c)
	if err != nil {
		return err
	}
	p, units, wrong, err := t.unitFilings(files, c.String("profile"), codes)
	if err != nil {
		return err
	}
	opt := consolidate.Options{Fields: map[string]string{}}
	flags := unitFlags(p)
	for _, flag := range slices.Sorted(maps.Keys(flags)) {
		path := flags[flag]
		if c.IsSet(flag) {
			x := p.Field(path)
			if x == nil {
				return message.Errorf(nil, "no-role", "flag", flag, "profile", p.Name)
			}
			if err := oneOf(flag, c.String(flag), x.Choices); err != nil {
				return err
			}
			opt.Fields[path] = c.String(flag)
		}
	}
	if from := c.String("prior"); from != "" {
		files, err := t.filesOf([]string{from}, to, against)
		if err != nil {
			return err
		}
		var more []finding.Result
		if _, opt.Prior, more, err = t.unitFilings(files, c.String("profile"), nil); err != nil {
			return err
		}
		wrong = append(wrong, more...)
	}
	if name := c.String("transfers"); name != "" {
		data, err := output.Read(name, press.MaxInput)
		if err != nil {
			return message.Wanting(err, "wanted-transfers")
		}
		l, err := listbook.Open(filepath.Base(name), data, true)
		if err != nil {
			return message.Wanting(err, "wanted-transfers")
		}
		var more []finding.Finding
		opt.Transfers, more = consolidate.ReadTransfers(p, l)
		if len(more) > 0 {
			wrong = append(wrong, finding.Result{File: name, Findings: more})
		}
	}
	for _, x := range wrong {
		fmt.Fprintln(t.err, t.say("checked", "file", x.File))
		t.findings(x.File, x.Findings)
	}
	if len(wrong) > 0 {
		return errFound
	}
	r, err := consolidate.Department(p, units, opt)
	if err != nil {
		return err
	}
	if len(r.Findings) > 0 {
		t.findings(t.say("hz-report"), r.Findings)
	}
	if r.Filing == nil {
		return errFound
	}
	fmt.Fprint(t.err, t.eliminated(p, r))
	failed := false
	if against != "" {
		if failed, err = t.against(c, p, r, against); err != nil {
			return err
		}
	}
	if to != "" {
		if err := t.writeDepartment(c, p, r, to, files); err != nil {
			return err
		}
	}
	if failed {
		return errFound
	}
	return nil
}

// consolidateFlags refuses options that do not go together.
func (t *terminal) consolidateFlags(c *cli.Context) error {
	to := c.String("output")
	if c.NArg() == 0 {
		return message.Errorf(nil, "no-input", "command", "consolidate")
	}
	if err := oneOf("format", c.String("format"), []profile.Choice{{ID: "text"}, {ID: "json"}}); err != nil {
		return err
	}
	ext := strings.ToLower(filepath.Ext(to))
	switch {
	case to == "" && c.String("against") == "":
		return message.Errorf(nil, "hz-output")
	case to != "" && to != "-" && ext != ".xlsx" && ext != ".json":
		return message.Errorf(nil, "hz-extension", "file", to)
	case c.Bool("pdf") && (to == "" || to == "-"):
		return message.Errorf(nil, "hz-pdf-where")
	}
	return vacant(to, "exists", c.Bool("force"))
}

// filesOf lists files and what folders hold: workbooks, JSON and PDFs, but not the files
// a run makes or compares with.
func (t *terminal) filesOf(args []string, not ...string) ([]string, error) {
	var files []string
	add := func(name string) {
		a, err := os.Stat(name)
		for _, x := range not {
			if b, err2 := os.Stat(x); err == nil && err2 == nil && os.SameFile(a, b) {
				return
			}
		}
		files = append(files, name)
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil || !info.IsDir() {
			add(arg) // what is not there is said when it is read
			continue
		}
		entries, err := os.ReadDir(arg)
		if err != nil {
			return nil, message.Errorf(err, "unreadable", "file", arg)
		}
		n := len(files)
		for _, e := range entries {
			name := e.Name()
			if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || e.IsDir() {
				continue
			}
			if slices.Contains([]string{".xlsx", ".xlsm", ".json", ".pdf"}, strings.ToLower(filepath.Ext(name))) {
				add(filepath.Join(arg, name))
			}
		}
		if len(files) == n {
			return nil, message.Errorf(nil, "hz-empty", "file", arg)
		}
	}
	return files, nil
}

// unitFilings reads the filings of units. Those with errors of reading, which make the
// figures doubtful, are listed with these.
//
// The lists of codes of the bureau's own that units were made by are in force for the
// department where all have the same, codes where they are given.
func (t *terminal) unitFilings(files []string, profileName string, codes []press.CodeList) (p *profile.Profile, units []*consolidate.Unit, wrong []finding.Result, err error) {
	mixed := false
	var first *filing.Filing
	for _, name := range files {
		err := guardPanic(name, func() error {
			data, err := output.Read(name, press.MaxInput)
			if err != nil {
				return err
			}
			q, f, more, err := press.Filing(press.Input{Name: name, Data: data}, profileName, codes...)
			if err != nil {
				return err
			}
			if p == nil {
				p, first = q, f
			}
			for list := range p.Codes {
				mixed = mixed || f.Text(profile.ListSum(list)) != first.Text(profile.ListSum(list))
			}
			more = slices.DeleteFunc(more, func(x finding.Finding) bool { return x.Severity != finding.Error })
			if len(more) > 0 {
				wrong = append(wrong, finding.Result{File: name, Findings: more})
			}
			f.Profile = q.Name
			units = append(units, &consolidate.Unit{File: filepath.Base(name), Path: name, Filing: f})
			return nil
		})
		if err != nil {
			return nil, nil, nil, err
		}
	}
	if mixed {
		fmt.Fprintln(t.err, t.say("hz-codes-mixed"))
		p, err = press.Profile(cmp.Or(profileName, p.Name), codes...)
	}
	return p, units, wrong, err
}

// eliminated lists what was taken out, cell by cell.
func (t *terminal) eliminated(p *profile.Profile, r *consolidate.Result) string {
	if len(r.Eliminated) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintln(&b, t.say("hz-eliminated"))
	for _, e := range r.Eliminated {
		fmt.Fprintln(&b, t.say("hz-elimination", "from", e.From.Name(), "to", e.To.Name(), "amount", amount.Trim2(e.Transfer.Amount),
			"file", e.Transfer.At.File, "row", e.Transfer.At.Name, "giver", e.Giver.File+" "+e.Giver.Short()))
		for _, x := range e.Cells {
			fmt.Fprintln(&b, t.say("hz-elimination-cell", "at", x.At.File+" "+x.At.Short(),
				"where", x.Table.Name.In(t.lang)+"["+t.word(p, x.Row)+", "+x.Column.Name.In(t.lang)+"]", "before", amount.Trim2(x.Before), "after", amount.Trim2(x.After)))
		}
	}
	return b.String()
}

// word is a fixed name in the language spoken.
func (t *terminal) word(p *profile.Profile, s string) string {
	if en, ok := p.English(s); ok && t.lang == message.EN {
		return en
	}
	return s
}

// against compares the units with a department's workbook and prints the differences.
func (t *terminal) against(c *cli.Context, p *profile.Profile, r *consolidate.Result, name string) (differ bool, err error) {
	var list []consolidate.Difference
	err = guardPanic(name, func() error {
		data, err := output.Read(name, press.MaxInput)
		if err != nil {
			return err
		}
		q, f, found, err := press.Filing(press.Input{Name: name, Data: data}, c.String("profile"))
		if err != nil {
			return err
		}
		if q.Name != p.Name {
			return message.Errorf(nil, "two-profiles", "a", q.Name, "b", p.Name)
		}
		if f.Year != 0 && f.Year != r.Filing.Year {
			return message.Errorf(nil, "hz-year", "file", name, "year", strconv.Itoa(f.Year), "want", strconv.Itoa(r.Filing.Year))
		}
		if finding.Count(found, finding.Error) > 0 {
			t.findings(name, found)
		}
		list = r.Against(f, filepath.Base(name))
		return nil
	})
	if err != nil {
		return false, err
	}
	if c.String("format") == "json" {
		err = t.differencesJSON(p, list)
	} else {
		_, err = fmt.Fprint(t.out, t.differences(p, r, name, list))
	}
	return len(list) > 0, err
}

// differences says differences for people.
func (t *terminal) differences(p *profile.Profile, r *consolidate.Result, name string, list []consolidate.Difference) string {
	n := []string{"file", name, "n", strconv.Itoa(len(r.Units)), "units", strconv.Itoa(len(r.Units)), "cells", strconv.Itoa(len(r.Cells))}
	if len(list) == 0 {
		return t.say("hz-none", n...) + "\n"
	}
	var b strings.Builder
	rounding := 0
	for _, d := range list {
		stated := d.Stated
		if strings.TrimSpace(stated) == "" {
			stated = t.say("hz-blank")
		}
		id := "hz-difference"
		if d.Rounding() {
			id, rounding = "hz-difference-rounding", rounding+1
		}
		fmt.Fprintln(&b, t.say(id, "at", d.At.Short(), "where", d.Cell.Where(p, t.lang), "stated", stated,
			"sum", amount.Trim2(d.Cell.Sum.Total), "d", amount.Trim2(d.Difference())))
		if len(d.Cell.Sum.Parts) == 0 {
			fmt.Fprintln(&b, t.say("hz-no-parts"))
		}
		for _, x := range d.Cell.Sum.Parts {
			id, at := "hz-part", x.At.File+" "+x.At.Short()
			if x.Transfer {
				id, at = "hz-part-transfer", x.At.File+":"+x.At.Name
			}
			fmt.Fprintln(&b, t.say(id, "value", fmt.Sprintf("%14s", amount.Trim2(x.Value)), "unit", x.Unit.Name(), "at", at))
		}
	}
	n[3] = strconv.Itoa(len(list))
	fmt.Fprintln(&b, t.say("hz-differences", append(n, "rounding", strconv.Itoa(rounding))...))
	return b.String()
}

// differencesJSON writes differences for programs. Amounts are texts.
func (t *terminal) differencesJSON(p *profile.Profile, list []consolidate.Difference) error {
	type part struct {
		Unit     string        `json:"unit"`
		Place    finding.Place `json:"place"`
		Value    string        `json:"value"`
		Transfer bool          `json:"transfer,omitempty"`
	}
	type difference struct {
		Where      string        `json:"where"`
		Place      finding.Place `json:"place"`
		Stated     string        `json:"stated"`
		Sum        string        `json:"sum"`
		Difference string        `json:"difference"`
		Rounding   bool          `json:"rounding"` // it may come from the rounding of the units
		Units      []part        `json:"units"`
	}
	out := []difference{}
	for _, d := range list {
		x := difference{Where: d.Cell.Where(p, t.lang), Place: d.At, Stated: d.Stated, Sum: amount.Trim2(d.Cell.Sum.Total),
			Difference: amount.Trim2(d.Difference()), Rounding: d.Rounding(), Units: []part{}}
		for _, y := range d.Cell.Sum.Parts {
			x.Units = append(x.Units, part{y.Unit.Name(), y.At, amount.Trim2(y.Value), y.Transfer})
		}
		out = append(out, x)
	}
	return t.json(out)
}

// writeDepartment writes the department's filing, checks it, and makes its PDF if that
// is asked for.
func (t *terminal) writeDepartment(c *cli.Context, p *profile.Profile, r *consolidate.Result, to string, from []string) error {
	var data []byte
	var err error
	if strings.EqualFold(filepath.Ext(to), ".xlsx") {
		data, err = template.Write(p, r.Filing, template.Options{Lang: t.edition})
	} else {
		data, err = filing.Marshal(p.Schema(), r.Filing)
	}
	if err != nil {
		return err
	}
	pdfName := strings.TrimSuffix(to, filepath.Ext(to)) + ".pdf"
	if c.Bool("pdf") {
		release, err := output.LockFiles(to, pdfName)
		if err != nil {
			return err
		}
		defer release()
	}
	if err := t.write(to, data, from...); err != nil {
		return err
	}
	rep, err := checks.Check(p, r.Filing, t.edition)
	if err != nil {
		return err
	}
	taken := strconv.Itoa(len(r.Eliminated))
	fmt.Fprintln(t.err, t.say("hz-done", "n", strconv.Itoa(len(r.Units)), "cells", strconv.Itoa(len(r.Cells)), "taken", taken))
	if r.Own != nil {
		fmt.Fprintln(t.err, t.say("hz-own", "unit", r.Own.Name(), "file", r.Own.File))
	} else {
		fmt.Fprintln(t.err, t.say("hz-own-none"))
	}
	counts := finding.Result{Findings: rep.Findings, Skipped: rep.Skipped}.Count()
	fmt.Fprintln(t.err, t.say("hz-check", "summary", counts.Summary(t.lang), "file", to))
	if !c.Bool("pdf") {
		return nil
	}
	made, err := press.Make(press.Input{Name: to, Data: data}, press.Options{Profile: c.String("profile"), Lang: t.edition, Draft: counts.Errors > 0, Codes: press.ListsOf(p)})
	if err != nil {
		return err
	}
	pdf, err := made.As(press.PDF)
	if err != nil {
		return err
	}
	return t.write(pdfName, pdf, from...)
}
