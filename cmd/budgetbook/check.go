package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/harmless"
	"budgetbook/internal/mark"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// checked is one file that has been read and checked.
type checked struct {
	name string
	data []byte
	*press.Made
}

// check checks files and reports on standard output. A file that cannot be read is
// said so and does not keep the others from being checked.
func (t *terminal) check(c *cli.Context) error {
	if c.Bool("schema") {
		return t.write(c.String("output"), finding.JSONSchema)
	}
	if c.NArg() == 0 {
		return message.Errorf(nil, "no-input", "command", "check")
	}
	if err := oneOf("format", c.String("format"), []profile.Choice{{ID: "text"}, {ID: "json"}, {ID: "sarif"}}); err != nil {
		return err
	}
	for _, flag := range []string{"annotate", "form"} {
		if c.String(flag) != "" && c.NArg() > 1 {
			return message.Errorf(nil, "one-file", "flag", flag)
		}
	}
	codes, err := t.codes(c)
	if err != nil {
		return err
	}
	var all []checked
	var failed error
	for _, name := range c.Args().Slice() {
		x := checked{name: name}
		err := guardPanic(name, func() error { return x.read(c.String("profile"), codes, t.edition) })
		if err != nil {
			if c.NArg() > 1 {
				t.fail(err)
			}
			failed = err
			continue
		}
		all = append(all, x)
	}
	if failed != nil && c.NArg() == 1 {
		return failed
	}
	outputs := []string{c.String("output"), c.String("annotate"), c.String("form")}
	if len(slices.DeleteFunc(slices.Clone(outputs), func(s string) bool { return s == "" || s == "-" })) > 1 {
		release, err := output.LockFiles(outputs...)
		if err != nil {
			return err
		}
		defer release()
	}
	if err := t.report(c, all); err != nil {
		return err
	}
	for _, x := range all {
		if err := guardPanic(x.name, func() error { return t.copies(c, x) }); err != nil {
			return err
		}
	}
	if failed != nil {
		return errSaid
	}
	for _, x := range all {
		if x.Result.Count().Errors > 0 {
			return errFound
		}
	}
	return nil
}

func (x *checked) read(profileName string, codes []press.CodeList, edition message.Lang) error {
	data, err := output.Read(x.name, press.MaxInput)
	if err != nil {
		return err
	}
	x.data = data
	x.Made, err = press.Load(press.Input{Name: x.name, Data: data}, press.Options{Profile: profileName, Lang: edition, Codes: codes, Open: besideInput(x.name)})
	if err == nil {
		x.Result.File = x.name
	}
	return err
}

// report writes the findings in the wanted format.
func (t *terminal) report(c *cli.Context, all []checked) error {
	var b bytes.Buffer
	results := make([]finding.Result, len(all))
	for i, x := range all {
		results[i] = x.Result
	}
	switch c.String("format") {
	case "json":
		if err := finding.JSON(&b, results, t.lang); err != nil {
			return err
		}
	case "sarif":
		if err := finding.SARIF(&b, results, t.described(all), press.Version, t.lang); err != nil {
			return err
		}
	default:
		w := harmless.Terminal(&b)
		for i, r := range results {
			if len(results) > 1 {
				if i > 0 {
					b.WriteByte('\n')
				}
				fmt.Fprintln(w, t.say("checked", "file", r.File))
			}
			if err := r.Text(w, t.lang); err != nil {
				return err
			}
		}
	}
	if to := c.String("output"); to != "" && to != "-" {
		return t.write(to, b.Bytes(), c.Args().Slice()...)
	}
	_, err := t.data.Write(b.Bytes()) // beside it there is the status
	return err
}

// described is what SARIF says of the rules.
func (t *terminal) described(all []checked) map[string]finding.Described {
	m := map[string]finding.Described{}
	for _, x := range all {
		for _, r := range x.Profile.Rules {
			m[r.Code] = finding.Described{Name: r.Name.In(t.lang), Why: r.Why.In(t.lang), Level: rule.Level(r)}
		}
	}
	return m
}

// rules lists the catalogue, or explains one rule.
func (t *terminal) rules(c *cli.Context) error {
	t.onlyPrints()
	name := c.String("profile")
	if name == "" {
		name = press.DefaultProfile
	}
	p, err := press.Profile(name)
	if err != nil {
		return err
	}
	switch {
	case c.Bool("markdown"):
		_, err = fmt.Fprint(t.out, rule.Manual(p))
		return err
	case c.NArg() == 0:
		for _, r := range p.Rules {
			fmt.Fprintf(t.out, "%-4s %s  %s\n", r.Code, t.say("severity-"+r.Level), r.Name.In(t.lang))
		}
		return nil
	}
	code := strings.ToUpper(c.Args().First())
	for _, r := range p.Rules {
		if r.Code == code {
			_, err = fmt.Fprint(t.out, rule.Explain(p, r, t.lang))
			return err
		}
	}
	if _, ok := message.Lookup(code); ok && rule.Reader(code) {
		_, err = fmt.Fprint(t.out, rule.ExplainReader(code, t.lang))
		return err
	}
	return message.Errorf(nil, "no-rule", "code", c.Args().First())
}

// copies writes the marked copy and the inspection form, where they are asked for.
func (t *terminal) copies(c *cli.Context, x checked) error {
	if to := c.String("annotate"); to != "" {
		want := mark.Extension(x.data)
		switch {
		case want == "":
			return message.Errorf(nil, "annotate.json", "file", x.name)
		case to != "-" && !strings.EqualFold(filepath.Ext(to), want):
			return message.Errorf(nil, "annotate.name", "file", to, "want", want)
		}
		data, err := mark.Annotate(filepath.Base(x.name), x.data, x.Result, t.sheets())
		if err != nil {
			return err
		}
		if err := t.write(to, data, x.name); err != nil {
			return err
		}
	}
	if to := c.String("form"); to != "" {
		data, err := mark.InspectionForm(x.Profile, x.Filing, x.Report.Outcomes, x.Result, t.sheets())
		if err != nil {
			return err
		}
		return t.write(to, data, x.name)
	}
	return nil
}
