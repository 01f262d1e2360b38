package template_test

import (
	"os"
	"path/filepath"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// TestExamples takes the example filings through a workbook and back.
func TestExamples(t *testing.T) {
	p := profiletest.Shanxi(t)
	files, err := filepath.Glob("../../examples/*.json")
	sheetstest.Must(t, err)
	for _, name := range files {
		data, err := os.ReadFile(name)
		sheetstest.Must(t, err)
		if filing.Peek(data) != p.Name {
			continue
		}
		f, _, err := filing.Unmarshal(p.Schema(), p.Name, name, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, l := range []message.Lang{message.ZH, message.EN} {
			got, found := booktest.Read(t, p, booktest.Write(t, p, f, l))
			sheetstest.Equal(t, f, got)
			for _, x := range found {
				t.Errorf("%s: %s %s", name, x.Code, x.Say(message.EN))
			}
		}
	}
}
