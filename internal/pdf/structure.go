package pdf

import (
	"fmt"
	"slices"
	"strconv"

	"budgetbook/internal/harmless"
)

// structure writes the structure tree and its parent tree.
func (f *finisher) structure() int {
	m := f.marks
	m.settle()
	root := f.alloc()
	for _, n := range m.order {
		n.id = f.alloc()
	}
	for _, n := range m.order {
		f.set(n.id, f.element(n, root))
	}

	parents := []byte("<</Nums [")
	for i, nodes := range m.pages {
		if len(nodes) == 0 {
			continue
		}
		list := []byte{'['}
		for _, n := range nodes {
			list = reference(list, n.id)
		}
		parents = strconv.AppendInt(parents, int64(i), 10)
		parents = append(parents, ' ')
		parents = reference(parents, f.add(append(list, ']')))
	}
	next := len(f.pageID)
	for i := range m.links {
		l := &m.links[i]
		if l.id == 0 {
			continue
		}
		next = l.key + 1
		if l.node == nil {
			continue
		}
		parents = strconv.AppendInt(parents, int64(l.key), 10)
		parents = append(parents, ' ')
		parents = reference(parents, l.node.id)
	}
	tree := f.add(append(parents, "]>>"...))
	b := []byte("<</Type /StructTreeRoot /K ")
	b = reference(b, m.root.id)
	b = append(b, "/ParentTree "...)
	b = reference(b, tree)
	f.set(root, fmt.Appendf(b, "/ParentTreeNextKey %d>>", next))
	return root
}

// element writes one structure element.
func (f *finisher) element(n *structNode, root int) []byte {
	e := n.elem
	b := make([]byte, 0, 96)
	b = append(b, "<</S /"...)
	b = append(b, e.Tag...)
	b = append(b, "/P "...)
	if n.parent != nil {
		b = reference(b, n.parent.id)
	} else {
		b = reference(b, root)
	}
	page := -1
	for _, c := range n.content {
		if c.mcid >= 0 {
			page = c.page
			b = append(b, "/Pg "...)
			b = reference(b, f.pageID[page])
			break
		}
	}
	b = f.kids(b, n, page)
	b = attributes(b, n)
	if n.box != [4]int{} && page >= 0 {
		h := f.pages.Pages[page].Height
		b = append(b, "/A <</O /Layout /Placement /Block /BBox ["...)
		for _, v := range [4]int{n.box[0], h - n.box[3], n.box[2], h - n.box[1]} {
			b = appendPoints(b, v)
			b = append(b, ' ')
		}
		b = append(b, "]>>"...)
	}
	for _, s := range [][2]string{{"/Alt ", e.Alt}, {"/Lang ", e.Lang}, {"/T ", e.Title}} {
		if s[1] != "" {
			b = append(b, s[0]...)
			b = textString(b, harmless.Line(s[1]))
		}
	}
	return append(b, ">>"...)
}

// kids writes content and child elements in reading order. page is the page of
// the element's /Pg; content elsewhere names its own.
func (f *finisher) kids(b []byte, n *structNode, page int) []byte {
	type kid struct {
		seq int
		c   *content
		n   *structNode
	}
	if len(n.kids) == 0 && len(n.content) == 1 && n.content[0].mcid >= 0 {
		b = append(b, "/K "...)
		return strconv.AppendInt(b, int64(n.content[0].mcid), 10)
	}
	ks := make([]kid, 0, len(n.kids)+len(n.content))
	for i := range n.content {
		ks = append(ks, kid{seq: n.content[i].seq, c: &n.content[i]})
	}
	for _, k := range n.kids {
		ks = append(ks, kid{seq: k.first, n: k})
	}
	if len(ks) == 0 {
		return b
	}
	if len(n.content) > 0 && len(n.kids) > 0 {
		// Kids without content go last; without content of its own the
		// element keeps the order of the tree.
		slices.SortStableFunc(ks, func(a, b kid) int {
			if a.seq == 0 || b.seq == 0 {
				return b.seq - a.seq
			}
			return a.seq - b.seq
		})
	}
	b = append(b, "/K ["...)
	for _, k := range ks {
		switch {
		case k.n != nil:
			b = reference(b, k.n.id)
		case k.c.mcid < 0:
			l := &f.marks.links[k.c.link]
			if l.id == 0 {
				continue
			}
			b = append(b, "<</Type /OBJR /Obj "...)
			b = reference(b, l.id)
			b = append(b, "/Pg "...)
			b = reference(b, f.pageID[k.c.page])
			b = append(b, ">>"...)
		case k.c.page == page:
			b = strconv.AppendInt(b, int64(k.c.mcid), 10)
			b = append(b, ' ')
		default:
			b = append(b, "<</Type /MCR /Pg "...)
			b = reference(b, f.pageID[k.c.page])
			b = append(b, "/MCID "...)
			b = strconv.AppendInt(b, int64(k.c.mcid), 10)
			b = append(b, ">>"...)
		}
	}
	return append(b, ']')
}

// attributes writes the attributes of cells and tables.
func attributes(b []byte, n *structNode) []byte {
	e := n.elem
	var a []byte
	if e.ColSpan > 1 {
		a = fmt.Appendf(a, "/ColSpan %d", e.ColSpan)
	}
	if e.RowSpan > 1 {
		a = fmt.Appendf(a, "/RowSpan %d", e.RowSpan)
	}
	if e.Scope != "" {
		a = append(a, "/Scope /"+e.Scope...)
	}
	if e.Summary != "" {
		a = append(a, "/Summary "...)
		a = textString(a, harmless.Line(e.Summary))
	}
	if len(a) == 0 {
		return b
	}
	b = append(b, "/A <</O /Table"...)
	b = append(b, a...)
	return append(b, ">>"...)
}
