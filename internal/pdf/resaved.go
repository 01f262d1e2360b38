package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Resaved reads the files embedded in a PDF that another program wrote anew, whatever
// form it gave it: those the catalog lists by name, and those it says belong to the
// document. Time, sizes and numbers are bounded; a panic of the library is an error. No
// checksum is looked at here: whoever asks knows what the files must be.
func Resaved(data []byte) ([]File, error) {
	if len(data) > MaxAnnexSize || !bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) {
		return nil, errForeign
	}
	type answer struct {
		files []File
		err   error
	}
	ctx, cancel := context.WithTimeout(context.Background(), maxAnnexTime)
	defer cancel()
	done := make(chan answer, 1)
	go func() {
		files, err := resaved(ctx, data)
		done <- answer{files, err}
	}()
	select {
	case x := <-done:
		return x.files, x.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func resaved(ctx context.Context, data []byte) (files []File, err error) {
	defer func() { // pdfcpu panics on some broken files
		if p := recover(); p != nil {
			files, err = nil, fmt.Errorf("read embedded files: %v", p)
		}
	}()
	x, _, err := readForeign(ctx, data)
	if err != nil {
		return nil, fmt.Errorf("read embedded files: %w", err)
	}
	c := newCopier(ctx, x)
	root, err := x.Catalog()
	if err != nil {
		return nil, fmt.Errorf("read embedded files: catalog: %w", err)
	}
	var specs []types.Object
	if names, _ := c.dict(root["Names"]); names != nil {
		specs = c.leavesOfNames(names["EmbeddedFiles"], 0)
	}
	if af, ok := c.get(root["AF"]).(types.Array); ok {
		specs = append(specs, af...)
	}
	left := maxAllFiles
	for _, o := range specs {
		f, ok, err := c.embedded(o, min(left, maxFileSize))
		if err != nil {
			return nil, fmt.Errorf("read embedded file %q: %w", f.Name, err)
		}
		if !ok || slices.ContainsFunc(files, func(x File) bool { return x.Name == f.Name }) {
			continue
		}
		if left -= len(f.Data); len(files) == maxFiles {
			return nil, errors.New("read embedded files: too many")
		}
		files = append(files, f)
	}
	return files, nil
}

// readForeign reads a PDF of any program within bounds.
func readForeign(ctx context.Context, data []byte) (*model.Context, *sight, error) {
	s, err := look(data)
	if err != nil {
		return nil, nil, err
	}
	conf := &model.Configuration{Reader15: true, ValidationMode: model.ValidationRelaxed, Offline: true, Limits: model.DefaultResourceLimits()}
	conf.Limits.MaxStreamBytes = MaxAnnexSize
	conf.Limits.MaxDecodeBytes = maxPacked
	conf.Limits.MaxObjectCount = 10 * maxObjects
	conf.Limits.MaxXRefEntries = 10 * maxObjects
	in := ration(data, s)
	x, err := pdfcpu.ReadWithContext(ctx, in, conf)
	if in.spent || err == nil && len(x.Table) > maxObjects {
		return nil, nil, errTooMuch
	}
	return x, s, err
}

// leavesOfNames lists the values of a name tree.
func (c *copier) leavesOfNames(o types.Object, depth int) []types.Object {
	d, _ := c.dict(o)
	if d == nil || depth > maxDepth {
		return nil
	}
	var all []types.Object
	if names, ok := c.get(d["Names"]).(types.Array); ok {
		for i := 1; i < len(names) && len(all) <= maxFiles; i += 2 {
			all = append(all, names[i])
		}
	}
	if kids, ok := c.get(d["Kids"]).(types.Array); ok {
		for _, kid := range kids {
			if len(all) > maxFiles {
				break
			}
			all = append(all, c.leavesOfNames(kid, depth+1)...)
		}
	}
	return all
}

// embedded reads one file by its specification; ok is false if it is none.
func (c *copier) embedded(o types.Object, limit int) (f File, ok bool, err error) {
	spec, _ := c.dict(o)
	if spec == nil {
		return f, false, nil
	}
	for _, key := range []string{"F", "UF"} {
		if s, err := types.StringOrHexLiteral(c.get(spec[key])); err == nil && s != nil && *s != "" {
			f.Name = *s
		}
	}
	ef, _ := c.dict(spec["EF"])
	if ef == nil || f.Name == "" {
		return f, false, nil
	}
	sd, isStream := c.get(ef["F"]).(types.StreamDict)
	if !isStream {
		sd, isStream = c.get(ef["UF"]).(types.StreamDict)
	}
	if !isStream {
		return f, false, nil
	}
	if rel, isName := c.get(spec["AFRelationship"]).(types.Name); isName {
		f.Relationship = string(rel)
	}
	if f.Data, err = c.decode(&sd); err != nil {
		return f, false, err
	}
	if len(f.Data) > limit {
		return f, false, fmt.Errorf("more than %d bytes", limit)
	}
	return f, true, nil
}
