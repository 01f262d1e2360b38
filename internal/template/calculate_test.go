package template

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A spreadsheet in small: what the formulas of the check sheet use, so that many filings
// can be looked at. TestExternalSheetAgreesWithCheck holds it against LibreOffice.

// calculator calculates cells of a workbook.
type calculator struct {
	cells map[string]map[[2]int]any // by sheet, row and column: number, text or formula
	names map[string]string
	known map[string]any // of formulas, by sheet and cell
	parse map[string]node
	parts map[string]map[string]array // of calls, by text and sheet
}

// formulaText is a formula that is not calculated yet.
type formulaText string

// array is a block of values, row by row.
type array struct {
	wide  int
	cells []any // float64, string, bool, nil for a blank cell, error
}

func (a array) high() int { return len(a.cells) / a.wide }

// at is the value at a place of a larger block: one row or column is repeated.
func (a array) at(row, column int) any {
	if a.high() == 1 {
		row = 0
	}
	if a.wide == 1 {
		column = 0
	}
	if row >= a.high() || column >= a.wide {
		return errNone
	}
	return a.cells[row*a.wide+column]
}

var (
	errNone  = fmt.Errorf("#N/A")
	errValue = fmt.Errorf("%s", "#VALUE!") // what the cell shows
)

type node func(sheet string) array

func newCalculator(x *excelize.File) (*calculator, error) {
	c := &calculator{cells: map[string]map[[2]int]any{}, names: map[string]string{}, known: map[string]any{}, parse: map[string]node{}, parts: map[string]map[string]array{}}
	for _, n := range x.GetDefinedName() {
		c.names[n.Name] = n.RefersTo
	}
	for _, name := range x.GetSheetList() {
		grid := map[[2]int]any{}
		c.cells[name] = grid
		rows, err := x.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, err
		}
		// Formulas stand in cells of rows that may show nothing.
		for r := range max(len(rows)+60, 120) {
			wide := 12
			if r < len(rows) {
				wide = max(wide, len(rows[r]))
			}
			for k := range wide {
				cell, _ := excelize.CoordinatesToCellName(k+1, r+1)
				if f, _ := x.GetCellFormula(name, cell); f != "" {
					grid[[2]int{r + 1, k + 1}] = formulaText(strings.TrimPrefix(f, "="))
					continue
				}
				if r >= len(rows) || k >= len(rows[r]) || rows[r][k] == "" {
					continue
				}
				t, _ := x.GetCellType(name, cell)
				if n, err := strconv.ParseFloat(rows[r][k], 64); err == nil && t != excelize.CellTypeSharedString && t != excelize.CellTypeInlineString {
					grid[[2]int{r + 1, k + 1}] = n
				} else {
					grid[[2]int{r + 1, k + 1}] = rows[r][k]
				}
			}
		}
	}
	return c, nil
}

func (c *calculator) cell(sheet string, row, column int) any {
	v := c.cells[sheet][[2]int{row, column}]
	f, ok := v.(formulaText)
	if !ok {
		return v
	}
	key := fmt.Sprintf("%s!%d!%d", sheet, row, column)
	if v, ok := c.known[key]; ok {
		return v
	}
	c.known[key] = errValue // of a circle
	v = c.formula(string(f))(sheet).at(0, 0)
	c.known[key] = v
	return v
}

func (c *calculator) formula(s string) node {
	if n, ok := c.parse[s]; ok {
		return n
	}
	p := &parser{c: c, s: s}
	n := p.comparison()
	if p.i < len(p.s) {
		panic("formula not understood: " + s[p.i:])
	}
	c.parse[s] = n
	return n
}

func number(v any) (float64, error) {
	switch v := v.(type) {
	case nil:
		return 0, nil
	case float64:
		return v, nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case error:
		return 0, v
	case string:
		if n, err := strconv.ParseFloat(v, 64); err == nil {
			return n, nil
		}
	}
	return 0, errValue
}

