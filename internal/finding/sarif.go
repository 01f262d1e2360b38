package finding

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"budgetbook/internal/message"
)

// Described is what SARIF says of a rule besides its findings.
type Described struct {
	Name, Why string
	Level     Severity
}

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
		}
	}
	codes := slices.Sorted(maps.Keys(used))
	for _, c := range codes {
		driver.Rules = append(driver.Rules, sarifRule(c, rules, l))
	}
	for _, r := range results {
		for i, item := range Items(r.Findings, l) {
			x := sarifResult(r.File, r.Findings[i], l)
			x.RuleIndex = slices.Index(codes, item.Code)
			x.Properties = sarif.NewPropertyBag()
			x.Properties.Add("id", item.ID)
			if item.Follows != "" {
				x.Properties.Add("follows", item.Follows)
			}
			if item.Cause != nil {
				x.Properties.Add("cause", item.Cause)
			}
			run.AddResult(x)
		}
	}
	report := sarif.NewReport()
	report.AddRun(run)
	var b bytes.Buffer
	if err := report.PrettyWrite(&b); err != nil {
		return fmt.Errorf("write SARIF: %w", err)
	}
	var x any
	d := json.NewDecoder(&b)
	d.UseNumber()
	if err := d.Decode(&x); err != nil {
		return fmt.Errorf("write SARIF: %w", err)
	}
	unset(x)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(x)
}

// unset leaves out what the library writes for an index that is not given (SARIF 3.4).
func unset(x any) {
	switch x := x.(type) {
	case map[string]any:
		for k, v := range x {
			if v == json.Number("-1") {
				delete(x, k)
			}
			unset(v)
		}
	case []any:
		for _, v := range x {
			unset(v)
		}
	}
}

// sarifRule describes a code: of a rule by its name and reason, else by the message of
// the catalogue with its {placeholders}.
func sarifRule(code string, rules map[string]Described, l message.Lang) *sarif.ReportingDescriptor {
	d, ok := rules[code]
	if !ok {
		k, _ := KnownCode(code)
		e, _ := message.Lookup(code)
		d = Described{Name: e.Say.In(l), Why: e.Fix.In(l), Level: k.Severity}
	}
	if d.Why == "" {
		d.Why = d.Name
	}
	text := func(s string) *sarif.MultiformatMessageString {
		m := sarif.NewMultiformatMessageString()
		m.Text = &s
		return m
	}
	rule := sarif.NewRule(code)
	rule.ShortDescription, rule.FullDescription = text(d.Name), text(d.Why)
	rule.DefaultConfiguration = sarif.NewReportingConfiguration().WithLevel(d.Level.String())
	return rule
}

// fileURI is a relative reference, of an absolute path a file URI (SARIF 3.4.3).
func fileURI(file string) string {
	path := filepath.ToSlash(file)
	u := url.URL{Path: path}
	if filepath.IsAbs(file) {
		u.Scheme, u.Path = "file", "/"+strings.TrimPrefix(path, "/")
	}
	return u.String()
}

// region is where a cell stands: its row and column, as if the sheet were a text.
// Without a cell it is the beginning of the file.
func region(p Place) *sarif.Region {
	row, column := CellAt(p.Cell)
	if row == 0 {
		return sarif.NewRegion().WithStartLine(1)
	}
	return sarif.NewRegion().WithStartLine(row).WithStartColumn(column).WithEndLine(row).WithEndColumn(column + 1)
}

func sarifResult(file string, f Finding, l message.Lang) *sarif.Result {
	text := f.Say(l)
	if fix := f.Fix(l); fix != "" {
		text += "\n" + fix
	}
	x := sarif.NewRuleResult(f.Code).WithLevel(f.Severity.String()).WithMessage(sarif.NewTextMessage(text))
	uri := fileURI(file)
	for _, p := range f.Places {
		artifact := sarif.NewArtifactLocation()
		artifact.URI = &uri
		physical := sarif.NewPhysicalLocation()
		physical.ArtifactLocation = artifact
		physical.Region = region(p)
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
