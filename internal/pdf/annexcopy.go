package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/klauspost/compress/zlib"
	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// foreign is an object copied from an annex. Its references are to other
// objects of the annex and get their numbers when a document is written.
type foreign struct {
	parts  [][]byte // of the body, around the references
	refs   []int
	data   []byte
	stream bool
	packed bool // data is encoded as the body says
}

// body is the body with the first object numbered base.
func (x *foreign) body(base int) []byte {
	var b []byte
	for i, p := range x.parts {
		b = append(b, p...)
		if i < len(x.refs) {
			b = fmt.Appendf(b, " %d 0 R ", base+x.refs[i])
		}
	}
	return b
}

// copier copies objects of one file.
type copier struct {
	ctx   context.Context
	x     *model.Context
	ids   map[int]int // object number in the annex -> index into out
	queue []int       // objects to copy
	out   []foreign
	page  int // being copied
	flaws []Flaw

	weigher   weigher
	lost      map[int]bool // objects that cannot be read
	decoded   int          // bytes unpacked so far
	measured  int          // bytes counted that stay packed
	copiedLen int          // bytes of what was copied, without streams
}

func newCopier(ctx context.Context, x *model.Context) *copier {
	c := &copier{ctx: ctx, x: x, ids: map[int]int{}, lost: map[int]bool{}}
	c.weigher = weigher{c: c, done: map[int]work{}, busy: map[int]bool{}}
	return c
}

func (c *copier) flaw(kind FlawKind, detail string) {
	if !slices.ContainsFunc(c.flaws, func(f Flaw) bool { return f.Kind == kind && f.Detail == detail }) {
		c.flaws = append(c.flaws, Flaw{kind, detail, c.page})
	}
}

// get follows references; what cannot be found is nil.
func (c *copier) get(o types.Object) types.Object {
	for range maxDepth {
		ref, ok := o.(types.IndirectRef)
		if !ok {
			return o
		}
		if c.lost[ref.ObjectNumber.Value()] {
			return nil
		}
		next, err := c.x.Dereference(o)
		if err != nil {
			c.lost[ref.ObjectNumber.Value()] = true
			return nil
		}
		o = next
	}
	return nil
}

func (c *copier) dict(o types.Object) (types.Dict, error) {
	switch d := c.get(o).(type) {
	case nil:
		return nil, nil
	case types.Dict:
		return d, nil
	case types.StreamDict:
		return d.Dict, nil
	}
	return nil, errors.New("a dictionary is missing")
}

func (c *copier) array(o types.Object) (types.Array, error) {
	switch a := c.get(o).(type) {
	case nil:
		return nil, nil
	case types.Array:
		return a, nil
	}
	return nil, errors.New("an array is missing")
}

func (c *copier) number(o types.Object, otherwise float64) float64 {
	switch n := c.get(o).(type) {
	case types.Integer:
		return float64(n)
	case types.Float:
		return float64(n)
	}
	return otherwise
}

// decode unpacks a stream, within the bounds of one and of all.
func (c *copier) decode(sd *types.StreamDict) ([]byte, error) {
	if err := c.ctx.Err(); err != nil {
		return nil, err
	}
	for _, f := range sd.FilterPipeline {
		if !isPacking(f) {
			return nil, fmt.Errorf("unpack: a stream is packed with %s", f.Name)
		}
	}
	err := sd.DecodeWithLimit(int64(min(maxDecoded, maxAllDecoded-c.decoded)))
	if errors.Is(err, filter.ErrDecodeLimitExceeded) || c.decoded+len(sd.Content) > maxAllDecoded || len(sd.Content) > maxDecoded {
		return nil, errTooMuch
	}
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	c.decoded += len(sd.Content)
	return sd.Content, nil
}

// isPacking reports a filter that packs bytes of any kind. The others are for images,
// whose size is said in their dictionary.
func isPacking(f types.PDFFilter) bool {
	columns, _ := f.DecodeParms["Columns"].(types.Integer)
	switch f.Name {
	case filter.Flate, filter.LZW, filter.RunLength, filter.ASCII85, filter.ASCIIHex:
		return columns <= maxImageRow
	}
	return false
}

