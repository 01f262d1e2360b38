// Package formula is the small language in which a profile writes figures and
// rules, in the manner of a spreadsheet formula:
//
//	表五[合计, 基本支出] = 表六[合计, 合计]
//	PERCENT(SUM(表十二[项目, 合计]), 表三[合计, 合计])
//	采购[政府采购总额] >= 0
//
// A reference names a table, a row (or a group of rows) and a column; a reference
// with one name in brackets is a single field of a form. All arithmetic is exact
// decimal, and a result knows every cell it was made from.
//
// Input: the text of a formula and a Source that finds cells. Output: a Result.
// Invariant: parsing is total (every text gives a tree or an error with its
// position), and evaluation never guesses: what cannot be read is ErrNotEvaluated.
package formula

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"budgetbook/internal/message"
)

// Limits keep a profile from writing formulas nobody can read or compute.
const (
	maxLength  = 2000 // bytes
	maxNesting = 20
)

// Op is the operator of a node.
type Op string

// The operators. Call is a function; Name says which.
const (
	Number Op = "number"
	RefOp  Op = "ref"
	Call   Op = "call"
	Neg    Op = "neg"
)

// Ref names cells: Table[Row, Column], or Table[Column] for a field of a form.
type Ref struct {
	Table, Row, Column string
	Offset             int // byte offset in the formula
}

// String writes the reference as it is written in a formula.
func (r Ref) String() string {
	if r.Row == "" {
		return r.Table + "[" + r.Column + "]"
	}
	return r.Table + "[" + r.Row + ", " + r.Column + "]"
}

// Words say a reference to people who read no formulas: 表五“合计”行“基本支出”列.
func (r Ref) Words(l message.Lang) string {
	id := "ref-cell"
	switch r.Row {
	case "":
		id = "ref-field"
	case "*":
		id = "ref-column"
	case "@":
		id = "ref-here"
	}
	return message.Say(l, id, message.Pairs("table", r.Table, "row", r.Row, "column", r.Column))
}

// Expr is a parsed formula. Op is one of the constants above or the sign of a
// binary operator: + - * = <> < <= > >=.
type Expr struct {
	Op    Op
	Name  string // function
	Value decimal.Decimal
	Ref   Ref
	Args  []*Expr
}

// SyntaxError says where a formula cannot be read.
type SyntaxError struct {
	Formula string
	Offset  int // bytes
	Message string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("formula %q, character %d: %s", e.Formula, utf8.RuneCountInString(e.Formula[:e.Offset])+1, e.Message)
}

// Functions and how many arguments they take (-1: one or more).
var functions = map[string]int{
	"SUM": -1, "ABS": 1, "MIN": -1, "MAX": -1, "ROUND": 2, "COUNT": 1,
	"PERCENT": 2, "RATE": 2, "WAN": 1,
}

// Comparison says whether op compares two values.
func Comparison(op Op) bool {
	switch op {
	case "=", "<>", "<", "<=", ">", ">=":
		return true
	}
	return false
}

type parser struct {
	src   string
	pos   int
	depth int
}

// Parse reads a formula: an expression, or a comparison of two expressions.
func Parse(src string) (*Expr, error) {
	if len(src) > maxLength {
		return nil, &SyntaxError{src[:20] + "…", 0, fmt.Sprintf("longer than %d bytes", maxLength)}
	}
	p := &parser{src: src}
	e, err := p.comparison()
	if err != nil {
		return nil, err
	}
	if p.skip(); p.pos < len(src) {
		return nil, p.fail("unexpected %q", restOfLine(src[p.pos:]))
	}
	return e, nil
}

func restOfLine(s string) string {
	if r := []rune(s); len(r) > 12 {
		return string(r[:12]) + "…"
	}
	return s
}

func (p *parser) fail(format string, args ...any) error {
	return &SyntaxError{p.src, min(p.pos, len(p.src)), fmt.Sprintf(format, args...)}
}

func (p *parser) skip() {
	for p.pos < len(p.src) {
		r, n := utf8.DecodeRuneInString(p.src[p.pos:])
		if !unicode.IsSpace(r) {
			return
		}
		p.pos += n
	}
}

// take consumes the first of the tokens that stands next.
func (p *parser) take(tokens ...string) string {
	p.skip()
	for _, t := range tokens {
		if strings.HasPrefix(p.src[p.pos:], t) {
			p.pos += len(t)
			return t
		}
	}
	return ""
}

func (p *parser) comparison() (*Expr, error) {
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	op := p.take("<>", "<=", ">=", "=", "<", ">")
	if op == "" {
		return left, nil
	}
	right, err := p.sum()
	if err != nil {
		return nil, err
	}
	return &Expr{Op: Op(op), Args: []*Expr{left, right}}, nil
}

