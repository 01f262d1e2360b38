package site

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/compose"
	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/pdf"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

// Notice is what has to be said of a folder of the batch: why it is not on the site,
// or what somebody has to look at though it is.
type Notice struct {
	Folder string
	Input  string // the file it was made of, if the result says it
	Unit   string // its name, if the result says it
	Year   int
	Reason string // id of a message
	Args   message.Args
}

// unit is one disclosure that is published.
type unit struct {
	result  batch.Result
	slug    string // name of its folder on the site
	plain   string // the same without what tells copies apart
	nth     int    // of the copies of one unit and year, from 1; 0: there is only one
	profile *profile.Profile
	filing  *filing.Filing
	rounded bool
	annexes map[string][]document.AttachedPage
	json    []byte // its filing
	name    string
	nameEN  string
	code    string
	dept    string
	year    int
	scope   string

	editions []*edition
}

// edition is one PDF of a unit and the document it was made of.
type edition struct {
	lang  message.Lang
	file  batch.Output
	batch fs.FS // output folder of the batch
}

// readBatch takes every unit of a batch that may be published, in the order of the site,
// and says what of the rest is wrong.
func readBatch(ctx context.Context, out fs.FS, opt Options) ([]*unit, []Notice, error) {
	names, listed, err := batchFolders(out, opt)
	if err != nil {
		return nil, nil, err
	}
	units, skips := make([]*unit, len(names)), make([]*Notice, len(names))
	errs := make([]error, len(names))
	eachAtOnce(ctx, len(names), func(i int) {
		if listed[names[i]] == nil {
			skips[i] = &Notice{Folder: names[i], Input: inputOfFolder(out, names[i]), Reason: "site-gone"}
			return
		}
		units[i], skips[i], errs[i] = readFolder(out, listed[names[i]], opt)
	})
	if err := cmp.Or(ctx.Err(), errors.Join(errs...)); err != nil {
		return nil, nil, err
	}
	var kept []*unit
	var skipped []Notice
	profiles := map[string]*profile.Profile{}
	for i := range names {
		switch {
		case skips[i] != nil:
			skipped = append(skipped, *skips[i])
		case units[i] != nil:
			// One copy of a profile serves all units that have it.
			name := units[i].profile.Name
			if profiles[name] == nil {
				profiles[name] = units[i].profile
			}
			units[i].profile = profiles[name]
			kept = append(kept, units[i])
		}
	}
	return kept, skipped, nil
}

// batchFolders are the names of all there are, in order, and which of them the batch has
// gathered: the others are remains of workbooks that are not there any more. A batch
// that is not finished has gathered nothing; a site of a part of it would lose pages.
func batchFolders(out fs.FS, opt Options) (names []string, listed map[string]*batch.Result, err error) {
	entries, err := fs.ReadDir(out, batch.UnitsFolder)
	if err != nil {
		return nil, nil, message.Errorf(output.Bare(err), "site-no-batch", "folder", opt.Batch)
	}
	results, err := batch.ReadResults(out, opt.Batch)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, message.Errorf(nil, "site-not-finished", "folder", opt.Batch)
	}
	if err != nil {
		return nil, nil, err
	}
	listed = map[string]*batch.Result{}
	for i, r := range results {
		listed[r.Folder] = &results[i]
		names = append(names, r.Folder)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return slices.Compact(names), listed, nil
}

