// Command licences gathers the licence texts of all that is compiled into the program:
// its own, Go's, those of every module, of the typefaces and of data of others.
//
// Input: the module in the folder -C, as the go command sees it. Output: one text on
// standard output, which the program embeds (cmd/budgetbook/licences.txt). Invariant: the
// same modules give the same bytes, on every machine; a module without a licence is an
// error.
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// platforms are those the program is built for: what they need of others may differ.
var platforms = []string{"linux/amd64", "linux/arm64", "linux/loong64", "windows/amd64"}

// program is what is compiled.
const program = "./cmd/budgetbook"

// given are texts that stand in the repository, in the order in which they are printed.
var given = []struct{ kind, name, version, file string }{
	{"program", "budgetbook", "-", "LICENSE"},
	{"font", "fonts", "-", "fonts/NOTICE.md"},
	{"font", "fonts", "-", "fonts/OFL-1.1.txt"},
	{"font", "fonts", "-", "fonts/HANAZONO-LICENSE.txt"},
	{"data", "Unicode-Character-Database", "14.0.0", "internal/character/UNICODE-LICENSE.txt"},
}

// kinds are in the order in which they are printed.
var kinds = []string{"program", "go", "module", "font", "data"}

// legal are names of files that must be passed on with a binary.
var legal = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying|notice|patents)([-_.].*)?$`)

// text is a licence and those that are under it.
type text struct {
	owners []string // "module PATH VERSION FILE"
	body   string
}

func main() {
	dir := flag.String("C", ".", "folder of the module")
	flag.Parse()
	var b bytes.Buffer
	err := gather(&b, *dir)
	if err == nil {
		_, err = os.Stdout.Write(b.Bytes())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(2)
	}
}

// gather writes the texts of the module in dir.
func gather(w io.Writer, dir string) error {
	var texts []*text
	add := func(file string, owner ...string) error {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		body := plain(string(data))
		line := strings.Join(owner, " ")
		for l := range strings.Lines(body) {
			if strings.HasPrefix(l, "=== ") {
				return fmt.Errorf("%s: a line begins like a heading of the list", file)
			}
		}
		i := slices.IndexFunc(texts, func(t *text) bool { return t.body == body })
		if i < 0 {
			i, texts = len(texts), append(texts, &text{body: body})
		}
		texts[i].owners = append(texts[i].owners, line)
		return nil
	}
	root, err := goCommand(dir, "", "env", "GOROOT")
	if err != nil {
		return err
	}
	modules, err := compiledIn(dir)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		for _, g := range given {
			if g.kind == kind {
				err = errors.Join(err, add(filepath.Join(dir, filepath.FromSlash(g.file)), kind, g.name, g.version, g.file))
			}
		}
		switch kind {
		case "go":
			for _, name := range []string{"LICENSE", "PATENTS"} {
				err = errors.Join(err, add(filepath.Join(strings.TrimSpace(string(root)), name), kind, "go", "-", name))
			}
		case "module":
			for _, m := range modules {
				if len(m.files) == 0 {
					err = errors.Join(err, fmt.Errorf("%s %s has no licence", m.Path, m.Version))
				}
				for _, f := range m.files {
					err = errors.Join(err, add(filepath.Join(m.Dir, filepath.FromSlash(f)), kind, m.Path, m.Version, f))
				}
			}
		}
	}
	if err != nil {
		return err
	}
	for _, t := range texts {
		for _, o := range t.owners {
			fmt.Fprintf(w, "=== %s\n", o)
		}
		fmt.Fprintf(w, "\n%s\n\n", t.body)
	}
	return nil
}

// plain is a text with the line ends of this file and without form feeds, blanks at the
// ends of lines and blank lines around it: what makes texts differ that are the same.
func plain(s string) string {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\f", "").Replace(strings.TrimPrefix(s, "\ufeff")), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

type module struct {
	Path, Version, Dir string
	Main               bool
	Replace            *module

	files []string // of licences, below Dir
}

// compiledIn are the modules of which something is compiled into the program on any
// platform, sorted, each with the licences at its root and beside the packages that are used.
func compiledIn(dir string) ([]*module, error) {
	found := map[string]*module{}
	for _, p := range platforms {
		out, err := goCommand(dir, p, "list", "-deps", "-json=Dir,Module", program)
		if err != nil {
			return nil, err
		}
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var pkg struct {
				Dir    string
				Module *module
			}
			if err := d.Decode(&pkg); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, err
			}
			m := pkg.Module
			if m == nil || m.Main {
				continue
			}
			if r := m.Replace; r != nil {
				m = r
			}
			if found[m.Path] == nil {
				found[m.Path] = m
			}
			if err := found[m.Path].take(pkg.Dir); err != nil {
				return nil, err
			}
		}
	}
	var all []*module
	for _, m := range found {
		slices.Sort(m.files)
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *module) int { return cmp.Compare(a.Path, b.Path) })
	return all, nil
}

// take adds the licences in the folder of a package and in those above it.
func (m *module) take(dir string) error {
	for {
		below, err := filepath.Rel(m.Dir, dir)
		if err != nil || strings.HasPrefix(below, "..") {
			return err
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			name := filepath.ToSlash(filepath.Join(below, e.Name()))
			if e.Type().IsRegular() && legal.MatchString(e.Name()) && filepath.Ext(name) != ".go" && !slices.Contains(m.files, name) {
				m.files = append(m.files, name)
			}
		}
		if below == "." {
			return nil
		}
		dir = filepath.Dir(dir)
	}
}

// goCommand runs the go command in dir as for a platform.
func goCommand(dir, platform string, args ...string) ([]byte, error) {
	c := exec.Command("go", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	if system, processor, ok := strings.Cut(platform, "/"); ok {
		c.Env = append(c.Env, "GOOS="+system, "GOARCH="+processor)
	}
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, said.Bytes())
	}
	return out, nil
}
