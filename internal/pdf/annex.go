package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Annex is a PDF file of the unit, read and ready to be printed page by page in
// a document. It may be used in several documents, also at the same time.
type Annex struct {
	// File is what goes into the document beside the pages: the file as it came, or,
	// if it does more than show pages, a copy of the pages alone.
	File  []byte
	Acts  []Act // what the file as it came does besides
	Pages []AnnexPage
	Flaws []Flaw // why a document with it is not archival; empty: it may be
	objs  []foreign
}

// AnnexPage is a page of an annex as it is shown: cropped and turned.
type AnnexPage struct {
	Width, Height int // 1/1000 pt
	form          int // index into objs
}

// Archival reports that a document with this annex may call itself PDF/A, as
// far as could be seen.
func (a *Annex) Archival() bool { return len(a.Flaws) == 0 }

// Flaw is something PDF/A or PDF/UA does not allow. It is printed all the same.
type Flaw struct {
	Kind   FlawKind
	Detail string // the font, for FlawFont and FlawUnicode
	Page   int    // first page it was met on, from 1
}

// FlawKind names a kind of flaw; the words for people are elsewhere.
type FlawKind string

// The kinds of flaws.
const (
	FlawFont    FlawKind = "font"    // a font is not embedded
	FlawUnicode FlawKind = "unicode" // a font does not say which characters it draws
	FlawColour  FlawKind = "colour"  // device colours of a printing press (CMYK)
	FlawLayers  FlawKind = "layers"  // layers: what its program hid is printed too
	FlawOther   FlawKind = "other"   // PostScript, transfer functions
)

// AnnexError says why a file cannot be an annex.
type AnnexError struct {
	Reason AnnexReason
	Page   int   // on which it was seen, from 1; 0: in the file as a whole
	Err    error // what the reader says, for the curious; may be nil
}

// AnnexReason names a reason; the words for people are elsewhere.
type AnnexReason string

// The reasons for refusing a file.
const (
	NotPDF       AnnexReason = "not-pdf"
	Encrypted    AnnexReason = "encrypted"
	Broken       AnnexReason = "broken"
	Torn         AnnexReason = "torn" // cut off, or a part is missing
	NoPages      AnnexReason = "no-pages"
	TooManyPages AnnexReason = "too-many-pages"
	TooLarge     AnnexReason = "too-large"
	TooComplex   AnnexReason = "too-complex" // showing it costs more than a reader can be asked for
	TooSlow      AnnexReason = "too-slow"    // given up; on a machine that does less beside it may be read
)

func (e *AnnexError) Error() string {
	if e.Err == nil {
		return "read annex: " + string(e.Reason)
	}
	return "read annex: " + string(e.Reason) + ": " + e.Err.Error()
}

func (e *AnnexError) Unwrap() error { return e.Err }

// Bounds of an annex.
const (
	MaxAnnexSize  = 100 << 20 // bytes of the file
	MaxAnnexPages = 500
	maxAnnexTime  = 60 * time.Second // the last resort; what is refused is refused by counts before
	maxDecoded    = 128 << 20        // bytes of one stream, unpacked
	maxAllDecoded = 1 << 30
	maxImage      = 512 << 20 // bytes of an image, unpacked
	maxImageRow   = 1 << 20   // bytes of a row are at most some times that
	// What stays packed is counted, not kept.
	maxAllMeasured = 2 << 30
	maxAllCopied   = 256 << 20
	maxObjects     = 500_000
	maxDepth       = 60 // of nested objects
)

// Probe reads a PDF file that is to be an annex. What cannot be one gives an
// *AnnexError, whatever the bytes are.
func Probe(data []byte) (*Annex, error) {
	if len(data) > MaxAnnexSize {
		return nil, &AnnexError{Reason: TooLarge}
	}
	// A PDF may begin with some other bytes; Office and scanners do not do that.
	if !bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) {
		return nil, &AnnexError{Reason: NotPDF}
	}
	type answer struct {
		annex *Annex
		err   error
	}
	// The reader is other people's code and cannot always be stopped: then it is
	// left behind.
	ctx, cancel := context.WithTimeout(context.Background(), maxAnnexTime)
	defer cancel()
	done := make(chan answer, 1)
	go func() {
		a, err := probeAnnex(ctx, data)
		done <- answer{a, err}
	}()
	select {
	case x := <-done:
		var known *AnnexError
		switch {
		case x.err == nil:
			return x.annex, nil
		case errors.As(x.err, &known):
			return nil, known
		case ctx.Err() != nil:
			return nil, &AnnexError{Reason: TooSlow, Err: x.err}
		}
		return nil, &AnnexError{Reason: Broken, Err: x.err}
	case <-ctx.Done():
		return nil, &AnnexError{Reason: TooSlow}
	}
}

