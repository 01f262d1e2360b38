package press

import (
	"errors"
	"maps"
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
			a.found = append(a.found, refusedAnnex(at, name, "missing"))
			continue
		}
		data, err := open(name)
		if err != nil {
			a.found = append(a.found, refusedAnnex(at, name, "missing"))
			continue
		}
		annex, err := pdf.Probe(data)
		if err != nil {
			reason := "broken"
			var bad *pdf.AnnexError
			if errors.As(err, &bad) {
				reason = string(bad.Reason)
			}
			a.found = append(a.found, refusedAnnex(at, name, reason))
			continue
		}
		a.data[name], a.probed[name] = data, annex
		for _, p := range annex.Pages {
			a.pages[name] = append(a.pages[name], document.AttachedPage{Width: p.Width, Height: p.Height})
		}
		if !annex.Archival() {
			flaw := annex.Flaws[0]
			x := finding.New(finding.AnnexNotArchival, finding.Warning, at, "file", name)
			a.found = append(a.found, withReason(x, "annex-flaw-"+string(flaw.Kind), flaw.Detail))
		}
	}
	return a
}

func refusedAnnex(at finding.Place, name, reason string) finding.Finding {
	return withReason(finding.New(finding.AnnexRefused, finding.Error, at, "file", name), "annex-"+reason, "")
}

// withReason gives a finding its reason, a message of its own, in both languages.
func withReason(x finding.Finding, id, detail string) finding.Finding {
	x.ArgsEN = maps.Clone(x.Args)
	args := message.Pairs("detail", detail)
	x.Args["why"], x.ArgsEN["why"] = message.Say(message.ZH, id, args), message.Say(message.EN, id, args)
	return x
}
