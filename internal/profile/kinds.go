package profile

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// otherKind is how the library says that a value is of another kind than its place, with types
// of Go behind it; it has no error of its own for that.
var otherKind = regexp.MustCompile(`^cannot decode TOML ([a-z ]+) into (?:struct field .* of type )?(.*)$`)

// undecoded says what is wrong with a value of a file.
func undecoded(bad *toml.DecodeError) string {
	text := strings.TrimPrefix(bad.Error(), "toml: ")
	m := otherKind.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	text = fmt.Sprintf("%s: %s cannot stand here", strings.Join(bad.Key(), "."), kindOf(m[1]))
	if wanted := kindOf(m[2]); wanted != "" {
		text += ", only " + wanted
	}
	return text
}

// kindOf is a kind of value of TOML, or a type of Go, in words; "" for types with a name.
func kindOf(kind string) string {
	switch kind {
	case "string":
		return "a string"
	case "integer", "int":
		return "an integer"
	case "float", "float64":
		return "a decimal number"
	case "boolean", "bool":
		return "true or false"
	case "array":
		return "a list"
	case "table", "inline table":
		return "a table"
	}
	switch {
	case strings.HasPrefix(kind, "["):
		return "a list"
	case strings.HasPrefix(kind, "map["), strings.HasPrefix(kind, "struct"):
		return "a table"
	case strings.Contains(kind, "date"), strings.Contains(kind, "time"):
		return "a date or time"
	}
	return ""
}