// probeAnnex reads the file; if it acts, it reads the copy of its pages instead, so that
// the document is the same whether it is made from the one or the other.
func probeAnnex(ctx context.Context, data []byte) (*Annex, error) {
	a, err := readAnnex(ctx, data)
	if err != nil || len(a.Acts) == 0 || bytes.Equal(a.File, data) {
		return a, err
	}
	b, err := readAnnex(ctx, a.File)
	if err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	if !bytes.Equal(a.File, b.File) {
		return nil, errors.New("copy: what acts came along")
	}
	return b, nil
}

func readAnnex(ctx context.Context, data []byte) (a *Annex, err error) {
	defer func() { // pdfcpu panics on some broken files
		if p := recover(); p != nil {
			a, err = nil, fmt.Errorf("%v", p)
		}
	}()
	if !whole(data) {
		return nil, errTorn
	}
	x, s, err := readForeign(ctx, data)
	if errors.Is(err, pdfcpu.ErrWrongPassword) || errors.Is(err, pdfcpu.ErrUnsupportedEncryptionFeature) || err == nil && x.Encrypt != nil {
		return nil, &AnnexError{Reason: Encrypted, Err: err}
	}
	if err != nil {
		return nil, err
	}
	c := newCopier(ctx, x)
	if err := c.catalog(); err != nil {
		return nil, err
	}
	leaves, err := c.leaves(MaxAnnexPages)
	if err != nil {
		return nil, err
	}
	switch {
	case len(leaves) == 0:
		return nil, &AnnexError{Reason: NoPages}
	case len(leaves) > MaxAnnexPages:
		return nil, &AnnexError{Reason: TooManyPages}
	}
	a = &Annex{File: data}
	for i, l := range leaves {
		c.page = i + 1
		p, err := c.leaf(l)
		var known *AnnexError
		if errors.As(err, &known) {
			return nil, &AnnexError{Reason: known.Reason, Page: i + 1, Err: known.Err}
		}
		if err != nil {
			return nil, fmt.Errorf("page %d: %w", i+1, err)
		}
		a.Pages = append(a.Pages, p)
	}
	a.objs, a.Flaws = c.out, c.flaws
	acts, said, err := c.acts(s)
	if err != nil {
		return nil, err
	}
	a.Acts = said
	if len(acts) > 0 {
		a.File, err = a.copied()
	}
	return a, err
}

// annexLeaf is a page with what it inherits.
type annexLeaf struct {
	dict                       types.Dict
	resources, mediaBox, cropB types.Object
	rotate                     types.Object
}

