package batch

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
)

// source is a workbook below the input folder.
type source struct {
	path   string // below the input folder, as the system writes it
	folder string // below UnitsFolder
}

// input is the path as a Result has it.
func (s source) input() string { return displayPath(s.path) }

func displayPath(path string) string { return strings.ToValidUTF8(filepath.ToSlash(path), "\uFFFD") }

// Lengths of the parts of the name of a unit's folder, in characters.
const (
	maxStem  = 40
	hashSize = 12
)

// Folder is the name of the folder of a workbook: letters and digits of the file's
// name, and a hash of its path that makes the name unique and no reserved one. It is
// the same on every system.
func Folder(path string) string {
	path = filepath.ToSlash(path)
	stem := path[strings.LastIndexByte(path, '/')+1:]
	if cut := strings.LastIndexByte(stem, '.'); cut >= 0 {
		stem = stem[:cut]
	}
	var b strings.Builder
	n, gap := 0, false
	for _, r := range norm.NFC.String(stem) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = n > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			n, gap = n+1, false
		}
		if n >= maxStem {
			break
		}
		b.WriteRune(r)
		n++
	}
	name := strings.TrimRight(b.String(), "-")
	if name == "" {
		name = "unit"
	}
	sum := sha256.Sum256([]byte(path))
	return name + "-" + hex.EncodeToString(sum[:])[:hashSize]
}

// isPassedOver says whether a name is that of a file an office program or a system puts
// beside the workbooks.
func isPassedOver(name string) bool {
	return strings.HasPrefix(name, "~$") || strings.HasPrefix(name, ".~lock") || strings.HasPrefix(name, "._")
}

// finder walks the input folder.
type finder struct {
	in, out string // both without links
	note    func(error)
	found   []source
	others  []string // documents that are no workbooks, by path
	partial bool     // some folder could not be read
	profile string   // name of the profile, "" for that of the program
}

// year is the key of the budget year in the JSON of filings, "" if the profile cannot be
// read; that is said elsewhere.
func (f *finder) year() string {
	p, err := press.Profile(cmp.Or(f.profile, press.DefaultProfile))
	if err != nil {
		return ""
	}
	return p.Roles.Year[strings.LastIndexByte(p.Roles.Year, '.')+1:]
}

// findWorkbooks lists the workbooks below a folder by their paths. What is passed over is noted,
// but for files of office programs and systems. The other documents are for strays to
// note: a workbook may name them.
func findWorkbooks(in, out, profile string, note func(error)) (*finder, error) {
	f := &finder{in: in, out: out, profile: profile, note: note}
	if err := filepath.WalkDir(in, f.visit); err != nil {
		return nil, message.Errorf(output.Bare(err), "unreadable", "file", in)
	}
	sort.Slice(f.found, func(i, j int) bool { return f.found[i].path < f.found[j].path })
	seen := map[string]string{}
	for _, s := range f.found {
		if old, twice := seen[s.folder]; twice {
			return nil, message.Errorf(nil, "batch-same-folder", "a", displayPath(old), "b", s.input())
		}
		seen[s.folder] = s.path
	}
	return f, nil
}

// strays notes the documents no workbook names: a unit may have filed one instead of
// its workbook.
func (f *finder) strays(results []Result) {
	named := map[string]bool{}
	for _, x := range results {
		for _, a := range x.Attached {
			named[path.Join(path.Dir(x.Input), filepath.ToSlash(a.Name))] = true
		}
	}
	for _, rel := range f.others {
		if name := displayPath(rel); !named[name] {
			f.note(message.Errorf(nil, documents[extension(rel)], "file", name))
		}
	}
}

func (f *finder) visit(path string, d fs.DirEntry, err error) error {
	rel, relErr := filepath.Rel(f.in, path)
	if relErr != nil {
		return relErr
	}
	switch {
	case err != nil && path == f.in:
		return err
	case err != nil:
		f.partial = true
		f.note(message.Errorf(output.Bare(err), "unreadable", "file", displayPath(rel)))
		return nil
	case d.IsDir() && path == f.out:
		return fs.SkipDir
	case d.IsDir() && d.Name() == UnitsFolder && holdsResults(path):
		f.note(message.Errorf(nil, "batch-other-results", "file", displayPath(rel)))
		return fs.SkipDir
	case d.IsDir() || isPassedOver(d.Name()):
		return nil
	case d.Type()&fs.ModeSymlink != 0:
		if f.link(path, rel) {
			f.take(rel)
		}
		return nil
	case d.Type().IsRegular():
		f.take(rel)
	case kindOf(rel) != "":
		f.note(message.Errorf(nil, "batch-not-a-file", "file", displayPath(rel)))
	}
	return nil
}

