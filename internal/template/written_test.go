package template

import (
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// written is the workbook of a filing. Package booktest has the same for tests outside
// this package, which it imports.
func written(t testing.TB, p *profile.Profile, f *filing.Filing, l message.Lang) []byte {
	t.Helper()
	data, err := Write(p, f, Options{Lang: l})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// readBack is the filing of a workbook and what was found in it.
func readBack(t testing.TB, p *profile.Profile, data []byte) (*filing.Filing, []finding.Finding) {
	t.Helper()
	f, found, err := intake.Read(p, "样本.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	return f, found
}
