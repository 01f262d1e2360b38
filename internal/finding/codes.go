package finding

import "slices"

// The codes of what the program itself finds. Those of rules stand with the rules in the
// profile. A code is never used again for something else.
const (
	// The reader of workbooks.
	SheetMissing      = "B01"
	HeaderMissing     = "B02"
	ColumnMissing     = "B03"
	ColumnUnknown     = "B04"
	ChoiceUnknown     = "B05"
	OtherTemplate     = "B06"
	NoYear            = "B07"
	ParentMissing     = "B08"
	CellsMerged       = "B09"
	HiddenRead        = "B10"
	OutsideTable      = "B11"
	NoDate            = "B12"
	NumberTwice       = "B13"
	TitleOtherYear    = "B14"
	TemplateUnstated  = "B15"
	NumberAsText      = "B16"
	SheetUnknown      = "B17"
	CharactersSettled = "B18"
	DirectionTurned   = "B58"
	TextTrimmed       = "B59"
	NoText            = "B69"
	HeaderOtherUnit   = "B70"
	SheetTwice        = "B71"
	NameFilled        = "B74"
	NameNowhere       = "B75"
	OtherCodes        = "B76"
	CodesDamaged      = "B77"
	NameAsCode        = "B78"
	NameOfSeveral     = "B79"
	OtherNameBeside   = "B80"
	CodeAsName        = "B81"

	// The short form.
	ListEmpty         = "B19"
	RecordIncomplete  = "B20"
	CodeTooShort      = "B21"
	CodeUnlisted      = "B22"
	PairUnclear       = "B23"
	NotForDepartments = "B24"
	TableDiffers      = "B25"
	NameUnlisted      = "B26"
	TotalDiffers      = "B27"
	NoShortForm       = "B28"
	Undetermined      = "B29"

	// What is pasted and imported.
	Understood      = "B30"
	SubtotalUnclear = "B31"
	CodeOrName      = "B32"
	UnitUnclear     = "B33"
	UnitDoubtful    = "B34"
	TableUnknown    = "B35"
	NoCode          = "B36"
	CodeMissing     = "B37"
	ColumnBySums    = "B38"
	HeadersUnclear  = "B39"
	TableUnclear    = "B40"
	TableTwice      = "B41"
	ColumnByPlace   = "B42"
	ColumnByFunds   = "B73"
	RowUnknown      = "B43"
	YearUnclear     = "B44"
	NameUnclear     = "B45"
	ColumnNotInFile = "B46"
	NumbersUnused   = "B47"
	TablesNotInFile = "B48"
	ColumnLeftBlank = "B49"

	// What is carried over from last year.
	EarlierTemplate = "B50"
	NewerTemplate   = "B51"
	NotRenewed      = "B52"
	SameText        = "B53"
	SpeaksOfPast    = "B54"
	NotComputed     = "B55"
	PastAsThisYear  = "B56"
	SameNumbers     = "B57"
	FiledChanged    = "B72"

	// What a workbook carries besides its data.
	Macros            = "B60"
	OutsideReferences = "B61"
	ForeignNames      = "B62"
	Comments          = "B63"
	HiddenSheets      = "B64"
	EmbeddedObjects   = "B65"
	DataConnections   = "B66"
	PersonsNamed      = "B67"
	Pictures          = "B68"

	// Values.
	NoNumber = "D05"
	NoGlyph  = "D08"

	// The document.
	FigureMissing    = "G01"
	SectionMissing   = "G02"
	AnnexRefused     = "G03"
	AnnexNotArchival = "G04"
	AnnexUnnamed     = "G05"
	AnnexCopied      = "G06"

	// JSON filings.
	KeyUnknown       = "J01"
	WrongKind        = "J02"
	KeyTwice         = "J03"
	OtherProfile     = "J04"
	ControlCharacter = "J05"
	NotAChoice       = "J06"
	NotANumber       = "J07"
	PrintedRounded   = "J08"
	NotThatRounded   = "J09"
	TextsSettled     = "J10"
	TextsTrimmed     = "J11"
	TextTurned       = "J12"

	// Lists of units.
	UnitWithoutCode  = "U02"
	UnitCodeTwice    = "U03"
	UnitWithoutName  = "U04"
	UnitKindUnknown  = "U05"
	UnitLevelUnknown = "U06"
	ApprovalNoDate   = "U07"
	ControlNoNumber  = "U08"
	ControlTooFine   = "U09"
	UnitNameTwice    = "U10"
	ListColumnTwice  = "U11"
	ListColumnUnused = "U12"
	UnitScopeUnknown = "U13"
	ZerosDoubtful    = "U14"
	ListSettled      = "U15"
	ZerosRestored    = "U16"

	// Departments.
	NoConsolidation       = "HZ01"
	NoUnits               = "HZ02"
	UnitUnnamed           = "HZ03"
	UnitOtherProfile      = "HZ04"
	UnitNotFit            = "HZ05"
	UnitsDiffer           = "HZ06"
	UnitTwice             = "HZ07"
	DepartmentsDiffer     = "HZ08"
	DepartmentUnnamed     = "HZ09"
	CodeNamesDiffer       = "HZ10"
	NoLeadingUnit         = "HZ11"
	ValuesDiffer          = "HZ12"
	BlankAsZero           = "HZ13"
	BlankNotAdded         = "HZ14"
	RecordsLeftOut        = "HZ15"
	RecordLeftOut         = "HZ16"
	RecordsDiffer         = "HZ17"
	PriorOtherYear        = "HZ18"
	PriorUndeclared       = "HZ19"
	PriorNotComputed      = "HZ20"
	PriorRecomputed       = "HZ21"
	UnitWithoutPrior      = "HZ22"
	PriorWithoutUnit      = "HZ23"
	TextsJoined           = "HZ24"
	UnitHasErrors         = "HZ25"
	RoundingAddsUp        = "HZ27"
	TransfersEliminated   = "HZ28"
	RowUnnamed            = "HZ29"
	NoTransfers           = "HZ30"
	TransferColumnUnknown = "HZ31"
	TransferColumnMissing = "HZ32"
	TransferValueWrong    = "HZ33"
	TransferValueBlank    = "HZ34"
	TransferUnitUnknown   = "HZ35"
	TransferToItself      = "HZ36"
	TransferNotSpent      = "HZ37"
	TransferTooLarge      = "HZ38"

	// Causes of what the rules find.
	CauseScope      = "Z01"
	CauseUnit       = "Z11"
	CauseRows       = "Z12"
	CauseColumns    = "Z13"
	CauseExchange   = "Z14"
	CauseCell       = "Z15"
	CauseLeaf       = "Z16"
	CauseOneAmount  = "Z17"
	CauseText       = "Z18"
	CauseCode       = "Z19"
	CauseRow        = "Z20"
	CauseForms      = "Z21"
	CauseField      = "Z22"
	CauseKindOfUnit = "Z23"
	CauseName       = "Z24"
	CauseTable      = "Z25"
	CauseWhole      = "Z26"
	CauseColumn     = "Z27"
	CauseRowKind    = "Z28"
	CauseRecord     = "Z29"

	// Of a rule that allows for rounding.
	Rounding = "T01"
)

