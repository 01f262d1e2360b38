package press

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"

	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/pdf"
	"budgetbook/internal/profile"
)

// annexes are the PDF files a unit appends, by the name it gives.
type annexes struct {
	data   map[string][]byte
	probed map[string]*pdf.Annex
	pages  map[string][]document.AttachedPage
	found  []finding.Finding
}

// readAnnexes reads the files a filing names through the one door to files. What is
// wrong with one is a finding at the cell that names it; the others are read.
func readAnnexes(role profile.AttachmentRoles, f *filing.Filing, open func(name string) ([]byte, error)) annexes {
	a := annexes{data: map[string][]byte{}, probed: map[string]*pdf.Annex{}, pages: map[string][]document.AttachedPage{}}
	for _, r := range f.Tables[role.Records] {
		name := strings.TrimSpace(r.Text(role.File))
		at := r.Cells[role.File].At
		if name == "" {
			if strings.TrimSpace(r.Text(role.Title)) != "" {
				a.found = append(a.found, finding.New(finding.AnnexUnnamed, finding.Error, r.Cells[role.Title].At, "title", r.Text(role.Title)))
			}
			continue
		}
		if _, done := a.data[name]; done {
			continue
		}
		if open == nil {
			a.found = append(a.found, refusedAnnex(at, name, "missing", 0))
			continue
		}
		data, err := open(name)
		if err != nil {
			a.found = append(a.found, refusedAnnex(at, name, unopened(name, err), 0))
			continue
		}
		annex, err := pdf.Probe(data)
		if err != nil {
			reason, page := "broken", 0
			var bad *pdf.AnnexError
			if errors.As(err, &bad) {
				reason, page = string(bad.Reason), bad.Page
			}
			if bad != nil && (bad.Reason == pdf.TooComplex || bad.Reason == pdf.Torn) && page > 0 {
				reason = "page-" + reason
			}
			a.found = append(a.found, refusedAnnex(at, name, reason, page))
			continue
		}
		a.data[name], a.probed[name] = annex.File, annex
		for _, p := range annex.Pages {
			a.pages[name] = append(a.pages[name], document.AttachedPage{Width: p.Width, Height: p.Height})
		}
		if len(annex.Acts) > 0 {
			a.found = append(a.found, copiedAnnex(at, name, annex.Acts))
		}
		if !annex.Archival() {
			flaw := annex.Flaws[0]
			x := finding.New(finding.AnnexNotArchival, finding.Warning, at, "file", name)
			a.found = append(a.found, withReason(x, func(l message.Lang) string {
				return message.Say(l, "annex-flaw-"+string(flaw.Kind), message.Pairs("detail", flaw.Detail))
			}))
		}
	}
	return a
}

// unopened says why a file cannot be had. A folder of an os.Root refuses what leads out of it
// with an error that has no name: all others are the system's.
func unopened(name string, err error) string {
	var said *message.Error
	switch {
	case !filepath.IsLocal(name):
		return "outside"
	case !errors.As(err, &said):
		return "missing"
	case said.ID == "not-a-file":
		return "not-a-file"
	case said.ID == "too-large":
		return "too-large"
	}
	if said.Cause != nil {
		if _, known := message.Cause(said.Cause); !known {
			return "outside"
		}
	}
	return "missing"
}

func refusedAnnex(at finding.Place, name, reason string, page int) finding.Finding {
	x := finding.New(finding.AnnexRefused, finding.Error, at, "file", name)
	return withReason(x, func(l message.Lang) string {
		return message.Say(l, "annex-"+reason, message.Pairs("page", fmt.Sprint(page)))
	})
}

// copiedAnnex says what of a file is not in the document.
func copiedAnnex(at finding.Place, name string, acts []pdf.Act) finding.Finding {
	x := finding.New(finding.AnnexCopied, finding.Note, at, "file", name)
	return withReason(x, func(l message.Lang) string {
		var all []string
		for _, a := range acts {
			all = append(all, message.Say(l, "annex-act-"+string(a), nil))
		}
		return message.Join(l, all)
	})
}

// withReason gives a finding its reason, messages of their own, in both languages.
func withReason(x finding.Finding, say func(message.Lang) string) finding.Finding {
	x.ArgsEN = maps.Clone(x.Args)
	x.Args["why"], x.ArgsEN["why"] = say(message.ZH), say(message.EN)
	return x
}
