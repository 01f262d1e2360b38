package calc

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// node is a part of a formula. op is "value", "ref", "call", "neg", "%" or the sign of an
// operator.
type node struct {
	op    string
	value Value
	ref   reference
	name  string // function
	args  []*node
}

// reference is a cell or a block as it is written.
type reference struct {
	sheet                    string // "": the formula's own
	top, left, bottom, right end
	whole                    bool // whole columns or rows
}

// end is a row or a column, and whether it stays when the formula moves.
type end struct {
	n     int
	fixed bool
}

// Limits of the format.
const (
	lastRow    = 1 << 20
	lastColumn = 1 << 14
)

type parser struct {
	src   string
	depth int
}

// parse reads a formula whole.
func parse(src string) (*node, error) {
	if utf8.RuneCountInString(src) > maxLength {
		return nil, ErrTooMuch
	}
	p := &parser{src: strings.TrimPrefix(strings.TrimSpace(src), "=")}
	n, err := p.expression()
	if err != nil {
		return nil, err
	}
	if p.skip(); p.src != "" {
		return nil, p.unknown()
	}
	return n, nil
}

// unknown says what is not understood.
func (p *parser) unknown() error {
	switch {
	case strings.HasPrefix(p.src, "["):
		return &UnsupportedError{"[…]"}
	case strings.HasPrefix(p.src, "{"):
		return &UnsupportedError{"{…}"}
	}
	return ErrSyntax
}

func (p *parser) skip() { p.src = strings.TrimLeftFunc(p.src, unicode.IsSpace) }

// take consumes the first of the signs that stands next.
func (p *parser) take(signs ...string) string {
	p.skip()
	for _, s := range signs {
		if strings.HasPrefix(p.src, s) {
			p.src = p.src[len(s):]
			return s
		}
	}
	return ""
}

// levels are the operators of two sides, those that bind least first.
var levels = [][]string{{"<=", ">=", "<>", "=", "<", ">"}, {"&"}, {"+", "-"}, {"*", "/"}, {"^"}}

func (p *parser) expression() (*node, error) {
	if p.depth++; p.depth > maxNesting {
		return nil, ErrTooMuch
	}
	defer func() { p.depth-- }()
	return p.level(0)
}

func (p *parser) level(i int) (*node, error) {
	if i == len(levels) {
		return p.signed()
	}
	left, err := p.level(i + 1)
	if err != nil {
		return nil, err
	}
	for {
		op := p.take(levels[i]...)
		if op == "" {
			return left, nil
		}
		right, err := p.level(i + 1)
		if err != nil {
			return nil, err
		}
		left = &node{op: op, args: []*node{left, right}}
	}
}

// signed reads a term with its signs: in spreadsheets -2^2 is 4.
func (p *parser) signed() (*node, error) {
	var signs []string
	for s := p.take("-", "+"); s != ""; s = p.take("-", "+") {
		if signs = append(signs, s); len(signs) > maxNesting {
			return nil, ErrTooMuch
		}
	}
	n, err := p.term()
	if err != nil {
		return nil, err
	}
	for p.take("%") != "" {
		n = &node{op: "%", args: []*node{n}}
	}
	for _, s := range signs {
		if s == "-" { // each by itself: -- makes a number of a truth value
			n = &node{op: "neg", args: []*node{n}}
		}
	}
	return n, nil
}

var (
	sheetName  = regexp.MustCompile(`^(?:'((?:[^']|'')+)'|([^\s!'"(),:;=+*/^&<>{}\[\]%$-]+))!`)
	cellName   = regexp.MustCompile(`^(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?:[^A-Za-z0-9_.(\p{L}]|$)`)
	columnPair = regexp.MustCompile(`^(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})(?:[^A-Za-z0-9_.(\p{L}$]|$)`)
	rowPair    = regexp.MustCompile(`^(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})(?:[^A-Za-z0-9_.(\p{L}$]|$)`)
	numeral    = regexp.MustCompile(`^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?`)
	word       = regexp.MustCompile(`^[\p{L}_\\][\p{L}\p{N}_.\\]*`)
	errorValue = regexp.MustCompile(`^#(?:REF!|DIV/0!|VALUE!|NAME\?|NUM!|N/A|NULL!)`)
)

func (p *parser) term() (*node, error) {
	p.skip()
	switch {
	case p.src == "":
		return nil, ErrSyntax
	case p.take("(") != "":
		n, err := p.expression()
		if err != nil {
			return nil, err
		}
		if p.take(")") == "" {
			return nil, p.unknown()
		}
		return n, nil
	case p.src[0] == '"':
		return p.quoted()
	}
	if m := errorValue.FindString(p.src); m != "" {
		p.src = p.src[len(m):]
		return &node{op: "value", value: failed(m)}, nil
	}
	if n, err := p.reference(); n != nil || err != nil {
		return n, err
	}
	if m := numeral.FindString(p.src); m != "" {
		p.src = p.src[len(m):]
		d, ok := parseNumber(m)
		if !ok {
			return nil, ErrTooMuch
		}
		return &node{op: "value", value: number(d)}, nil
	}
	m := word.FindString(p.src)
	if m == "" {
		return nil, p.unknown()
	}
	p.src = p.src[len(m):]
	name := strings.ToUpper(m)
	if p.take("(") != "" {
		return p.call(strings.TrimPrefix(strings.TrimPrefix(name, "_XLFN."), "_XLWS."))
	}
	switch name {
	case "TRUE", "FALSE":
		return &node{op: "value", value: truth(name == "TRUE")}, nil
	}
	return nil, &UnsupportedError{m}
}

