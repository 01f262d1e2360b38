package profile

import (
	"maps"
	"slices"
	"sort"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
)

// Schema is the JSON of filings of this profile.
func (p *Profile) Schema() *filing.Node {
	root := &filing.Node{Kind: filing.Object}
	put := func(path string, leaf filing.Node) {
		n := root
		keys := strings.Split(path, ".")
		for _, k := range keys[:len(keys)-1] {
			n = n.At(k)
		}
		leaf.Key = keys[len(keys)-1]
		n.Children = append(n.Children, &leaf)
	}
	for _, f := range p.Forms {
		for _, x := range f.Fields {
			put(x.Path, leafNode(x.Path, x.Type, x.Name, x.Choices, x.Optional))
		}
	}
	for _, l := range p.Lists {
		put(l.Path, filing.Node{Path: l.Path, Kind: filing.Paragraphs, Optional: l.Optional, Note: l.Name.ZH})
	}
	for _, t := range p.Tables {
		if t.Parent != "" {
			continue
		}
		path := t.ID
		if t.Printed() {
			path = "tables." + t.ID
		}
		put(path, p.records(t))
	}
	for _, list := range slices.Sorted(maps.Keys(p.Codes)) {
		path := ListSum(list)
		put(path, filing.Node{Path: path, Kind: filing.Text, Optional: true, Note: message.Say(message.ZH, "schema-code-list", nil)})
	}
	// Objects that hold only optional keys are optional themselves.
	settleNode(root)
	root.Exactly()
	sort.SliceStable(root.Children, func(i, j int) bool { return p.rank(root.Children[i].Key) < p.rank(root.Children[j].Key) })
	return root
}

// ListSum is the path of what identifies a code list of the bureau's own that a filing was
// made by (Codes.Sum); it is blank where the profile's own list was in force.
func ListSum(list string) string { return "code_lists." + list }

func settleNode(n *filing.Node) bool {
	all := true
	for _, c := range n.Children {
		if c.Kind == filing.Object {
			c.Optional = settleNode(c)
		}
		all = all && c.Optional
	}
	return all
}

func (p *Profile) rank(key string) int {
	for i, k := range p.Order {
		if k == key {
			return i
		}
	}
	return len(p.Order)
}

func (p *Profile) records(t *Table) filing.Node {
	n := filing.Node{Kind: filing.Records, Table: t.ID, Optional: t.Optional, Note: t.Name.ZH + t.Title.ZH}
	if t.Parent != "" {
		n.Key, n.Table = t.Key, t.Key
	}
	children := p.Children(t)
	for _, c := range t.Columns {
		at := &n
		keys := strings.Split(c.ID, ".")
		for _, k := range keys[:len(keys)-1] {
			at = at.At(k)
		}
		l := leafNode(c.ID, c.Type, c.Name, c.Choices, c.Optional)
		l.Key = keys[len(keys)-1]
		at.Children = append(at.Children, &l)
		for _, child := range children {
			if child.After == c.ID {
				x := p.records(child)
				n.Children = append(n.Children, &x)
			}
		}
	}
	for _, child := range children {
		if child.After == "" {
			x := p.records(child)
			n.Children = append(n.Children, &x)
		}
	}
	return n
}

func leafNode(path string, t Type, name Text, choices []Choice, optional bool) filing.Node {
	n := filing.Node{Path: path, Kind: filing.Text, Optional: optional, Canon: t.Canon, Number: t.Numeric(), Cents: t == WanType, Lines: t == LongType, Note: name.ZH}
	if t == YearType {
		n.Kind = filing.Integer
	}
	for _, c := range choices {
		n.Enum = append(n.Enum, c.ID)
	}
	return n
}

// Canon returns the canonical text of a value of the type; a text that is no such
// value is returned as it is, for the readers to report.
func (t Type) Canon(s string) string {
	if !t.Numeric() {
		return s
	}
	n, err := amount.Parse(s)
	switch {
	case err != nil:
		return s
	case n.Blank:
		return ""
	case t == WanType:
		return amount.Wan(n.Value)
	}
	return amount.Trim(n.Value)
}
