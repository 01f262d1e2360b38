package filing_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"budgetbook/internal/filing"
)

func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := filing.JSONSchema(schema(t), "shanxi")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("the schema is not JSON: %v", err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("filing.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("filing.json")
	if err != nil {
		t.Fatalf("the schema is not a JSON Schema: %v", err)
	}
	return s
}

func TestSchemaAcceptsTheExample(t *testing.T) {
	s := compile(t)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(example(t)))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(doc); err != nil {
		t.Error(err)
	}
}

func TestSchemaRejects(t *testing.T) {
	s := compile(t)
	whole := string(example(t))
	swap := func(old, new string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("the example has no %s", old)
		}
		return strings.Replace(whole, old, new, 1)
	}
	for _, c := range []struct{ name, json, at string }{
		{"an unknown key", swap(`"scope":`, `"scopes": "", "scope":`), "scopes"},
		{"an unknown key in a row", swap(`"revenue_item":`, `"row": 1, "revenue_item":`), "row"},
		{"an unknown key in a child", swap(`"annual_value":`, `"yearly": "", "annual_value":`), "yearly"},
		{"a number for an amount", swap(`"revenue": "1576.74"`, `"revenue": 1576.74`), "revenue"},
		{"a text for the year", swap(`"fiscal_year": 2024`, `"fiscal_year": "2024"`), "fiscal_year"},
		{"a choice that is none", swap(`"scope": "unit"`, `"scope": "county"`), "scope"},
		{"another schema", swap(`budgetbook/filing/1`, `budgetbook/filing/2`), "schema"},
		{"another profile", swap(`"profile": "shanxi"`, `"profile": "hebei"`), "profile"},
		{"no year", swap(`"fiscal_year": 2024,`, ``), "fiscal_year"},
		{"an object for paragraphs", swap(`"duties": [`, `"duties": [1, `), "duties"},
	} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(c.json))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if err := s.Validate(doc); err == nil {
			t.Errorf("%s is accepted", c.name)
		} else if !strings.Contains(err.Error(), c.at) {
			t.Errorf("%s: the message does not name %q: %v", c.name, c.at, err)
		}
	}
}

func TestSchemaDescribesEveryKey(t *testing.T) {
	text, err := filing.JSONSchema(schema(t), "shanxi")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"$schema": "https://json-schema.org/draft/2020-12/schema"`, `"description": "上年收入总计"`, `"description": "表五{year}年一般公共预算支出预算表（不含上年结转）"`, `"const": "shanxi"`} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("the schema lacks %s", want)
		}
	}
}
