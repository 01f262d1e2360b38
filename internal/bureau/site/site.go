// Package site makes a static web site of what a batch made: for each unit and year a
// page, an accessible HTML edition beside every PDF, and the data for others to use.
//
// Input: the output folder of a batch. Output: files in the folder of the site.
// Invariant: the same input gives the same bytes; a document on the site is composed by
// package compose as that of the PDF was, so that they say the same; a page asks for
// nothing from elsewhere; no file is touched that the site's manifest does not list.
package site

import (
	"cmp"
	"context"
	"net/url"
	"os"
	"slices"
	"strings"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/document"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
)

// Options are what a site depends on besides the batch.
type Options struct {
	Batch   string       // output folder of the batch
	Folder  string       // of the site
	BaseURL string       // where the site will stand, or ""; with it there are a sitemap and canonical links
	Title   string       // of the site; "": the usual one
	Lang    message.Lang // of the pages around the documents
	Profile string       // name or folder; "": as the data say
	Licence string       // of the data: an id of opendefinition.org, or a URL
}

// Report is what was done.
type Report struct {
	Disclosures int // units and years
	Files       int
	Written     int // new or changed
	Removed     int
	Skipped     []Notice // not published
	Look        []Notice // published, but not as it should be
}

// Wrong says whether a unit is left out because its workbook has errors or was not read.
func (r *Report) Wrong() bool {
	return slices.ContainsFunc(r.Skipped, func(n Notice) bool { return n.Reason == "site-errors" || n.Reason == "site-failed" })
}

// Lost says whether a unit is left out because what the batch made of it is not there as it
// was. What is left of workbooks that are gone is no unit's.
func (r *Report) Lost() bool {
	return slices.ContainsFunc(r.Skipped, func(n Notice) bool {
		return !slices.Contains([]string{"site-errors", "site-failed", "site-gone"}, n.Reason)
	})
}

// Publish makes the site. Nothing of it is changed before all of it has been made.
func Publish(ctx context.Context, opt Options) (*Report, error) {
	base, err := baseURL(opt.BaseURL)
	if err != nil {
		return nil, err
	}
	opt.BaseURL = base
	if opt.Title = strings.TrimSpace(opt.Title); opt.Title == "" {
		opt.Title = message.Say(opt.Lang, "site-title", nil)
	}
	from, err := os.OpenRoot(opt.Batch)
	if err != nil {
		return nil, message.Errorf(output.Bare(err), "site-no-batch", "folder", opt.Batch)
	}
	defer from.Close()
	units, skipped, err := readBatch(ctx, from.FS(), opt)
	if err != nil {
		return nil, err
	}
	r := &Report{Disclosures: len(units), Skipped: skipped}
	if len(units) == 0 {
		return r, message.Errorf(nil, "site-no-units", "folder", opt.Batch)
	}
	r.Look = nameAll(units)
	for _, u := range units {
		for _, l := range u.result.Lacks {
			if l.Kind == batch.PDFKind {
				r.Look = append(r.Look, Notice{Folder: u.result.Folder, Input: u.result.Input, Unit: u.name, Year: u.year, Reason: "site-lacks",
					Args: message.Pairs("edition", message.Say(opt.Lang, "site-edition-"+l.Lang, nil))})
			}
		}
	}

	if err := output.MakeFolder(opt.Folder); err != nil {
		return r, err
	}
	release, err := output.Lock(opt.Folder)
	if err != nil {
		return r, err
	}
	defer release()
	to, err := openFolder(opt.Folder)
	if err != nil {
		return r, err
	}
	defer to.close()
	s := &site{opt: opt, units: units, to: to}
	if err := s.make(ctx); err != nil {
		return r, err
	}
	r.Files = len(to.sums)
	r.Written, r.Removed, err = to.commit()
	return r, err
}

// site is one run.
type site struct {
	opt   Options
	units []*unit
	to    *folder
}

// siteFile is a file of the site before it is put into its folder.
type siteFile struct {
	name string
	data []byte
}

// make stages all files of the site.
func (s *site) make(ctx context.Context) error {
	// The pages of a few units are made at a time and put away in order.
	const some = 16
	for at := 0; at < len(s.units); at += some {
		part := s.units[at:min(at+some, len(s.units))]
		made, errs := make([][]siteFile, len(part)), make([]error, len(part))
		eachAtOnce(ctx, len(part), func(i int) { made[i], errs[i] = s.unitFiles(part[i]) })
		if err := ctx.Err(); err != nil {
			return err
		}
		for i := range part {
			if errs[i] != nil {
				return errs[i]
			}
			for _, f := range made[i] {
				if err := s.to.put(f.name, f.data); err != nil {
					return err
				}
			}
		}
	}
	for _, more := range []func() ([]siteFile, error){s.dataFiles, s.indexFiles} {
		files, err := more()
		if err != nil {
			return err
		}
		for _, f := range files {
			if err := s.to.put(f.name, f.data); err != nil {
				return err
			}
		}
	}
	return s.to.put("SHA256SUMS", s.to.checksums())
}

// unitFiles are the files in the folder of a unit.
func (s *site) unitFiles(u *unit) ([]siteFile, error) {
	dir := "units/" + u.slug + "/"
	var files []siteFile
	var first *document.Document
	for _, e := range u.editions {
		data, err := e.file.Content(e.batch, u.result.Folder)
		if err != nil {
			return nil, message.Errorf(output.Bare(err), "unreadable", "file", e.file.File)
		}
		doc, err := u.compose(e.lang)
		if err != nil {
			return nil, err
		}
		if first == nil || e.lang == s.opt.Lang {
			first = doc
		}
		page, err := s.documentPage(u, e, doc)
		if err != nil {
			return nil, err
		}
		files = append(files, siteFile{dir + u.pdfName(e), data}, siteFile{dir + e.htmlName(), page})
	}
	data, tables, err := s.unitData(u)
	if err != nil {
		return nil, err
	}
	for _, f := range data {
		files = append(files, siteFile{dir + "data/" + f.name, f.data})
	}
	page, err := s.unitPage(u, first, tables)
	if err != nil {
		return nil, err
	}
	return append(files, siteFile{dir + "index.html", page}), nil
}

func (u *unit) pdfName(e *edition) string { return u.slug + "." + string(e.lang) + ".pdf" }

func (e *edition) htmlName() string { return string(e.lang) + ".html" }

// baseURL is an absolute address of the web that ends with a slash, or "".
func baseURL(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || cmp.Or(u.RawQuery, u.Fragment, u.Opaque) != "" || u.User != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", message.Errorf(nil, "bad-value", "flag", "base-url", "value", s, "choices", "https://…")
	}
	if !strings.HasSuffix(u.Path, "/") {
		u.Path += "/"
	}
	return u.String(), nil
}
