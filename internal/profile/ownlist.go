package profile

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"maps"
	"slices"

	"budgetbook/internal/filing"
)

// OwnLists are the code lists that a bureau has put in place of the profile's, by name.
func (p *Profile) OwnLists() []*Codes {
	var own []*Codes
	for _, name := range slices.Sorted(maps.Keys(p.Codes)) {
		if c := p.Codes[name]; c.Complete {
			own = append(own, c)
		}
	}
	return own
}

// EnterLists writes into a filing by which lists of a bureau it is made.
func (p *Profile) EnterLists(f *filing.Filing) {
	for name := range p.Codes {
		delete(f.Fields, ListSum(name))
	}
	for _, c := range p.OwnLists() {
		f.Fields[ListSum(c.Name)] = filing.Value{Text: c.Sum()}
	}
}

// Text is the list as a file that ReplaceCodes reads: a bureau's list as it travels with
// what is made by it. However the list was given, the same codes give the same bytes.
func (c *Codes) Text() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"code", "name", "confidence"}) // a buffer takes everything
	items := slices.SortedFunc(slices.Values(c.Items), func(a, b Code) int { return cmp.Compare(a.Code, b.Code) })
	for _, x := range items {
		grade := string(x.Grade)
		if x.Grade == GradeOwn {
			grade = ""
		}
		_ = w.Write([]string{x.Code, x.Name, grade})
	}
	w.Flush()
	return b.Bytes()
}

// Sum identifies the content of a list: the SHA-256 of Text, in hexadecimal.
func (c *Codes) Sum() string {
	sum := sha256.Sum256(c.Text())
	return hex.EncodeToString(sum[:])
}