// Effect is what a finding keeps the rules from going by.
type Effect uint

// The effects.
const (
	CellUnread  Effect = 1 << iota // a cell holds nothing rules can go by
	ColumnLost                     // a column is not there
	SheetLost                      // a sheet is not there, or nothing of it was read
	RowsRefused                    // short form: of a record no sound row of a table follows
	RowsKept                       // although it is an error every row counts
	NoTables                       // short form: there are no tables at all
	ContentLost                    // what stands in the workbook would be lost in another one
)

// Known is what the program knows of a code besides its texts.
type Known struct {
	Code     string
	Severity Severity // unless whoever reports it says otherwise
	Effect   Effect
	Page     string // page of the documentation that says more
}

// Codes are all codes of the program, in order.
func Codes() []Known { return slices.Clone(registry) }

// KnownCode looks a code up; those of rules are not known here.
func KnownCode(code string) (Known, bool) {
	i, ok := slices.BinarySearchFunc(registry, code, func(k Known, code string) int {
		switch {
		case k.Code < code:
			return -1
		case k.Code > code:
			return 1
		}
		return 0
	})
	if !ok {
		return Known{}, false
	}
	return registry[i], true
}

// Has says whether a finding has one of some effects.
func (f Finding) Has(e Effect) bool {
	k, _ := KnownCode(f.Code)
	return k.Effect&e != 0
}

