package profile

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
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
	for _, x := range c.sorted() {
		grade := string(x.Grade)
		if x.Grade == GradeOwn {
			grade = ""
		}
		_ = w.Write([]string{x.Code, x.Name, grade})
	}
	w.Flush()
	return b.Bytes()
}

// Sum identifies the codes and names of a list: a SHA-256, in hexadecimal.
func (c *Codes) Sum() string {
	h := sha256.New()
	for _, x := range c.sorted() {
		fmt.Fprintf(h, "%s,%s\n", x.Code, x.Name)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (c *Codes) sorted() []Code {
	return slices.SortedFunc(slices.Values(c.Items), func(a, b Code) int { return cmp.Compare(a.Code, b.Code) })
}