func (p *parser) sum() (*Expr, error) { return p.chain(p.product, "+", "-", "＋", "－") }

func (p *parser) product() (*Expr, error) { return p.chain(p.unary, "*", "×") }

func (p *parser) chain(next func() (*Expr, error), ops ...string) (*Expr, error) {
	left, err := next()
	if err != nil {
		return nil, err
	}
	for {
		op := p.take(ops...)
		if op == "" {
			return left, nil
		}
		switch op {
		case "＋":
			op = "+"
		case "－":
			op = "-"
		case "×":
			op = "*"
		}
		right, err := next()
		if err != nil {
			return nil, err
		}
		left = &Expr{Op: Op(op), Args: []*Expr{left, right}}
	}
}

func (p *parser) unary() (*Expr, error) {
	if p.depth++; p.depth > maxNesting {
		return nil, p.fail("nested more than %d deep", maxNesting)
	}
	defer func() { p.depth-- }()
	if p.take("-") != "" {
		e, err := p.unary()
		if err != nil {
			return nil, err
		}
		return &Expr{Op: Neg, Args: []*Expr{e}}, nil
	}
	if p.take("(") != "" {
		e, err := p.sum()
		if err != nil {
			return nil, err
		}
		if p.take(")") == "" {
			return nil, p.fail("missing )")
		}
		return e, nil
	}
	return p.operand()
}

func (p *parser) operand() (*Expr, error) {
	p.skip()
	start := p.pos
	word := p.word()
	if word == "" {
		return nil, p.fail("expected a number, a reference or a function")
	}
	switch {
	case p.take("[") != "":
		return p.reference(word, start)
	case p.take("(") != "":
		return p.call(word, start)
	}
	if d, err := decimal.NewFromString(word); err == nil && len(word) <= 24 && word[0] >= '0' && word[0] <= '9' && !strings.ContainsAny(word, "eE") {
		return &Expr{Op: Number, Value: d}, nil
	}
	p.pos = start
	return nil, p.fail("%q is neither a number nor a reference like 表[行, 列]", word)
}

func (p *parser) word() string {
	start := p.pos
	for p.pos < len(p.src) {
		r, n := utf8.DecodeRuneInString(p.src[p.pos:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '_' {
			break
		}
		p.pos += n
	}
	return p.src[start:p.pos]
}

// reference reads the names in brackets: everything up to a comma or the closing
// bracket, or a text in quotes when the name itself holds one of them.
func (p *parser) reference(table string, start int) (*Expr, error) {
	var names []string
	for {
		p.skip()
		var name string
		if p.take(`"`) != "" {
			end := strings.IndexByte(p.src[p.pos:], '"')
			if end < 0 {
				return nil, p.fail("missing closing quote")
			}
			name = p.src[p.pos : p.pos+end]
			p.pos += end + 1
		} else {
			end := strings.IndexAny(p.src[p.pos:], ",]")
			if end < 0 {
				return nil, p.fail("missing ]")
			}
			name = strings.TrimSpace(p.src[p.pos : p.pos+end])
			p.pos += end
		}
		if name == "" {
			return nil, p.fail("empty name in %s[…]", table)
		}
		names = append(names, name)
		if p.take(",") != "" {
			continue
		}
		if p.take("]") == "" {
			return nil, p.fail("missing ]")
		}
		break
	}
	ref := Ref{Table: table, Offset: start}
	switch len(names) {
	case 1:
		ref.Column = names[0]
	case 2:
		ref.Row, ref.Column = names[0], names[1]
	default:
		return nil, p.fail("%s[…] takes a row and a column", table)
	}
	return &Expr{Op: RefOp, Ref: ref}, nil
}

func (p *parser) call(name string, start int) (*Expr, error) {
	want, ok := functions[name]
	if !ok {
		p.pos = start
		return nil, p.fail("unknown function %s", name)
	}
	e := &Expr{Op: Call, Name: name}
	for {
		a, err := p.sum()
		if err != nil {
			return nil, err
		}
		e.Args = append(e.Args, a)
		if p.take(",", "，") != "" {
			continue
		}
		if p.take(")") == "" {
			return nil, p.fail("missing ) of %s", name)
		}
		break
	}
	if want >= 0 && len(e.Args) != want {
		p.pos = start
		return nil, p.fail("%s takes %d arguments, not %d", name, want, len(e.Args))
	}
	return e, nil
}

// Refs lists the references of a formula in the order they are written.
func (e *Expr) Refs() []Ref {
	var refs []Ref
	e.walk(func(x *Expr) {
		if x.Op == RefOp {
			refs = append(refs, x.Ref)
		}
	})
	return refs
}

func (e *Expr) walk(visit func(*Expr)) {
	visit(e)
	for _, a := range e.Args {
		a.walk(visit)
	}
}
