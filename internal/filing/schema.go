package filing

import (
	"bytes"
	"encoding/json"

	"budgetbook/internal/message"
)

// Version names the JSON format of a filing.
const Version = "budgetbook/filing/1"

// Kind is the kind of a node of the JSON.
type Kind int

// The kinds of nodes.
const (
	Object     Kind = iota
	Text            // string
	Integer         // the budget year, the only JSON number
	Paragraphs      // list of strings
	Records         // list of objects
)

// Node describes one key of the JSON. A profile makes the tree; reading, writing
// and the JSON Schema all follow it.
type Node struct {
	Key      string
	Path     string // of a field or list in the Filing; within records the column id
	Table    string // Records: key in Filing.Tables, or key of the children of a row
	Kind     Kind
	Optional bool     // written only when there is something in it
	Canon    Canon    // canonical text of a value
	Enum     []string // allowed values of a choice
	Number   bool     // the text is a decimal number
	Lines    bool     // the text may have several lines
	Cents    bool     // an amount of two decimals; what is finer is its exact amount
	Exact    bool     // the exact amount of the value at Path
	Note     string   // description, for the schema
	Children []*Node
}

// Canon turns a text into its canonical form; nil leaves it as it is.
type Canon func(string) string

// At returns the child object at a key, making it if needed.
func (n *Node) At(key string) *Node {
	for _, c := range n.Children {
		if c.Key == key {
			return c
		}
	}
	c := &Node{Key: key, Kind: Object, Optional: n.Kind == Object && n.Optional}
	n.Children = append(n.Children, c)
	return c
}

// ExactKey is the key beside amounts under which their exact amounts stand.
const ExactKey = "exact"

// Exactly gives every object of the tree that holds amounts a place for the exact ones,
// under the same keys.
func (n *Node) Exactly() {
	var exact *Node
	for _, c := range n.Children {
		c.Exactly()
		if c.Kind != Text || !c.Cents {
			continue
		}
		if exact == nil {
			exact = &Node{Key: ExactKey, Kind: Object, Optional: true, Note: message.Say(message.ZH, "schema-exact", nil)}
		}
		exact.Children = append(exact.Children, &Node{Key: c.Key, Path: c.Path, Kind: Text, Optional: true, Number: true, Exact: true})
	}
	if exact != nil {
		n.Children = append(n.Children, exact)
	}
}

func (n *Node) child(key string) *Node {
	for _, c := range n.Children {
		if c.Key == key {
			return c
		}
	}
	return nil
}

// JSONSchema returns the JSON Schema (draft 2020-12) of filings of a profile.
func JSONSchema(root *Node, profile string) ([]byte, error) {
	s := schemaOf(root)
	s = append([]member{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", Version},
		{"description", message.Say(message.EN, "schema-filing", nil)},
	}, s...)
	for i, m := range s {
		if m.key == "required" {
			s[i].value = requiredKeys(root)
		}
		if m.key == "properties" {
			s[i].value = append(ordered{
				{"schema", ordered{{"const", Version}}},
				{"profile", ordered{{"const", profile}}},
			}, m.value.(ordered)...)
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(ordered(s)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// requiredKeys are the keys every filing must have: what it is, and the budget year.
func requiredKeys(root *Node) []string {
	keys := []string{"schema", "profile"}
	for _, n := range root.Children {
		if n.Kind == Integer {
			keys = append(keys, n.Key)
		}
	}
	return keys
}

func schemaOf(n *Node) ordered {
	var s ordered
	switch n.Kind {
	case Text:
		s = ordered{{"type", "string"}}
		if len(n.Enum) > 0 {
			s = append(s, member{"enum", append([]string{""}, n.Enum...)})
		}
	case Integer:
		s = ordered{{"type", "integer"}}
	case Paragraphs:
		s = ordered{{"type", "array"}, {"items", ordered{{"type", "string"}}}}
	case Records:
		object := *n
		object.Kind, object.Note = Object, ""
		s = ordered{{"type", "array"}, {"items", schemaOf(&object)}}
	case Object:
		props := ordered{}
		for _, c := range n.Children {
			props = append(props, member{c.Key, schemaOf(c)})
		}
		s = ordered{{"type", "object"}, {"properties", props}, {"required", []string{}}, {"additionalProperties", false}}
	}
	if n.Note != "" {
		s = append(ordered{{"description", n.Note}}, s...)
	}
	return s
}

// ordered is a JSON object whose keys keep their order.
type ordered []member

type member struct {
	key   string
	value any
}

// MarshalJSON writes the members in order.
func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		for _, v := range []any{m.key, m.value} {
			e := json.NewEncoder(&b)
			e.SetEscapeHTML(false)
			if err := e.Encode(v); err != nil {
				return nil, err
			}
			b.Truncate(b.Len() - 1) // Encode ends with a newline
			b.WriteByte(':')
		}
		b.Truncate(b.Len() - 1) // no colon after the value
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