// measure counts what a stream is unpacked that is copied as it is packed: who reads the
// document has to unpack it.
func (c *copier) measure(sd *types.StreamDict) error {
	limit := maxDecoded
	if c.get(sd.Dict["Subtype"]) == types.Name("Image") {
		limit = maxImage
	}
	limit = min(limit, maxAllMeasured-c.measured)
	chain := sd.FilterPipeline
	for i, f := range chain {
		if !isPacking(f) {
			chain = chain[:i]
			break
		}
	}
	n := int64(len(sd.Raw))
	switch {
	case len(chain) == 0:
	case len(chain) == 1 && chain[0].Name == filter.Flate:
		z, err := zlib.NewReader(bytes.NewReader(sd.Raw))
		if err != nil {
			return nil // readers cannot unpack it either
		}
		n, _ = io.Copy(io.Discard, io.LimitReader(z, int64(limit)+1))
	default:
		x := types.StreamDict{Dict: sd.Dict, FilterPipeline: chain, Raw: sd.Raw}
		if err := x.DecodeWithLimit(int64(limit)); errors.Is(err, filter.ErrDecodeLimitExceeded) {
			return errTooMuch
		}
		n = int64(len(x.Content))
	}
	if n > int64(limit) {
		return errTooMuch
	}
	c.measured += int(n)
	return nil
}

// grown counts what was copied beside streams.
func (c *copier) grown(x foreign) error {
	for _, p := range x.parts {
		c.copiedLen += len(p)
	}
	if c.copiedLen > maxAllCopied {
		return errTooMuch
	}
	return nil
}

// builder writes the body of a foreign object.
type builder struct {
	x   foreign
	cur []byte
}

func (b *builder) text(s string) { b.cur = append(b.cur, s...) }

func (b *builder) name(s string) {
	b.cur = append(b.cur, '/')
	for i := range len(s) {
		if ch := s[i]; ch > 0x20 && ch < 0x7F && !slices.Contains([]byte("#()<>[]{}/%"), ch) {
			b.cur = append(b.cur, ch)
		} else {
			b.cur = fmt.Appendf(b.cur, "#%02X", ch)
		}
	}
}

// real writes a number as PDF does: no exponent, six decimals at most.
func (b *builder) real(v float64) {
	v = math.Round(v*1e6) / 1e6
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		v = 0
	}
	b.cur = strconv.AppendFloat(b.cur, v, 'f', -1, 64)
	b.cur = append(b.cur, ' ')
}

func (b *builder) reals(vs ...float64) {
	b.text("[")
	for _, v := range vs {
		b.real(v)
	}
	b.text("]")
}

func (b *builder) ref(id int) {
	b.x.parts = append(b.x.parts, b.cur)
	b.x.refs = append(b.x.refs, id)
	b.cur = nil
}

func (b *builder) done() foreign {
	b.x.parts = append(b.x.parts, b.cur)
	return b.x
}

// value copies an object. Objects it refers to are put on the queue.
func (c *copier) value(b *builder, o types.Object, depth int) error {
	if depth > maxDepth {
		return errors.New("objects are nested too deeply")
	}
	switch v := o.(type) {
	case nil:
		b.text(" null ")
	case types.Boolean:
		b.text(" " + v.PDFString() + " ")
	case types.Integer:
		b.text(" " + v.PDFString() + " ")
	case types.Float:
		b.text(" ")
		b.real(float64(v))
	case types.Name:
		if v == "DeviceCMYK" {
			c.flaw(FlawColour, "")
		}
		b.name(string(v))
		b.text(" ")
	case types.StringLiteral:
		b.text(v.PDFString())
	case types.HexLiteral:
		b.text(v.PDFString())
	case types.Array:
		b.text("[")
		for _, e := range v {
			if err := c.value(b, e, depth+1); err != nil {
				return err
			}
		}
		b.text("]")
	case types.Dict:
		if c.act(v) != "" {
			b.text(" null ")
			return nil
		}
		b.text("<<")
		if err := c.entries(b, v, nil, depth); err != nil {
			return err
		}
		b.text(">>")
	case types.IndirectRef:
		return c.follow(b, v)
	default: // cross-reference and object streams are no part of a page
		b.text(" null ")
	}
	return nil
}

// follow copies a reference. Pages and what hangs on them are not copied: a
// reference back to one becomes null.
func (c *copier) follow(b *builder, ref types.IndirectRef) error {
	n := ref.ObjectNumber.Value()
	if id, ok := c.ids[n]; ok {
		b.ref(id)
		return nil
	}
	target := c.get(ref)
	if d, ok := target.(types.Dict); ok {
		if name, _ := c.get(d["Type"]).(types.Name); name == "Page" || name == "Pages" || name == "Catalog" {
			target = nil
		}
	}
	if target == nil {
		b.text(" null ")
		return nil
	}
	if len(c.out) >= maxObjects {
		return errors.New("too many objects")
	}
	c.ids[n] = len(c.out)
	b.ref(len(c.out))
	c.out = append(c.out, foreign{})
	c.queue = append(c.queue, n)
	return nil
}

// leftOutKeys are entries that mean nothing outside their file, or that an archive
// must not have: structure of their own, layers, editing data, substitutes.
var leftOutKeys = []string{
	"StructParent", "StructParents", "Metadata", "PieceInfo", "LastModified", "OC", "OPI", "Alternates", "Ref",
	"Properties", "Interpolate", "AF", "Measure", "PtData", "Thumb",
}

