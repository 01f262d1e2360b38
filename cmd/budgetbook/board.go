package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/bureau/board"
	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

func (t *terminal) boardCommand() *cli.Command {
	return t.command("board", t.say("bureau.word-results"), t.board,
		t.named("roster", "bureau.flag-roster"), t.named("today", "bureau.flag-today"), t.text("year", nil, ""), t.text("profile", nil, ""),
		&cli.StringFlag{Name: "format", Usage: t.say("flag-format-diff"), Value: "text"},
		t.named("from-bureau", "bureau.flag-from-bureau"), t.named("contact", "bureau.flag-contact"))
}

// board shows what a batch came to against the list of units.
func (t *terminal) board(c *cli.Context) error {
	out, err := onlyArgument(c)
	if err != nil {
		return err
	}
	if err := oneOf("format", c.String("format"), []profile.Choice{{ID: "text"}, {ID: "json"}}); err != nil {
		return err
	}
	b, err := t.writeBoard(c, out)
	if err != nil {
		return err
	}
	if c.String("format") == "json" {
		err = b.JSON(t.data)
	} else {
		err = b.Text(t.out)
	}
	if err != nil {
		return err
	}
	t.boardWritten(out, b)
	if b.Due() {
		return errFound
	}
	return nil
}

// writeBoard makes the board of the results in a folder as the options say.
func (t *terminal) writeBoard(c *cli.Context, out string) (*board.Board, error) {
	opt := board.Options{Lang: t.sheets(), Bureau: c.String("from-bureau"), Contact: c.String("contact")}
	var err error
	if opt.Profile, err = profileNamed(c); err != nil {
		return nil, err
	}
	if opt.Year, err = yearGiven(c); err != nil {
		return nil, err
	}
	if opt.Today, opt.System, err = dayOfCount(c); err != nil {
		return nil, err
	}
	results, err := board.Load(out, opt.Lang)
	if err != nil {
		return nil, err
	}
	var r *roster.Roster
	if name := c.String("roster"); name != "" {
		if r, err = t.units(opt.Profile, name); err != nil {
			return nil, err
		}
	} else {
		fmt.Fprintln(t.err, t.say("board.no-roster"))
	}
	return board.Write(out, results, r, opt)
}

// boardWritten says where the board is.
func (t *terminal) boardWritten(out string, b *board.Board) {
	letters := 0
	for _, row := range b.Rows {
		if row.Letter != "" {
			letters++
		}
	}
	fmt.Fprintln(t.err, t.say("board.written", "html", filepath.Join(out, board.HTMLFile), "book", filepath.Join(out, board.BookFile), "letters", strconv.Itoa(letters)))
}

// dayOfCount is the day time is counted from: the one given, or that of the system.
func dayOfCount(c *cli.Context) (day time.Time, system bool, err error) {
	s := c.String("today")
	if s == "" {
		return time.Now(), true, nil
	}
	if day, err = time.Parse(time.DateOnly, s); err != nil {
		err = message.Errorf(nil, "bad-value", "flag", "today", "value", s, "choices", "2025-03-01")
	}
	return day, false, err
}
