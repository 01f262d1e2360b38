package pdf

import (
	"bytes"
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// work is what a reader goes through to show something: what is drawn inside of what is
// drawn counts as often as it is drawn.
type work struct {
	drawn  float64 // things painted
	bytes  float64 // of drawing instructions
	pixels float64 // of images
	bare   float64 // bytes of text shown in whatever font was chosen outside
}

func (w *work) add(n float64, x work) {
	w.drawn += n * x.drawn
	w.bytes += n * x.bytes
	w.pixels += n * x.pixels
	w.bare += n * x.bare
}

// Bounds of the work for a page, and for all pages of an annex. A dense map or plan
// paints some hundred thousand things.
var (
	mostOfPage  = work{drawn: 2e6, bytes: 256 << 20, pixels: 1e9}
	mostOfAnnex = work{drawn: 20e6, bytes: 1 << 30, pixels: 30e9}
)

const (
	maxNested  = 28      // forms inside of forms; no program needs more than a few
	maxStates  = 10_000  // q without Q
	maxLookups = 200_000 // of forms that draw with what lies outside of them
	groupWork  = 100     // what a group or a mask costs beside what is in it
	formWork   = 5       // what a form costs
)

func (w work) within(most work) bool {
	return w.drawn <= most.drawn && w.bytes <= most.bytes && w.pixels <= most.pixels
}

// use is one way in which a content stream draws something else.
type use struct {
	list string // of the resources: XObject, Pattern, ExtGState
	name string
	fill string // the pattern that is chosen while a form is drawn, in which it may paint
}

// usage is what one content stream draws, once.
type usage struct {
	work
	shown float64 // bytes of text, in whatever font
	uses  map[use]float64
	fonts map[string]bool // in which it shows text
}

// weigher counts the work of pages. What a stream draws is counted once, however often
// it is drawn; only a stream that finds what it draws in the resources around it is
// counted for each place.
type weigher struct {
	c       *copier
	done    map[int]work
	busy    map[int]bool
	lookups int
	all     work
}

// page counts the work of a page and refuses it beyond the bounds.
func (w *weigher) page(content []byte, res types.Dict) error {
	sum, _, err := w.content(content, []types.Dict{res}, 0)
	if err != nil {
		return err
	}
	w.all.add(1, sum)
	if !sum.within(mostOfPage) || !w.all.within(mostOfAnnex) {
		return errTooMuch
	}
	return nil
}

// content adds what a content stream draws. around are the resources it may draw with,
// its own last. open tells that it used others than its own.
func (w *weigher) content(content []byte, around []types.Dict, depth int) (sum work, open bool, err error) {
	u, err := w.used(content, around)
	if err != nil {
		return sum, false, err
	}
	sum = u.work
	add := func(list, name string, n float64) (work, error) {
		o, outside := w.find(around, list, name)
		open = open || outside
		x, more, err := w.object(list, o, around, depth+1)
		open = open || more
		sum.add(n, x)
		return x, err
	}
	inOrder := func(a, b use) int {
		return cmp.Or(cmp.Compare(a.list, b.list), cmp.Compare(a.name, b.name), cmp.Compare(a.fill, b.fill))
	}
	for _, x := range slices.SortedFunc(maps.Keys(u.uses), inOrder) {
		n := u.uses[x]
		form, err := add(x.list, x.name, n)
		if err != nil {
			return sum, open, err
		}
		if x.fill != "" {
			if _, err := add("Pattern", x.fill, n*form.drawn); err != nil {
				return sum, open, err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(u.fonts)) {
		if o, _ := w.find(around, "Font", name); w.c.goneFont(o) {
			return sum, open, errTorn
		}
	}
	if u.shown == 0 && sum.bare == 0 {
		return sum, open, nil
	}
	glyph, outside, err := w.glyphs(around, depth+1)
	if glyph.drawn > 0 {
		sum.add(u.shown+sum.bare, glyph)
	}
	return sum, open || outside, err
}

// find looks a name up in the resources of a stream, and then in those around it, as
// some readers do. outside tells that the answer depends on those. What is looked up in
// a list that is gone is gone with it.
func (w *weigher) find(around []types.Dict, list, name string) (o types.Object, outside bool) {
	for i := len(around) - 1; i >= 0; i-- {
		if w.c.gone(around[i][list]) {
			return around[i][list], i < len(around)-1
		}
		d, _ := w.c.dict(around[i][list])
		if o, ok := d[name]; ok {
			return o, i < len(around)-1
		}
	}
	return nil, len(around) > 1
}

// object is the work of drawing a form, an image or a pattern, or of choosing a state.
func (w *weigher) object(list string, o types.Object, around []types.Dict, depth int) (work, bool, error) {
	if list != "ExtGState" {
		return w.stream(o, around, depth)
	}
	state, _ := w.c.dict(o)
	mask, _ := w.c.dict(state["SMask"])
	if mask == nil {
		return work{}, false, nil
	}
	return w.stream(mask["G"], around, depth)
}

// stream is the work of drawing the stream o once.
func (w *weigher) stream(o types.Object, around []types.Dict, depth int) (sum work, open bool, err error) {
	ref, ok := o.(types.IndirectRef)
	if !ok {
		return work{drawn: 1}, false, nil // a shading; streams are always referred to
	}
	id := ref.ObjectNumber.Value()
	if sum, ok := w.done[id]; ok {
		return sum, false, nil
	}
	if w.c.gone(o) {
		return sum, false, errTorn
	}
	sd, ok := w.c.get(o).(types.StreamDict)
	if !ok {
		return work{drawn: 1}, false, nil
	}
	if w.c.get(sd.Dict["Subtype"]) == types.Name("Image") {
		sum, err = w.image(sd.Dict, 0)
		w.done[id] = sum
		return sum, false, err
	}
	if w.lookups++; w.busy[id] || depth > maxNested || w.lookups > maxLookups {
		return sum, false, errTooMuch // a form that draws itself is drawn without end
	}
	w.busy[id] = true
	defer delete(w.busy, id)
	if !w.tiled(sd.Dict) {
		return sum, false, errTooMuch
	}
	content, err := w.c.decode(&sd)
	if err != nil {
		return sum, false, err
	}
	if res, _ := w.c.dict(sd.Dict["Resources"]); res != nil {
		around = append(slices.Clip(around), res)
	} else {
		open = true
	}
	sum, outside, err := w.content(content, around, depth)
	open = open || outside
	sum.drawn += formWork
	if group, _ := w.c.dict(sd.Dict["Group"]); group != nil {
		sum.drawn += groupWork
	}
	if !open && err == nil {
		w.done[id] = sum
	}
	return sum, open, err
}

// image is the work of showing an image with its masks.
func (w *weigher) image(d types.Dict, depth int) (work, error) {
	width, height := w.c.number(d["Width"], 0), w.c.number(d["Height"], 0)
	sum := work{drawn: 1, pixels: max(width, 0) * max(height, 0)}
	if depth > 2 {
		return sum, errTooMuch
	}
	for _, key := range []string{"SMask", "Mask"} {
		if w.c.gone(d[key]) {
			return sum, errTorn
		}
		if mask, ok := w.c.get(d[key]).(types.StreamDict); ok {
			x, err := w.image(mask.Dict, depth+1)
			if err != nil {
				return sum, err
			}
			sum.pixels += x.pixels
		}
	}
	return sum, nil
}

// glyphs is the work of the glyph that costs most in the fonts at hand whose glyphs are
// drawings. outside tells that fonts from around the stream were looked at.
func (w *weigher) glyphs(around []types.Dict, depth int) (most work, outside bool, err error) {
	for i := len(around) - 1; i >= 0; i-- {
		fonts, _ := w.c.dict(around[i]["Font"])
		states, _ := w.c.dict(around[i]["ExtGState"])
		if fonts == nil && states == nil {
			continue
		}
		var all []types.Object
		for _, name := range slices.Sorted(maps.Keys(fonts)) {
			all = append(all, fonts[name])
		}
		for _, name := range slices.Sorted(maps.Keys(states)) {
			state, _ := w.c.dict(states[name])
			if font, _ := w.c.array(state["Font"]); len(font) > 0 {
				all = append(all, font[0])
			}
		}
		for _, o := range all {
			x, more, err := w.font(o, around, depth)
			if err != nil {
				return most, false, err
			}
			most.raise(x)
			outside = outside || more
		}
		if fonts != nil {
			return most, outside || i < len(around)-1, nil
		}
	}
	return most, outside || len(around) > 1, nil
}

func (w *work) raise(x work) {
	w.drawn, w.bytes, w.pixels = max(w.drawn, x.drawn), max(w.bytes, x.bytes), max(w.pixels, x.pixels)
}

// font is the work of the glyph that costs most.
func (w *weigher) font(o types.Object, around []types.Dict, depth int) (most work, open bool, err error) {
	font, _ := w.c.dict(o)
	procs, _ := w.c.dict(font["CharProcs"])
	if len(procs) == 0 {
		return most, false, nil
	}
	if ref, ok := o.(types.IndirectRef); ok {
		id := ref.ObjectNumber.Value()
		if sum, ok := w.done[id]; ok {
			return sum, false, nil
		}
		if w.busy[id] {
			return most, false, errTooMuch
		}
		w.busy[id] = true
		defer func() {
			delete(w.busy, id)
			if !open && err == nil {
				w.done[id] = most
			}
		}()
	}
	if res, _ := w.c.dict(font["Resources"]); res != nil {
		around = append(slices.Clip(around), res)
	} else {
		open = true
	}
	for _, name := range slices.Sorted(maps.Keys(procs)) {
		// A glyph has no resources of its own; those of its font are the last around it.
		x, outside, err := w.glyph(procs[name], around, depth)
		if err != nil {
			return most, open, err
		}
		most.raise(x)
		open = open || outside
	}
	return most, open, nil
}

// glyph is the work of one glyph, in the resources of its font.
func (w *weigher) glyph(o types.Object, around []types.Dict, depth int) (work, bool, error) {
	sd, ok := w.c.get(o).(types.StreamDict)
	if !ok {
		return work{}, false, nil
	}
	if w.lookups++; depth > maxNested || w.lookups > maxLookups {
		return work{}, false, errTooMuch
	}
	content, err := w.c.decode(&sd)
	if err != nil {
		return work{}, false, err
	}
	return w.content(content, around, depth)
}

// tiled reports that a pattern, if it is one, is not made of more tiles than anybody
// could see.
func (w *weigher) tiled(d types.Dict) bool {
	if w.c.get(d["PatternType"]) != types.Integer(1) {
		return true
	}
	m := matrix{1, 0, 0, 1, 0, 0}
	if a, _ := w.c.array(d["Matrix"]); len(a) == 6 {
		for i := range m {
			m[i] = w.c.number(a[i], m[i])
		}
	}
	const least = 0.01 // pt²
	area := math.Abs(w.c.number(d["XStep"], 0) * w.c.number(d["YStep"], 0) * (m[0]*m[3] - m[1]*m[2]))
	return area == 0 || area >= least
}

// used goes through a content stream and lists what it draws.
func (w *weigher) used(content []byte, around []types.Dict) (usage, error) {
	type state struct{ fill, stroke, mask, font string }
	var now state
	var kept []state
	u := usage{work: work{bytes: float64(len(content))}, uses: map[use]float64{}, fonts: map[string]bool{}}
	font := false
	masked := func() {
		if now.mask != "" {
			u.uses[use{list: "ExtGState", name: now.mask}]++
		}
	}
	paint := func(patterns ...string) {
		u.drawn++
		for _, p := range patterns {
			if p != "" {
				u.uses[use{list: "Pattern", name: p}]++
			}
		}
		masked()
	}
	var failed error
	eachOperator(content, func(operands []byte, op string, all []byte) {
		switch op {
		case "q":
			if kept = append(kept, now); len(kept) > maxStates {
				failed, kept = errTooMuch, nil
			}
		case "Q":
			if n := len(kept); n > 0 {
				now, kept = kept[n-1], kept[:n-1]
			}
		case "f", "F", "f*":
			paint(now.fill)
		case "S", "s":
			paint(now.stroke)
		case "B", "B*", "b", "b*":
			paint(now.fill, now.stroke)
		case "sh":
			paint()
		case "BI":
			paint(now.fill)
			u.pixels += inlinePixels(all)
		case "Tj", "TJ", "'", `"`:
			paint(now.fill, now.stroke)
			if now.font != "" {
				u.fonts[now.font] = true
			}
			if font {
				u.shown += float64(len(operands))
			} else {
				u.bare += float64(len(operands))
			}
		case "Tf":
			font, now.font = true, lastName(operands)
		case "Do":
			u.drawn++
			name := lastName(operands)
			u.uses[use{"XObject", name, now.fill}]++
			if now.stroke != "" && now.stroke != now.fill {
				u.uses[use{"XObject", name, now.stroke}]++
			}
			masked()
		case "gs":
			name := lastName(operands)
			o, _ := w.find(around, "ExtGState", name)
			state, _ := w.c.dict(o)
			switch w.c.get(state["SMask"]).(type) {
			case types.Name:
				now.mask = ""
			case types.Dict:
				now.mask = name
				u.drawn += groupWork
			}
			if state["Font"] != nil {
				font, now.font = true, ""
			}
		case "scn", "sc":
			now.fill = lastName(operands)
		case "SCN", "SC":
			now.stroke = lastName(operands)
		case "g", "rg", "k", "cs":
			now.fill = ""
		case "G", "RG", "K", "CS":
			now.stroke = ""
		}
	})
	return u, failed
}

// inlinePixels is the size of an image that stands in a content stream.
func inlinePixels(all []byte) float64 {
	size := map[string]float64{}
	for i := 0; i < len(all); i++ {
		switch {
		case all[i] == '/':
			name, next := nameAt(all, i)
			if n, _, err := leadingNumber(bytes.TrimLeft(all[next:min(next+20, len(all))], " \r\n\t")); err == nil {
				size[name] = float64(n)
			}
			i = next - 1
		case all[i] == 'I' && bytes.HasPrefix(all[i:], []byte("ID")) && isSpace(all[i-1]):
			i = len(all)
		}
	}
	return max(size["W"], size["Width"]) * max(size["H"], size["Height"])
}

// lastName is the name among the operands of an operator; "" if there is none.
func lastName(operands []byte) string {
	i := bytes.LastIndexByte(operands, '/')
	if i < 0 {
		return ""
	}
	name, _ := nameAt(operands, i)
	return name
}
