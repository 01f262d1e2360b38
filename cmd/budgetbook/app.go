package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

// app wires the commands. Its texts come from the message catalogue.
func (t *terminal) app() *cli.App {
	app := &cli.App{
		Name:                      "budgetbook",
		Usage:                     t.say("help-app"),
		Version:                   press.Version,
		Writer:                    t.out,
		ErrWriter:                 t.err,
		HideHelpCommand:           true,
		HideVersion:               true,
		DisableSliceFlagSeparator: true, // a comma may be in the name of a file
		Flags: []cli.Flag{
			t.text("lang", nil, string(t.edition)),
			&cli.BoolFlag{Name: "version", Usage: t.say("flag-version"), DisableDefaultText: true},
		},
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   t.usage,
		Before:         knownLang,
		Commands: []*cli.Command{
			t.command("new", "", t.newWorkbook,
				t.text("profile", nil, ""), t.text("year", nil, ""), t.text("unit", nil, ""),
				t.text("code", nil, ""), t.text("kind", nil, ""), t.text("level", nil, ""),
				t.text("region", nil, ""), t.text("department", nil, ""), t.text("scope", nil, ""),
				t.text("data", nil, ""), t.text("from", nil, ""), t.yes("gap"), t.lists(), t.text("layout", nil, "full"), t.text("output", []string{"o"}, ""), t.yes("force")),
			t.command("convert", t.say("word-file"), t.convert,
				t.text("layout", nil, "full"), t.text("output", []string{"o"}, ""), t.text("profile", nil, ""), t.yes("force")),
			t.command("build", t.say("word-file"), t.build,
				t.text("output", []string{"o"}, ""), t.text("profile", nil, ""), t.lists(), t.yes("draft"), t.yes("no-data"), t.text("preview", nil, "")),
			t.command("check", t.say("word-file")+"…", t.check,
				t.text("profile", nil, ""), t.text("format", nil, "text"), t.text("output", []string{"o"}, ""),
				t.lists(), t.text("annotate", nil, ""), t.text("form", nil, ""), &cli.BoolFlag{Name: "schema", Usage: t.say("flag-schema-findings")}),
			t.command("diff", t.say("word-files"), t.diff,
				t.text("profile", nil, ""), &cli.StringFlag{Name: "format", Usage: t.say("flag-format-diff"), Value: "text"}),
			t.command("import", t.say("word-file"), t.importBook,
				t.text("output", []string{"o"}, ""), t.text("profile", nil, ""), t.lists(), &cli.StringFlag{Name: "format", Usage: t.say("flag-format-diff"), Value: "text"}, t.yes("force")),
			t.distributeCommand(), t.boardCommand(),
			t.command("publish", t.say("word-batch-folder"), t.publish,
				&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: t.say("flag-site")}, t.text("base-url", nil, ""), t.text("title", nil, ""),
				t.text("licence", nil, ""), t.text("profile", nil, "")),
			t.consolidateCommand(),
			t.command("verify", t.say("word-file"), t.verify, t.text("profile", nil, "")),
			t.command("rules", "["+t.say("word-code")+"]", t.rules,
				t.text("profile", nil, ""), t.yes("markdown")),
			t.codesCommand(),
			t.command("export", t.say("word-file"), t.export,
				t.text("output", []string{"o"}, ""), t.text("profile", nil, ""), t.yes("schema")),
			t.command("licences", "", t.licences),
		},
		Action: func(c *cli.Context) error {
			if c.Bool("version") {
				fmt.Fprintf(t.out, "budgetbook %s\n", press.Version)
				return nil
			}
			if c.NArg() > 0 {
				return message.Errorf(nil, "no-command", "command", c.Args().First())
			}
			return cli.ShowAppHelp(c)
		},
	}
	app.Commands = append(app.Commands, t.batchCommands()...)
	app.CustomAppHelpTemplate = t.appHelp()
	cli.FlagStringer = flagLine
	cli.HelpFlag = &cli.BoolFlag{Name: "help", Aliases: []string{"h"}, Usage: t.say("flag-help"), DisableDefaultText: true}
	return app
}

// flagLine prints an option as "-o, --output	what it does"; the library's own form
// has English words in it.
func flagLine(f cli.Flag) string {
	names := make([]string, 0, 2)
	for _, n := range f.Names() {
		dash := "--"
		if len(n) == 1 {
			dash = "-"
		}
		names = append([]string{dash + n}, names...)
	}
	usage := ""
	if d, ok := f.(cli.DocGenerationFlag); ok {
		usage = d.GetUsage()
	}
	return fmt.Sprintf("%s\t%s", strings.Join(names, ", "), usage)
}

func (t *terminal) text(name string, aliases []string, value string) cli.Flag {
	return &cli.StringFlag{Name: name, Aliases: aliases, Usage: t.say("flag-" + name), Value: value}
}

// lists is the option --codes.
func (t *terminal) lists() cli.Flag {
	return &cli.StringSliceFlag{Name: "codes", Usage: t.say("flag-codes")}
}

func (t *terminal) yes(name string) cli.Flag {
	return &cli.BoolFlag{Name: name, Usage: t.say("flag-" + name), DisableDefaultText: true}
}

