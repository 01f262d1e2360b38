package calc

import (
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// function is one that may be used: how many arguments it takes (most -1: any number) and
// what it does.
type function struct {
	least, most int
	eval        func(*frame, []*node) (operand, error)
}

// functions is the list: what a budget form needs, and nothing that reads files, makes
// large texts or repeats.
var functions map[string]function

func init() {
	functions = map[string]function{
		"SUM": {1, -1, aggregate(total)}, "MIN": {1, -1, aggregate(least)}, "MAX": {1, -1, aggregate(greatest)},
		"AVERAGE": {1, -1, aggregate(average)}, "COUNT": {1, -1, count(isNumber)}, "COUNTA": {1, -1, count(isFilled)},
		"COUNTBLANK": {1, 1, count(isEmpty)}, "SUBTOTAL": {2, -1, subtotal}, "SUMPRODUCT": {1, -1, sumProduct},
		"SUMIF": {2, 3, sumIf}, "COUNTIF": {2, 2, sumIfs(0, true)}, "SUMIFS": {3, -1, sumIfs(1, false)}, "COUNTIFS": {2, -1, sumIfs(0, true)},
		"ROUND": {1, 2, rounded(decimal.Decimal.Round)}, "ROUNDUP": {1, 2, rounded(away)}, "ROUNDDOWN": {1, 2, rounded(towards)},
		"TRUNC": {1, 2, rounded(towards)}, "INT": {1, 1, rounded(floor)}, "ABS": {1, 1, onNumber(decimal.Decimal.Abs)}, "MOD": {2, 2, mod},
		"IF": {2, 3, choose}, "IFERROR": {2, 2, instead(false)}, "IFNA": {2, 2, instead(true)},
		"AND": {1, -1, logic(true)}, "OR": {1, -1, logic(false)}, "NOT": {1, 1, on(negated)},
		"ISNUMBER": {1, 1, on(func(v Value) Value { return truth(v.Kind == Number) })}, "ISTEXT": {1, 1, on(func(v Value) Value { return truth(v.Kind == Text) })},
		"ISBLANK": {1, 1, on(func(v Value) Value { return truth(v.Kind == Blank) })}, "ISERROR": {1, 1, on(func(v Value) Value { return truth(v.Kind == Failed) })},
		"ISERR": {1, 1, on(func(v Value) Value { return truth(v.Kind == Failed && v.Text != notFound) })},
		"ISNA":  {1, 1, on(func(v Value) Value { return truth(v.Kind == Failed && v.Text == notFound) })},
		"N":     {1, 1, on(asN)}, "VALUE": {1, 1, on(func(v Value) Value { return pass(v, numeric) })},
		"VLOOKUP": {3, 4, vlookup}, "INDEX": {2, 3, index}, "MATCH": {2, 3, match}, "TEXT": {2, 2, textFormat},
		"LEFT": {1, 2, left}, "RIGHT": {1, 2, right}, "MID": {3, 3, mid}, "LEN": {1, 1, on(func(v Value) Value { return pass(v, length) })},
		"TRIM": {1, 1, onText(func(s string) string { return strings.Join(strings.FieldsFunc(s, isSpace), " ") })}, "UPPER": {1, 1, onText(strings.ToUpper)},
		"LOWER": {1, 1, onText(strings.ToLower)}, "CONCATENATE": {1, -1, concatenate}, "CONCAT": {1, -1, concatenate}, "EXACT": {2, 2, exact},
		"ROW": {0, 1, place(true)}, "COLUMN": {0, 1, place(false)}, "NA": {0, 0, func(*frame, []*node) (operand, error) { return one(failed(notFound)), nil }},
		"TRUE": {0, 0, constant(true)}, "FALSE": {0, 0, constant(false)},
	}
}

func isSpace(r rune) bool { return r == ' ' }

func constant(b bool) func(*frame, []*node) (operand, error) {
	return func(*frame, []*node) (operand, error) { return one(truth(b)), nil }
}

// on is a function of one value, of blocks cell by cell where these are allowed.
func on(do func(Value) Value) func(*frame, []*node) (operand, error) {
	return func(f *frame, args []*node) (operand, error) { return f.map1(args[0], do) }
}

// pass leaves error values as they are.
func pass(v Value, do func(Value) Value) Value {
	if v.Kind == Failed {
		return v
	}
	return do(v)
}

func onNumber(do func(decimal.Decimal) decimal.Decimal) func(*frame, []*node) (operand, error) {
	return on(func(v Value) Value {
		if v = numeric(v); v.Kind == Failed {
			return v
		}
		return number(do(v.Number))
	})
}

func onText(do func(string) string) func(*frame, []*node) (operand, error) {
	return on(func(v Value) Value { return pass(v, func(v Value) Value { return text(do(spell(v))) }) })
}

func negated(v Value) Value {
	if v = numeric(v); v.Kind == Failed {
		return v
	}
	return truth(v.Number.IsZero())
}

func asN(v Value) Value {
	switch v.Kind {
	case Number, Failed:
		return v
	case Truth:
		return numeric(v)
	}
	return number(decimal.Zero)
}

func length(v Value) Value {
	return number(decimal.NewFromInt(int64(utf8.RuneCountInString(spell(v)))))
}

// operands evaluates all arguments and reads their blocks as far as their sheets go.
func (f *frame) operands(args []*node) ([]operand, error) {
	var all []operand
	for _, a := range args {
		o, err := f.eval(a)
		if err != nil {
			return nil, err
		}
		if o, err = f.read(f.cut(o)); err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

// aggregate makes one number of all numbers: of references only what is a number counts,
// of values whatever can be taken as one.
func aggregate(do func([]decimal.Decimal) Value) func(*frame, []*node) (operand, error) {
	return func(f *frame, args []*node) (operand, error) {
		all, err := f.operands(args)
		if err != nil {
			return operand{}, err
		}
		var numbers []decimal.Decimal
		for _, o := range all {
			for _, v := range o.cells {
				switch {
				case v.Kind == Failed:
					return one(v), nil
				case v.Kind == Number:
					numbers = append(numbers, v.Number)
				case o.block == nil && len(o.cells) == 1:
					if v = numeric(v); v.Kind == Failed {
						return one(v), nil
					}
					numbers = append(numbers, v.Number)
				}
			}
		}
		return one(do(numbers)), nil
	}
}

func total(all []decimal.Decimal) Value {
	sum := decimal.Zero
	for _, d := range all {
		sum = sum.Add(d)
	}
	return within(sum)
}

func least(all []decimal.Decimal) Value {
	if len(all) == 0 {
		return number(decimal.Zero)
	}
	return number(decimal.Min(all[0], all[1:]...))
}

func greatest(all []decimal.Decimal) Value {
	if len(all) == 0 {
		return number(decimal.Zero)
	}
	return number(decimal.Max(all[0], all[1:]...))
}

func average(all []decimal.Decimal) Value {
	return arithmetic("/", total(all), number(decimal.NewFromInt(int64(len(all)))))
}

func isNumber(v Value) bool { return v.Kind == Number }
func isFilled(v Value) bool { return v.Kind != Blank }
func isEmpty(v Value) bool  { return v.Kind == Blank || v.Kind == Text && v.Text == "" }

func count(counts func(Value) bool) func(*frame, []*node) (operand, error) {
	return func(f *frame, args []*node) (operand, error) {
		n := 0
		for _, a := range args {
			o, err := f.eval(a)
			if err != nil {
				return operand{}, err
			}
			whole := o.rows * o.columns
			if o, err = f.read(f.cut(o)); err != nil {
				return operand{}, err
			}
			for _, v := range o.cells {
				if counts(v) {
					n++
				}
			}
			if counts(Value{}) { // blanks beyond the sheet
				n += whole - len(o.cells)
			}
		}
		return one(number(decimal.NewFromInt(int64(n)))), nil
	}
}

// subtotal leaves out cells that are subtotals themselves.
func subtotal(f *frame, args []*node) (operand, error) {
	v, err := f.value(args[0])
	if err != nil {
		return operand{}, err
	}
	if v = numeric(v); v.Kind == Failed {
		return one(v), nil
	}
	makes := map[string]func([]decimal.Decimal) Value{"1": average, "4": greatest, "5": least, "9": total}
	do := makes[strings.TrimPrefix(v.Number.String(), "10")]
	if do == nil {
		return operand{}, &UnsupportedError{"SUBTOTAL(" + v.Number.String() + ")"}
	}
	var numbers []decimal.Decimal
	for _, a := range args[1:] {
		o, err := f.eval(a)
		if err != nil {
			return operand{}, err
		}
		if o.block == nil {
			return one(failed(badValue)), nil
		}
		o = f.cut(o)
		if err := f.afford(o); err != nil {
			return operand{}, err
		}
		for i := range o.rows {
			for j := range o.columns {
				at := Position{o.block.sheet, o.block.top + i, o.block.left + j}
				c := f.engine.source.Cell(at)
				if c.Hidden && (c.Pending || c.Value.Kind == Number) {
					// Whether a hidden row counts depends on how it was hidden.
					return operand{}, &UnsupportedError{"SUBTOTAL"}
				}
				if strings.Contains(strings.ToUpper(c.Formula), "SUBTOTAL(") {
					continue
				}
				v, err := f.engine.cell(at, f.depth)
				if err != nil {
					return operand{}, err
				}
				switch v.Kind {
				case Failed:
					return one(v), nil
				case Number:
					numbers = append(numbers, v.Number)
				}
			}
		}
	}
	return one(do(numbers)), nil
}

// sumProduct multiplies blocks of the same shape cell by cell and adds up.
func sumProduct(f *frame, args []*node) (operand, error) {
	inner := *f
	inner.arrays = true
	var all []operand
	for _, a := range args {
		o, err := inner.eval(a)
		if err != nil {
			return operand{}, err
		}
		if len(args) == 1 { // a sum: what is beyond the sheet adds nothing
			o = inner.cut(o)
		}
		if o, err = inner.read(o); err != nil {
			return operand{}, err
		}
		if len(all) > 0 && (o.rows != all[0].rows || o.columns != all[0].columns) {
			return one(failed(badValue)), nil
		}
		all = append(all, o)
	}
	sum := decimal.Zero
	for i := range all[0].cells {
		product := decimal.New(1, 0)
		for _, o := range all {
			v := o.cells[i]
			switch v.Kind {
			case Failed:
				return one(v), nil
			case Number:
				product, _ = bounded(product.Mul(v.Number))
			default:
				product = decimal.Zero
			}
		}
		sum = sum.Add(product)
	}
	return one(within(sum)), nil
}

// rounded rounds to a number of places; ROUND takes a half away from zero.
func rounded(do func(decimal.Decimal, int32) decimal.Decimal) func(*frame, []*node) (operand, error) {
	return func(f *frame, args []*node) (operand, error) {
		places := int32(0)
		if len(args) > 1 {
			v, err := f.value(args[1])
			if err != nil {
				return operand{}, err
			}
			if v = numeric(v); v.Kind == Failed {
				return one(v), nil
			}
			if v.Number.Abs().GreaterThan(decimal.New(20, 0)) {
				return one(failed(badNumber)), nil
			}
			places = int32(v.Number.IntPart())
		}
		return onNumber(func(d decimal.Decimal) decimal.Decimal { return do(d, places) })(f, args)
	}
}

func away(d decimal.Decimal, places int32) decimal.Decimal {
	if t := towards(d, places); !t.Equal(d) {
		return t.Add(decimal.New(int64(d.Sign()), -places))
	}
	return d
}

func towards(d decimal.Decimal, places int32) decimal.Decimal {
	return d.Shift(places).Truncate(0).Shift(-places)
}

func floor(d decimal.Decimal, _ int32) decimal.Decimal { return d.Floor() }

func mod(f *frame, args []*node) (operand, error) {
	a, err := f.eval(args[0])
	if err != nil {
		return a, err
	}
	b, err := f.eval(args[1])
	if err != nil {
		return b, err
	}
	return f.each(a, b, func(x, y Value) Value {
		q := arithmetic("/", x, y)
		if q.Kind == Failed {
			return q
		}
		return arithmetic("-", x, arithmetic("*", y, number(q.Number.Floor())))
	})
}

// choose evaluates only the part it takes.
func choose(f *frame, args []*node) (operand, error) {
	o, err := f.eval(args[0])
	if err != nil {
		return o, err
	}
	if f.arrays && o.rows*o.columns > 1 {
		return f.chooseEach(o, args)
	}
	v, err := f.single(o)
	if err != nil {
		return o, err
	}
	switch v = negated(v); {
	case v.Kind == Failed:
		return one(v), nil
	case !v.Truth:
		return f.eval(args[1])
	case len(args) > 2:
		return f.eval(args[2])
	}
	return one(truth(false)), nil
}

func (f *frame) chooseEach(condition operand, args []*node) (operand, error) {
	yes, err := f.eval(args[1])
	if err != nil {
		return yes, err
	}
	no := one(truth(false))
	if len(args) > 2 {
		if no, err = f.eval(args[2]); err != nil {
			return no, err
		}
	}
	taken, err := f.each(condition, yes, func(c, y Value) Value {
		switch c = negated(c); {
		case c.Kind == Failed:
			return c
		case c.Truth:
			return Value{}
		}
		return numericIfBlank(y)
	})
	if err != nil {
		return taken, err
	}
	return f.each(taken, no, func(t, n Value) Value {
		if t.Kind == Blank {
			return numericIfBlank(n)
		}
		return t
	})
}

func numericIfBlank(v Value) Value {
	if v.Kind == Blank {
		return number(decimal.Zero)
	}
	return v
}

// instead gives another value for an error value, or for #N/A alone.
func instead(onlyMissing bool) func(*frame, []*node) (operand, error) {
	return func(f *frame, args []*node) (operand, error) {
		v, err := f.value(args[0])
		if err != nil {
			return operand{}, err
		}
		if v.Kind == Failed && (!onlyMissing || v.Text == notFound) {
			return f.eval(args[1])
		}
		return one(v), nil
	}
}

func logic(all bool) func(*frame, []*node) (operand, error) {
	return func(f *frame, args []*node) (operand, error) {
		operands, err := f.operands(args)
		if err != nil {
			return operand{}, err
		}
		result, any := all, false
		for _, o := range operands {
			for _, v := range o.cells {
				switch {
				case v.Kind == Failed:
					return one(v), nil
				case v.Kind == Blank || v.Kind == Text && o.block != nil:
					continue
				}
				if v = negated(v); v.Kind == Failed {
					return one(v), nil
				}
				any = true
				if all {
					result = result && !v.Truth
				} else {
					result = result || !v.Truth
				}
			}
		}
		if !any {
			return one(failed(badValue)), nil
		}
		return one(truth(result)), nil
	}
}

// texts evaluates arguments to texts; ok is false if one is an error value.
func (f *frame) texts(args []*node) (all []string, bad Value, err error) {
	for _, a := range args {
		v, err := f.value(a)
		if err != nil {
			return nil, v, err
		}
		if v.Kind == Failed {
			return nil, v, nil
		}
		all = append(all, spell(v))
	}
	return all, Value{}, nil
}

func concatenate(f *frame, args []*node) (operand, error) {
	all, bad, err := f.texts(args)
	if err != nil || bad.Kind == Failed {
		return one(bad), err
	}
	n := 0
	for _, s := range all {
		n += len(s)
	}
	if n > maxText {
		return one(failed(badValue)), nil
	}
	return one(text(strings.Join(all, ""))), nil
}

func exact(f *frame, args []*node) (operand, error) {
	all, bad, err := f.texts(args)
	if err != nil || bad.Kind == Failed {
		return one(bad), err
	}
	return one(truth(all[0] == all[1])), nil
}

// piece cuts characters out of a text.
func piece(f *frame, args []*node, cut func(s []rune, n []int) []rune) (operand, error) {
	var n []int
	for _, a := range args[1:] {
		v, err := f.value(a)
		if err != nil {
			return operand{}, err
		}
		if v = numeric(v); v.Kind == Failed {
			return one(v), nil
		}
		if v.Number.Sign() < 0 {
			return one(failed(badValue)), nil
		}
		n = append(n, int(decimal.Min(v.Number, decimal.NewFromInt(maxText)).IntPart()))
	}
	return onText(func(s string) string { return string(cut([]rune(s), n)) })(f, args)
}

func firstOr1(n []int) int {
	if len(n) == 0 {
		return 1
	}
	return n[0]
}

func left(f *frame, args []*node) (operand, error) {
	return piece(f, args, func(s []rune, n []int) []rune { return s[:min(firstOr1(n), len(s))] })
}

func right(f *frame, args []*node) (operand, error) {
	return piece(f, args, func(s []rune, n []int) []rune { return s[len(s)-min(firstOr1(n), len(s)):] })
}

func mid(f *frame, args []*node) (operand, error) {
	return piece(f, args, func(s []rune, n []int) []rune {
		from := min(max(n[0]-1, 0), len(s))
		return s[from:min(from+n[1], len(s))]
	})
}

func place(row bool) func(*frame, []*node) (operand, error) {
	return func(f *frame, args []*node) (operand, error) {
		b := &block{top: f.at.Row, left: f.at.Column}
		if len(args) > 0 {
			o, err := f.eval(args[0])
			if err != nil {
				return o, err
			}
			if b = o.block; b == nil {
				return one(failed(badValue)), nil
			}
		}
		if row {
			return one(number(decimal.NewFromInt(int64(b.top)))), nil
		}
		return one(number(decimal.NewFromInt(int64(b.left)))), nil
	}
}
