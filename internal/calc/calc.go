// Package calc computes the formulas of foreign workbooks whose results are not stored:
// by itself, by a list of functions that is all there is, and within counted work.
//
// Input: a Source of cells. Output: the Value of a cell, or why it has none. Invariant:
// whatever a formula says, computing it ends after a bounded number of steps and in
// bounded memory, and a formula that is not understood whole has no value. Arithmetic is
// exact decimal; only a quotient is rounded, to 20 places.
package calc

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"
)

// Kind is what a value is.
type Kind int

// The kinds of values.
const (
	Blank Kind = iota
	Number
	Text
	Truth
	Failed // an error value such as #DIV/0!, in Text
)

// Value is what a cell or a part of a formula gives.
type Value struct {
	Kind   Kind
	Number decimal.Decimal
	Text   string
	Truth  bool
}

// Position is a cell of a workbook: the number of its sheet, row and column from 1.
type Position struct{ Sheet, Row, Column int }

// Cell is a cell as it is stored.
type Cell struct {
	Value   Value
	Formula string // "" if it has none
	// Where a shared formula is written: its references are seen from there.
	Origin  Position
	Pending bool // its result is to be computed
	Array   bool // an array formula
	Hidden  bool // its row is hidden
}

// Source knows the cells of a workbook.
type Source interface {
	Sheet(name string) (int, bool) // by name, small and capital letters alike
	Extent(sheet int) (rows, columns int)
	Cell(Position) Cell
}

// Bounds of what is computed. Counts, not times: what is found must not depend on how
// fast the machine is.
const (
	maxLength  = 8192      // characters of a formula
	maxNesting = 64        // parts within parts of one formula
	maxDepth   = 20_000    // parts within parts, over all formulas that lead to formulas
	maxWork    = 3_000_000 // cells looked at and steps made for a whole workbook
	maxText    = 32_767    // characters of a text, as in a cell
)

// Why a formula has no value.
var (
	ErrCircular = errors.New("the formula leads back to itself")
	ErrTooMuch  = errors.New("the formula asks for more than any form needs")
	ErrSyntax   = errors.New("the formula cannot be read")
)

// UnsupportedError names what a formula uses and the list does not have.
type UnsupportedError struct{ Name string }

func (e *UnsupportedError) Error() string { return fmt.Sprintf("%s is not computed", e.Name) }

// Engine computes the formulas of one workbook. Its work is counted over all of them.
type Engine struct {
	source Source
	known  map[Position]*outcome
	parsed map[string]parsed
	work   int
}

type outcome struct {
	value Value
	err   error
	done  bool
}

type parsed struct {
	tree *node
	err  error
}

// New makes an engine for a workbook.
func New(s Source) *Engine {
	return &Engine{source: s, known: map[Position]*outcome{}, parsed: map[string]parsed{}}
}

// Compute returns the value of the formula in a cell.
func (e *Engine) Compute(at Position) (Value, error) { return e.cell(at, 0) }

// cell is the value of a cell, computed if it is not stored.
func (e *Engine) cell(at Position, depth int) (Value, error) {
	if err := e.spend(1); err != nil {
		return Value{}, err
	}
	c := e.source.Cell(at)
	if !c.Pending {
		return c.Value, nil
	}
	if known := e.known[at]; known != nil {
		if !known.done {
			return Value{}, ErrCircular
		}
		return known.value, known.err
	}
	o := &outcome{}
	e.known[at] = o
	o.value, o.err = e.formula(c, at, depth)
	o.done = true
	return o.value, o.err
}

func (e *Engine) formula(c Cell, at Position, depth int) (Value, error) {
	tree, err := e.parse(c.Formula)
	if err != nil {
		return Value{}, err
	}
	f := &frame{engine: e, at: at, origin: c.Origin, depth: depth, arrays: c.Array}
	if f.origin == (Position{}) {
		f.origin = at
	}
	got, err := f.eval(tree)
	if err != nil {
		return Value{}, err
	}
	if c.Array { // the cell shows the first of its values
		if got, err = f.read(got); err != nil {
			return Value{}, err
		}
		got = one(got.cells[0])
	}
	v, err := f.single(got)
	if err == nil && v.Kind == Blank { // a formula that leads to an empty cell shows 0
		v = number(decimal.Zero)
	}
	return v, err
}

func (e *Engine) parse(text string) (*node, error) {
	if p, ok := e.parsed[text]; ok {
		return p.tree, p.err
	}
	if err := e.spend(len(text)); err != nil {
		return nil, err
	}
	tree, err := parse(text)
	e.parsed[text] = parsed{tree, err}
	return tree, err
}

// spend counts work.
func (e *Engine) spend(n int) error {
	if e.work += n; e.work > maxWork {
		return ErrTooMuch
	}
	return nil
}

func number(d decimal.Decimal) Value { return Value{Kind: Number, Number: d} }
func text(s string) Value            { return Value{Kind: Text, Text: s} }
func truth(b bool) Value             { return Value{Kind: Truth, Truth: b} }
func failed(s string) Value          { return Value{Kind: Failed, Text: s} }

// The error values of spreadsheets.
const (
	badValue   = "#VALUE!"
	badDivisor = "#DIV/0!"
	badNumber  = "#NUM!"
	badRef     = "#REF!"
	notFound   = "#N/A"
)
