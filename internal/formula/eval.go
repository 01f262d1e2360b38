package formula

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
)

// ErrNotEvaluated says that a formula could not be computed because a cell it
// needs is missing or unreadable: neither holds nor violated.
var ErrNotEvaluated = errors.New("not evaluated")

// Cause is why a formula could not be evaluated: a message of the catalogue, and the
// value that is lacking or cannot be read, if it is one. It is an ErrNotEvaluated.
type Cause struct {
	finding.Reason
	At finding.Place
}

// NotEvaluated makes a cause; kv are name, value pairs.
func NotEvaluated(id string, kv ...string) *Cause { return &Cause{Reason: finding.Because(id, kv...)} }

// Error says the cause in English, for logs.
func (c *Cause) Error() string { return c.Say(message.EN) }

// Is makes every cause an ErrNotEvaluated.
func (c *Cause) Is(err error) bool { return err == ErrNotEvaluated }

// CauseOf is why an evaluation failed; any other error is said as it is.
func CauseOf(err error) *Cause {
	var c *Cause
	if errors.As(err, &c) {
		return c
	}
	return NotEvaluated("cause-other", "text", err.Error())
}

// Why says in a language why an evaluation failed.
func Why(err error, l message.Lang) string { return CauseOf(err).Say(l) }

// Cell is one value a formula read. Blank cells count as 0.
type Cell struct {
	Value  decimal.Decimal
	Blank  bool
	Name   string        // 表五[合计, 基本支出]
	Anchor string        // anchor of its row in the document, "" if it is not printed
	At     finding.Place // where it was entered
}

// Source finds the cells of a reference, in the order of the table. It returns an
// error that wraps ErrNotEvaluated if there is no such row or a cell is no number.
type Source interface {
	Cells(Ref) ([]Cell, error)
}

// Result is the value of an expression and the cells behind it, in order.
type Result struct {
	Value decimal.Decimal
	Cells []Cell
}

// Eval computes an expression. Comparisons are not values: compare the results of
// both sides. A reference to several cells stands only inside SUM, COUNT, MIN, MAX.
func (e *Expr) Eval(src Source) (Result, error) {
	switch e.Op {
	case Number:
		return Result{Value: e.Value}, nil
	case RefOp:
		cells, err := src.Cells(e.Ref)
		if err != nil {
			return Result{}, err
		}
		if len(cells) != 1 {
			id := "cause-cells"
			if len(cells) == 0 {
				id = "cause-nothing"
			}
			c := NotEvaluated(id, "ref", e.Ref.Words(message.ZH), "n", strconv.Itoa(len(cells)))
			c.Reason = c.InEnglish("ref", e.Ref.Words(message.EN))
			return Result{}, c
		}
		return Result{Value: cells[0].Value, Cells: cells}, nil
	case Neg:
		r, err := e.Args[0].Eval(src)
		r.Value = r.Value.Neg()
		return r, err
	case Call:
		return e.call(src)
	}
	if Comparison(e.Op) {
		return Result{}, fmt.Errorf("a comparison has no value")
	}
	a, err := e.Args[0].Eval(src)
	if err != nil {
		return Result{}, err
	}
	b, err := e.Args[1].Eval(src)
	if err != nil {
		return Result{}, err
	}
	r := Result{Cells: append(a.Cells[:len(a.Cells):len(a.Cells)], b.Cells...)}
	switch e.Op {
	case "+":
		r.Value = a.Value.Add(b.Value)
	case "-":
		r.Value = a.Value.Sub(b.Value)
	case "*":
		r.Value = a.Value.Mul(b.Value)
	}
	return r, nil
}

// values evaluates an argument that may name any number of cells.
func (e *Expr) values(src Source) ([]decimal.Decimal, []Cell, error) {
	if e.Op != RefOp {
		r, err := e.Eval(src)
		return []decimal.Decimal{r.Value}, r.Cells, err
	}
	cells, err := src.Cells(e.Ref)
	if err != nil {
		return nil, nil, err
	}
	ds := make([]decimal.Decimal, len(cells))
	for i, c := range cells {
		ds[i] = c.Value
	}
	return ds, cells, nil
}

func (e *Expr) call(src Source) (Result, error) {
	switch e.Name {
	case "SUM", "MIN", "MAX", "COUNT":
		return e.aggregate(src)
	}
	args := make([]decimal.Decimal, len(e.Args))
	var r Result
	for i, a := range e.Args {
		x, err := a.Eval(src)
		if err != nil {
			return Result{}, err
		}
		args[i] = x.Value
		r.Cells = append(r.Cells, x.Cells...)
	}
	switch e.Name {
	case "ABS":
		r.Value = args[0].Abs()
	case "ROUND":
		if !args[1].IsInteger() || args[1].Abs().GreaterThan(decimal.NewFromInt(10)) {
			return r, NotEvaluated("cause-round", "n", args[1].String())
		}
		r.Value = args[0].Round(int32(args[1].IntPart()))
	case "WAN":
		r.Value = amount.ToWan(args[0])
	case "PERCENT", "RATE":
		// A share is part of a whole, a rate compares with a base: both are
		// half-up(100 x a / b, 2); the share of nothing in nothing is 0.
		part, base := args[0], args[1]
		if e.Name == "RATE" {
			part = part.Sub(base)
		}
		v, ok := amount.Share(part, base)
		if !ok && (e.Name == "RATE" || !part.IsZero()) {
			return r, NotEvaluated("cause-zero", "function", e.Name)
		}
		r.Value = v
	}
	return r, nil
}

func (e *Expr) aggregate(src Source) (Result, error) {
	var r Result
	var all []decimal.Decimal
	for _, a := range e.Args {
		ds, cells, err := a.values(src)
		if err != nil {
			return Result{}, err
		}
		all = append(all, ds...)
		r.Cells = append(r.Cells, cells...)
	}
	if e.Name == "COUNT" {
		// How many rows have an amount: blank and zero cells do not count.
		n := 0
		for _, d := range all {
			if !d.IsZero() {
				n++
			}
		}
		r.Value = decimal.NewFromInt(int64(n))
		return r, nil
	}
	for i, d := range all {
		switch {
		case e.Name == "SUM":
			r.Value = r.Value.Add(d)
		case i == 0, e.Name == "MIN" && d.LessThan(r.Value), e.Name == "MAX" && d.GreaterThan(r.Value):
			r.Value = d
		}
	}
	return r, nil
}
