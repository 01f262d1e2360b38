package press

import (
	"slices"
	"time"

	"budgetbook/internal/html"
	"budgetbook/internal/message"
	"budgetbook/internal/pdf"
)

// Names of outputs the program itself asks for.
const (
	PDF  = "pdf"
	HTML = "html"
)

// Output is a format a disclosure is written in. Another format is a package and a line
// here: it takes what it needs of a Made, its Document (what is said) or its Pages (where
// it stands on paper), and its Program and Date if it names them.
type Output struct {
	Name  string // as people ask for it
	Ext   string // of its files
	Type  string // media type
	Write func(*Made) ([]byte, error)
}

// registeredOutputs are all there are, by name.
var registeredOutputs = []Output{
	{HTML, ".html", "text/html; charset=utf-8", func(m *Made) ([]byte, error) { return html.Page(m.Document, html.Options{}) }},
	{PDF, ".pdf", "application/pdf", writePDF},
}

// Outputs lists the formats there are.
func Outputs() []Output { return slices.Clone(registeredOutputs) }

// OutputNamed finds a format. The error is a *message.Error that names those there are.
func OutputNamed(name string) (Output, error) {
	names := ""
	for _, o := range registeredOutputs {
		if o.Name == name {
			return o, nil
		}
		if names != "" {
			names += ", "
		}
		names += o.Name
	}
	return Output{}, message.Errorf(nil, "no-output", "name", name, "choices", names)
}

// As writes the disclosure in a format; the same disclosure gives the same bytes.
func (m *Made) As(name string) ([]byte, error) {
	o, err := OutputNamed(name)
	if err != nil {
		return nil, err
	}
	return o.Write(m)
}

// Program names the program in what it makes.
func (m *Made) Program() string { return "budgetbook " + Version }

// Date is the date of what is made: the first day of the budget year. A clock would make
// two builds differ.
func (m *Made) Date() time.Time {
	return time.Date(max(m.Filing.Year, 1), 1, 1, 0, 0, 0, 0, time.UTC)
}

// writePDF paints the pages. The data go with it.
func writePDF(m *Made) ([]byte, error) {
	var files []pdf.File
	if !m.Options.Bare {
		var err error
		if files, err = m.files(); err != nil {
			return nil, err
		}
	}
	return pdf.Write(m.Pages, m.faces, pdf.Meta{Creator: m.Program(), Producer: m.Program(), Date: m.Date(), Files: files, Annexes: m.annexes.probed})
}
