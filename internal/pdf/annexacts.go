package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Act is something in a file that does more than show pages.
type Act string

// What a file may hold beside its pages. Its pages are printed all the same; instead of
// the file a copy of what is printed goes into the document.
const (
	ActScript Act = "script" // JavaScript
	ActLaunch Act = "launch" // starts programs, opens files, or links to something other than a page of the web
	ActSubmit Act = "submit" // a form that sends or fetches data, or a form in XML
	ActMedia  Act = "media"  // sound, film, 3D
	ActFiles  Act = "files"  // files inside the file
	ActOther  Act = "other"  // what another program than a viewer of pages would do
)

var allActs = []Act{ActScript, ActLaunch, ActSubmit, ActMedia, ActFiles, ActOther}

// actions are the kinds of actions; those that only turn to a page of the file itself
// are none.
var actions = map[string]Act{
	"JavaScript": ActScript,
	"Launch":     ActLaunch, "GoToR": ActLaunch, "GoToE": ActFiles, "GoToDp": ActLaunch, "Thread": ActLaunch,
	"SubmitForm": ActSubmit, "ImportData": ActSubmit, "ResetForm": ActSubmit,
	"Movie": ActMedia, "Sound": ActMedia, "Rendition": ActMedia, "RichMediaExecute": ActMedia, "GoTo3DView": ActMedia,
	"Hide": ActOther, "SetOCGState": ActOther, "Trans": ActOther,
}

// turns are commands of a reader that do no more than show another page.
var turns = []string{"NextPage", "PrevPage", "FirstPage", "LastPage", "GoBack", "GoForward", "GoToPage", "FullScreen", "Find", "FindAgain"}

// notes are annotations that act.
var notes = map[string]Act{"Movie": ActMedia, "Sound": ActMedia, "Screen": ActMedia, "3D": ActMedia, "RichMedia": ActMedia, "FileAttachment": ActFiles}

// actingWords are names found by looking at bytes: they also stand in what the table of
// objects no longer knows, which another reader may find.
var actingWords = slices.Sorted(maps.Keys(wordActs))

var wordActs = map[string]Act{
	"JavaScript": ActScript, "Launch": ActLaunch, "SubmitForm": ActSubmit, "ImportData": ActSubmit,
	"RichMedia": ActMedia, "Rendition": ActMedia, "EmbeddedFile": ActFiles, "EmbeddedFiles": ActFiles, "FileAttachment": ActFiles,
}

// acts looks for what acts in all objects of the file, whether pages lead to them or not.
// said is that and, of a copy, what the file did from which it was made.
func (c *copier) acts(s *sight) (acts, said []Act, err error) {
	found := map[Act]bool{}
	for word := range s.words {
		found[wordActs[word]] = true
	}
	for _, n := range slices.Sorted(maps.Keys(c.x.Table)) {
		if err := c.ctx.Err(); err != nil {
			return nil, nil, err
		}
		c.actsIn(c.get(*types.NewIndirectRef(n, 0)), found, 0)
	}
	acts = slices.Sorted(maps.Keys(found))
	if d := c.own(); d != nil {
		list, _ := c.array(d["Acts"])
		for _, o := range list {
			if name, ok := c.get(o).(types.Name); ok && slices.Contains(allActs, Act(name)) {
				found[Act(name)] = true
			}
		}
	}
	return acts, slices.Sorted(maps.Keys(found)), nil
}

func (c *copier) actsIn(o types.Object, found map[Act]bool, depth int) {
	if depth > maxDepth {
		found[ActOther] = true // whatever lies deeper is not looked at
		return
	}
	switch v := o.(type) {
	case types.Array:
		for _, e := range v {
			c.actsIn(e, found, depth+1)
		}
	case types.StreamDict:
		if _, outside := v.Dict["F"]; outside {
			found[ActLaunch] = true
		}
		c.actsIn(v.Dict, found, depth)
	case types.Dict:
		if a := c.act(v); a != "" {
			found[a] = true
		}
		for _, e := range v {
			c.actsIn(e, found, depth+1)
		}
	}
}