func (t *terminal) command(name, args string, action cli.ActionFunc, flags ...cli.Flag) *cli.Command {
	return &cli.Command{
		Name: name, Usage: t.say("help-" + name), ArgsUsage: args, Action: action,
		Description:        strings.TrimSpace(message.Fix(t.lang, "help-"+name, nil)),
		Flags:              append(flags, t.text("lang", nil, string(t.edition))),
		OnUsageError:       t.usage,
		Before:             knownLang,
		CustomHelpTemplate: t.commandHelp(),
		HideHelpCommand:    true,
	}
}

// knownLang refuses languages there are no texts in, rather than answer in another.
func knownLang(c *cli.Context) error {
	known := []profile.Choice{{ID: string(message.ZH)}, {ID: string(message.EN)}}
	// The program itself takes all; a command without texts in both refuses them.
	if c.Command == nil || slices.Contains([]string{"budgetbook", "new", "convert", "import", "build", "check", "publish", "distribute"}, c.Command.Name) {
		known = append(known, profile.Choice{ID: string(message.Both)})
	}
	return oneOf("lang", c.String("lang"), known)
}

// badFlag is how package flag says that a value cannot be read; it has no type for it.
var badFlag = regexp.MustCompile(`^invalid (?:boolean )?value "(.*)" for (?:flag )?-([^:]*): `)

// usage puts the parser's complaint about an option into the user's words.
func (t *terminal) usage(c *cli.Context, err error, _ bool) error {
	name := ""
	if c.Command != nil && c.Command.Name != "budgetbook" {
		name = c.Command.Name
	}
	if flag, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: "); ok {
		return message.Errorf(nil, "unknown-flag", "flag", "-"+strings.TrimLeft(flag, "-"), "command", name)
	}
	if flag, ok := strings.CutPrefix(err.Error(), "flag needs an argument: "); ok {
		return message.Errorf(nil, "flag-no-value", "flag", flag, "command", name)
	}
	if m := badFlag.FindStringSubmatch(err.Error()); m != nil {
		return message.Errorf(nil, "flag-value", "flag", m[2], "value", m[1], "command", name)
	}
	return message.Errorf(err, "bad-flag", "command", name)
}

func (t *terminal) appHelp() string {
	return fmt.Sprintf(`budgetbook {{.Version}} — {{.Usage}}

%s:
  budgetbook %s [%s] [%s]

%s:{{range .VisibleCommands}}
  {{.Name | printf "%%-10s"}} {{.Usage}}{{end}}

%s:{{range .VisibleFlags}}
  {{.}}{{end}}

%s
%s
`, t.say("word-usage"), t.say("word-command"), t.say("word-options"), t.say("word-file"),
		t.say("word-commands"), t.say("word-options"), t.say("word-more"), t.say("word-exit"))
}

func (t *terminal) commandHelp() string {
	return fmt.Sprintf(`budgetbook {{.Name}} — {{.Usage}}

%s:
  budgetbook {{.Name}} [%s]{{if .ArgsUsage}} {{.ArgsUsage}}{{end}}

{{.Description}}

%s:{{range .VisibleFlags}}
  {{.}}{{end}}

%s
`, t.say("word-usage"), t.say("word-options"), t.say("word-options"), t.say("word-exit"))
}

// optionsFirst moves options before the file names: the library stops at the first name,
// and people write them in any order. "--" ends the options.
func optionsFirst(app *cli.App, args []string) ([]string, error) {
	takes, known := map[string]bool{}, map[string]bool{} // whether a flag takes a value; all flags
	note := func(flags []cli.Flag) {
		for _, f := range flags {
			_, isBool := f.(*cli.BoolFlag)
			for _, n := range f.Names() {
				takes[n], known[n] = !isBool, true
			}
		}
	}
	note(app.Flags)
	at := -1
	for i := 0; i < len(args) && at < 0; i++ {
		switch {
		case !strings.HasPrefix(args[i], "-"):
			at = i
		case takes[strings.TrimLeft(args[i], "-")]:
			i++
		}
	}
	if at < 0 {
		return args, nil
	}
	cmd := app.Command(args[at])
	if cmd == nil {
		return args, nil
	}
	note(cmd.Flags)
	var flags, names []string
	rest := args[at+1:]
	for i := 0; i < len(rest); i++ {
		a := rest[i]
		switch {
		case a == "--":
			names = append(names, rest[i+1:]...)
			i = len(rest)
		case !strings.HasPrefix(a, "-") || a == "-":
			names = append(names, a)
		default:
			flags = append(flags, a)
			if !takes[strings.TrimLeft(a, "-")] {
				continue
			}
			// The library would take the next option, or the "--" added below, for a value.
			if i++; i == len(rest) || len(rest[i]) > 1 && known[strings.TrimLeft(rest[i], "-")] && rest[i][0] == '-' {
				return nil, message.Errorf(nil, "flag-no-value", "flag", a, "command", cmd.Name)
			}
			flags = append(flags, rest[i])
		}
	}
	out := append(append([]string{}, args[:at+1]...), flags...)
	return append(append(out, "--"), names...), nil
}
