package calc

import (
	"strings"

	"github.com/shopspring/decimal"
)

// frame is one formula on its way to its value.
type frame struct {
	engine *Engine
	at     Position // the cell of the formula
	origin Position // where it is written, if it is shared
	depth  int      // parts within parts up to here
	arrays bool     // blocks are taken cell by cell: an array formula, or within SUMPRODUCT
}

// operand is what a part of a formula gives: one value, or a block of them.
type operand struct {
	rows, columns int
	cells         []Value // by rows; nil for a block that has not been read
	block         *block  // where it stands, if it is a reference
}

// block is a reference as it is seen from the formula's cell.
type block struct {
	sheet                    int
	top, left, bottom, right int
	whole                    bool
}

func one(v Value) operand { return operand{rows: 1, columns: 1, cells: []Value{v}} }

func (o operand) at(i, j int) Value {
	if o.rows == 1 {
		i = 0
	}
	if o.columns == 1 {
		j = 0
	}
	if i >= o.rows || j >= o.columns {
		return failed(notFound)
	}
	return o.cells[i*o.columns+j]
}

func (f *frame) eval(n *node) (operand, error) {
	if err := f.engine.spend(1); err != nil {
		return operand{}, err
	}
	if f.depth++; f.depth > maxDepth {
		return operand{}, ErrTooMuch
	}
	defer func() { f.depth-- }()
	switch n.op {
	case "value":
		return one(n.value), nil
	case "ref":
		return f.refer(n.ref)
	case "call":
		return functions[n.name].eval(f, n.args)
	case "neg":
		return f.map1(n.args[0], func(v Value) Value { return arithmetic("-", number(decimal.Zero), v) })
	case "%":
		return f.map1(n.args[0], func(v Value) Value { return arithmetic("/", v, number(decimal.New(100, 0))) })
	}
	a, err := f.eval(n.args[0])
	if err != nil {
		return operand{}, err
	}
	b, err := f.eval(n.args[1])
	if err != nil {
		return operand{}, err
	}
	return f.each(a, b, func(x, y Value) Value { return operate(n.op, x, y) })
}

// refer finds the block of a reference, seen from the cell of the formula.
func (f *frame) refer(r reference) (operand, error) {
	sheet := f.at.Sheet
	if r.sheet != "" {
		i, ok := f.engine.source.Sheet(r.sheet)
		if !ok {
			return one(failed(badRef)), nil
		}
		sheet = i
	}
	moved := func(e end, by int) int {
		if e.fixed {
			return e.n
		}
		return e.n + by
	}
	dr, dc := f.at.Row-f.origin.Row, f.at.Column-f.origin.Column
	b := &block{sheet, moved(r.top, dr), moved(r.left, dc), moved(r.bottom, dr), moved(r.right, dc), r.whole}
	b.top, b.bottom = min(b.top, b.bottom), max(b.top, b.bottom)
	b.left, b.right = min(b.left, b.right), max(b.left, b.right)
	if b.top < 1 || b.left < 1 || b.bottom > lastRow || b.right > lastColumn {
		return one(failed(badRef)), nil
	}
	return operand{rows: b.bottom - b.top + 1, columns: b.right - b.left + 1, block: b}, nil
}

// afford counts the work of going through a block before it is begun.
func (f *frame) afford(o operand) error {
	if o.rows > maxWork/o.columns {
		return ErrTooMuch
	}
	return f.engine.spend(o.rows * o.columns)
}

// read reads the cells of a block, all of them.
func (f *frame) read(o operand) (operand, error) {
	if o.cells != nil {
		return o, nil
	}
	if err := f.afford(o); err != nil {
		return o, err
	}
	o.cells = make([]Value, 0, o.rows*o.columns)
	for i := range o.rows {
		for j := range o.columns {
			v, err := f.engine.cell(Position{o.block.sheet, o.block.top + i, o.block.left + j}, f.depth)
			if err != nil {
				return o, err
			}
			o.cells = append(o.cells, v)
		}
	}
	return o, nil
}

// cut leaves the part of a block that lies within its sheet: what is beyond is blank.
func (f *frame) cut(o operand) operand {
	if o.block == nil {
		return o
	}
	rows, columns := f.engine.source.Extent(o.block.sheet)
	b := *o.block
	b.bottom, b.right = min(b.bottom, max(rows, b.top)), min(b.right, max(columns, b.left))
	return operand{rows: b.bottom - b.top + 1, columns: b.right - b.left + 1, block: &b}
}

// single is the one value of an operand.
func (f *frame) single(o operand) (Value, error) {
	if o.rows*o.columns != 1 {
		return Value{}, &UnsupportedError{"A1:B2"}
	}
	if o.block != nil {
		v, err := f.engine.cell(Position{o.block.sheet, o.block.top, o.block.left}, f.depth)
		return v, err
	}
	return o.cells[0], nil
}

// value evaluates a part to its one value.
func (f *frame) value(n *node) (Value, error) {
	o, err := f.eval(n)
	if err != nil {
		return Value{}, err
	}
	return f.single(o)
}

func (f *frame) map1(n *node, do func(Value) Value) (operand, error) {
	o, err := f.eval(n)
	if err != nil {
		return o, err
	}
	return f.each(o, one(Value{}), func(v, _ Value) Value { return do(v) })
}

