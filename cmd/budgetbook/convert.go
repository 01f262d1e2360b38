package main

import (
	"os"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/build"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/workbook"
)

// layout is the form of workbook asked for.
func layout(c *cli.Context, p *profile.Profile) (profile.Layout, error) {
	l := c.String("layout")
	if err := oneOf("layout", l, []profile.Choice{{ID: string(profile.Full)}, {ID: string(profile.Few)}}); err != nil {
		return "", err
	}
	if profile.Layout(l) == profile.Few && p.Compact == nil {
		return "", message.Errorf(nil, "bad-value", "flag", "layout", "value", l, "choices", string(profile.Full))
	}
	return profile.Layout(l), nil
}

// lay writes the workbook of a filing in the layout asked for; what the filing does not
// determine is said, and nothing is written.
func (t *terminal) lay(c *cli.Context, name string, p *profile.Profile, f *filing.Filing, opt workbook.Options) ([]byte, error) {
	to, err := layout(c, p)
	if err != nil {
		return nil, err
	}
	opt.Layout = to
	found := build.Convert(p, f, to)
	t.findings(name, found)
	if finding.Count(found, finding.Error) > 0 {
		return nil, errFound
	}
	return workbook.Write(p, f, opt)
}

// convert writes a filing as a workbook of another layout.
func (t *terminal) convert(c *cli.Context) error {
	to := c.String("output")
	if to == "" {
		return message.Errorf(nil, "needs", "flag", "output", "example", "budgetbook convert a.xlsx -o b.xlsx --layout compact")
	}
	if !c.IsSet("layout") {
		return message.Errorf(nil, "needs", "flag", "layout", "example", "--layout compact")
	}
	if _, err := os.Lstat(to); err == nil && !c.Bool("force") {
		return message.Errorf(nil, "exists", "file", to)
	}
	name, p, f, found, err := t.load(c)
	if err != nil {
		return err
	}
	t.findings(name, found)
	if finding.Count(found, finding.Error) > 0 {
		return errFound
	}
	data, err := t.lay(c, name, p, f, workbook.Options{Lang: t.edition})
	if err != nil {
		return err
	}
	return t.write(to, data, name)
}
