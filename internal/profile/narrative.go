package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"

	"budgetbook/internal/message"
)

// Directives are the lines of a narrative that stand for a block:
//
//	## heading
//	@chart NAME
const (
	HeadingMark = "## "
	ChartMark   = "@chart "
)

// members are what a template may ask of each kind of figure; package compose
// provides them under these names.
var members = map[string][]string{
	"value":  {"Zero"},
	"text":   {"Blank", "None"},
	"change": {"Now", "Before", "Amount", "Rate", "Direction", "Reason"},
	"row":    {"Name", "Amount", "Share"},
	"rows":   {},
	"word":   {},
}

// Words are the plain words every narrative may use.
var Words = []string{"year", "prior_year", "unit", "own", "rounded"}

// pluralToken chooses the English word for a count; compose replaces it when it runs.
func pluralToken(any, string, string) string { return "" }

// yuanToken gives a figure in 万元 in yuan; compose replaces it when it runs.
func yuanToken(any) string { return "" }

// narrative parses the templates of a section in both languages.
func (l *loader) narrative(s *Section, at string) {
	s.Template = map[message.Lang]*template.Template{}
	for _, lang := range []message.Lang{message.ZH, message.EN} {
		phrases := "narrative/phrases." + string(lang) + ".tmpl"
		file := "narrative/" + s.Narrative + "." + string(lang) + ".tmpl"
		text, ok := l.open(file, true)
		if !ok {
			l.fail("document.toml", at+".narrative", "the text %s is missing", file)
			continue
		}
		t := template.New(file).Option("missingkey=error").Funcs(template.FuncMap{"plural": pluralToken, "yuan": yuanToken})
		if common, ok := l.open(phrases, true); ok {
			if _, err := t.New(phrases).Parse(string(common)); err != nil {
				l.syntax(phrases, err)
				continue
			}
		}
		if _, err := t.Parse(string(text)); err != nil {
			l.syntax(file, err)
			continue
		}
		s.Template[lang] = t
		if t.Tree != nil {
			(&checker{l: l, set: t, file: file, src: string(text), steps: new(int)}).list(t.Tree.Root, "top")
		}
		for i, line := range strings.Split(string(text), "\n") {
			if name, ok := strings.CutPrefix(line, ChartMark); ok && l.p.Chart(strings.TrimSpace(name)) == nil {
				l.problems = append(l.problems, Problem{file, i + 1, fmt.Sprintf("no chart %q", strings.TrimSpace(name))})
			}
		}
	}
}

var templateLine = regexp.MustCompile(`^template: [^:]*:(\d+)(?::\d+)?: (.*)`)

func (l *loader) syntax(file string, err error) {
	line, text := 1, err.Error()
	if m := templateLine.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1])
		text = m[2]
	}
	l.once(Problem{file, line, text})
}

// checker walks a template and reports names that no figure has.
type checker struct {
	l     *loader
	set   *template.Template
	file  string
	src   string
	depth int
	vars  map[string]string // kinds of declared variables

	ranges int  // lists the node is repeated for
	steps  *int // nodes looked at: as many as are executed when no list is repeated
}

// Bounds of what a text executes: phrases within phrases, and all steps of a section. A list
// within a list would be executed for each pair of rows.
const (
	maxPhraseDepth = 5
	maxSteps       = 20_000
)

func (c *checker) declare(name, kind string) {
	if c.vars == nil {
		c.vars = map[string]string{}
	}
	c.vars[name] = kind
}

func (c *checker) fail(n parse.Node, format string, args ...any) {
	line := 1 + strings.Count(c.src[:min(int(n.Position()), len(c.src))], "\n")
	c.l.once(Problem{c.file, line, fmt.Sprintf(format, args...)})
}

// once reports a mistake of a file that several sections read.
func (l *loader) once(p Problem) {
	for _, old := range l.problems {
		if old == p {
			return
		}
	}
	l.problems = append(l.problems, p)
}

