package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/tools/go/packages"
)

// figures are those of one package. Tests are not counted.
type figures struct {
	path    string // within the module
	files   int    // for every machine the package is built for
	lines   int
	names   int // exported, of the package
	methods int // exported, of its exported types
	arrows  int // pairs of files of which one needs the other
	circle  []string
	long    []function
	han     int      // literals with Chinese characters
	imports []string // packages of the module
	deep    int      // how many those are with what they import in turn
}

type function struct {
	name  string
	lines int
}

func measure(p *packages.Package) (*figures, error) {
	f := &figures{path: within(p, p.PkgPath)}
	if err := f.count(filepath.Dir(p.GoFiles[0])); err != nil {
		return nil, err
	}
	f.exported(p.Types.Scope())
	needs := map[string]map[string]bool{}
	for _, file := range p.Syntax {
		name := fileOf(p, file)
		needs[name] = needed(p, file, name)
		f.arrows += len(needs[name])
		f.read(p, file)
	}
	for _, c := range circles(needs) {
		if len(c) > len(f.circle) {
			f.circle = c
		}
	}
	for path := range p.Imports {
		if own(p, path) {
			f.imports = append(f.imports, within(p, path))
		}
	}
	slices.Sort(f.imports)
	seen := map[string]bool{}
	var visit func(*packages.Package)
	visit = func(q *packages.Package) {
		for path, x := range q.Imports {
			if own(p, path) && !seen[path] {
				seen[path] = true
				visit(x)
			}
		}
	}
	visit(p)
	f.deep = len(seen)
	return f, nil
}

func own(p *packages.Package, path string) bool {
	return p.Module != nil && strings.HasPrefix(path, p.Module.Path+"/")
}

func within(p *packages.Package, path string) string {
	if p.Module == nil {
		return path
	}
	return strings.TrimPrefix(path, p.Module.Path+"/")
}

func fileOf(p *packages.Package, n ast.Node) string {
	return filepath.Base(p.Fset.Position(n.Pos()).Filename)
}

// count counts files and lines as they lie in the folder: those for other machines too.
func (f *figures) count(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("list a package: %w", err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return fmt.Errorf("count lines: %w", err)
		}
		f.files++
		f.lines += bytes.Count(data, []byte("\n"))
	}
	return nil
}

func (f *figures) exported(scope *types.Scope) {
	for _, name := range scope.Names() {
		o := scope.Lookup(name)
		if !o.Exported() {
			continue
		}
		f.names++
		t, ok := o.(*types.TypeName)
		if !ok {
			continue
		}
		if named, ok := t.Type().(*types.Named); ok && !t.IsAlias() {
			for m := range named.Methods() {
				if m.Exported() {
					f.methods++
				}
			}
		}
	}
}

// needed are the other files of the package that declare a name of the package or a
// method which a file uses. Fields do not count: they come with their type.
func needed(p *packages.Package, file *ast.File, name string) map[string]bool {
	out := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		o := p.TypesInfo.Uses[id]
		if o == nil || o.Pkg() != p.Types {
			return true
		}
		if o.Parent() != p.Types.Scope() {
			f, isFunc := o.(*types.Func)
			if !isFunc || f.Signature().Recv() == nil {
				return true
			}
		}
		if other := filepath.Base(p.Fset.Position(o.Pos()).Filename); other != name {
			out[other] = true
		}
		return true
	})
	return out
}

// read counts what stands in a file: long functions and Chinese literals.
func (f *figures) read(p *packages.Package, file *ast.File) {
	words := !slices.Contains(wordy, f.path[strings.LastIndexByte(f.path, '/')+1:])
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body == nil {
				break
			}
			lines := p.Fset.Position(n.End()).Line - p.Fset.Position(n.Pos()).Line + 1
			if lines > maxLines {
				f.long = append(f.long, function{f.path + " " + funcName(n), lines})
			}
		case *ast.BasicLit:
			if words && (n.Kind == token.STRING || n.Kind == token.CHAR) && chinese(n.Value) {
				f.han++
			}
		}
		return true
	})
}

func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	t := d.Recv.List[0].Type
	if s, ok := t.(*ast.StarExpr); ok {
		t = s.X
	}
	if i, ok := t.(*ast.IndexExpr); ok {
		t = i.X
	}
	return fmt.Sprintf("%s.%s", types.ExprString(t), d.Name.Name)
}

// chinese says whether a literal has a Chinese character, written or escaped.
func chinese(literal string) bool {
	if s, err := strconv.Unquote(literal); err == nil {
		literal = s
	}
	return strings.ContainsFunc(literal, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
