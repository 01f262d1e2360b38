package rule

import (
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// All evaluates the whole catalogue of a profile on a filing, named checks included;
// rule.Check says more.
func All(p *profile.Profile, f *filing.Filing, edition message.Lang) (*Report, error) {
	return Check(p, f, edition, checks)
}

// checks are all named checks, sorted by name.
var checks = []Named{
	{"above-zero", run(aboveZero)},
	{"carryover-classes", run(carryoverClasses)},
	{"catalogue-codes", run(catalogueCodes)},
	{"class-listed", run(classListed)},
	{"code-list", run(codeList)},
	{"code-names", run(codeNames)},
	{"cost-indicators", run(costIndicators)},
	{"dates", run(dates)},
	{"economic-pairs", run(economicPairs)},
	{"english-chinese", run(englishChinese)},
	{"english-figures", run(englishFigures)},
	{"english-missing", run(englishMissing)},
	{"english-twice", run(englishTwice)},
	{"english-unused", run(englishUnused)},
	{"explanations", run(explanations)},
	{"form-amounts", run(formAmounts)},
	{"form-attribute", run(formAttribute)},
	{"form-carryover", run(formCarryover)},
	{"form-department", run(formDepartment)},
	{"form-goals", run(formGoals)},
	{"form-indicators", run(formIndicators)},
	{"form-levels", run(formLevels)},
	{"form-names", run(formNames)},
	{"form-products", run(formProducts)},
	{"form-stamp", run(formStamp)},
	{"form-texts", run(formTexts)},
	{"form-unit", run(formUnit)},
	{"leftovers", run(leftovers)},
	{"name-amounts", run(nameAmounts)},
	{"negative", run(negative)},
	{"prior-missing", run(priorMissing)},
	{"project-twice", run(projectTwice)},
	{"reason-amounts", run(reasonAmounts)},
	{"reason-given", run(reasonGiven)},
	{"reason-quality", run(reasonQuality)},
	{"record-texts", run(recordTexts)},
	{"row-kinds", run(rowKinds)},
	{"scope-tables", run(scopeTables)},
	{"scope-words", run(scopeWords)},
	{"skeleton", run(skeletonRows)},
	{"unit-names", run(unitNames)},
	{"years-in-texts", run(yearsInTexts)},
}

// input is what the checks of this package work on.
type input struct{ *Input }

// run makes a named check of a function.
func run(check func(*input)) func(*Input) {
	return func(in *Input) { check(&input{in}) }
}
