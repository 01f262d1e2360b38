package finding

import (
	"bytes"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/shopspring/decimal"

	"budgetbook/internal/message"
)

// caused is a result in which one finding explains two, and a rule that was not evaluated.
func caused() Result {
	d := decimal.RequireFromString
	at := Place{File: "甲.xlsx", Sheet: "表五", Cell: "C8", Name: "表五[合计, 合计]", Heading: "表五", Datum: Datum{Table: "t05", Row: 1, Key: "合计", Column: "total"}}
	other := Place{File: "甲.xlsx", Sheet: "表三", Cell: "C6", Datum: Datum{Table: "t03", Row: 1, Key: "合计", Column: "total"}}
	follower := Finding{Code: "X06", Severity: Error, Follows: "Z01:t05", Places: []Place{at, other}, Args: message.Pairs("a", "1.5", "table", "表五"),
		Compared: &Compared{Op: "=", Left: Single(at, d("1.50")), Right: Operand{Value: d("3"), Terms: 2,
			Cells: []Term{{Place: other, Value: d("3")}, {Place: at, Blank: true}}}, Difference: d("-1.5"), Addends: 2}}
	lost := New(ColumnMissing, Error, at, "sheet", "表五", "column", "合计")
	return Result{File: "甲.xlsx", Findings: []Finding{
		New(SheetMissing, Error, Place{File: "甲.xlsx", Sheet: "表九"}, "sheet", "表九"),
		{Code: "Z01", Severity: Error, ID: "Z01:t05", Cause: &Cause{Kind: OtherScope, Certainty: Likely}, Places: []Place{at}, Words: &Words{}},
		follower, follower, lost},
		Skipped: []Skip{{Code: "X12", Reason: Because("follows-column", "table", "表五", "column", "合计"), At: at, Follows: "Z01:t05"}, {Code: "P07", Reason: Because("cause-zero", "function", "RATE")}}}
}

func written(t *testing.T, results ...Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := JSON(&b, results, message.ZH); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(JSONSchema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("findings.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("findings.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestWrittenIsAsTheSchemaSays: what is written meets the schema, and the schema refuses
// what is not in it.
func TestWrittenIsAsTheSchemaSays(t *testing.T) {
	s := schema(t)
	text := string(written(t, caused(), sample(), Result{File: "空.xlsx"}))
	valid := func(text string) error {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return s.Validate(doc)
	}
	if err := valid(text); err != nil {
		t.Error(err)
	}
	for _, c := range [][2]string{
		{`"schema": "budgetbook/findings/2"`, `"schema": "budgetbook/findings/1"`}, {`"severity": "error"`, `"severity": "fatal"`},
		{`"difference": "-1.5"`, `"difference": -1.5`}, {`"row": 1`, `"row": 0`}, {`"key": "合计"`, `"keys": "合计"`}, {`"operator": "="`, `"operator": "~"`},
		{`"follows": "2"`, `"follows": ""`}, {`"explains": 2`, `"explains": "2"`}, {`"certainty": "likely"`, `"certainty": "maybe"`},
	} {
		if !strings.Contains(text, c[0]) {
			t.Errorf("nothing has %s", c[0])
		} else if valid(strings.Replace(text, c[0], c[1], 1)) == nil {
			t.Errorf("the schema allows %s", c[1])
		}
	}
}

func TestWrittenIsRead(t *testing.T) {
	got, err := Read(written(t, caused()))
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	r := got[0]
	x := r.Findings[2]
	switch {
	case r.Summary != (Counts{Errors: 3, Skipped: 2, Causes: 1, Following: 2}) || r.File != "甲.xlsx":
		t.Errorf("%+v", r.Summary)
	case r.Findings[1].ID != "2" || *r.Findings[1].Cause != (ItemCause{OtherScope, Likely, 2}) || x.Follows != "2" || r.Findings[3].Follows != "2" || r.Findings[0].Follows != "":
		t.Errorf("who follows from whom is lost: %+v", r.Findings)
	case x.Places[1].Table != "t03" || x.Places[1].Column != "total" || x.Places[0].Cell != "C8" || x.Places[0].Row != 1:
		t.Errorf("places: %+v", x.Places)
	case x.Compared.Difference != "-1.5" || x.Compared.Left.Value != "1.5" || len(x.Compared.Right.Cells) != 1 || x.Compared.Right.Cells[0].Value != "3" || x.Compared.Right.Cells[0].Cell != "C6":
		t.Errorf("compared: %+v", x.Compared)
	case x.Values["value"] != "1.5" || x.Values["a"] != "" || x.Values["table"] != "表五":
		t.Errorf("values: %v", x.Values)
	case r.Skipped[0].Follows != "2" || r.Skipped[0].Place.Column != "total" || r.Skipped[0].Cause != "表五缺少“合计”一列" || r.Skipped[1].Place != nil:
		t.Errorf("not evaluated: %+v", r.Skipped)
	}
}

// TestReleaseIsRead reads findings as release 0.1.0 wrote them.
func TestReleaseIsRead(t *testing.T) {
	data, err := os.ReadFile("../../cmd/budgetbook/testdata/0.1.0/batch/units/008001-8d617934c74a/findings.json")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(data)
	if err != nil || len(got) != 1 || len(got[0].Findings) != 3 || got[0].Summary != (Counts{Warnings: 1, Notes: 2}) {
		t.Fatalf("%+v, %v", got, err)
	}
	if x := got[0].Findings[0]; x.ID != "1" || x.Code != "P04" || x.Severity != "warning" || !strings.Contains(x.Message, "没有绩效目标表") || x.Fix == "" || x.Places[0].Short() != "项目明细!B6" {
		t.Errorf("%+v", x)
	}
	old := `[{"file": "a", "findings": [{"code": "X06", "because": "Z01", "places": null}, {"code": "Z01", "places": []}]}]`
	got, err = Read([]byte(old))
	if err != nil || got[0].Findings[0].Follows != "2" || got[0].Findings[1].Follows != "" {
		t.Errorf("%+v, %v", got, err)
	}
	for _, text := range []string{"", "7", `{"schema": "budgetbook/findings/3"}`, `{}`, `[1]`} {
		if got, err := Read([]byte(text)); err == nil {
			t.Errorf("%s is read as %+v", text, got)
		}
	}
}

// Two values must not meet under one name: which of them was written would depend on the
// order of a map.
func TestValuesKeepApart(t *testing.T) {
	f := Finding{Code: "X12", Severity: Warning, Words: &Words{}, Args: message.Pairs("a", "1", "value", "2", "b", "3", "n", "4", "count", "5")}
	for range 50 {
		got := Items([]Finding{f}, message.ZH)[0].Values
		want := map[string]string{"a": "1", "value": "2", "other": "3", "n": "4", "count": "5"}
		if !maps.Equal(got, want) {
			t.Fatalf("the values are %v, want %v", got, want)
		}
	}
}
