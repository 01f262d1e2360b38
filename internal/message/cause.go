package message

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/pelletier/go-toml/v2"

	"budgetbook/internal/harmless"
)

// Cause says why something failed with a message of the catalogue: what the system or a
// library reports, told by its value or its type, never by its words. An error of the
// catalogue says itself. ok is false if nothing is known of it but its English.
func Cause(err error) (say *Error, ok bool) {
	var said *Error
	if errors.As(err, &said) {
		return said, true
	}
	because := func(id string, kv ...string) (*Error, bool) { return Errorf(nil, id, kv...), true }
	for _, c := range slices.Concat(systemCauses, libraryCauses) {
		if errors.Is(err, c.err) {
			return because(c.id)
		}
	}
	var (
		markup *xml.SyntaxError
		text   *json.SyntaxError
		kind   *json.UnmarshalTypeError
		config *toml.DecodeError
		table  *csv.ParseError
		number *strconv.NumError
		day    *time.ParseError
		packed flate.CorruptInputError
		inner  flate.InternalError
		ended  *exec.ExitError
		system syscall.Errno
	)
	switch {
	case errors.As(err, &markup):
		return because("cause-xml", "line", strconv.Itoa(markup.Line))
	case errors.As(err, &text):
		return because("cause-json", "offset", strconv.FormatInt(text.Offset, 10))
	case errors.As(err, &kind):
		return because("cause-json-kind", "field", quotable(kind.Field), "offset", strconv.FormatInt(kind.Offset, 10))
	case errors.As(err, &config):
		row, column := config.Position()
		return because("cause-toml", "line", strconv.Itoa(row), "column", strconv.Itoa(column))
	case errors.As(err, &table):
		if errors.Is(table.Err, csv.ErrQuote) || errors.Is(table.Err, csv.ErrBareQuote) {
			return because("cause-csv-quote", "line", strconv.Itoa(table.StartLine)) // where one was opened
		}
		return because("cause-csv", "line", strconv.Itoa(table.Line))
	case errors.As(err, &number):
		if errors.Is(number.Err, strconv.ErrRange) {
			return because("cause-number-large", "text", quotable(number.Num))
		}
		return because("cause-number", "text", quotable(number.Num))
	case errors.As(err, &day):
		return because("cause-day", "text", quotable(day.Value))
	case errors.As(err, &packed), errors.As(err, &inner):
		return because("cause-packed")
	case errors.As(err, &ended):
		return because("cause-ended", "code", strconv.Itoa(ended.ExitCode()))
	case errors.As(err, &system):
		return because("cause-system", "text", quotable(system.Error()))
	}
	return Errorf(nil, "cause-reported", "text", quotable(err.Error())), false
}

// known is an error that a message of the catalogue puts into words.
type known struct {
	err error
	id  string
}

// libraryCauses are errors told by their value. Those of the system that it has a name for
// everywhere come after systemCauses, which tell more.
var libraryCauses = []known{
	{fs.ErrNotExist, "cause-missing"}, {fs.ErrPermission, "cause-permission"}, {fs.ErrExist, "cause-exists"}, {fs.ErrClosed, "cause-closed"},
	{context.Canceled, "cause-stopped"}, {context.DeadlineExceeded, "cause-time"},
	{zip.ErrChecksum, "cause-checksum"}, {zip.ErrFormat, "cause-zip"}, {zip.ErrAlgorithm, "cause-zip-method"},
	{io.ErrUnexpectedEOF, "cause-cut"}, {io.EOF, "cause-cut"}, {io.ErrShortWrite, "cause-short"}, {io.ErrClosedPipe, "cause-closed"},
	{bytes.ErrTooLarge, "cause-memory"}, {exec.ErrNotFound, "cause-no-program"},
}

// quotable is what somebody else's program says, fit for a sentence of ours.
func quotable(s string) string {
	const most = 120
	return Clip(harmless.Line(s), most)
}

// reported are the messages behind which words of a library that nothing more is known
// of are repeated all the same: they say that the program itself has failed, and whoever
// mends it needs them. Behind others they would help nobody.
var reported = []string{"failed", "batch-crash", "preview-failed", "preview-failed-why", "bad-flag", "batch-no-child", "program-failed"}

// because is what is said in brackets behind a message, "" if nothing.
func (e *Error) because(l Lang) string {
	if e.Cause == nil {
		return ""
	}
	c, ok := Cause(e.Cause)
	if !ok && !slices.Contains(reported, e.ID) {
		return ""
	}
	return Say(l, "because", Pairs("cause", c.in(l)))
}

// in is the whole error in a language, without what to do.
func (e *Error) in(l Lang) string { return Say(l, e.ID, e.Args) + e.because(l) }

// Explain says an error in a language: the message of an *Error, why, and what to do. What
// to do about the cause, where that is known, is more use than what usually helps. An
// error without a message is one that nobody foresaw.
func Explain(l Lang, err error) (say, fix string) {
	e, ok := Cause(err)
	if !ok {
		e = Errorf(err, "program-failed")
	}
	for x := e; ; {
		if f := Fix(l, x.ID, x.Args); f != "" {
			fix = f
		}
		if x.wanted != "" {
			fix = Say(l, x.wanted, nil)
		}
		if x.Cause == nil {
			return e.in(l), fix
		}
		x, _ = Cause(x.Cause)
	}
}