func numbers(a array) ([]float64, error) {
	out := make([]float64, len(a.cells))
	for i, v := range a.cells {
		var err error
		if out[i], err = number(v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func words(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strings.ToUpper(strconv.FormatBool(v))
	}
	return ""
}

func one(v any) array { return array{1, []any{v}} }

// each applies a function to values at the same place of blocks.
func each(f func(v []any) any, args ...array) array {
	high, wide := 1, 1
	for _, a := range args {
		high, wide = max(high, a.high()), max(wide, a.wide)
	}
	out := array{wide, make([]any, high*wide)}
	v := make([]any, len(args))
	for r := range high {
		for k := range wide {
			for i, a := range args {
				v[i] = a.at(r, k)
			}
			out.cells[r*wide+k] = f(v)
		}
	}
	return out
}

// numeric is a function of numbers.
func numeric(f func(v []float64) any) func(v []any) any {
	return func(v []any) any {
		n := make([]float64, len(v))
		for i, x := range v {
			var err error
			if n[i], err = number(x); err != nil {
				return err
			}
		}
		return f(n)
	}
}

func compared(op string, a, b any) any {
	for _, v := range []any{a, b} {
		if err, ok := v.(error); ok {
			return err
		}
	}
	blank := func(v, other any) any {
		if v != nil {
			return v
		}
		if _, ok := other.(string); ok {
			return ""
		}
		return 0.0
	}
	a, b = blank(a, b), blank(b, a)
	order := 0
	x, xok := a.(string)
	y, yok := b.(string)
	switch {
	case xok && yok:
		order = strings.Compare(strings.ToLower(x), strings.ToLower(y))
	case xok:
		order = 1
	case yok:
		order = -1
	default:
		m, _ := number(a)
		n, _ := number(b)
		if d := m - n; math.Abs(d) > 1e-12*math.Max(math.Abs(m), math.Abs(n)) {
			order = 1
			if d < 0 {
				order = -1
			}
		}
	}
	switch op {
	case "=":
		return order == 0
	case "<>":
		return order != 0
	case "<":
		return order < 0
	case ">":
		return order > 0
	case "<=":
		return order <= 0
	}
	return order >= 0
}

// fits says whether a value fits a criterion of COUNTIF and its like.
func fits(v any, criterion any) bool {
	s, ok := criterion.(string)
	if !ok {
		if criterion == nil {
			criterion = 0.0
		}
		return v != nil && compared("=", v, criterion) == true
	}
	op := "="
	for _, o := range []string{"<>", "<=", ">=", "<", ">", "="} {
		if strings.HasPrefix(s, o) {
			op, s = o, s[len(o):]
			break
		}
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		x, ok := v.(float64)
		if !ok && op == "=" {
			text, isText := v.(string)
			return isText && text == s
		}
		return ok && compared(op, x, n) == true || !ok && op == "<>"
	}
	text, isText := v.(string)
	same := isText && like([]rune(strings.ToLower(text)), []rune(strings.ToLower(s))) || v == nil && s == ""
	return same == (op == "=")
}

func like(s, pattern []rune) bool {
	switch {
	case len(pattern) == 0:
		return len(s) == 0
	case pattern[0] == '*':
		return like(s, pattern[1:]) || len(s) > 0 && like(s[1:], pattern)
	}
	return len(s) > 0 && (pattern[0] == '?' || pattern[0] == s[0]) && like(s[1:], pattern[1:])
}

type parser struct {
	c *calculator
	s string
	i int
}

func (p *parser) take(s string) bool {
	if strings.HasPrefix(p.s[p.i:], s) {
		p.i += len(s)
		return true
	}
	return false
}

// chain reads operands between operators of one rank.
func (p *parser) chain(next func() node, ops []string, apply func(op string, v []any) any) node {
	left := next()
	for {
		op := ""
		for _, o := range ops {
			if op == "" && p.take(o) {
				op = o
			}
		}
		if op == "" {
			return left
		}
		a, b := left, next()
		left = func(sheet string) array {
			return each(func(v []any) any { return apply(op, v) }, a(sheet), b(sheet))
		}
	}
}

func (p *parser) comparison() node {
	return p.chain(p.text, []string{"<>", "<=", ">=", "=", "<", ">"}, func(op string, v []any) any { return compared(op, v[0], v[1]) })
}

func (p *parser) text() node {
	return p.chain(p.sum, []string{"&"}, func(_ string, v []any) any {
		for _, x := range v {
			if err, ok := x.(error); ok {
				return err
			}
		}
		return words(v[0]) + words(v[1])
	})
}

func arithmetic(op string, v []any) any {
	return numeric(func(n []float64) any {
		switch op {
		case "+":
			return n[0] + n[1]
		case "-":
			return n[0] - n[1]
		case "*":
			return n[0] * n[1]
		case "^":
			return math.Pow(n[0], n[1])
		}
		if n[1] == 0 {
			return errValue
		}
		return n[0] / n[1]
	})(v)
}

func (p *parser) sum() node     { return p.chain(p.product, []string{"+", "-"}, arithmetic) }
func (p *parser) product() node { return p.chain(p.power, []string{"*", "/"}, arithmetic) }
func (p *parser) power() node   { return p.chain(p.sign, []string{"^"}, arithmetic) }

func (p *parser) sign() node {
	if p.take("-") {
		x := p.sign()
		return func(sheet string) array {
			return each(numeric(func(n []float64) any { return -n[0] }), x(sheet))
		}
	}
	return p.operand()
}

func (p *parser) quoted(q byte) string {
	var b strings.Builder
	for p.i++; ; p.i++ {
		if p.s[p.i] == q {
			if p.i+1 >= len(p.s) || p.s[p.i+1] != q {
				p.i++
				return b.String()
			}
			p.i++
		}
		b.WriteByte(p.s[p.i])
	}
}

func (p *parser) operand() node {
	switch ch := p.s[p.i]; {
	case ch == '(':
		p.i++
		x := p.comparison()
		if !p.take(")") {
			panic("bracket: " + p.s[p.i:])
		}
		return x
	case ch == '"':
		text := p.quoted('"')
		return func(string) array { return one(text) }
	case ch == '\'':
		tab := p.quoted('\'')
		if !p.take("!") {
			panic("sheet: " + p.s[p.i:])
		}
		return p.reference(tab)
	case ch >= '0' && ch <= '9':
		from := p.i
		for p.i < len(p.s) && (p.s[p.i] >= '0' && p.s[p.i] <= '9' || p.s[p.i] == '.') {
			p.i++
		}
		n, err := strconv.ParseFloat(p.s[from:p.i], 64)
		if err != nil {
			panic(err)
		}
		return func(string) array { return one(n) }
	}
	from := p.i
	for p.i < len(p.s) && (p.s[p.i] == '_' || p.s[p.i] == '.' || p.s[p.i] >= 'A' && p.s[p.i] <= 'Z' || p.s[p.i] >= 'a' && p.s[p.i] <= 'z' || p.s[p.i] >= '0' && p.s[p.i] <= '9') {
		p.i++
	}
	word := p.s[from:p.i]
	if p.take("(") {
		return p.call(word)
	}
	if refers, ok := p.c.names[word]; ok {
		return p.c.formula(refers)
	}
	p.i = from
	return p.reference("")
}

func (p *parser) corner() (row, column int) {
	p.take("$")
	for p.i < len(p.s) && p.s[p.i] >= 'A' && p.s[p.i] <= 'Z' {
		column = column*26 + int(p.s[p.i]-'A') + 1
		p.i++
	}
	p.take("$")
	for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		row = row*10 + int(p.s[p.i]-'0')
		p.i++
	}
	if row == 0 || column == 0 {
		panic("reference: " + p.s + " at " + p.s[p.i:])
	}
	return row, column
}

func (p *parser) reference(tab string) node {
	r1, c1 := p.corner()
	r2, c2 := r1, c1
	if p.take(":") {
		r2, c2 = p.corner()
	}
	known := map[string]array{}
	return func(sheet string) array {
		if tab != "" {
			sheet = tab
		}
		if out, ok := known[sheet]; ok {
			return out
		}
		out := array{c2 - c1 + 1, nil}
		for r := r1; r <= r2; r++ {
			for k := c1; k <= c2; k++ {
				out.cells = append(out.cells, p.c.cell(sheet, r, k))
			}
		}
		known[sheet] = out
		return out
	}
}

func (p *parser) call(name string) node {
	var args []node
	from := p.i
	for !p.take(")") {
		args = append(args, p.comparison())
		p.take(",")
	}
	if name == "ROW" { // of a reference, not of its values
		text := strings.TrimSuffix(p.s[from:p.i], ")")
		q := &parser{c: p.c, s: text[strings.LastIndexByte(text, '!')+1:]}
		r1, _ := q.corner()
		r2 := r1
		if q.take(":") {
			r2, _ = q.corner()
		}
		out := array{1, nil}
		for r := r1; r <= r2; r++ {
			out.cells = append(out.cells, float64(r))
		}
		return func(string) array { return out }
	}
	// The same part stands in many formulas.
	text := name + "(" + p.s[from:p.i]
	known := p.c.parts[text]
	if known == nil {
		known = map[string]array{}
		p.c.parts[text] = known
	}
	return func(sheet string) array {
		if name == "IF" && len(args) == 3 {
			// Of two branches the other one is not calculated.
			if is := args[0](sheet); len(is.cells) == 1 {
				n, err := number(is.cells[0])
				switch {
				case err != nil:
					return one(err)
				case n != 0:
					return args[1](sheet)
				}
				return args[2](sheet)
			}
		}
		if out, ok := known[sheet]; ok {
			return out
		}
		v := make([]array, len(args))
		for i, a := range args {
			v[i] = a(sheet)
		}
		known[sheet] = function(name, v)
		return known[sheet]
	}
}

func function(name string, v []array) array {
	switch name {
	case "SUM", "MAX", "MIN", "COUNT", "AND", "OR":
		return one(folded(name, v))
	case "COUNTIF", "COUNTIFS":
		return counted(nil, v)
	case "SUMIF":
		return counted(&v[2], v[:2])
	case "SUMIFS":
		return counted(&v[0], v[1:])
	case "TRANSPOSE":
		a := v[0]
		out := array{a.high(), make([]any, len(a.cells))}
		for r := range a.high() {
			for k := range a.wide {
				out.cells[k*a.high()+r] = a.cells[r*a.wide+k]
			}
		}
		return out
	case "MMULT":
		a, b := v[0], v[1]
		out := array{b.wide, make([]any, a.high()*b.wide)}
		x, err := numbers(a)
		y, err2 := numbers(b)
		if a.wide != b.high() || err != nil || err2 != nil {
			return one(errValue)
		}
		for r := range a.high() {
			for k := range b.wide {
				sum := 0.0
				for i := range a.wide {
					sum += x[r*a.wide+i] * y[i*b.wide+k]
				}
				out.cells[r*b.wide+k] = sum
			}
		}
		return out
	case "IF":
		if len(v) == 2 {
			v = append(v, one(false))
		}
		return each(func(x []any) any {
			n, err := number(x[0])
			switch {
			case err != nil:
				return err
			case n != 0:
				return x[1]
			}
			return x[2]
		}, v...)
	case "IFERROR":
		return each(func(x []any) any {
			if _, ok := x[0].(error); ok {
				return x[1]
			}
			return x[0]
		}, v...)
	case "ISNUMBER":
		return each(func(x []any) any { _, ok := x[0].(float64); return ok }, v...)
	case "ISERROR":
		return each(func(x []any) any { _, ok := x[0].(error); return ok }, v...)
	case "N":
		return each(func(x []any) any {
			switch n := x[0].(type) {
			case float64, error:
				return n
			case bool:
				f, _ := number(n)
				return f
			}
			return 0.0
		}, v...)
	case "LEN":
		return each(func(x []any) any { return float64(len([]rune(words(x[0])))) }, v...)
	case "LEFT":
		return each(func(x []any) any {
			n, err := number(x[1])
			if err != nil {
				return err
			}
			r := []rune(words(x[0]))
			return string(r[:min(int(n), len(r))])
		}, v...)
	case "MID":
		return each(func(x []any) any {
			from, err := number(x[1])
			if err != nil {
				return err
			}
			n, _ := number(x[2])
			r := []rune(words(x[0]))
			a := min(int(from)-1, len(r))
			return string(r[a:min(a+int(n), len(r))])
		}, v...)
	case "FIND":
		return each(func(x []any) any {
			i := strings.Index(words(x[1]), words(x[0]))
			if i < 0 {
				return errValue
			}
			return float64(len([]rune(words(x[1])[:i])) + 1)
		}, v...)
	case "SUBSTITUTE":
		return each(func(x []any) any { return strings.ReplaceAll(words(x[0]), words(x[1]), words(x[2])) }, v...)
	}
	return each(numeric(func(n []float64) any {
		switch name {
		case "ABS":
			return math.Abs(n[0])
		case "INT":
			return math.Floor(n[0] + 1e-9)
		case "ROUND":
			f := math.Pow(10, n[1])
			return math.Copysign(math.Floor(math.Abs(n[0])*f+0.5+1e-9), n[0]) / f
		}
		panic("function " + name)
	}), v...)
}

func folded(name string, v []array) any {
	sum, count, most, least, all, any1 := 0.0, 0.0, math.Inf(-1), math.Inf(1), true, false
	for _, a := range v {
		for _, x := range a.cells {
			n, ok := x.(float64)
			switch x := x.(type) {
			case error:
				if name != "COUNT" {
					return x
				}
			case bool:
				if name == "AND" || name == "OR" {
					n, _ = number(x)
					ok = true
				}
			}
			if !ok {
				continue
			}
			sum, count, most, least = sum+n, count+1, math.Max(most, n), math.Min(least, n)
			all, any1 = all && n != 0, any1 || n != 0
		}
	}
	switch name {
	case "SUM":
		return sum
	case "COUNT":
		return count
	case "AND":
		return all
	case "OR":
		return any1
	case "MAX":
		if count > 0 {
			return most
		}
	case "MIN":
		if count > 0 {
			return least
		}
	}
	return 0.0
}

// counted counts or adds up what fits pairs of ranges and criteria; criteria that are
// blocks are taken one by one.
func counted(values *array, pairs []array) array {
	var criteria []array
	for i := 1; i < len(pairs); i += 2 {
		criteria = append(criteria, pairs[i])
	}
	return each(func(want []any) any {
		sum := 0.0
		for k := range pairs[0].cells {
			ok := true
			for i, w := range want {
				ok = ok && fits(pairs[2*i].cells[k], w)
			}
			if !ok {
				continue
			}
			if values == nil {
				sum++
			} else if n, isNumber := values.cells[k].(float64); isNumber {
				sum += n
			}
		}
		return sum
	}, criteria...)
}
