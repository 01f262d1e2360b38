package finding

import (
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"budgetbook/internal/message"
)

// Schema names the form in which findings are written for programs.
const Schema = "budgetbook/findings/2"

// JSONSchema is the JSON Schema (draft 2020-12) of that form; docs/findings.md explains it.
//
//go:embed findings.schema.json
var JSONSchema []byte

// Written are the findings of some files as they are written for programs.
type Written struct {
	Schema  string          `json:"schema"`
	Results []WrittenResult `json:"results"`
}

// WrittenResult is what was found in one file.
type WrittenResult struct {
	File     string        `json:"file"`
	Summary  Counts        `json:"summary"`
	Findings []Item        `json:"findings"`
	Skipped  []ItemSkipped `json:"not_evaluated"`
}

// Item is one finding. Message and Fix are in the language of the run.
type Item struct {
	ID        string            `json:"id"` // within the result
	Code      string            `json:"code"`
	Rule      string            `json:"rule,omitempty"` // a note on a rule that holds: its code
	Severity  string            `json:"severity"`
	Message   string            `json:"message"`
	Fix       string            `json:"fix,omitempty"`
	Explained string            `json:"explained,omitempty"` // what the unit says about a warning
	Cause     *ItemCause        `json:"cause,omitempty"`
	Follows   string            `json:"follows,omitempty"` // id of the finding that explains this one
	Places    []Place           `json:"places"`
	Compared  *ItemCompared     `json:"compared,omitempty"`
	Values    map[string]string `json:"values,omitempty"` // what the message is filled with
}

// ItemCause says what a finding explains others by, and how many follow from it.
type ItemCause struct {
	Kind      CauseKind `json:"kind"`
	Certainty Certainty `json:"certainty,omitempty"`
	Explains  int       `json:"explains"`
}

// ItemCompared is what was compared, in 万元; amounts are texts.
type ItemCompared struct {
	Operator   string      `json:"operator"`
	Left       ItemOperand `json:"left"`
	Right      ItemOperand `json:"right"`
	Difference string      `json:"difference"` // left - right
	Addends    int         `json:"addends"`    // rounded figures that are added up
}

// ItemOperand is one side with the cells that are not blank.
type ItemOperand struct {
	Value string     `json:"value"`
	Terms int        `json:"terms"`
	Cells []ItemCell `json:"cells"`
}

// ItemCell is an amount and where it stands, in the unit of its table.
type ItemCell struct {
	Place
	Value string `json:"value"`
}

// ItemSkipped is a rule that was not evaluated.
type ItemSkipped struct {
	Code    string `json:"code"`
	Cause   string `json:"cause"`             // in words
	Place   *Place `json:"place,omitempty"`   // what is lacking or cannot be read
	Follows string `json:"follows,omitempty"` // id of the finding that says what to mend
}

// valueNames are names for the short ones that texts of rules use.
var valueNames = map[string]string{"a": "value", "b": "other", "c": "third", "d": "difference", "n": "count"}

// Items are findings as they are written for programs, numbered in their order.
func Items(found []Finding, l message.Lang) []Item {
	ids, explains := numbers(found), map[string]int{}
	for _, f := range found {
		explains[f.Follows]++
	}
	items := make([]Item, 0, len(found))
	for i, f := range found {
		x := Item{ID: strconv.Itoa(i + 1), Code: f.Code, Rule: f.Rule, Severity: f.Severity.String(), Message: f.Say(l), Fix: f.Fix(l),
			Explained: f.Explained, Follows: ids[f.Follows], Places: append([]Place{}, f.Places...), Compared: f.Compared.written()}
		if f.Cause != nil {
			x.Cause = &ItemCause{f.Cause.Kind, f.Cause.Certainty, explains[f.ID]}
		}
		x.Values = longNamed(f.args(l))
		items = append(items, x)
	}
	return items
}

// longNamed are the values of a message under their long names; nil without any. A value
// whose own name is the long one of another keeps it, and the other its short one: never
// does the order of the map decide which of them is written.
func longNamed(args message.Args) map[string]string {
	if len(args) == 0 {
		return nil
	}
	out := map[string]string{}
	for k, v := range args {
		if long, ok := valueNames[k]; ok {
			if _, taken := args[long]; !taken {
				k = long
			}
		}
		out[k] = v
	}
	return out
}

// numbers are the numbers of the findings that have an ID, by it.
func numbers(found []Finding) map[string]string {
	ids := map[string]string{}
	for i, f := range found {
		if f.ID != "" && ids[f.ID] == "" {
			ids[f.ID] = strconv.Itoa(i + 1)
		}
	}
	return ids
}

func (c *Compared) written() *ItemCompared {
	if c == nil {
		return nil
	}
	return &ItemCompared{Operator: c.Op, Left: c.Left.written(), Right: c.Right.written(), Difference: c.Difference.String(), Addends: c.Addends}
}

func (o Operand) written() ItemOperand {
	x := ItemOperand{Value: o.Value.String(), Terms: o.Terms, Cells: []ItemCell{}}
	for _, c := range o.Cells {
		if !c.Blank {
			x.Cells = append(x.Cells, ItemCell{c.Place, c.Value.String()})
		}
	}
	return x
}

// JSON writes results for programs.
func JSON(w io.Writer, results []Result, l message.Lang) error {
	doc := Written{Schema: Schema, Results: make([]WrittenResult, 0, len(results))}
	for _, r := range results {
		x := WrittenResult{File: r.File, Summary: r.Count(), Findings: Items(r.Findings, l), Skipped: []ItemSkipped{}}
		ids := numbers(r.Findings)
		for _, s := range r.Skipped {
			y := ItemSkipped{Code: s.Code, Cause: s.Why(l), Follows: ids[s.Follows]}
			if s.At != (Place{}) {
				at := s.At
				y.Place = &at
			}
			x.Skipped = append(x.Skipped, y)
		}
		doc.Results = append(doc.Results, x)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

// Read reads findings that were written for programs, those of release 0.1.0 as well.
func Read(data []byte) ([]WrittenResult, error) {
	var doc Written
	if err := json.Unmarshal(data, &doc); err == nil {
		if doc.Schema != Schema {
			return nil, errors.New("not " + Schema + ": " + strconv.Quote(doc.Schema))
		}
		return doc.Results, nil
	}
	return readEmbedded(data)
}
