package press

import (
	"bytes"
	"errors"

	"budgetbook/internal/compare"
	"budgetbook/internal/pdf"
)

// Verdict is what became of a disclosure since it was made.
type Verdict struct {
	Manifest Manifest
	Sealed   bool             // not a byte was changed after it was made
	Resaved  bool             // another program saved it again, in a form of its own
	Damaged  []string         // carried files that are not what the manifest says
	Same     bool             // it is byte for byte what its data give
	Other    bool             // it was made by another version of the program or the profile
	Changes  []compare.Change // pages that do not read as its data would have them
	Unread   bool             // it is damaged: the words of the pages in Lost cannot be read, or if none is named those of any
	Lost     []int
}

// Verify takes the data out of a disclosure, makes it again, and compares.
func Verify(in Input, profileName string) (*Verdict, error) {
	attached, err := AttachedData(in)
	if err != nil {
		return nil, err
	}
	v := &Verdict{Manifest: attached.Manifest, Damaged: attached.Damaged, Resaved: attached.Resaved}
	if v.Sealed, err = pdf.Sealed(in.Data); err != nil && !errors.Is(err, pdf.ErrNoSeal) {
		return nil, err
	}
	man := attached.Manifest
	if man.Draft {
		// A draft lists findings with the cells of the workbook it was made from, which
		// its data do not know: only its seal can be verified.
		return v, nil
	}
	if profileName == "" {
		profileName = man.Profile
	}
	m, err := Make(Input{Name: filingFile, Data: attached.Filing}, Options{Profile: profileName, Lang: man.Language, Draft: man.Draft, Open: attached.Open, Codes: attached.codes})
	if err != nil {
		return nil, err
	}
	v.Other = man.Version != Version || man.ProfileVersion != m.Profile.Version
	again, err := m.As(PDF)
	if err != nil {
		return nil, err
	}
	if v.Same = bytes.Equal(again, in.Data); v.Same {
		return v, nil
	}
	was, err := pdf.Text(in.Data)
	var bad *pdf.UnreadError
	if v.Unread = errors.As(err, &bad); v.Unread {
		v.Lost = bad.Pages
	} else if err != nil {
		return nil, err
	}
	if v.Unread && len(v.Lost) == 0 {
		return v, nil
	}
	is, err := pdf.Text(again)
	if err != nil {
		return nil, err
	}
	for _, n := range v.Lost {
		if n <= len(is) {
			was[n-1] = is[n-1] // said already
		}
	}
	v.Changes = compare.Lines(is, was)
	return v, nil
}
