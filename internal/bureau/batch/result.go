// Package batch takes every workbook below a folder through check and build, each in a
// process of its own.
//
// Input: a folder of workbooks and the options of a run. Output: a folder for each
// workbook with what was made of it and a result.json that says so. Invariant: the
// outputs depend on the inputs alone, not on the order, the number of processes or on
// how often the run was broken off; an output that is there is whole.
package batch

import "budgetbook/internal/finding"

// Schema names the format of a Result.
const Schema = "budgetbook/result/1"

// Where things stand below the output folder.
const (
	UnitsFolder  = "units"         // units/<folder>/…: what was made of each workbook
	ResultsFile  = "results.json"  // all Results, by input
	ResultFile   = "result.json"   // in the folder of a unit: its Result, written last
	FindingsFile = "findings.json" // its findings, as check --format json writes them
	FilingFile   = "filing.json"   // its data
)

// Result is what came of one workbook.
type Result struct {
	Schema string `json:"schema"`
	Folder string `json:"folder"` // below UnitsFolder: from the file's name, with a hash of its path
	Input  string `json:"input"`  // path of the workbook below the input folder, with slashes
	SHA256 string `json:"sha256"` // of the workbook
	Key    string `json:"key"`    // hash of all the outputs depend on: workbook, attached files, profile, options, program

	Profile string `json:"profile,omitempty"`
	Year    int    `json:"fiscal_year,omitempty"`
	Scope   string `json:"scope,omitempty"` // unit or department
	Unit    Unit   `json:"unit"`

	// Attached are the files the workbook names, by name.
	Attached []Attached `json:"attached,omitempty"`

	Failure *Failure `json:"failure,omitempty"` // why nothing was made of it; nil if it was read
	Counts  Counts   `json:"counts"`
	// Failed counts the errors and unexplained warnings by the code of their rule.
	Failed map[string]int `json:"failed,omitempty"`
	// Figures are the totals the board shows and compares, in 万元 as printed, by the
	// name of the figure in the profile; Approved those the finance bureau approved.
	Figures  map[string]string `json:"figures,omitempty"`
	Approved map[string]string `json:"approved,omitempty"`

	Outputs []Output `json:"outputs"` // in a fixed order
	// Lacks are the outputs that could not be made although the workbook was read.
	Lacks []Lack `json:"lacks,omitempty"`
}

// Attached is a file that a workbook names.
type Attached struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256,omitempty"` // "" if it could not be read
}

// Unit is whose workbook it is, as the workbook says.
type Unit struct {
	Code       string `json:"code,omitempty"`
	Name       string `json:"name,omitempty"`
	NameEN     string `json:"name_en,omitempty"`
	Kind       string `json:"kind,omitempty"`
	Level      string `json:"level,omitempty"`
	Region     string `json:"region,omitempty"`
	Department string `json:"department,omitempty"`
}

// Failure is why a workbook could not be worked on. Say and Fix are messages for
// people.
type Failure struct {
	Cause string `json:"cause"`
	Say   string `json:"say"`
	Fix   string `json:"fix,omitempty"`
}

// Causes of failures.
const (
	CauseRead    = "read"    // it is no workbook, is damaged or cannot be opened
	CauseChanged = "changed" // it was changed while it was read
	CauseCrash   = "crash"
	CauseTimeout = "timeout"
	CauseMemory  = "memory"
	CauseAltered = "altered" // what was made of it is not there as it was; of a board, never of a run
)

// Lack is an output that could not be made, and why.
type Lack struct {
	Kind string `json:"kind"`
	Lang string `json:"lang,omitempty"`
	Say  string `json:"say"`
}

// final says whether another run over the same bytes would come to the same: of
// failures only those are final that the bytes of the workbook explain.
func (r *Result) final() bool {
	return r.Failure == nil || r.Failure.Cause == CauseRead
}

// Counts are the numbers of findings.
type Counts = finding.Counts

// Kinds of outputs.
const (
	PDFKind       = "pdf"       // the document, in Lang
	FilingKind    = "filing"    // its data as JSON
	FindingsKind  = "findings"  // as JSON
	AnnotatedKind = "annotated" // the workbook with its findings marked
	LetterKind    = "letter"    // to the unit, what it has to correct
)

// Output is one file that was made.
type Output struct {
	Kind   string `json:"kind"`
	Lang   string `json:"lang,omitempty"` // zh, en or both
	File   string `json:"file"`           // its name in the folder of the unit
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Pages  int    `json:"pages,omitempty"`
}
