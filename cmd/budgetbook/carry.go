package main

import (
	"maps"
	"slices"
	"strconv"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/carry"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

// fromLastYear begins the filing of a year from the file of the year before: a
// workbook, JSON, or a disclosure that carries its data. What options say of the unit
// goes before what last year said.
func (t *terminal) fromLastYear(c *cli.Context) (p *profile.Profile, f *filing.Filing, carried *carry.Carried, found []finding.Finding, said []string, err error) {
	from := c.String("from")
	if c.IsSet("data") {
		err = message.Errorf(nil, "conflict-from", "flag", "data")
		return
	}
	var last *filing.Filing
	err = guardPanic(from, func() error {
		data, err := output.Read(from, press.MaxInput)
		if err != nil {
			return err
		}
		p, last, found, err = press.Filing(press.Input{Name: from, Data: data}, c.String("profile"))
		return err
	})
	if err != nil || finding.Count(found, finding.Error) > 0 {
		return p, last, nil, found, nil, err
	}
	last.Year = p.Roles.YearOf(last)
	year := last.Year + 1
	if s := c.String("year"); s != "" {
		if year, err = strconv.Atoi(s); err != nil || year < 2000 || year > 2100 {
			err = message.Errorf(nil, "bad-value", "flag", "year", "value", s, "choices", "2000–2100")
			return
		}
	} else if last.Year == 0 {
		err = message.Errorf(nil, "carry-year", "file", from)
		return
	}
	if year <= last.Year {
		err = message.Errorf(nil, "carry-order", "file", from, "year", strconv.Itoa(year), "last", strconv.Itoa(last.Year))
		return
	}
	if year != last.Year+1 && !c.Bool("gap") {
		err = message.Errorf(nil, "carry-gap", "file", from, "year", strconv.Itoa(year), "last", strconv.Itoa(last.Year), "before", strconv.Itoa(year-1))
		return
	}
	// A list of last year says nothing of this one.
	if p, err = t.profileGiven(c, p.Name); err != nil {
		return
	}
	b := carry.Begin(p, last, year)
	if err = enterUnitOptions(c, p, b.Filing); err != nil {
		return
	}
	return p, b.Filing, b.Carried, append(found, b.Findings...), b.Report(t.lang), nil
}

// enterUnitOptions enters what the options say of the unit.
func enterUnitOptions(c *cli.Context, p *profile.Profile, f *filing.Filing) error {
	flags := unitFlags(p)
	for _, flag := range slices.Sorted(maps.Keys(flags)) {
		path, v := flags[flag], c.String(flag)
		field := p.Field(path)
		if v == "" {
			continue
		}
		if field == nil {
			return message.Errorf(nil, "no-role", "flag", flag, "profile", p.Name)
		}
		if err := oneOf(flag, v, field.Choices); err != nil {
			return err
		}
		f.Fields[path] = filing.Value{Text: v}
	}
	return nil
}

// unitFlags are the options that say something of the unit, and where it belongs.
func unitFlags(p *profile.Profile) map[string]string {
	u := p.Roles.Unit
	return map[string]string{"unit": u.Name, "code": u.Code, "kind": u.Kind, "level": u.Level,
		"region": u.Region, "department": u.Department, "scope": p.Roles.Scope.Field}
}