func (p *parser) quoted() (*node, error) {
	var b strings.Builder
	for rest := p.src[1:]; ; {
		i := strings.IndexByte(rest, '"')
		if i < 0 {
			return nil, ErrSyntax
		}
		b.WriteString(rest[:i])
		if rest = rest[i+1:]; !strings.HasPrefix(rest, `"`) {
			p.src = rest
			return &node{op: "value", value: text(b.String())}, nil
		}
		b.WriteByte('"')
		rest = rest[1:]
	}
}

// call reads the arguments of a function behind its bracket.
func (p *parser) call(name string) (*node, error) {
	f, ok := functions[name]
	if !ok {
		return nil, &UnsupportedError{name}
	}
	n := &node{op: "call", name: name}
	for p.take(")") == "" {
		if len(n.args) > 0 && p.take(",") == "" {
			return nil, p.unknown()
		}
		p.skip()
		if strings.HasPrefix(p.src, ",") || strings.HasPrefix(p.src, ")") && len(n.args) > 0 { // left out
			n.args = append(n.args, &node{op: "value"})
			continue
		}
		a, err := p.expression()
		if err != nil {
			return nil, err
		}
		n.args = append(n.args, a)
	}
	if len(n.args) < f.least || f.most >= 0 && len(n.args) > f.most || len(n.args) > 255 {
		return nil, ErrSyntax
	}
	return n, nil
}

// reference reads a cell or a block; nil if there is none next.
func (p *parser) reference() (*node, error) {
	rest, r := p.src, reference{}
	named := sheetName.FindStringSubmatch(rest)
	if named != nil {
		r.sheet = strings.ReplaceAll(named[1], "''", "'") + named[2]
		if strings.Contains(r.sheet, "[") {
			return nil, &UnsupportedError{"[…]"}
		}
		rest = rest[len(named[0]):]
		if strings.HasPrefix(rest, "#REF!") {
			p.src = rest[len("#REF!"):]
			return &node{op: "value", value: failed(badRef)}, nil
		}
	}
	if m := columnPair.FindStringSubmatch(rest); m != nil {
		r.whole = true
		r.top, r.bottom = end{1, true}, end{lastRow, true}
		r.left, r.right = end{columnNumber(m[2]), m[1] != ""}, end{columnNumber(m[4]), m[3] != ""}
		p.src = rest[len(m[1]+m[2]+m[3]+m[4])+1:]
		return r.node()
	}
	if m := rowPair.FindStringSubmatch(rest); m != nil {
		r.whole = true
		r.left, r.right = end{1, true}, end{lastColumn, true}
		r.top, r.bottom = end{rowNumber(m[2]), m[1] != ""}, end{rowNumber(m[4]), m[3] != ""}
		p.src = rest[len(m[1]+m[2]+m[3]+m[4])+1:]
		return r.node()
	}
	m := cellName.FindStringSubmatch(rest)
	if m == nil {
		if named != nil {
			return nil, &UnsupportedError{named[0]}
		}
		return nil, nil
	}
	r.left, r.top = end{columnNumber(m[2]), m[1] != ""}, end{rowNumber(m[4]), m[3] != ""}
	r.right, r.bottom = r.left, r.top
	rest = rest[len(m[1]+m[2]+m[3]+m[4]):]
	if after, ok := strings.CutPrefix(rest, ":"); ok {
		m := cellName.FindStringSubmatch(after)
		if m == nil {
			return nil, ErrSyntax
		}
		r.right, r.bottom = end{columnNumber(m[2]), m[1] != ""}, end{rowNumber(m[4]), m[3] != ""}
		rest = after[len(m[1]+m[2]+m[3]+m[4]):]
	}
	p.src = rest
	return r.node()
}

func (r reference) node() (*node, error) {
	for _, e := range []struct{ n, most int }{{r.top.n, lastRow}, {r.bottom.n, lastRow}, {r.left.n, lastColumn}, {r.right.n, lastColumn}} {
		if e.n < 1 || e.n > e.most {
			return nil, ErrSyntax
		}
	}
	return &node{op: "ref", ref: r}, nil
}

func columnNumber(letters string) int {
	n := 0
	for _, c := range strings.ToUpper(letters) {
		n = n*26 + int(c-'A') + 1
	}
	return n
}

func rowNumber(digits string) int {
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return n
}

// parseNumber reads a number of a size that occurs.
func parseNumber(s string) (decimal.Decimal, bool) {
	if len(s) > 60 {
		return decimal.Zero, false
	}
	mantissa, exponent, scaled := strings.Cut(strings.ToLower(s), "e")
	d, err := decimal.NewFromString(mantissa)
	if err != nil {
		return decimal.Zero, false
	}
	if scaled {
		e, sign := 0, 1
		for i, c := range exponent {
			switch {
			case i == 0 && c == '-':
				sign = -1
			case i == 0 && c == '+':
			case c < '0' || c > '9' || e > 400:
				return decimal.Zero, false
			default:
				e = e*10 + int(c-'0')
			}
		}
		if d.IsZero() || sign < 0 && e > 100 {
			return decimal.Zero, true
		}
		if e > 100 {
			return decimal.Zero, false
		}
		d = d.Shift(int32(sign * e))
	}
	return bounded(d)
}

var most = decimal.New(1, 30)

// bounded keeps numbers to the size and the places that occur.
func bounded(d decimal.Decimal) (decimal.Decimal, bool) {
	if d.Exponent() < -20 {
		d = d.Round(20)
	}
	return d, d.Abs().LessThan(most)
}