// leaves walks the page tree. It goes by its own steps because a broken tree
// may have loops, wrong counts and nodes without a type. Pages beyond most are one.
func (c *copier) leaves(most int) ([]annexLeaf, error) {
	root, err := c.x.Catalog()
	if err != nil {
		return nil, err
	}
	var out []annexLeaf
	seen := map[int]bool{}
	var walk func(o types.Object, from annexLeaf, depth int) error
	walk = func(o types.Object, from annexLeaf, depth int) error {
		if ref, ok := o.(types.IndirectRef); ok {
			if seen[ref.ObjectNumber.Value()] {
				return nil
			}
			seen[ref.ObjectNumber.Value()] = true
		}
		d, err := c.dict(o)
		if err != nil || d == nil || depth > maxDepth || len(out) > most {
			return err
		}
		from.dict = d
		for key, to := range map[string]*types.Object{"Resources": &from.resources, "MediaBox": &from.mediaBox, "CropBox": &from.cropB, "Rotate": &from.rotate} {
			if v, ok := d[key]; ok {
				*to = v
			}
		}
		kids, err := c.array(d["Kids"])
		if err != nil {
			return err
		}
		if kids == nil {
			if name, _ := c.get(d["Type"]).(types.Name); name != "Pages" {
				out = append(out, from)
			}
			return nil
		}
		for _, k := range kids {
			if c.gone(k) {
				return errTorn
			}
			if err := walk(k, from, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	return out, walk(root["Pages"], annexLeaf{}, 0)
}

// catalog notes what the whole file says.
func (c *copier) catalog() error {
	root, err := c.x.Catalog()
	if err != nil {
		return err
	}
	if d := c.own(); d != nil && c.get(d["Layers"]) == types.Boolean(true) {
		c.page = 1
		c.flaw(FlawLayers, "")
	}
	layers, err := c.dict(root["OCProperties"])
	if err != nil || layers == nil {
		return err
	}
	if d, _ := c.dict(layers["D"]); d != nil {
		off, _ := c.array(d["OFF"])
		base, _ := c.get(d["BaseState"]).(types.Name)
		if len(off) > 0 || base == "OFF" {
			c.page = 1
			c.flaw(FlawLayers, "")
		}
	}
	return nil
}

// leaf makes the form of one page.
func (c *copier) leaf(l annexLeaf) (AnnexPage, error) {
	box, ok := c.box(l.mediaBox)
	if !ok {
		box = [4]float64{0, 0, 612, 792} // what readers take when a page does not say
	}
	if crop, ok := c.box(l.cropB); ok {
		both := [4]float64{max(box[0], crop[0]), max(box[1], crop[1]), min(box[2], crop[2]), min(box[3], crop[3])}
		if both[0] < both[2] && both[1] < both[3] {
			box = both
		}
	}
	w, h := box[2]-box[0], box[3]-box[1]
	unit := c.number(l.dict["UserUnit"], 1)
	const least, most = 3, 20000 // pt
	if min(w, h)*unit < least || max(w, h)*unit > most {
		return AnnexPage{}, fmt.Errorf("its size is %.0f x %.0f pt", w*unit, h*unit)
	}
	// The matrix turns the page upright and puts its lower left corner at 0, 0.
	m := matrix{1, 0, 0, 1, 0, 0}
	turn := (int(c.number(l.rotate, 0))%360 + 360) % 360
	switch turn {
	case 90:
		m = matrix{0, -1, 1, 0, 0, w}
	case 180:
		m = matrix{-1, 0, 0, -1, w, h}
	case 270:
		m = matrix{0, 1, -1, 0, h, 0}
	}
	if turn == 90 || turn == 270 {
		w, h = h, w
	}
	m = matrix{1, 0, 0, 1, -box[0], -box[1]}.then(m).then(matrix{unit, 0, 0, unit, 0, 0})

	content, err := c.content(l.dict["Contents"])
	if err != nil {
		return AnnexPage{}, err
	}
	if c.gone(l.resources) {
		return AnnexPage{}, errTorn
	}
	res, err := c.dict(l.resources)
	if err != nil {
		return AnnexPage{}, err
	}
	stamps, content, err := c.stamps(l.dict["Annots"], content)
	if err != nil {
		return AnnexPage{}, err
	}
	id, err := c.form(box, m, res, l.dict["Group"], stamps, content)
	if err != nil {
		return AnnexPage{}, err
	}
	return AnnexPage{Width: int(math.Round(w * unit * 1000)), Height: int(math.Round(h * unit * 1000)), form: id}, nil
}

// content is the content of a page without its marks.
func (c *copier) content(o types.Object) ([]byte, error) {
	all, err := c.joined(o)
	if err != nil {
		return nil, err
	}
	return c.clean(all), nil
}

// joined joins the content streams of a page.
func (c *copier) joined(o types.Object) ([]byte, error) {
	parts := types.Array{o}
	if a, ok := c.get(o).(types.Array); ok {
		parts = a
	}
	var all []byte
	for _, p := range parts {
		sd, ok := c.get(p).(types.StreamDict)
		if c.gone(p) {
			return nil, errTorn
		}
		if !ok {
			continue
		}
		b, err := c.decode(&sd)
		if err != nil {
			return nil, err
		}
		if len(all)+len(b) > maxDecoded {
			return nil, errTooMuch
		}
		all = append(append(all, b...), '\n')
	}
	return all, nil
}

// clean takes the marks out of a content stream and notes its colours.
func (c *copier) clean(content []byte) []byte {
	out, press := unmarked(content)
	if press {
		c.flaw(FlawColour, "")
	}
	return out
}

// box reads a rectangle, whichever corners it names.
func (c *copier) box(o types.Object) (box [4]float64, ok bool) {
	a, err := c.array(o)
	if err != nil || len(a) != 4 {
		return box, false
	}
	for i := range box {
		box[i] = c.number(a[i], math.NaN())
		if math.IsNaN(box[i]) || math.Abs(box[i]) > 1e6 {
			return box, false
		}
	}
	box = [4]float64{min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])}
	return box, box[2]-box[0] > 0 && box[3]-box[1] > 0
}

// matrix is a transformation as PDF writes it.
type matrix [6]float64

// then is m followed by n.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}
