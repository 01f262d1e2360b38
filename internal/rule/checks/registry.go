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
	return rule.Check(p, f, edition, registered)
}

// CheckRead is Check of a filing about which something has been found before; what the
// unit says about that is attached to it in place.
func CheckRead(p *profile.Profile, f *filing.Filing, edition message.Lang, read []finding.Finding) (*rule.Report, error) {
	return rule.CheckRead(p, f, edition, registered, read)
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
	for _, c := range registered {
		if slices.Contains(figureChecks, c.Name) {
			out = append(out, c)
		}
	}
	return out
}

// registered are all named checks, sorted by name.
var registered = []rule.Named{
	namedCheck("above-zero", aboveZero),
	namedCheck("basic-as-project", basicAsProject),
	namedCheck("carryover-classes", carryoverClasses),
	namedCheck("catalogue-codes", catalogueCodes),
	namedCheck("class-listed", classListed),
	namedCheck("code-list", codeList),
	namedCheck("code-names", codeNames),
	namedCheck("cost-indicators", costIndicators),
	namedCheck("dates", realDates),
	namedCheck("economic-pairs", economicPairs),
	namedCheck("english-chinese", englishChinese),
	namedCheck("english-figures", englishFigures),
	namedCheck("english-missing", englishMissing),
	namedCheck("english-twice", englishTwice),
	namedCheck("english-unused", englishUnused),
	namedCheck("explanations", explanations),
	namedCheck("form-amounts", formAmounts),
	namedCheck("form-attribute", formAttribute),
	namedCheck("form-carryover", formCarryover),
	namedCheck("form-department", formDepartment),
	namedCheck("form-goals", formGoals),
	namedCheck("form-indicators", formIndicators),
	namedCheck("form-levels", formLevels),
	namedCheck("form-measurable", formMeasurable),
	namedCheck("form-names", formNames),
	namedCheck("form-persons", formPersons),
	namedCheck("form-products", formProducts),
	namedCheck("form-quotes", formQuotes),
	namedCheck("form-repeats", formRepeats),
	namedCheck("form-stamp", formStamp),
	namedCheck("form-texts", formTexts),
	namedCheck("form-unit", formUnit),
	namedCheck("form-year-indicators", formYearIndicators),
	namedCheck("language", language),
	namedCheck("leftovers", leftovers),
	namedCheck("name-amounts", nameAmounts),
	namedCheck("negative", negativeAmounts),
	namedCheck("old-carryover", oldCarryover),
	namedCheck("own-year", ownYear),
	namedCheck("personal-data", personalData),
	namedCheck("prior-balance", priorBalance),
	namedCheck("prior-copied", priorCopied),
	namedCheck("prior-missing", priorMissing),
	namedCheck("prior-size", priorSize),
	namedCheck("project-twice", projectTwice),
	namedCheck("reason-amounts", reasonAmounts),
	namedCheck("reason-direction", reasonDirection),
	namedCheck("reason-given", reasonGiven),
	namedCheck("reason-quality", reasonQuality),
	namedCheck("record-texts", recordTexts),
	namedCheck("row-kinds", rowKinds),
	namedCheck("scope-words", scopeWords),
	namedCheck("skeleton", skeletonRows),
	namedCheck("unit-names", unitNames),
	namedCheck("unlabelled", unlabelled),
	namedCheck("years-in-texts", yearsInTexts),
}
