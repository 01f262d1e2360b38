package pdf

import (
	"slices"

	"budgetbook/internal/layout"
)

// marks numbers the marked content of each page and remembers which structure
// element each piece belongs to.
type marks struct {
	node  map[*layout.Element]*structNode
	root  *structNode
	order []*structNode // all nodes, parents before kids
	pages [][]*structNode
	links []linked
	forms []*layout.Item // pages of annexes, in the order they are drawn

	open bool
	cur  *layout.Element
	page int
	seq  int
}

// structNode is a structure element with its content.
type structNode struct {
	elem    *layout.Element
	parent  *structNode
	kids    []*structNode
	content []content
	first   int    // sequence number of its first content; 0: none
	box     [4]int // of a Figure on its first page: left, top, right, bottom; 1/1000 pt
	id      int    // object number
}

// content is a piece of marked content (mcid >= 0) or a link annotation.
type content struct {
	seq  int
	page int
	mcid int
	link int // index into marks.links, if mcid < 0
}

// linked is a link annotation to be written.
type linked struct {
	page int
	item *layout.Item
	node *structNode
	id   int // object number
	key  int // in the parent tree
}

func newMarks(pages *layout.Pages) *marks {
	m := &marks{node: map[*layout.Element]*structNode{}, pages: make([][]*structNode, len(pages.Pages)), page: -1}
	root := pages.Root
	if root == nil {
		root = &layout.Element{Tag: "Document"}
	}
	m.root = m.grow(root, nil)
	return m
}

func (m *marks) grow(e *layout.Element, parent *structNode) *structNode {
	n := &structNode{elem: e, parent: parent}
	m.node[e] = n
	m.order = append(m.order, n)
	n.kids = make([]*structNode, 0, len(e.Kids))
	for _, k := range e.Kids {
		n.kids = append(n.kids, m.grow(k, n))
	}
	return n
}

// enter says which sentinel must come before an item of e on a page; ok is
// false if the open piece of marked content takes it.
func (m *marks) enter(page int, e *layout.Element) (kind, id int, ok bool) {
	if m.open && m.page == page && m.cur == e {
		return 0, 0, false
	}
	m.open, m.cur, m.page = true, e, page
	n := m.node[e]
	if n == nil {
		return beginArtifact, 0, true
	}
	m.seq++
	id = len(m.pages[page])
	m.pages[page] = append(m.pages[page], n)
	n.content = append(n.content, content{seq: m.seq, page: page, mcid: id})
	return beginContent, id, true
}

// leave ends the page; it reports whether a piece of marked content was open.
func (m *marks) leave() bool {
	was := m.open
	m.open, m.cur = false, nil
	return was
}

// link notes a link annotation.
func (m *marks) link(page int, it *layout.Item) {
	m.seq++
	l := linked{page: page, item: it, node: m.node[it.Elem]}
	if l.node != nil {
		l.node.content = append(l.node.content, content{seq: m.seq, page: page, mcid: -1, link: len(m.links)})
	}
	m.links = append(m.links, l)
}

// place notes a page of an annex and gives its number.
func (m *marks) place(it *layout.Item) int {
	m.forms = append(m.forms, it)
	return len(m.forms) - 1
}

// settle computes where each node's content begins, so that kids and content
// can be written in reading order.
func (m *marks) settle() {
	for _, n := range slices.Backward(m.order) {
		if len(n.content) > 0 {
			n.first = n.content[0].seq
		}
		for _, k := range n.kids {
			if k.first > 0 && (n.first == 0 || k.first < n.first) {
				n.first = k.first
			}
		}
	}
}

// extend makes the box of a figure hold an item. A figure's box is that of its
// first page.
func (m *marks) extend(page int, it *layout.Item) {
	n := m.node[it.Elem]
	if n == nil || n.elem.Tag != "Figure" || len(n.content) == 0 || n.content[0].page != page {
		return
	}
	x0, y0, x1, y1 := it.X, it.Y, it.X+it.W, it.Y+it.H
	if it.Kind == layout.Text {
		y0, y1 = it.Y-it.Size, it.Y+it.Size/5
	}
	if n.box == [4]int{} {
		n.box = [4]int{x0, y0, x1, y1}
		return
	}
	n.box = [4]int{min(n.box[0], x0), min(n.box[1], y0), max(n.box[2], x1), max(n.box[3], y1)}
}