// holdsResults says whether a folder holds what a run has made of workbooks: its data and
// marked copies are no workbooks that somebody filed.
func holdsResults(dir string) bool {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if e.IsDir() {
			if _, err := readResult(filepath.Dir(dir), e.Name()); err == nil {
				return true
			}
		}
	}
	return false
}

// link says whether a symbolic link is a workbook inside the input folder.
func (f *finder) link(path, rel string) bool {
	info, err := os.Stat(path)
	if err != nil {
		if kindOf(rel) != "" {
			f.note(message.Errorf(output.Bare(err), "batch-link-broken", "file", displayPath(rel)))
		}
		return false
	}
	to, err := filepath.EvalSymlinks(path)
	if err != nil || !info.IsDir() && kindOf(rel) == "" {
		return false
	}
	if !isBelowFolder(f.in, to) {
		f.note(message.Errorf(nil, "batch-link-out", "file", displayPath(rel)))
		return false
	}
	if info.IsDir() {
		return false // what is in it is found where it stands
	}
	if !info.Mode().IsRegular() {
		f.note(message.Errorf(nil, "batch-not-a-file", "file", displayPath(rel)))
		return false
	}
	return !isBelowFolder(f.out, to)
}

// take adds a file if it is a workbook.
func (f *finder) take(rel string) {
	switch kindOf(rel) {
	case "":
		if documents[extension(rel)] != "" {
			f.others = append(f.others, rel)
		}
		return
	case ".json":
		if !f.filing(rel) {
			f.note(message.Errorf(nil, "batch-no-filing", "file", displayPath(rel)))
			return
		}
	}
	f.found = append(f.found, source{path: rel, folder: Folder(rel)})
}

// kindOf is the ending of a file that is taken for a workbook, "" of others. Those of
// other spreadsheets are among them: that they cannot be read is to be said of the unit
// that filed one.
func kindOf(path string) string {
	switch ext := extension(path); ext {
	case ".xlsx", ".xlsm", ".json", ".xls", ".xlt", ".xlsb", ".xltx", ".xltm", ".et", ".ett", ".ods", ".ots", ".fods":
		return ext
	}
	return ""
}

func extension(path string) string { return strings.ToLower(filepath.Ext(path)) }

// documents are the endings of files that may have been filed instead of a workbook,
// and what is said of them.
var documents = func() map[string]string {
	ids := map[string]string{}
	for id, endings := range map[string]string{
		"batch-other-pdf":     ".pdf .ofd",
		"batch-other-word":    ".doc .docx .docm .wps .odt .rtf .ppt .pptx",
		"batch-other-archive": ".zip .rar .7z .tar .gz",
		"batch-other-text":    ".csv .tsv .htm .html .mht .xml",
		"batch-other-picture": ".jpg .jpeg .png .bmp .tif .tiff .heic",
		"batch-other-sheet":   ".numbers .uos .dbf .wk1 .wks",
	} {
		for _, ending := range strings.Fields(endings) {
			ids[ending] = id
		}
	}
	return ids
}()

// headSize is how much of a JSON file is looked at to tell what it is.
const headSize = 64 << 10

var (
	schemaJSON = regexp.MustCompile(`"schema"\s*:\s*"([^"]*)"`)
	anyJSON    = regexp.MustCompile(`^(\x{feff})?\s*(\{\s*["}]|\[)`)
)

// filing says whether a JSON file is to be worked on: it is unless it is clearly
// something else, so that a damaged filing is reported and not passed over.
func (f *finder) filing(rel string) bool {
	file, err := os.Open(filepath.Join(f.in, rel))
	if err != nil {
		return true
	}
	defer file.Close()
	head := make([]byte, headSize)
	n, _ := io.ReadFull(file, head)
	head = head[:n]
	if m := schemaJSON.FindSubmatch(head); m != nil {
		return strings.HasPrefix(string(m[1]), "budgetbook/filing/")
	}
	if !anyJSON.Match(head) {
		return true
	}
	year := f.year()
	return year != "" && regexp.MustCompile(regexp.QuoteMeta(strconv.Quote(year))+`\s*:`).Match(head)
}

// isBelowFolder says whether a path is a folder or below it.
func isBelowFolder(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}
