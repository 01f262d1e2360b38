package main

import (
	_ "embed"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/message"
)

// licencesText is what "make licences" gathers: under one or more lines
// "=== KIND NAME VERSION FILE" a licence that all of them are under.
//
//go:embed licences.txt
var licencesText string

// licence is a text and what it applies to.
type licence struct {
	owners []owner
	text   string
}

// owner is a part of the program and the file its licence came in.
type owner struct{ kind, name, version, file string }

// title is how a part is called.
func (o owner) title() string {
	switch {
	case o.kind == "go":
		return runtime.Version()
	case o.version == "-":
		return o.name
	}
	return o.name + " " + o.version
}

// allLicences takes the gathered text apart.
func allLicences() []licence {
	var all []licence
	heading := false
	for line := range strings.Lines(licencesText) {
		rest, ok := strings.CutPrefix(line, "=== ")
		if ok {
			if !heading {
				all = append(all, licence{})
			}
			f := append(strings.Fields(rest), "", "", "", "")
			l := &all[len(all)-1]
			l.owners = append(l.owners, owner{f[0], f[1], f[2], f[3]})
		} else if len(all) > 0 {
			all[len(all)-1].text += line
		}
		heading = ok
	}
	return all
}

// licences prints what the program holds of others and the terms of all of it.
func (t *terminal) licences(c *cli.Context) error {
	t.onlyPrints()
	if c.NArg() > 0 {
		return message.Errorf(nil, "too-many", "extra", strings.Join(c.Args().Slice(), " "))
	}
	all := allLicences()
	var kinds []string
	parts := map[string][]string{}
	for _, l := range all {
		for _, o := range l.owners {
			if !slices.Contains(kinds, o.kind) {
				kinds = append(kinds, o.kind)
			}
			names := []string{o.title()}
			if o.kind == "font" {
				names = fontFiles(l.text)
			}
			parts[o.kind] = append(parts[o.kind], names...)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", t.say("licences-head"))
	for _, kind := range kinds {
		slices.Sort(parts[kind])
		fmt.Fprintf(&b, "\n%s\n", t.say("licences-"+kind))
		for _, p := range slices.Compact(parts[kind]) {
			fmt.Fprintf(&b, "  %s\n", p)
		}
	}
	for i, l := range all {
		fmt.Fprintf(&b, "\n%s\n%s\n", strings.Repeat("=", 72), t.say("licences-text", "n", strconv.Itoa(i+1), "of", strconv.Itoa(len(all))))
		for _, o := range l.owners {
			fmt.Fprintf(&b, "  %s: %s\n", o.title(), o.file)
		}
		fmt.Fprintf(&b, "\n%s\n", strings.Trim(l.text, "\n"))
	}
	_, err := io.WriteString(t.out, b.String())
	return err
}

// fontFiles are the files a notice tells the origin of: the first cells of its table.
func fontFiles(notice string) []string {
	var names []string
	for line := range strings.Lines(notice) {
		if rest, ok := strings.CutPrefix(line, "| "); ok {
			if name, _, _ := strings.Cut(rest, " |"); strings.Contains(name, ".ttf") {
				names = append(names, name)
			}
		}
	}
	return names
}
