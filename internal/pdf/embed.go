package pdf

import (
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// File is a file carried inside the PDF, such as the data its tables were made
// from: a person reads the pages, a program the data.
type File struct {
	Name         string // as 预算数据.json; no folders
	MIME         string // as application/json
	Description  string
	Relationship string // Source, Data, Alternative, Supplement or Unspecified (ISO 19005-3, Annex E)
	Data         []byte
}

// Bounds on embedded files, in reading and in writing.
const (
	maxFiles    = 100
	maxFileSize = 64 << 20 // bytes of one file, unpacked
	maxAllFiles = 256 << 20
)

// relationships are what a file may be to the document.
var relationships = []string{"Source", "Data", "Alternative", "Supplement", "Unspecified"}

// verifyFiles tells why files cannot be embedded.
func verifyFiles(files []File) error {
	if len(files) > maxFiles {
		return fmt.Errorf("%d files to embed, more than %d", len(files), maxFiles)
	}
	names := map[string]bool{}
	all := 0
	for _, x := range files {
		all += len(x.Data)
		switch {
		case x.Name == "" || !utf8.ValidString(x.Name) || strings.ContainsAny(x.Name, `/\:`) || strings.ContainsFunc(x.Name, unicode.IsControl):
			return fmt.Errorf("embed %q: not the name of a file", x.Name)
		case names[x.Name]:
			return fmt.Errorf("embed %q: two files have this name", x.Name)
		case !slices.Contains(relationships, x.Relationship):
			return fmt.Errorf("embed %q: relationship %q is none of %s", x.Name, x.Relationship, strings.Join(relationships, ", "))
		case !isMediaType(x.MIME):
			return fmt.Errorf("embed %q: %q is not a media type", x.Name, x.MIME)
		case len(x.Data) > maxFileSize || all > maxAllFiles:
			return fmt.Errorf("embed %q: too large", x.Name)
		}
		names[x.Name] = true
	}
	return nil
}

// isMediaType reports a media type: two words of letters, digits and some marks.
func isMediaType(s string) bool {
	a, b, ok := strings.Cut(s, "/")
	bad := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("!$&^_.+-", r))
	}
	return ok && a != "" && b != "" && !strings.ContainsFunc(a+b, bad)
}

// embed writes the files of meta and gives what the catalog says of them: the
// array of associated files, and the name tree by which readers list them.
func (f *finisher) embed() (af, tree []byte) {
	if len(f.meta.Files) == 0 {
		return nil, nil
	}
	af = []byte("/AF [")
	type named struct {
		name string
		spec int
	}
	var names []named
	for _, x := range f.meta.Files {
		sum := md5.Sum(x.Data) // the specification asks for MD5; what guards the file is the seal
		dict := fmt.Sprintf("/Type /EmbeddedFile /Subtype /%s /Params <</Size %d /CheckSum <%X>", strings.ReplaceAll(x.MIME, "/", "#2F"), len(x.Data), sum)
		if !f.meta.Date.IsZero() {
			d := infoDate(f.meta.Date)
			dict += " /CreationDate " + d + " /ModDate " + d
		}
		stream := f.addStream(dict+">>", x.Data)
		b := fmt.Appendf(nil, "<</Type /Filespec /AFRelationship /%s /EF <</F %d 0 R /UF %d 0 R>> /F ", x.Relationship, stream, stream)
		b = textString(b, x.Name)
		b = append(b, " /UF "...)
		b = textString(b, x.Name)
		b = append(b, " /Desc "...)
		b = textString(b, x.Description)
		spec := f.add(append(b, ">>"...))
		af = reference(af, spec)
		names = append(names, named{x.Name, spec})
	}
	slices.SortFunc(names, func(a, b named) int { return bytes.Compare(stringBytes(a.name), stringBytes(b.name)) })
	b := []byte("<</Names [")
	for _, n := range names {
		b = textString(b, n.name)
		b = append(b, ' ')
		b = reference(b, n.spec)
	}
	id := f.add(append(b, "]>>"...))
	return append(af, "] "...), reference([]byte("/EmbeddedFiles "), id)
}

// Files reads back the files embedded in a PDF that Write made, in their order.
// It finds them although other programs appended to the file since. What is not
// such a file gives an error; unpacking is bounded.
func Files(data []byte) ([]File, error) {
	r, err := openSealed(data)
	if err != nil {
		return nil, fmt.Errorf("read embedded files: %w", err)
	}
	root, err := r.object(r.root)
	if err != nil {
		return nil, fmt.Errorf("read embedded files: catalog: %w", err)
	}
	i := bytes.LastIndex(root, []byte("/AF ["))
	if i < 0 {
		return nil, nil
	}
	var out []File
	left := maxAllFiles
	for rest := root[i+len("/AF ["):]; len(rest) > 0 && rest[0] != ']'; {
		id, after, ok := referenceAt(rest)
		if !ok || len(out) == maxFiles {
			return nil, errors.New("read embedded files: bad list of files")
		}
		rest = after
		x, err := r.file(id, min(left, maxFileSize))
		if err != nil {
			return nil, fmt.Errorf("read embedded file %d: %w", len(out)+1, err)
		}
		if slices.ContainsFunc(out, func(y File) bool { return y.Name == x.Name }) {
			return nil, fmt.Errorf("read embedded files: two are called %q", x.Name)
		}
		left -= len(x.Data)
		out = append(out, x)
	}
	return out, nil
}

// file reads the embedded file whose specification is object id.
func (r *reader) file(id, limit int) (File, error) {
	var x File
	spec, err := r.object(id)
	if err != nil {
		return x, err
	}
	bad := errors.New("not a file specification of this program")
	rest, ok := bytes.CutPrefix(spec, []byte("<</Type /Filespec /AFRelationship /"))
	if !ok {
		return x, bad
	}
	rel, rest, ok := bytes.Cut(rest, []byte(" /EF <</F "))
	if !ok {
		return x, bad
	}
	x.Relationship = string(rel)
	stream, rest, ok := referenceAt(rest)
	if !ok {
		return x, bad
	}
	for _, part := range []struct {
		key string
		to  *string
	}{{" /F ", &x.Name}, {" /UF ", &x.Name}, {" /Desc ", &x.Description}} {
		i := bytes.Index(rest, []byte(part.key))
		if i < 0 {
			return x, bad
		}
		if *part.to, rest, ok = stringValue(rest[i+len(part.key):]); !ok {
			return x, bad
		}
	}
	dict, packed, err := r.stream(stream)
	if err != nil {
		return x, err
	}
	kind, params, ok := bytes.Cut(bytes.TrimPrefix(dict, []byte("/Type /EmbeddedFile /Subtype /")), []byte(" /Params <<"))
	if !ok {
		return x, bad
	}
	x.MIME = strings.ReplaceAll(string(kind), "#2F", "/")
	if x.Data, err = inflated(packed, limit); err != nil {
		return x, err
	}
	if sum := fmt.Sprintf("/CheckSum <%X>", md5.Sum(x.Data)); !bytes.Contains(params, []byte(sum)) {
		return x, fmt.Errorf("%q does not have its checksum", x.Name)
	}
	if err := verifyFiles([]File{x}); err != nil {
		return x, err
	}
	return x, nil
}