func (c *checker) list(n *parse.ListNode, dot string) {
	if n == nil {
		return
	}
	for _, x := range n.Nodes {
		if *c.steps++; *c.steps > maxSteps {
			if *c.steps == maxSteps+1 {
				c.fail(x, "a text and its phrases have more than %d parts", maxSteps)
			}
			return
		}
		switch x := x.(type) {
		case *parse.ActionNode:
			c.pipe(x.Pipe, dot)
		case *parse.IfNode:
			c.pipe(x.Pipe, dot)
			c.list(x.List, dot)
			c.list(x.ElseList, dot)
		case *parse.RangeNode:
			in := c.pipe(x.Pipe, dot)
			if in != "rows" && in != "" {
				c.fail(x, "range needs a list of rows")
			}
			// {{range $i, $r := .rows}}: the last variable is the row.
			if n := len(x.Pipe.Decl); n > 0 {
				c.declare(x.Pipe.Decl[n-1].Ident[0], "row")
			}
			if c.ranges++; c.ranges > 1 {
				c.fail(x, "a range within a range")
			}
			c.list(x.List, "row")
			c.ranges--
			c.list(x.ElseList, dot)
		case *parse.WithNode:
			c.list(x.List, c.pipe(x.Pipe, dot))
			c.list(x.ElseList, dot)
		case *parse.TemplateNode:
			in := dot
			if x.Pipe != nil {
				in = c.pipe(x.Pipe, dot)
			}
			t := c.set.Lookup(x.Name)
			if t == nil || t.Tree == nil {
				c.fail(x, "no phrase %q", x.Name)
				continue
			}
			if c.depth > maxPhraseDepth {
				c.fail(x, "phrases nest more than %d deep", maxPhraseDepth)
				continue
			}
			sub := &checker{l: c.l, set: c.set, file: t.Tree.ParseName, depth: c.depth + 1, ranges: c.ranges, steps: c.steps}
			sub.src = string(c.l.data[sub.file])
			sub.list(t.Tree.Root, in)
		}
	}
}

// pipe returns the kind of what a pipeline yields, "" if that is not known.
func (c *checker) pipe(p *parse.PipeNode, dot string) string {
	kind := ""
	for _, cmd := range p.Cmds {
		for i, a := range cmd.Args {
			k := c.operand(a, dot)
			if len(p.Cmds) == 1 && len(cmd.Args) == 1 && i == 0 {
				kind = k
			}
		}
	}
	return kind
}

func (c *checker) operand(n parse.Node, dot string) string {
	switch x := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return c.field(x, x.Ident, dot)
	case *parse.VariableNode:
		dot := "top"
		if x.Ident[0] != "$" {
			dot = c.vars[x.Ident[0]]
		}
		if dot != "" && len(x.Ident) > 1 {
			return c.field(x, x.Ident[1:], dot)
		}
		return dot
	case *parse.PipeNode:
		return c.pipe(x, dot)
	}
	return ""
}

func (c *checker) field(n parse.Node, names []string, dot string) string {
	kind := dot
	for _, name := range names {
		if kind == "top" {
			kind = c.l.p.kindOf(name)
			if kind == "" {
				c.fail(n, "no figure %q%s", name, nearestNames(name, sortedKeys(c.l.p.figures)))
				return ""
			}
			continue
		}
		known, ok := members[kind]
		if !ok {
			return ""
		}
		if !slices.Contains(known, name) {
			c.fail(n, "a %s has no %q; it has %s", kind, name, strings.Join(known, ", "))
			return ""
		}
		kind = "word"
	}
	return kind
}

// kindOf returns what a name means in a narrative: the kind of a figure, "word" for
// a plain word, "" for nothing.
func (p *Profile) kindOf(name string) string {
	if f := p.figures[name]; f != nil {
		if f.Kind == "" {
			return "value"
		}
		return f.Kind
	}
	if slices.Contains(Words, name) {
		return "word"
	}
	return ""
}

// Chart returns a chart by name, nil if there is none.
func (p *Profile) Chart(name string) *ChartSpec {
	for i := range p.Charts {
		if p.Charts[i].Name == name {
			return &p.Charts[i]
		}
	}
	return nil
}

// charts verifies that charts show figures that exist.
func (l *loader) charts() {
	for i, c := range l.p.Charts {
		at := fmt.Sprintf("chart[%d]", i)
		if c.Name == "" || c.Caption.ZH == "" {
			l.fail("figures.toml", at, "a chart needs name and caption")
		}
		if c.Rows != "" && l.p.kindOf(c.Rows) != "rows" {
			l.fail("figures.toml", at+".rows", "no figure of rows %q", c.Rows)
		}
		for j, part := range c.Parts {
			if l.p.kindOf(part.Figure) != "value" || part.Name.ZH == "" {
				l.fail("figures.toml", fmt.Sprintf("%s.part[%d]", at, j), "no value %q, or no name", part.Figure)
			}
		}
	}
}