// act says what a dictionary does; "" if it does nothing. It goes by what is said in the
// dictionary itself and not by where it hangs: an action is one wherever it is found.
func (c *copier) act(d types.Dict) Act {
	name := func(key string) string {
		n, _ := c.get(d[key]).(types.Name)
		return string(n)
	}
	kind := name("S")
	if a := actions[kind]; a != "" {
		return a
	}
	switch {
	case kind == "URI" && !c.harmless(d["URI"]), d["Base"] != nil && d["URI"] == nil && !c.harmless(d["Base"]):
		return ActLaunch
	case kind == "Named" && !slices.Contains(turns, name("N")):
		return ActOther
	case name("Type") == "EmbeddedFile", name("Type") == "Filespec" && d["EF"] != nil, name("Type") == "Collection":
		return ActFiles
	case d["XFA"] != nil:
		return ActSubmit
	}
	if d["Rect"] != nil {
		return notes[name("Subtype")]
	}
	for _, key := range []string{"EF", "EmbeddedFiles", "Collection"} {
		if v, _ := c.dict(d[key]); v != nil {
			return ActFiles
		}
	}
	return ""
}

// harmless reports a link to a page of the web, to a mailbox, or to something that is no
// text, and so no link.
func (c *copier) harmless(o types.Object) bool {
	v := c.get(o)
	switch v.(type) {
	case types.StringLiteral, types.HexLiteral:
	default:
		return true
	}
	s, err := types.StringOrHexLiteral(v)
	if err != nil || s == nil {
		return false
	}
	uri := strings.TrimLeft(strings.ToLower(*s), " \t\r\n\x00")
	scheme, _, ok := strings.Cut(uri, ":")
	if !ok || strings.ContainsAny(scheme, "/?#") { // a colon may stand in a path
		return !strings.HasPrefix(uri, `\\`) && !strings.HasPrefix(uri, "//")
	}
	return slices.Contains([]string{"http", "https", "mailto", "tel"}, scheme)
}

// ownKey names the entry of a catalog by which a copy is known, and what it says of the
// file it was made from.
const ownKey = "BudgetbookCopy"

// own is that entry; nil if the file is no copy.
func (c *copier) own() types.Dict {
	root, err := c.x.Catalog()
	if err != nil {
		return nil
	}
	d, _ := c.dict(root[ownKey])
	return d
}

// copied writes a file of the pages of an annex, and of nothing else: what this file
// does not know how to print is not in it.
func (a *Annex) copied() ([]byte, error) {
	f := &objectFile{}
	catalog, tree := f.alloc(), f.alloc()
	base := len(f.objs) + 1
	for i := range a.objs {
		x := &a.objs[i]
		f.objs = append(f.objs, object{body: x.body(base), data: x.data, stream: x.stream, plain: x.packed})
	}
	kids := []byte("[")
	for _, p := range a.Pages {
		content := f.addStream("", []byte("/P Do\n"))
		b := fmt.Appendf(nil, "<</Type /Page /Parent %d 0 R /MediaBox [0 0 ", tree)
		b = append(appendPoints(b, p.Width), ' ')
		b = append(appendPoints(b, p.Height), ']')
		b = fmt.Appendf(b, " /Resources <</XObject <</P %d 0 R>>>> /Contents %d 0 R>>", base+p.form, content)
		kids = reference(kids, f.add(b))
	}
	f.set(tree, fmt.Appendf(kids[:0:0], "<</Type /Pages /Count %d /Kids %s]>>", len(a.Pages), kids))
	var marks strings.Builder
	for _, act := range a.Acts {
		fmt.Fprintf(&marks, "/%s ", act)
	}
	layers := slices.ContainsFunc(a.Flaws, func(x Flaw) bool { return x.Kind == FlawLayers })
	f.set(catalog, fmt.Appendf(nil, "<</Type /Catalog /Pages %d 0 R /%s <</Acts [%s] /Layers %v>>>>", tree, ownKey, marks.String(), layers))
	return f.classic(fmt.Sprintf("/Root %d 0 R", catalog))
}
