// Command figures measures the packages of the program: how long they are, how many
// names they offer, how far their files lean on one another. It judges nothing.
//
// Input: package patterns, default ./... of the folder -C. Output: tables in Markdown on
// standard output. Invariant: the same source gives the same bytes.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// maxLines is the length above which a function is listed.
const maxLines = 70

// lean are the packages that shall need little: whom they import is listed.
var lean = []string{"carry", "roster", "consolidate"}

// wordy are the packages in which Chinese is at home.
var wordy = []string{"wording", "message"}

func main() {
	dir := flag.String("C", ".", "folder of the module")
	flag.Parse()
	if err := run(os.Stdout, *dir, flag.Args()...); err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(2)
	}
}

// run measures the packages that match and writes the tables.
func run(w io.Writer, dir string, patterns ...string) error {
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	loaded, err := packages.Load(&packages.Config{Dir: dir, Mode: packages.NeedName | packages.NeedFiles | packages.NeedModule |
		packages.NeedImports | packages.NeedDeps | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo}, patterns...)
	if err != nil {
		return fmt.Errorf("load packages: %w", err)
	}
	slices.SortFunc(loaded, func(a, b *packages.Package) int { return cmp.Compare(a.PkgPath, b.PkgPath) })
	var all []*figures
	for _, p := range loaded {
		if len(p.Errors) > 0 {
			return fmt.Errorf("load %s: %w", p.PkgPath, p.Errors[0])
		}
		if len(p.GoFiles) == 0 {
			continue // tests only
		}
		f, err := measure(p)
		if err != nil {
			return err
		}
		all = append(all, f)
	}
	return write(w, all)
}

func write(w io.Writer, all []*figures) error {
	var b strings.Builder
	b.WriteString("| package | files | lines | names | methods | arrows | largest circle | functions over 70 lines | Han literals |\n|--|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	var sum figures
	for _, f := range all {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %d | %d | %d |\n", f.path, f.files, f.lines, f.names, f.methods, f.arrows, len(f.circle), len(f.long), f.han)
		sum.files, sum.lines, sum.names, sum.methods, sum.han = sum.files+f.files, sum.lines+f.lines, sum.names+f.names, sum.methods+f.methods, sum.han+f.han
		sum.arrows += f.arrows
		sum.long = append(sum.long, f.long...)
		if len(f.circle) > len(sum.circle) {
			sum.circle = f.circle
		}
	}
	fmt.Fprintf(&b, "| all %d | %d | %d | %d | %d | %d | %d | %d | %d |\n", len(all), sum.files, sum.lines, sum.names, sum.methods, sum.arrows, len(sum.circle), len(sum.long), sum.han)

	b.WriteString("\n| circle | files |\n|--|--|\n")
	for _, f := range all {
		if len(f.circle) > 1 {
			fmt.Fprintf(&b, "| %s | %s |\n", f.path, strings.Join(f.circle, " "))
		}
	}
	b.WriteString("\n| package | packages it imports | with theirs |\n|--|--|--:|\n")
	for _, f := range all {
		if slices.Contains(lean, f.path[strings.LastIndexByte(f.path, '/')+1:]) {
			fmt.Fprintf(&b, "| %s | %s | %d |\n", f.path, strings.Join(f.imports, " "), f.deep)
		}
	}
	slices.SortFunc(sum.long, func(a, b function) int {
		return cmp.Or(cmp.Compare(b.lines, a.lines), cmp.Compare(a.name, b.name))
	})
	b.WriteString("\n| function | lines |\n|--|--:|\n")
	for _, f := range sum.long {
		fmt.Fprintf(&b, "| %s | %d |\n", f.name, f.lines)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
