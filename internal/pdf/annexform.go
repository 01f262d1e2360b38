package pdf

import (
	"bytes"
	"fmt"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// stampName is the name of the n-th annotation among the resources of a page.
func stampName(n int) string { return fmt.Sprintf("BudgetbookStamp%d", n) }

// stamps finds what annotations draw on a page, such as the seal of an office
// or the fields of a form, and adds it to the content: an annotation itself
// would not come along. It gives their appearances, in order.
func (c *copier) stamps(o types.Object, content []byte) ([]types.Object, []byte, error) {
	list, err := c.array(o)
	if err != nil {
		return nil, content, nil // a page without its notes is better than no page
	}
	var out []types.Object
	var b builder
	for _, a := range list {
		d, err := c.dict(a)
		if err != nil || d == nil {
			continue
		}
		const hidden, noView = 1 << 1, 1 << 5
		if flags := int(c.number(d["F"], 0)); flags&(hidden|noView) != 0 || c.get(d["Subtype"]) == types.Name("Popup") {
			continue
		}
		look, form := c.appearance(d)
		rect, ok := c.box(d["Rect"])
		if form == nil || !ok {
			continue
		}
		box, ok := c.box(form.Dict["BBox"])
		if !ok {
			continue
		}
		m := matrix{1, 0, 0, 1, 0, 0}
		if a, _ := c.array(form.Dict["Matrix"]); len(a) == 6 {
			for i := range m {
				m[i] = c.number(a[i], m[i])
			}
		}
		at, ok := fittingMatrix(box, m, rect)
		if !ok {
			continue
		}
		b.text("q ")
		for _, v := range at {
			b.real(v)
		}
		b.text("cm /" + stampName(len(out)) + " Do Q\n")
		out = append(out, look)
	}
	return out, append(content, b.cur...), nil
}

// appearance is the normal appearance of an annotation in its state.
func (c *copier) appearance(d types.Dict) (types.Object, *types.StreamDict) {
	ap, err := c.dict(d["AP"])
	if err != nil || ap == nil {
		return nil, nil
	}
	look := ap["N"]
	if states, ok := c.get(look).(types.Dict); ok {
		state, _ := c.get(d["AS"]).(types.Name)
		look = states[string(state)]
	}
	form, ok := c.get(look).(types.StreamDict)
	if _, indirect := look.(types.IndirectRef); !ok || !indirect {
		return nil, nil
	}
	return look, &form
}

// fittingMatrix is the matrix that puts an appearance into the rectangle of its
// annotation (ISO 32000-1, 12.5.5, Algorithm 8.1).
func fittingMatrix(box [4]float64, m matrix, rect [4]float64) (matrix, bool) {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range [4][2]float64{{box[0], box[1]}, {box[0], box[3]}, {box[2], box[1]}, {box[2], box[3]}} {
		x, y := m.apply(p[0], p[1])
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	if !(x1-x0 > 1e-6 && y1-y0 > 1e-6) {
		return matrix{}, false
	}
	sx, sy := (rect[2]-rect[0])/(x1-x0), (rect[3]-rect[1])/(y1-y0)
	return matrix{sx, 0, 0, sy, rect[0] - x0*sx, rect[1] - y0*sy}, true
}

// form adds a page as a form, with all it draws with, and gives its index.
func (c *copier) form(box [4]float64, m matrix, res types.Dict, group types.Object, stamps []types.Object, content []byte) (int, error) {
	id := len(c.out)
	c.out = append(c.out, foreign{})
	var b builder
	b.text("/Type /XObject /Subtype /Form /BBox ")
	b.reals(box[:]...)
	b.text(" /Matrix ")
	b.reals(m[:]...)
	if g, _ := c.dict(group); g != nil {
		b.text(" /Group ")
		if err := c.value(&b, g, 0); err != nil {
			return 0, err
		}
	}
	all := types.Dict{}
	for k, v := range res {
		all[k] = v
	}
	if len(stamps) > 0 {
		drawn := types.Dict{}
		old, err := c.dict(all["XObject"])
		if err != nil {
			return 0, err
		}
		for k, v := range old {
			drawn[k] = v
		}
		for i, s := range stamps {
			drawn[stampName(i)] = s
		}
		all["XObject"] = drawn
	}
	if err := c.weigher.page(content, all); err != nil {
		return 0, err
	}
	b.text(" /Resources <<")
	if err := c.entries(&b, all, nil, 0); err != nil {
		return 0, err
	}
	b.text(">>")
	x := b.done()
	x.data, x.stream = content, true
	c.out[id] = x
	if err := c.grown(x); err != nil {
		return 0, err
	}
	return id, c.drain()
}

// unmarked takes marked content out of a content stream: its marks would count
// among those of our page. It balances q and Q, so that what follows stands where
// it should. press reports colours for a printing press.
func unmarked(src []byte) (out []byte, press bool) {
	out = make([]byte, 0, len(src)+16)
	depth := 0
	eachOperator(src, func(operands []byte, op string, all []byte) {
		switch op {
		case "BMC", "BDC", "EMC", "MP", "DP":
			return
		case "q":
			depth++
		case "Q":
			if depth == 0 {
				return
			}
			depth--
		case "k", "K":
			press = true
		case "cs", "CS":
			press = press || bytes.Contains(operands, []byte("/DeviceCMYK"))
		case "BI":
			head, _, _ := bytes.Cut(all[len(operands):], []byte("ID"))
			press = press || bytes.Contains(head, []byte("CMYK"))
		}
		out = append(out, bytes.TrimLeft(all, " \n\r\t\f\x00")...)
		out = append(out, '\n')
	})
	for range depth {
		out = append(out, "Q\n"...)
	}
	return out, press
}

// eachOperator goes through a content stream: the operands of each operator, its name,
// and both as they stand there. An image that stands in the stream is one operator.
func eachOperator(src []byte, do func(operands []byte, op string, all []byte)) {
	begin := 0 // of the operands seen since the last operator
	for i := 0; i < len(src); {
		switch ch := src[i]; {
		case isSpace(ch):
			i++
		case ch == '%':
			for i < len(src) && src[i] != '\n' && src[i] != '\r' {
				i++
			}
		case ch == '(':
			i = literalEnd(src, i)
		case ch == '<' && i+1 < len(src) && src[i+1] == '<', ch == '>' && i+1 < len(src) && src[i+1] == '>':
			i += 2
		case ch == '<':
			for i < len(src) && src[i] != '>' {
				i++
			}
			i++
		case ch == '/':
			for i++; i < len(src) && isRegular(src[i]); i++ {
			}
		case !isRegular(ch):
			i++
		default:
			from := i
			for i < len(src) && isRegular(src[i]) {
				i++
			}
			word := src[from:i]
			if word[0] >= '0' && word[0] <= '9' || word[0] == '-' || word[0] == '+' || word[0] == '.' {
				continue
			}
			op := string(word)
			switch op {
			case "true", "false", "null":
				continue
			case "BI":
				i = inlineEnd(src, i)
			}
			do(src[begin:from], op, src[begin:i])
			begin = i
		}
	}
}

func isSpace(ch byte) bool {
	return ch == ' ' || ch == '\n' || ch == '\r' || ch == '\t' || ch == '\f' || ch == 0
}

func isRegular(ch byte) bool {
	return !isSpace(ch) && !bytes.ContainsRune([]byte("()<>[]{}/%"), rune(ch))
}

// literalEnd is the place after the string that begins at i.
func literalEnd(src []byte, i int) int {
	for depth := 0; i < len(src); i++ {
		switch src[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(src)
}

// inlineEnd is the place after the inline image whose dictionary begins at i.
// Its data are bytes of any kind: EI ends them if what follows looks like text.
func inlineEnd(src []byte, i int) int {
	for k := i; k+2 < len(src); k++ {
		if src[k] != 'E' || src[k+1] != 'I' || k == 0 || !isSpace(src[k-1]) || !isSpace(src[k+2]) {
			continue
		}
		next := src[k+2 : min(k+2+12, len(src))]
		if !bytes.ContainsFunc(next, func(r rune) bool { return r > 0x7E || r < 0x20 && !isSpace(byte(r)) }) {
			return k + 2
		}
	}
	return len(src)
}