// each takes two operands cell by cell; one row, column or value goes with all.
func (f *frame) each(a, b operand, do func(x, y Value) Value) (operand, error) {
	rows, columns := max(a.rows, b.rows), max(a.columns, b.columns)
	if rows*columns > 1 && (!f.arrays || a.block != nil && a.block.whole || b.block != nil && b.block.whole) {
		return operand{}, &UnsupportedError{"A1:B2"}
	}
	var err error
	if a, err = f.read(a); err != nil {
		return a, err
	}
	if b, err = f.read(b); err != nil {
		return b, err
	}
	if err := f.engine.spend(rows * columns); err != nil {
		return operand{}, err
	}
	out := operand{rows: rows, columns: columns, cells: make([]Value, 0, rows*columns)}
	for i := range rows {
		for j := range columns {
			out.cells = append(out.cells, do(a.at(i, j), b.at(i, j)))
		}
	}
	return out, nil
}

// operate does what the sign of an operator says.
func operate(op string, x, y Value) Value {
	if x.Kind == Failed {
		return x
	}
	if y.Kind == Failed {
		return y
	}
	switch op {
	case "&":
		s := spell(x) + spell(y)
		if len(s) > maxText {
			return failed(badValue)
		}
		return text(s)
	case "+", "-", "*", "/", "^":
		return arithmetic(op, x, y)
	}
	c := order(x, y)
	switch op {
	case "=":
		return truth(c == 0)
	case "<>":
		return truth(c != 0)
	case "<":
		return truth(c < 0)
	case "<=":
		return truth(c <= 0)
	case ">":
		return truth(c > 0)
	}
	return truth(c >= 0)
}

func arithmetic(op string, x, y Value) Value {
	a, b := numeric(x), numeric(y)
	if a.Kind == Failed {
		return a
	}
	if b.Kind == Failed {
		return b
	}
	d := decimal.Zero
	switch op {
	case "+":
		d = a.Number.Add(b.Number)
	case "-":
		d = a.Number.Sub(b.Number)
	case "*":
		d = a.Number.Mul(b.Number)
	case "/":
		if b.Number.IsZero() {
			return failed(badDivisor)
		}
		d = a.Number.DivRound(b.Number, 20)
	case "^":
		return power(a.Number, b.Number)
	}
	return within(d)
}

func within(d decimal.Decimal) Value {
	d, ok := bounded(d)
	if !ok {
		return failed(badNumber)
	}
	return number(d)
}

// power multiplies: a form has squares and powers of ten, no roots.
func power(x, n decimal.Decimal) Value {
	if !n.IsInteger() || n.Abs().GreaterThan(decimal.New(100, 0)) || x.IsZero() && n.Sign() <= 0 {
		return failed(badNumber)
	}
	v := number(decimal.New(1, 0))
	for range n.Abs().IntPart() {
		if v = within(v.Number.Mul(x)); v.Kind == Failed {
			return v
		}
	}
	if n.Sign() < 0 {
		return arithmetic("/", number(decimal.New(1, 0)), v)
	}
	return v
}

// numeric takes a value as a number, as operators do.
func numeric(v Value) Value {
	switch v.Kind {
	case Blank:
		return number(decimal.Zero)
	case Truth:
		if v.Truth {
			return number(decimal.New(1, 0))
		}
		return number(decimal.Zero)
	case Text:
		if d, ok := readNumber(v.Text); ok {
			return number(d)
		}
		return failed(badValue)
	}
	return v
}

// readNumber reads a number of a text, as VALUE does.
func readNumber(s string) (decimal.Decimal, bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", "")
	s, percent := strings.CutSuffix(s, "%")
	plain := strings.TrimLeft(s, "+-")
	if len(s)-len(plain) > 1 || numeral.FindString(plain) != plain || plain == "" {
		return decimal.Zero, false
	}
	d, ok := parseNumber(plain)
	if strings.HasPrefix(s, "-") {
		d = d.Neg()
	}
	if percent {
		d = d.Shift(-2)
	}
	return d, ok
}

// spell writes a value as a text.
func spell(v Value) string {
	switch v.Kind {
	case Number:
		return v.Number.String()
	case Truth:
		if v.Truth {
			return "TRUE"
		}
		return "FALSE"
	}
	return v.Text
}

// order compares two values: numbers stand before texts, texts before truth values.
func order(x, y Value) int {
	x, y = beside(x, y), beside(y, x)
	if x.Kind != y.Kind {
		return int(x.Kind) - int(y.Kind)
	}
	switch x.Kind {
	case Number:
		return x.Number.Cmp(y.Number)
	case Text:
		return strings.Compare(strings.ToUpper(x.Text), strings.ToUpper(y.Text))
	case Truth:
		return numeric(x).Number.Cmp(numeric(y).Number)
	}
	return 0
}

// beside is a blank as it counts beside another value.
func beside(v, other Value) Value {
	if v.Kind != Blank {
		return v
	}
	switch other.Kind {
	case Number:
		return number(decimal.Zero)
	case Text:
		return text("")
	case Truth:
		return truth(false)
	}
	return v
}
