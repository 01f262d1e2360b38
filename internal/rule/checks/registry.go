// Package checks has the checks that need more than a formula, and runs the whole
// catalogue of a profile.
//
// Input: a profile and a filing. Output: the report of package rule. Invariant: every
// check is named by a rule of a profile, in whose words it reports.
package checks

import (
	"slices"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// Check evaluates the whole catalogue of a profile on a filing, named checks included;
// rule.Check says more.
func Check(p *profile.Profile, f *filing.Filing, edition message.Lang) (*rule.Report, error) {
	return rule.Check(p, f, edition, checks)
}

// CheckRead is Check of a filing about which something has been found before; what the
// unit says about that is attached to it in place.
func CheckRead(p *profile.Profile, f *filing.Filing, edition message.Lang, read []finding.Finding) (*rule.Report, error) {
	return rule.CheckRead(p, f, edition, checks, read)
}

// Again evaluates what compares figures, codes and names: the formulas of a catalogue,
// whatever the edition, and the checks among these. What people wrote is not read again.
func Again(p *profile.Profile, f *filing.Filing) (*rule.Report, error) {
	return rule.Again(p, f, figures())
}

// figureChecks are the names of the checks that a changed figure, code or name settles.
var figureChecks = []string{"above-zero", "carryover-classes", "class-listed", "code-list", "code-names", "economic-pairs",
	"form-amounts", "form-names", "form-unit", "negative", "row-kinds", "skeleton", "unit-names"}

func figures() []rule.Named {
	var out []rule.Named
	for _, c := range checks {
		if slices.Contains(figureChecks, c.Name) {
			out = append(out, c)
		}
	}
	return out
}

// checks are all named checks, sorted by name.
var checks = []rule.Named{
	named("above-zero", aboveZero),
	named("basic-as-project", basicAsProject),
	named("carryover-classes", carryoverClasses),
	named("catalogue-codes", catalogueCodes),
	named("class-listed", classListed),
	named("code-list", codeList),
	named("code-names", codeNames),
	named("cost-indicators", costIndicators),
	named("dates", dates),
	named("economic-pairs", economicPairs),
	named("english-chinese", englishChinese),
	named("english-figures", englishFigures),
	named("english-missing", englishMissing),
	named("english-twice", englishTwice),
	named("english-unused", englishUnused),
	named("explanations", explanations),
	named("form-amounts", formAmounts),
	named("form-attribute", formAttribute),
	named("form-carryover", formCarryover),
	named("form-department", formDepartment),
	named("form-goals", formGoals),
	named("form-indicators", formIndicators),
	named("form-levels", formLevels),
	named("form-measurable", formMeasurable),
	named("form-names", formNames),
	named("form-persons", formPersons),
	named("form-products", formProducts),
	named("form-quotes", formQuotes),
	named("form-repeats", formRepeats),
	named("form-stamp", formStamp),
	named("form-texts", formTexts),
	named("form-unit", formUnit),
	named("form-year-indicators", formYearIndicators),
	named("language", language),
	named("leftovers", leftovers),
	named("name-amounts", nameAmounts),
	named("negative", negative),
	named("old-carryover", oldCarryover),
	named("own-year", ownYear),
	named("personal-data", personalData),
	named("prior-copied", priorCopied),
	named("prior-missing", priorMissing),
	named("prior-size", priorSize),
	named("project-twice", projectTwice),
	named("reason-amounts", reasonAmounts),
	named("reason-direction", reasonDirection),
	named("reason-given", reasonGiven),
	named("reason-quality", reasonQuality),
	named("record-texts", recordTexts),
	named("row-kinds", rowKinds),
	named("scope-words", scopeWords),
	named("skeleton", skeletonRows),
	named("unit-names", unitNames),
	named("unlabelled", unlabelled),
	named("years-in-texts", yearsInTexts),
}
