package profile

import "strings"

// RowSums lists the columns of a table that in every row are the sum of others, as its
// rules say: the total before its parts, by their Chinese names.
func (p *Profile) RowSums(t *Table) [][]string {
	var out [][]string
	for _, r := range p.Rules {
		for _, c := range r.Clauses {
			if c.Over != t || c.Of != nil || !c.Sum || len(c.Conds)+len(c.Only)+len(r.Only)+len(c.Columns) > 0 {
				continue
			}
			for _, test := range c.Tests {
				left := c.Selectors[test.Left.Ref]
				if test.Op != "=" || test.Left.Op != "ref" || left == nil || left.Kind != Here {
					continue
				}
				s, plain := []string{test.Left.Ref.Column}, true
				for _, ref := range test.Right.Refs() {
					sel := c.Selectors[ref]
					plain = plain && sel != nil && sel.Kind == Here
					s = append(s, ref.Column)
				}
				if plain && len(s) > 2 && !strings.ContainsAny(test.Source, "*×-－") {
					out = append(out, s)
				}
			}
		}
	}
	return out
}
