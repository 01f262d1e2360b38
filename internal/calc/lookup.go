package calc

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// criterion is a condition of SUMIF: an operator and what is compared with.
type criterion struct {
	op      string
	value   Value
	pattern *regexp.Regexp // of a text with * and ?
}

func newCriterion(v Value) criterion {
	c := criterion{op: "=", value: v}
	if v.Kind != Text {
		return c
	}
	s := v.Text
	for _, op := range levels[0] {
		if rest, ok := strings.CutPrefix(s, op); ok {
			c.op, s = op, rest
			break
		}
	}
	c.value = text(s)
	if d, ok := readNumber(s); ok {
		c.value = number(d)
	} else if strings.EqualFold(s, "TRUE") || strings.EqualFold(s, "FALSE") {
		c.value = truth(strings.EqualFold(s, "TRUE"))
	}
	if c.value.Kind == Text && (c.op == "=" || c.op == "<>") {
		c.pattern = wildcard(s)
	}
	return c
}

// wildcard reads a text with * and ?; nil if it has none. Go's expressions need time in
// proportion to the text whatever the pattern is.
func wildcard(s string) *regexp.Regexp {
	if !strings.ContainsAny(s, "*?~") || len(s) > 255 {
		return nil
	}
	var b strings.Builder
	b.WriteString(`(?is)^`)
	literal := false
	for _, r := range s {
		switch {
		case literal:
			b.WriteString(regexp.QuoteMeta(string(r)))
			literal = false
		case r == '~':
			literal = true
		case r == '*':
			b.WriteString(`.*`)
		case r == '?':
			b.WriteString(`.`)
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	b.WriteString(`$`)
	re, err := regexp.Compile(b.String())
	if err != nil {
		return nil
	}
	return re
}

func (c criterion) holds(v Value) bool {
	if v.Kind == Failed {
		return false
	}
	equal := false
	switch {
	case c.pattern != nil:
		equal = v.Kind == Text && c.pattern.MatchString(v.Text)
	case c.value.Kind == Text && c.value.Text == "":
		equal = isEmpty(v)
		if c.op == "=" || c.op == "<>" {
			break
		}
		return false
	case c.value.Kind == Number && v.Kind == Text:
		d, ok := readNumber(v.Text)
		equal = ok && d.Equal(c.value.Number)
		if c.op != "=" && c.op != "<>" {
			return false
		}
	case c.value.Kind != v.Kind:
		return c.op == "<>"
	default:
		o := operate(c.op, v, c.value)
		return o.Truth
	}
	return equal == (c.op == "=")
}

func sumIf(f *frame, args []*node) (operand, error) {
	where, err := f.eval(args[0])
	if err != nil {
		return where, err
	}
	v, err := f.value(args[1])
	if err != nil {
		return operand{}, err
	}
	what := where
	if len(args) > 2 {
		if what, err = f.eval(args[2]); err != nil {
			return what, err
		}
	}
	if where.block == nil || what.block == nil {
		return one(failed(badValue)), nil
	}
	// What is added begins where it is named and has the shape of what is looked at.
	where = f.cut(where)
	b := *what.block
	b.bottom, b.right = b.top+where.rows-1, b.left+where.columns-1
	if b.bottom > lastRow || b.right > lastColumn {
		return one(failed(badRef)), nil
	}
	if where, err = f.read(where); err != nil {
		return where, err
	}
	if what, err = f.read(operand{rows: where.rows, columns: where.columns, block: &b}); err != nil {
		return what, err
	}
	c := newCriterion(v)
	return one(addWhere(what, func(i int) bool { return c.holds(where.cells[i]) })), nil
}

func addWhere(what operand, holds func(int) bool) Value {
	sum := decimal.Zero
	for i, v := range what.cells {
		if !holds(i) {
			continue
		}
		switch v.Kind {
		case Failed:
			return v
		case Number:
			sum = sum.Add(v.Number)
		}
	}
	return within(sum)
}

// sumIfs adds up, or counts, where all conditions hold; first is the argument with which
// the conditions begin.
func sumIfs(first int, counts bool) func(*frame, []*node) (operand, error) {
	return func(f *frame, args []*node) (operand, error) {
		if (len(args)-first)%2 != 0 {
			return operand{}, ErrSyntax
		}
		var blocks []operand
		var criteria []criterion
		for i := first; i < len(args); i += 2 {
			o, err := f.eval(args[i])
			if err != nil {
				return o, err
			}
			v, err := f.value(args[i+1])
			if err != nil {
				return operand{}, err
			}
			blocks, criteria = append(blocks, o), append(criteria, newCriterion(v))
		}
		if !counts {
			o, err := f.eval(args[0])
			if err != nil {
				return o, err
			}
			blocks = append(blocks, o)
		}
		// All blocks have one shape, and are read as far as one of their sheets goes.
		rows, columns := 0, 0
		for _, o := range blocks {
			if o.block == nil || o.rows != blocks[0].rows || o.columns != blocks[0].columns {
				return one(failed(badValue)), nil
			}
			c := f.cut(o)
			rows, columns = max(rows, c.rows), max(columns, c.columns)
		}
		for i, o := range blocks {
			b := *o.block
			b.bottom, b.right = min(b.bottom, b.top+rows-1), min(b.right, b.left+columns-1)
			var err error
			if blocks[i], err = f.read(operand{rows: b.bottom - b.top + 1, columns: b.right - b.left + 1, block: &b}); err != nil {
				return operand{}, err
			}
		}
		holds := func(i int) bool {
			for k, c := range criteria {
				if !c.holds(blocks[k].cells[i]) {
					return false
				}
			}
			return true
		}
		if !counts {
			return one(addWhere(blocks[len(blocks)-1], holds)), nil
		}
		n := 0
		for i := range blocks[0].cells {
			if holds(i) {
				n++
			}
		}
		return one(number(decimal.NewFromInt(int64(n)))), nil
	}
}

// find looks a value up in a line of values: exactly, or the last that is not above it.
func find(line []Value, v Value, exactly bool) int {
	if v.Kind == Blank {
		v = number(decimal.Zero)
	}
	if exactly {
		pattern := (*regexp.Regexp)(nil)
		if v.Kind == Text {
			pattern = wildcard(v.Text)
		}
		for i, x := range line {
			if pattern != nil && x.Kind == Text && pattern.MatchString(x.Text) || x.Kind == v.Kind && order(x, v) == 0 {
				return i
			}
		}
		return -1
	}
	at := -1
	for i, x := range line {
		if x.Kind == v.Kind && order(x, v) <= 0 {
			at = i
		}
	}
	return at
}

// line is one column of a block, or its one row.
func (f *frame) line(o operand, column int) (operand, error) {
	if o.block != nil {
		b := *o.block
		b.left += column
		b.right = b.left
		o = operand{rows: o.rows, columns: 1, block: &b}
		return f.read(f.cut(o))
	}
	out := operand{rows: o.rows, columns: 1}
	for i := range o.rows {
		out.cells = append(out.cells, o.at(i, column))
	}
	return out, nil
}

func vlookup(f *frame, args []*node) (operand, error) {
	v, err := f.value(args[0])
	if err != nil || v.Kind == Failed {
		return one(v), err
	}
	table, err := f.eval(args[1])
	if err != nil {
		return table, err
	}
	n, err := f.value(args[2])
	if err != nil {
		return operand{}, err
	}
	exactly := false
	if len(args) > 3 {
		near, err := f.value(args[3])
		if err != nil {
			return operand{}, err
		}
		exactly = negated(near).Truth
	}
	if n = numeric(n); n.Kind == Failed {
		return one(n), nil
	}
	column := n.Number.IntPart() - 1
	if column < 0 || column >= int64(table.columns) {
		return one(failed(badRef)), nil
	}
	line, err := f.line(table, 0)
	if err != nil {
		return line, err
	}
	i := find(line.cells, v, exactly)
	if i < 0 {
		return one(failed(notFound)), nil
	}
	return f.element(table, i, int(column))
}

// element is one cell of a block.
func (f *frame) element(o operand, i, j int) (operand, error) {
	if o.block == nil {
		return one(o.at(i, j)), nil
	}
	b := *o.block
	b.top, b.left = b.top+i, b.left+j
	b.bottom, b.right = b.top, b.left
	return operand{rows: 1, columns: 1, block: &b}, nil
}

func match(f *frame, args []*node) (operand, error) {
	v, err := f.value(args[0])
	if err != nil || v.Kind == Failed {
		return one(v), err
	}
	o, err := f.eval(args[1])
	if err != nil {
		return o, err
	}
	if o.rows > 1 && o.columns > 1 {
		return one(failed(notFound)), nil
	}
	if o, err = f.read(f.cut(o)); err != nil {
		return o, err
	}
	exactly := false
	if len(args) > 2 {
		kind, err := f.value(args[2])
		if err != nil {
			return operand{}, err
		}
		switch kind = numeric(kind); {
		case kind.Kind == Failed:
			return one(kind), nil
		case kind.Number.Sign() < 0:
			return operand{}, &UnsupportedError{"MATCH(…, -1)"}
		}
		exactly = kind.Number.IsZero()
	}
	i := find(o.cells, v, exactly)
	if i < 0 {
		return one(failed(notFound)), nil
	}
	return one(number(decimal.NewFromInt(int64(i + 1)))), nil
}

func index(f *frame, args []*node) (operand, error) {
	o, err := f.eval(args[0])
	if err != nil {
		return o, err
	}
	var n [2]int
	for i, a := range args[1:] {
		v, err := f.value(a)
		if err != nil {
			return operand{}, err
		}
		if v = numeric(v); v.Kind == Failed {
			return one(v), nil
		}
		if v.Number.Sign() < 0 || v.Number.GreaterThan(decimal.NewFromInt(lastRow)) {
			return one(failed(badRef)), nil
		}
		n[i] = int(v.Number.IntPart())
	}
	if len(args) == 2 && o.rows == 1 { // one number goes along the line
		n[0], n[1] = 1, n[0]
	}
	if len(args) == 2 && o.columns == 1 {
		n[1] = 1
	}
	switch {
	case n[0] > o.rows || n[1] > o.columns:
		return one(failed(badRef)), nil
	case n[0] == 0 || n[1] == 0:
		return f.wholeLine(o, n[0], n[1])
	}
	return f.element(o, n[0]-1, n[1]-1)
}

// wholeLine is a row or a column of a block: INDEX with 0 for the other.
func (f *frame) wholeLine(o operand, row, column int) (operand, error) {
	if o.block == nil {
		return operand{}, &UnsupportedError{"INDEX"}
	}
	b := *o.block
	if row > 0 {
		b.top += row - 1
		b.bottom = b.top
	}
	if column > 0 {
		b.left += column - 1
		b.right = b.left
	}
	return operand{rows: b.bottom - b.top + 1, columns: b.right - b.left + 1, block: &b}, nil
}

var numberFormat = regexp.MustCompile(`^(#,##)?(0+)(?:\.(0+))?(%?)$`)

// textFormat writes a number in one of the plain formats: digits, thousands, percent.
func textFormat(f *frame, args []*node) (operand, error) {
	v, err := f.value(args[0])
	if err != nil || v.Kind == Failed {
		return one(v), err
	}
	format, err := f.value(args[1])
	if err != nil || format.Kind == Failed {
		return one(format), err
	}
	shape := spell(format)
	if shape == "@" || v.Kind == Text {
		return one(text(spell(v))), nil
	}
	m := numberFormat.FindStringSubmatch(shape)
	if m == nil || len(shape) > 40 {
		return operand{}, &UnsupportedError{`TEXT("` + shape + `")`}
	}
	d := numeric(v).Number
	if m[4] != "" {
		d = d.Shift(2)
	}
	s := d.Abs().StringFixed(int32(len(m[3])))
	whole, fraction, _ := strings.Cut(s, ".")
	if n := len(m[2]) - len(whole); n > 0 {
		whole = strings.Repeat("0", n) + whole
	}
	if m[1] != "" {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if d.Sign() < 0 && strings.Trim(whole, "0.,") != "" {
		whole = "-" + whole
	}
	return one(text(whole + m[4])), nil
}
