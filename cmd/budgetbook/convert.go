package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/carry"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// layoutAsked is the form of workbook asked for.
func layoutAsked(c *cli.Context, p *profile.Profile) (profile.Layout, error) {
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
// determine is said, and nothing is written. Asked for in English too, it lists the texts
// that have none.
func (t *terminal) lay(c *cli.Context, name string, p *profile.Profile, f *filing.Filing, opt template.Options) ([]byte, error) {
	to, err := layoutAsked(c, p)
	if err != nil {
		return nil, err
	}
	opt.Layout = to
	found := press.Convert(p, f, to)
	t.findings(name, found)
	if finding.Count(found, finding.Error) > 0 {
		return nil, errFound
	}
	if t.edition == message.EN || t.edition == message.Both {
		f = p.ListUntranslated(f)
	}
	return template.Write(p, f, opt)
}

// convert writes a filing as a workbook of another layout. Whatever is wrong with it
// goes over as it is; it is refused only if something would be lost.
func (t *terminal) convert(c *cli.Context) error {
	to := c.String("output")
	if to == "" {
		return message.Errorf(nil, "needs", "flag", "output", "example", "budgetbook convert a.xlsx -o b.xlsx --layout compact")
	}
	if !c.IsSet("layout") && t.edition == message.ZH {
		return message.Errorf(nil, "needs", "flag", "layout", "example", "--layout compact")
	}
	if err := vacant(to, "exists", c.Bool("force")); err != nil {
		return err
	}
	name, p, f, found, err := t.load(c)
	if err != nil {
		return err
	}
	t.findings(name, found)
	// Only the language is to be another one.
	if !c.IsSet("layout") && p.Short(f) {
		if err := c.Set("layout", string(profile.Few)); err != nil {
			return err
		}
	}
	if t.lost(c, name, p, f, found) {
		return errFound
	}
	carried, err := remembered(name)
	if err != nil {
		return err
	}
	data, err := t.lay(c, name, p, f, template.Options{Lang: t.edition, Carried: carried})
	if err != nil {
		return err
	}
	if err := t.write(to, data, name); err != nil {
		return err
	}
	return t.kept(to, finding.Count(found, finding.Error))
}

// lost says what of a workbook would be lost in another one, if anything.
func (t *terminal) lost(c *cli.Context, name string, p *profile.Profile, f *filing.Filing, found []finding.Finding) bool {
	lost := press.Lost(p, f, found, profile.Layout(c.String("layout")))
	if len(lost) > 0 {
		fmt.Fprintln(t.err, t.say("convert-lost", "file", name, "codes", strings.Join(lost, ", ")))
	}
	return len(lost) > 0
}

// kept says that errors went over into a new workbook.
func (t *terminal) kept(to string, wrong int) error {
	if wrong == 0 {
		return nil
	}
	fmt.Fprintln(t.err, t.say("convert-errors", "file", to, "n", strconv.Itoa(wrong)))
	return errFound
}

// remembered is what a workbook has from last year; nil if it is another kind of file.
func remembered(name string) (*carry.Carried, error) {
	data, err := output.Read(name, press.MaxInput)
	if err != nil || fileKind(data) != "workbook" {
		return nil, err
	}
	return intake.ReadCarried(name, data)
}