var registry = []Known{
	{SheetMissing, Error, SheetLost, "manual-unit"},
	{HeaderMissing, Error, SheetLost | ContentLost, "manual-unit"},
	{ColumnMissing, Error, ColumnLost, "manual-unit"},
	{ColumnUnknown, Error, ContentLost, "manual-unit"},
	{ChoiceUnknown, Error, CellUnread, "manual-unit"},
	{OtherTemplate, Error, ContentLost, "manual-unit"},
	{NoYear, Error, CellUnread, "manual-unit"},
	{ParentMissing, Error, ContentLost, "manual-unit"},
	{CellsMerged, Warning, 0, "manual-unit"},
	{HiddenRead, Note, 0, "manual-unit"},
	{OutsideTable, Warning, 0, "manual-unit"},
	{NoDate, Error, CellUnread, "manual-unit"},
	{NumberTwice, Error, RowsKept, "manual-unit"},
	{TitleOtherYear, Error, 0, "manual-unit"},
	{TemplateUnstated, Note, 0, "manual-unit"},
	{NumberAsText, Warning, 0, "manual-unit"},
	{SheetUnknown, Note, 0, "manual-unit"},
	{CharactersSettled, Note, 0, "manual-unit"},
	{ListEmpty, Error, NoTables, "manual-unit"},
	{RecordIncomplete, Error, RowsRefused, "manual-unit"},
	{CodeTooShort, Error, RowsRefused, "manual-unit"},
	{CodeUnlisted, Error, RowsKept | RowsRefused, "manual-unit"},
	{PairUnclear, Error, RowsRefused, "manual-unit"},
	{NotForDepartments, Error, NoTables | RowsRefused, "manual-unit"},
	{TableDiffers, Error, 0, "manual-unit"},
	{NameUnlisted, Error, 0, "manual-unit"},
	{TotalDiffers, Warning, 0, "manual-unit"},
	{NoShortForm, Error, RowsRefused, "manual-unit"},
	{Undetermined, Error, 0, "manual-unit"},
	{Understood, Note, 0, "paste"},
	{SubtotalUnclear, Error, 0, "paste"},
	{CodeOrName, Error, 0, "paste"},
	{UnitUnclear, Error, 0, "paste"},
	{UnitDoubtful, Error, RowsKept, "paste"},
	{TableUnknown, Error, 0, "paste"},
	{NoCode, Warning, 0, "paste"},
	{CodeMissing, Warning, 0, "paste"},
	{ColumnBySums, Note, 0, "paste"},
	{HeadersUnclear, Error, 0, "paste"},
	{TableUnclear, Error, 0, "paste"},
	{TableTwice, Error, 0, "paste"},
	{ColumnByPlace, Warning, 0, "paste"},
	{RowUnknown, Error, 0, "paste"},
	{YearUnclear, Warning, 0, "paste"},
	{NameUnclear, Warning, 0, "paste"},
	{ColumnNotInFile, Warning, 0, "paste"},
	{NumbersUnused, Warning, 0, "paste"},
	{TablesNotInFile, Note, 0, "paste"},
	{ColumnLeftBlank, Warning, 0, "paste"},
	{EarlierTemplate, Note, 0, "manual-unit"},
	{NewerTemplate, Error, ContentLost, "manual-unit"},
	{NotRenewed, Error, 0, "manual-unit"},
	{SameText, Warning, 0, "manual-unit"},
	{SpeaksOfPast, Warning, 0, "manual-unit"},
	{NotComputed, Note, 0, "manual-unit"},
	{PastAsThisYear, Error, 0, "manual-unit"},
	{SameNumbers, Warning, 0, "manual-unit"},
	{DirectionTurned, Warning, 0, "manual-unit"},
	{TextTrimmed, Note, 0, "manual-unit"},
	{Macros, Note, 0, "manual-unit"},
	{OutsideReferences, Note, 0, "manual-unit"},
	{ForeignNames, Note, 0, "manual-unit"},
	{Comments, Note, 0, "manual-unit"},
	{HiddenSheets, Note, 0, "manual-unit"},
	{EmbeddedObjects, Note, 0, "manual-unit"},
	{DataConnections, Note, 0, "manual-unit"},
	{PersonsNamed, Note, 0, "manual-unit"},
	{Pictures, Note, 0, "manual-unit"},
	{NoText, Error, 0, "manual-unit"},
	{HeaderOtherUnit, Error, 0, "manual-unit"},
	{SheetTwice, Error, 0, "manual-unit"},
	{FiledChanged, Warning, 0, "manual-unit"},
	{ColumnByFunds, Note, 0, "paste"},
	{NameFilled, Note, 0, "manual-unit"},
	{NameNowhere, Error, 0, "manual-unit"},
	{OtherCodes, Warning, 0, "manual-unit"},
	{CodesDamaged, Warning, 0, "manual-unit"},
	{NameAsCode, Note, 0, "manual-unit"},
	{NameOfSeveral, Error, 0, "manual-unit"},
	{OtherNameBeside, Error, 0, "manual-unit"},
	{CodeAsName, Note, 0, "manual-unit"},
	{NoNumber, Error, CellUnread, "manual-unit"},
	{NoGlyph, Warning, 0, "manual-unit"},
	{FigureMissing, Error, 0, "manual-unit"},
	{SectionMissing, Error, 0, "manual-unit"},
	{AnnexRefused, Error, 0, "manual-unit"},
	{AnnexNotArchival, Warning, 0, "manual-unit"},
	{AnnexUnnamed, Error, 0, "manual-unit"},
	{AnnexCopied, Note, 0, "manual-unit"},
	{NoConsolidation, Error, 0, "consolidate"},
	{NoUnits, Error, 0, "consolidate"},
	{UnitUnnamed, Error, 0, "consolidate"},
	{UnitOtherProfile, Error, 0, "consolidate"},
	{UnitNotFit, Error, 0, "consolidate"},
	{UnitsDiffer, Error, 0, "consolidate"},
	{UnitTwice, Error, 0, "consolidate"},
	{DepartmentsDiffer, Warning, 0, "consolidate"},
	{DepartmentUnnamed, Error, 0, "consolidate"},
	{CodeNamesDiffer, Error, 0, "consolidate"},
	{NoLeadingUnit, Note, 0, "consolidate"},
	{ValuesDiffer, Warning, 0, "consolidate"},
	{BlankAsZero, Warning, 0, "consolidate"},
	{BlankNotAdded, Warning, 0, "consolidate"},
	{RecordsLeftOut, Note, 0, "consolidate"},
	{RecordLeftOut, Note, 0, "consolidate"},
	{RecordsDiffer, Warning, 0, "consolidate"},
	{PriorOtherYear, Error, 0, "consolidate"},
	{PriorUndeclared, Warning, 0, "consolidate"},
	{PriorNotComputed, Warning, 0, "consolidate"},
	{PriorRecomputed, Note, 0, "consolidate"},
	{UnitWithoutPrior, Warning, 0, "consolidate"},
	{PriorWithoutUnit, Warning, 0, "consolidate"},
	{TextsJoined, Note, 0, "consolidate"},
	{UnitHasErrors, Warning, 0, "consolidate"},
	{RoundingAddsUp, Warning, 0, "consolidate"},
	{TransfersEliminated, Warning, 0, "consolidate"},
	{RowUnnamed, Error, 0, "consolidate"},
	{NoTransfers, Error, 0, "consolidate"},
	{TransferColumnUnknown, Error, 0, "consolidate"},
	{TransferColumnMissing, Error, 0, "consolidate"},
	{TransferValueWrong, Error, 0, "consolidate"},
	{TransferValueBlank, Error, 0, "consolidate"},
	{TransferUnitUnknown, Error, 0, "consolidate"},
	{TransferToItself, Error, 0, "consolidate"},
	{TransferNotSpent, Error, 0, "consolidate"},
	{TransferTooLarge, Error, 0, "consolidate"},
	{KeyUnknown, Error, 0, "filing"},
	{WrongKind, Error, 0, "filing"},
	{KeyTwice, Error, 0, "filing"},
	{OtherProfile, Error, 0, "filing"},
	{ControlCharacter, Error, 0, "filing"},
	{NotAChoice, Error, 0, "filing"},
	{NotANumber, Error, 0, "filing"},
	{PrintedRounded, Note, 0, "filing"},
	{NotThatRounded, Error, 0, "filing"},
	{TextsSettled, Note, 0, "filing"},
	{TextsTrimmed, Note, 0, "filing"},
	{TextTurned, Warning, 0, "filing"},
	{Rounding, Note, 0, "rules"},
	{UnitWithoutCode, Error, 0, "manual-bureau"},
	{UnitCodeTwice, Error, 0, "manual-bureau"},
	{UnitWithoutName, Error, 0, "manual-bureau"},
	{UnitKindUnknown, Error, 0, "manual-bureau"},
	{UnitLevelUnknown, Error, 0, "manual-bureau"},
	{ApprovalNoDate, Error, 0, "manual-bureau"},
	{ControlNoNumber, Error, 0, "manual-bureau"},
	{ControlTooFine, Error, 0, "manual-bureau"},
	{UnitNameTwice, Warning, 0, "manual-bureau"},
	{ListColumnTwice, Error, 0, "manual-bureau"},
	{ListColumnUnused, Note, 0, "manual-bureau"},
	{UnitScopeUnknown, Error, 0, "manual-bureau"},
	{ZerosDoubtful, Warning, 0, "manual-bureau"},
	{ListSettled, Note, 0, "manual-bureau"},
	{ZerosRestored, Note, 0, "manual-bureau"},
	{CauseScope, Error, 0, "rules"},
	{CauseUnit, Error, 0, "rules"},
	{CauseRows, Error, 0, "rules"},
	{CauseColumns, Error, 0, "rules"},
	{CauseExchange, Error, 0, "rules"},
	{CauseCell, Error, 0, "rules"},
	{CauseLeaf, Error, 0, "rules"},
	{CauseOneAmount, Error, 0, "rules"},
	{CauseText, Error, 0, "rules"},
	{CauseCode, Error, 0, "rules"},
	{CauseRow, Error, 0, "rules"},
	{CauseForms, Error, 0, "rules"},
	{CauseField, Error, 0, "rules"},
	{CauseKindOfUnit, Error, 0, "rules"},
	{CauseName, Error, 0, "rules"},
	{CauseTable, Error, 0, "rules"},
	{CauseWhole, Error, 0, "rules"},
	{CauseColumn, Error, 0, "rules"},
	{CauseRowKind, Error, 0, "rules"},
	{CauseRecord, Error, 0, "rules"},
}
