// Package booktest writes filings as workbooks and reads them back, for tests.
package booktest

import (
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/template"
)

// WriteCompact is the workbook of a filing in the compact layout.
func WriteCompact(t *testing.T, p *profile.Profile, f *filing.Filing, l message.Lang) []byte {
	t.Helper()
	data, err := template.Write(p, f, template.Options{Lang: l, Layout: profile.Few})
	sheetstest.Must(t, err)
	return data
}

// Write is the workbook of a filing.
func Write(t testing.TB, p *profile.Profile, f *filing.Filing, l message.Lang) []byte {
	t.Helper()
	data, err := template.Write(p, f, template.Options{Lang: l})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Read is the filing of a workbook and what was found in it.
func Read(t testing.TB, p *profile.Profile, data []byte) (*filing.Filing, []finding.Finding) {
	t.Helper()
	f, found, err := intake.Read(p, "样本.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	return f, found
}
