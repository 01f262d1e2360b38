package finding

import (
	"fmt"
	"io"
	"net/url"
	"sort"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"budgetbook/internal/message"
)

// Described is what SARIF says of a rule besides its findings.
type Described struct{ Name, Why string }

// SARIF writes results in the Static Analysis Results Interchange Format 2.1.0. A
// cell is a logical location (sheet!cell) in the workbook, which is the artifact.
func SARIF(w io.Writer, results []Result, rules map[string]Described, version string, l message.Lang) error {
	run := sarif.NewRun()
	driver := sarif.NewToolComponent()
	name := "budgetbook"
	driver.Name, driver.Version = &name, &version
	lang := "zh-CN"
	if l == message.EN {
		lang = "en"
	}
	run.Language = lang
	run.Tool = sarif.NewTool()
	run.Tool.Driver = driver
	used := map[string]bool{}
	for _, r := range results {
		for _, f := range r.Findings {
			used[f.Code] = true
			run.AddResult(sarifResult(r.File, f, l))
		}
	}
	codes := make([]string, 0, len(used))
	for c := range used {
		codes = append(codes, c)
	}
	sort.Strings(codes)
	for _, c := range codes {
		rule := sarif.NewRule(c)
		if d, ok := rules[c]; ok {
			rule.ShortDescription = sarif.NewMultiformatMessageString()
			rule.ShortDescription.Text = &d.Name
			rule.FullDescription = sarif.NewMultiformatMessageString()
			rule.FullDescription.Text = &d.Why
		}
		driver.Rules = append(driver.Rules, rule)
	}
	report := sarif.NewReport()
	report.AddRun(run)
	if err := report.PrettyWrite(w); err != nil {
		return fmt.Errorf("write SARIF: %w", err)
	}
	return nil
}

func sarifResult(file string, f Finding, l message.Lang) *sarif.Result {
	text := f.Say(l)
	if fix := f.Fix(l); fix != "" {
		text += "\n" + fix
	}
	x := sarif.NewRuleResult(f.Code).WithLevel(f.Severity.String()).WithMessage(sarif.NewTextMessage(text))
	uri := (&url.URL{Path: file}).String()
	for _, p := range f.Places {
		artifact := sarif.NewArtifactLocation()
		artifact.URI = &uri
		physical := sarif.NewPhysicalLocation()
		physical.ArtifactLocation = artifact
		loc := sarif.NewLocationWithPhysicalLocation(physical)
		if at := p.Short(); at != "" {
			logical := sarif.NewLogicalLocation()
			logical.FullyQualifiedName = &at
			loc.LogicalLocations = append(loc.LogicalLocations, logical)
		}
		x.AddLocation(loc)
	}
	if f.Explained != "" {
		s := sarif.NewSuppression()
		kind, why := "inSource", f.Explained
		s.Kind, s.Justification = &kind, &why
		x.AddSuppression(s)
	}
	return x
}
