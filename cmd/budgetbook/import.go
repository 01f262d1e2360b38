package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// importBook reads the tables of a workbook of another form into the template, and
// says cell by cell what was taken and what was not.
func (t *terminal) importBook(c *cli.Context) error {
	name, err := onlyArgument(c)
	if err != nil {
		return err
	}
	if err := oneOf("format", c.String("format"), []profile.Choice{{ID: "text"}, {ID: "json"}}); err != nil {
		return err
	}
	to := c.String("output")
	if to == "" {
		return message.Errorf(nil, "needs", "flag", "output", "example", message.Say(message.ZH, "example-import", nil))
	}
	if to == "-" {
		return message.Errorf(nil, "import.stdout")
	}
	if err := vacant(to, "exists", c.Bool("force")); err != nil {
		return err
	}
	p, err := t.profileGiven(c, "")
	if err != nil {
		return err
	}
	var got *intake.Imported
	var data []byte
	err = guardPanic(name, func() error {
		in, err := output.Read(name, press.MaxInput)
		if err != nil {
			return err
		}
		if got, err = intake.Import(p, filepath.Base(name), in); err != nil {
			return err
		}
		data, err = template.Write(p, got.Filing, template.Options{Lang: t.edition, Totals: true})
		return err
	})
	if err != nil {
		return err
	}
	// The report is what is printed; the name of the file would spoil its JSON.
	if err := output.Write(to, data); err != nil {
		return err
	}
	if c.String("format") == "json" {
		err = t.importJSON(name, to, got)
	} else {
		err = t.importText(name, to, p, got)
	}
	if err != nil {
		return err
	}
	if finding.Count(got.Findings, finding.Error) > 0 {
		return errFound
	}
	return nil
}

// importText says what was taken, counted by table, and lists every cell that was not.
func (t *terminal) importText(name, to string, p *profile.Profile, got *intake.Imported) error {
	var b strings.Builder
	counts := map[string]int{}
	for _, x := range got.Taken {
		counts[x.Table]++
	}
	fmt.Fprintln(&b, t.say("import.taken", "n", strconv.Itoa(len(got.Taken)), "file", to))
	for _, table := range p.Tables {
		if table.Printed() && counts[table.Name.ZH] > 0 {
			fmt.Fprintf(&b, "  %s\n", t.say("import.table", "table", table.Name.In(t.lang), "title", message.Fill(table.Title.In(t.lang), message.Pairs("year", strconv.Itoa(got.Filing.Year))), "n", strconv.Itoa(counts[table.Name.ZH])))
		}
	}
	if len(got.Left) == 0 {
		fmt.Fprintln(&b, t.say("import.none"))
	} else {
		fmt.Fprintln(&b, t.say("import.left", "n", strconv.Itoa(len(got.Left))))
	}
	for _, x := range got.Left {
		text := []rune(strings.Join(strings.Fields(x.Text), " "))
		if len(text) > 40 {
			text = append(text[:40], '…')
		}
		fmt.Fprintf(&b, "  %s  %s  %s\n", x.From, string(text), t.say("import.why-"+x.Why))
	}
	if _, err := fmt.Fprint(t.out, b.String()); err != nil {
		return err
	}
	t.findings(name, got.Findings)
	return nil
}

// importJSON is the whole report for machines.
func (t *terminal) importJSON(name, to string, got *intake.Imported) error {
	report := struct {
		Schema   string         `json:"schema"`
		File     string         `json:"file"`
		Output   string         `json:"output"`
		Taken    []intake.Taken `json:"taken"`
		Headings []intake.Left  `json:"headings"`
		Left     []intake.Left  `json:"not_placed"`
		Findings []finding.Item `json:"findings"` // as check writes them
	}{"budgetbook/import/2", name, to, append([]intake.Taken{}, got.Taken...), append([]intake.Left{}, got.Headings...), append([]intake.Left{}, got.Left...), finding.Items(got.Findings, t.lang)}
	return t.json(report)
}
