package profile

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// positions maps the path of every value of a TOML file ("table[2].column[0].name")
// to its line. It is made only when there is something to report.
func positions(data []byte) map[string]int {
	lines := map[string]int{}
	var p unstable.Parser
	p.Reset(data)
	arrays := map[string]int{}
	prefix := ""
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.ArrayTable:
			path := dottedKey(e.Key(), prefixOf(e.Key(), arrays))
			n := arrays[path]
			arrays[path] = n + 1
			prefix = path + "[" + strconv.Itoa(n) + "]"
			lines[prefix] = lineOf(&p, e.Key())
		case unstable.Table:
			prefix = dottedKey(e.Key(), prefixOf(e.Key(), arrays))
			lines[prefix] = lineOf(&p, e.Key())
		case unstable.KeyValue:
			indexLines(&p, e, prefix, lines)
		}
	}
	return lines
}

// prefixOf resolves the leading parts of a dotted table key that name elements of
// arrays of tables: [[part.section]] belongs to the last [[part]].
func prefixOf(it unstable.Iterator, arrays map[string]int) func(string, bool) string {
	return func(path string, last bool) string {
		if n := arrays[path]; n > 0 && !last {
			return path + "[" + strconv.Itoa(n-1) + "]"
		}
		return path
	}
}

func dottedKey(it unstable.Iterator, resolve func(string, bool) string) string {
	path := ""
	for it.Next() {
		if path != "" {
			path += "."
		}
		path = resolve(path+string(it.Node().Data), it.IsLast())
	}
	return path
}

func lineOf(p *unstable.Parser, it unstable.Iterator) int {
	if it.Next() {
		return p.Shape(p.Range(it.Node().Data)).Start.Line
	}
	return 0
}

func indexLines(p *unstable.Parser, kv *unstable.Node, prefix string, lines map[string]int) {
	path := prefix
	for it := kv.Key(); it.Next(); {
		if path != "" {
			path += "."
		}
		path += string(it.Node().Data)
	}
	line := lineOf(p, kv.Key())
	lines[path] = line
	indexValue(p, kv.Value(), path, line, lines)
}

func indexValue(p *unstable.Parser, v *unstable.Node, path string, line int, lines map[string]int) {
	switch v.Kind {
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			indexLines(p, it.Node(), path, lines)
		}
	case unstable.Array:
		i := 0
		for it := v.Children(); it.Next(); i++ {
			at := fmt.Sprintf("%s[%d]", path, i)
			n := it.Node()
			if l := firstLine(p, n); l > 0 {
				line = l
			}
			lines[at] = line
			indexValue(p, n, at, line, lines)
		}
	}
}

// firstLine finds the line of a value by its first key or its own text.
func firstLine(p *unstable.Parser, n *unstable.Node) int {
	if n.Kind == unstable.InlineTable {
		for it := n.Children(); it.Next(); {
			return lineOf(p, it.Node().Key())
		}
		return 0
	}
	if n.Raw.Length > 0 {
		return p.Shape(n.Raw).Start.Line
	}
	return 0
}

// lineAt returns the line of a path, or of the nearest enclosing value that has one.
func lineAt(lines map[string]int, path string) int {
	for path != "" {
		if n, ok := lines[path]; ok {
			return n
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return 1
		}
		path = path[:cut]
	}
	return 1
}