// eachAtOnce does n pieces of work, a few at a time.
func eachAtOnce(ctx context.Context, n int, work func(i int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
}

// inputOfFolder is the file a folder was made of, as far as that can be told.
func inputOfFolder(out fs.FS, name string) string {
	r, err := batch.ReadResult(out, "", name)
	if err != nil {
		return ""
	}
	return r.Input
}

// readFolder reads the folder of a result. An error is one of the tool; what is wrong with
// the folder is a Notice.
func readFolder(out fs.FS, r *batch.Result, opt Options) (*unit, *Notice, error) {
	skip := func(id string, kv ...string) (*unit, *Notice, error) {
		return nil, &Notice{Folder: r.Folder, Input: r.Input, Unit: r.Unit.Name, Year: r.Year, Reason: id, Args: message.Pairs(kv...)}, nil
	}
	u := &unit{result: *r}
	var err error
	// What a result says is believed only of files that are as it has them.
	if file := r.Altered(out); file != "" {
		return skip("site-changed", "file", file)
	}
	switch {
	case r.Failure != nil:
		return skip("site-failed", "why", r.Failure.Say)
	case r.Counts.Errors > 0:
		return skip("site-errors", "errors", strconv.Itoa(r.Counts.Errors))
	}
	for _, o := range u.result.Outputs {
		switch o.Kind {
		case batch.FilingKind:
			if u.json, err = o.Content(out, r.Folder); err != nil {
				return skip("site-changed", "file", o.File)
			}
		case batch.PDFKind:
			l := message.Lang(o.Lang)
			if l != message.ZH && l != message.EN && l != message.Both || slices.ContainsFunc(u.editions, func(e *edition) bool { return e.lang == l }) {
				return skip("site-strange")
			}
			u.editions = append(u.editions, &edition{lang: l, file: o, batch: out})
		}
	}
	if u.json == nil || len(u.editions) == 0 {
		return skip("site-nothing")
	}
	slices.SortFunc(u.editions, func(a, b *edition) int { return cmp.Compare(langRank(a.lang), langRank(b.lang)) })
	annexes := func(string) ([]byte, error) { return nil, fs.ErrNotExist }
	for i, e := range u.editions {
		data, err := e.file.Content(out, r.Folder)
		if err != nil {
			return skip("site-changed", "file", e.file.File)
		}
		if i == 0 && bytes.Contains(u.json, []byte(`"attachments"`)) {
			if attached, err := press.SoundData(press.Input{Name: e.file.File, Data: data}); err == nil {
				annexes = attached.Open
			}
		}
	}
	if err := u.take(annexes, opt); err != nil {
		var bad *message.Error
		if errors.As(err, &bad) {
			return skip("site-unbuilt", "cause", message.Say(opt.Lang, bad.ID, bad.Args))
		}
		return nil, nil, fmt.Errorf("%s: %w", r.Folder, err)
	}
	return u, nil, nil
}

func langRank(l message.Lang) int {
	return slices.Index([]message.Lang{message.ZH, message.EN, message.Both}, l)
}

// take reads the data the editions were made of.
func (u *unit) take(annexes func(string) ([]byte, error), opt Options) error {
	m, err := press.Load(press.Input{Name: batch.FilingFile, Data: u.json}, press.Options{Profile: opt.Profile, Lang: u.editions[0].lang, Open: annexes})
	if err != nil {
		return err
	}
	u.profile, u.filing, u.rounded = m.Profile, m.Filing, m.Report.Rounded
	text := func(path string) string { return strings.TrimSpace(u.filing.Text(path)) }
	role := u.profile.Roles.Unit
	u.name, u.nameEN, u.code, u.dept = text(role.Name), text(role.NameEN), text(role.Code), text(role.Department)
	u.year, u.scope = u.filing.Year, scopeOf(&u.profile.Roles, u.filing)
	if u.annexes = u.attached(annexes); len(u.annexes) < u.attachments() {
		return message.Errorf(nil, "site-no-annex")
	}
	return nil
}

// scopeOf says in the words of this package whose budget a filing discloses, "" if it
// does not say.
func scopeOf(r *profile.Roles, f *filing.Filing) string {
	switch f.Text(r.Scope.Field) {
	case "":
	case r.Scope.Unit:
		return ofUnit
	case r.Scope.Department:
		return ofDepartment
	}
	return ""
}

// Whose budget a disclosure states, as messages and addresses of pages have it.
const (
	ofUnit       = "unit"
	ofDepartment = "department"
)

// compose makes the document of an edition again, as that of its PDF was made.
func (u *unit) compose(l message.Lang) (*document.Document, error) {
	doc, _, err := compose.Document(u.profile, u.filing, compose.Options{Lang: l, Rounded: u.rounded, Annexes: u.annexes})
	return doc, err
}

// attachments counts the files a unit appends.
func (u *unit) attachments() int {
	all := map[string]bool{}
	role := u.profile.Roles.Attachments
	for _, r := range u.filing.Tables[role.Records] {
		if name := strings.TrimSpace(r.Text(role.File)); name != "" {
			all[name] = true
		}
	}
	return len(all)
}

// attached are the pages of the files a unit appends, as the PDF shows them.
func (u *unit) attached(open func(string) ([]byte, error)) map[string][]document.AttachedPage {
	pages := map[string][]document.AttachedPage{}
	role := u.profile.Roles.Attachments
	for _, r := range u.filing.Tables[role.Records] {
		name := strings.TrimSpace(r.Text(role.File))
		data, err := open(name)
		if err != nil || pages[name] != nil {
			continue
		}
		annex, err := pdf.Probe(data)
		if err != nil {
			continue
		}
		for _, p := range annex.Pages {
			pages[name] = append(pages[name], document.AttachedPage{Width: p.Width, Height: p.Height})
		}
	}
	return pages
}

// name gives every unit the name of its folder: its code and year in small letters
// of ASCII, or a hash of who it is. Two disclosures of one unit for one year, which
// is a mistake somebody has to see, get the hash of their folder as well.
func nameAll(units []*unit) (twice []Notice) {
	by := map[string][]*unit{}
	for _, u := range units {
		base := strings.ToLower(u.code)
		if !plainName(base) {
			base = "u" + output.Sum([]byte(strings.Join([]string{u.code, u.name, u.dept, u.filing.Text(u.profile.Roles.Unit.Region)}, "\x00")))[:10]
		}
		u.slug = fmt.Sprintf("%s-%d", base, u.year)
		if u.scope == ofDepartment {
			u.slug += "-department"
		}
		u.plain = u.slug
		by[u.slug] = append(by[u.slug], u)
	}
	for _, same := range by {
		if len(same) < 2 {
			continue
		}
		slices.SortStableFunc(same, func(a, b *unit) int {
			return cmp.Or(cmp.Compare(a.result.Input, b.result.Input), cmp.Compare(a.result.Folder, b.result.Folder))
		})
		for i, u := range same {
			u.nth = i + 1
			twice = append(twice, Notice{Folder: u.result.Folder, Input: u.result.Input, Unit: u.name, Year: u.year, Reason: "site-twice", Args: message.Pairs("slug", u.slug)})
			u.slug += "-" + output.Sum([]byte(u.result.Folder))[:8]
		}
	}
	slices.SortFunc(twice, func(a, b Notice) int {
		return cmp.Or(cmp.Compare(a.Args["slug"], b.Args["slug"]), cmp.Compare(a.Folder, b.Folder))
	})
	slices.SortFunc(units, func(a, b *unit) int {
		return cmp.Or(cmp.Compare(a.dept, b.dept), cmp.Compare(a.code, b.code), cmp.Compare(a.name, b.name), cmp.Compare(b.year, a.year), cmp.Compare(a.plain, b.plain), cmp.Compare(a.nth, b.nth))
	})
	return twice
}

func plainName(s string) bool {
	for i, r := range s {
		if !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || i > 0 && (r == '-' || r == '_')) {
			return false
		}
	}
	return s != "" && len(s) <= 40
}