// entries copies the entries of a dictionary in the order of their names,
// without those left out.
func (c *copier) entries(b *builder, d types.Dict, without []string, depth int) error {
	c.inspect(b, d)
	keys := make([]string, 0, len(d))
	for k := range d {
		if !slices.Contains(leftOutKeys, k) && !slices.Contains(without, k) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		if k == "Alternate" && c.get(d[k]) == types.Name("DeviceCMYK") {
			continue // of an ICC profile, which says itself what it is
		}
		b.name(k)
		b.text(" ")
		if err := c.value(b, d[k], depth+1); err != nil {
			return err
		}
	}
	return nil
}

// drain copies what is on the queue.
func (c *copier) drain() error {
	for len(c.queue) > 0 {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		n := c.queue[0]
		c.queue = c.queue[1:]
		o := c.get(*types.NewIndirectRef(n, 0))
		var b builder
		if sd, ok := o.(types.StreamDict); ok {
			x, err := c.stream(&b, &sd)
			if err != nil {
				return fmt.Errorf("object %d: %w", n, err)
			}
			if err := c.grown(x); err != nil {
				return err
			}
			c.out[c.ids[n]] = x
			continue
		}
		if err := c.value(&b, o, 0); err != nil {
			return fmt.Errorf("object %d: %w", n, err)
		}
		x := b.done()
		if err := c.grown(x); err != nil {
			return err
		}
		c.out[c.ids[n]] = x
	}
	return nil
}

// stream copies a stream: as it is packed, but the content of forms and
// patterns without its marks, and LZW, which archives do not allow, anew.
func (c *copier) stream(b *builder, sd *types.StreamDict) (foreign, error) {
	if _, ok := sd.Dict["F"]; ok {
		return foreign{}, errors.New("a stream lies in another file")
	}
	if c.act(sd.Dict) != "" {
		b.text(" null ")
		return b.done(), nil
	}
	without := []string{"Length", "DL"}
	content := c.get(sd.Dict["Subtype"]) == types.Name("Form") || c.get(sd.Dict["PatternType"]) == types.Integer(1)
	again := content
	for _, f := range sd.FilterPipeline {
		switch f.Name {
		case "LZWDecode", "LZW":
			again = true
		case "Crypt":
			return foreign{}, &AnnexError{Reason: Encrypted}
		}
	}
	data := sd.Raw
	if !again {
		if err := c.measure(sd); err != nil {
			return foreign{}, err
		}
	} else {
		var err error
		if data, err = c.decode(sd); err != nil {
			return foreign{}, err
		}
		if content {
			data = c.clean(data)
		}
		without = append(without, "Filter", "DecodeParms")
	}
	if err := c.entries(b, sd.Dict, without, 0); err != nil {
		return foreign{}, err
	}
	x := b.done()
	x.data, x.stream, x.packed = data, true, !again && len(sd.FilterPipeline) > 0
	return x, nil
}

// inspect notes what PDF/A and PDF/UA do not allow in a dictionary.
func (c *copier) inspect(b *builder, d types.Dict) {
	name := func(key string) string {
		n, _ := c.get(d[key]).(types.Name)
		return string(n)
	}
	kind := name("Subtype")
	switch kind {
	case "PS":
		c.flaw(FlawOther, "PostScript")
	case "Type0", "Type1", "MMType1", "TrueType", "Type3", "CIDFontType0", "CIDFontType2":
		if t := name("Type"); t != "" && t != "Font" {
			return
		}
	default:
		if _, ok := d["TR"]; ok && name("Type") == "ExtGState" {
			c.flaw(FlawOther, "TR")
		}
		return
	}
	base := name("BaseFont")
	embedded := kind == "Type0" || kind == "Type3" // the one has it elsewhere, the other is in the file
	if desc, _ := c.dict(d["FontDescriptor"]); desc != nil {
		for _, key := range []string{"FontFile", "FontFile2", "FontFile3"} {
			if _, ok := c.get(desc[key]).(types.StreamDict); ok {
				embedded = true
			}
		}
	}
	if !embedded {
		c.flaw(FlawFont, base)
	}
	if _, ok := d["CIDToGIDMap"]; !ok && kind == "CIDFontType2" && embedded {
		b.text("/CIDToGIDMap /Identity ") // what it means when it is missing; archives want it said
	}
	if _, ok := c.get(d["ToUnicode"]).(types.StreamDict); ok {
		return
	}
	enc, coded := c.get(d["Encoding"]).(types.Name)
	switch {
	case kind == "Type0" && (!coded || enc == "Identity-H" || enc == "Identity-V"),
		kind == "Type3", kind != "Type0" && kind != "CIDFontType0" && kind != "CIDFontType2" && d["Encoding"] == nil:
		c.flaw(FlawUnicode, base)
	}
}
