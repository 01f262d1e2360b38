package wording

import (
	"sync"
)

const sharedFile = "shared.toml"

// SharedWords are those that several rooms need, and that patterns of other files name.
type SharedWords struct {
	Number   Expression `toml:"number"`
	Money    Expression `toml:"money"`    // a unit of money, as texts have it
	Scale    Meanings   `toml:"scale"`    // units of money by their power of ten in 万元
	Numerals Characters `toml:"numerals"` // from one to ten
	Ordinal  Words      `toml:"ordinal"`  // the mark behind the number of an item: 一、
	Stops    Characters `toml:"stops"`    // marks behind a text that do not belong to it
	Nothing  Words      `toml:"nothing"`  // texts that say that there is nothing to say
	Total    Words      `toml:"total"`
	Year     Words      `toml:"year"` // behind a year
}

// Shared are the words several rooms need.
var Shared = sync.OnceValue(func() *SharedWords { return loadLexicon[SharedWords](sharedFile, nil) })

// cutoffWords are the signs of a text that breaks off.
type cutoffWords struct {
	JoinWord       Words      `toml:"join-word"`
	OpenWord       Words      `toml:"open-word"`
	WholeCharacter Words      `toml:"whole-character"`
	Attribute      Expression `toml:"attribute"`
	JoinCharacter  Endings    `toml:"join-character"`
	HeadCharacter  Endings    `toml:"head-character"`
}

var cutoffs = sync.OnceValue(func() *cutoffWords { return loadLexicon[cutoffWords]("cutoff.toml", groupsOf(Shared())) })

// nameWords tell names of projects apart.
type nameWords struct {
	Document  Expression `toml:"document"`
	Amount    Expression `toml:"amount"`
	Year      Expression `toml:"year"`
	Batch     Expression `toml:"batch"`
	Level     Expression `toml:"level"`
	Number    Expression `toml:"number-in-name"`
	Contrasts Contrasts  `toml:"contrasts"`
	Slips     Likes      `toml:"slips"`
	General   Words      `toml:"general"`
}

var projectNames = sync.OnceValue(func() *nameWords { return loadLexicon[nameWords]("names.toml", groupsOf(Shared())) })

// ReasonWords are those of the reasons for changes from one year to the next.
type ReasonWords struct {
	Increase Words      `toml:"increase"`
	Decrease Words      `toml:"decrease"`
	Whole    Words      `toml:"whole"`  // before an amount: it is the whole difference
	Level    Expression `toml:"level"`  // before an amount: it is no difference at all
	Amount   Expression `toml:"amount"` // number, unit, and what follows if it makes a rate of it
	Clause   Expression `toml:"clause"`
	Lead     Words      `toml:"lead"` // how a reason begins that is to go into a sentence
	Label    Words      `toml:"label"`
}

// Reasons are the words of reasons for changes.
var Reasons = sync.OnceValue(func() *ReasonWords { return loadLexicon[ReasonWords]("reasons.toml", groupsOf(Shared())) })

// IndicatorWords are those of the values of performance indicators.
type IndicatorWords struct {
	Amount   Expression `toml:"amount"`   // number, unit
	Standard Expression `toml:"standard"` // bound, number, unit of money, per what, and per what else
	PerEach  Expression `toml:"per-each"` // per what, and per what else, number, unit of money
	Count    Expression `toml:"count"`    // bound, number, unit
	AtMost   Words      `toml:"at-most"`
	AtLeast  Words      `toml:"at-least"`
	Unit     Meanings   `toml:"unit"`
	Year     Words      `toml:"year-unit"`
	Level    Words      `toml:"level"`
}

// Indicators are the words of performance indicators.
var Indicators = sync.OnceValue(func() *IndicatorWords { return loadLexicon[IndicatorWords]("indicators.toml", groupsOf(Shared())) })

// TextWords are those of running texts.
type TextWords struct {
	Titled     Expression `toml:"titled"`
	Numbered   Expression `toml:"numbered"`
	Quantity   Expression `toml:"quantity"`    // number, unit
	Measure    Words      `toml:"measure"`     // units of a quantity that a translation must keep
	NameAmount Expression `toml:"name-amount"` // number, unit
	Department Words      `toml:"department"`
}

// Texts are the words of running texts.
var Texts = sync.OnceValue(func() *TextWords { return loadLexicon[TextWords]("texts.toml", groupsOf(Shared())) })

// YearWords are those of years and days.
type YearWords struct {
	InText   Expression `toml:"in-text"` // the year
	Period   Expression `toml:"period"`
	Duration Expression `toml:"duration"` // the number of years
	One      Words      `toml:"one"`
	Behind   Words      `toml:"behind"`
	Title    Expression `toml:"title"`  // the year
	Recent   Expression `toml:"recent"` // the year
	Before   Expression `toml:"before"`
	Place    Expression `toml:"place"`
	Cut      Words      `toml:"cut"`
	Left     Words      `toml:"left"`
	Omitted  Expression `toml:"omitted"`
	Day      Expression `toml:"day"` // year, month, day
	Sentence Characters `toml:"sentence"`
}

// Years are the words of years and days.
var Years = sync.OnceValue(func() *YearWords { return loadLexicon[YearWords]("years.toml", groupsOf(Shared())) })

// SheetWords are those of sheets that others have made.
type SheetWords struct {
	AmountUnit  Expression `toml:"amount-unit"`
	HeadUnit    Expression `toml:"head-unit"`
	Money       Expression `toml:"money-unit"`
	MoneyLabel  Expression `toml:"money-label"`
	UnitLabel   Words      `toml:"unit-label"`
	UnitWord    Words      `toml:"unit-word"`
	LooseUnit   Expression `toml:"loose-unit"`
	Labelled    Expression `toml:"labelled"`
	Besides     Expression `toml:"besides"`
	NotName     Words      `toml:"not-name"`
	Note        Words      `toml:"note"`
	Signature   Words      `toml:"signature"`
	CodeNote    Expression `toml:"code-note"`
	CodeName    Expression `toml:"code-name"` // code, name
	ColumnCount Words      `toml:"column-count"`
	NoData      Words      `toml:"no-data"`
	Subtotal    Words      `toml:"subtotal"`
	Table       Words      `toml:"table"`
	Numbered    Words      `toml:"numbered"`
	NumberEnd   Expression `toml:"number-end"`
	CodeHead    Words      `toml:"code-head"`
	NameHead    Words      `toml:"name-head"`
	CodeHeadEnd Words      `toml:"code-head-end"`
	NameHeadEnd Words      `toml:"name-head-end"`
	OtherHead   Words      `toml:"other-head"`
	EnglishHead Words      `toml:"english-head"`
	CodeGone    Words      `toml:"code-gone"`
	ListNote    Expression `toml:"list-note"`
	TrustHead   Words      `toml:"trust-head"`
	CodeLevels  Words      `toml:"code-levels"` // in their order
}

// Sheets are the words of sheets that others have made.
var Sheets = sync.OnceValue(func() *SheetWords { return loadLexicon[SheetWords]("sheets.toml", groupsOf(Shared())) })

// ListWords are those of the lists of units a bureau keeps.
type ListWords struct {
	Heads    Meanings `toml:"heads"`
	Approved Words    `toml:"approved"`
	YuanHead Words    `toml:"yuan-head"`
}

// Lists are the words of lists of units.
var Lists = sync.OnceValue(func() *ListWords { return loadLexicon[ListWords]("lists.toml", groupsOf(Shared())) })
