package output

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"budgetbook/internal/message"
)

// Bounds of the records this program writes for itself: what a bureau with ten thousand
// units gathers is a third of it.
const (
	MaxRecord       = MaxInput
	maxRecordDepth  = 20
	maxRecordValues = 4_000_000
)

// Record is one of the files the program writes for itself. Anybody may have changed it.
type Record struct {
	File   string // for messages
	Schema string // the form it names, or each of its elements; "" if it names none
	Lost   string // id of the message that it cannot be used; of {file}
}

// Decode reads a record of JSON. What is damaged, too large or something else is lost; what
// a newer program wrote is said to be so. The error is a *message.Error.
func (r Record) Decode(data []byte, v any) error {
	lost := message.Errorf(nil, r.Lost, "file", r.File)
	if len(data) > MaxRecord || !isTame(data) {
		return lost
	}
	type form struct {
		Schema string `json:"schema"`
	}
	var forms []form
	var err error
	switch {
	case r.Schema == "":
	case bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("[")):
		err = json.Unmarshal(data, &forms)
	default:
		forms = make([]form, 1)
		err = json.Unmarshal(data, &forms[0])
	}
	if err != nil {
		return lost
	}
	for _, f := range forms {
		switch {
		case f.Schema == r.Schema:
		case isNewer(f.Schema, r.Schema):
			return message.Errorf(nil, "record-newer", "file", r.File)
		default:
			return lost
		}
	}
	if json.Unmarshal(data, v) != nil {
		return lost
	}
	return nil
}

// isTame says whether JSON stays within the bounds, before anything is made of it.
func isTame(data []byte) bool {
	depth, values, text := 0, 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case text && c == '\\':
			i++
		case c == '"':
			text = !text
		case text:
		case c == '[' || c == '{':
			depth++
			values++
		case c == ']' || c == '}':
			depth--
		case c == ',':
			values++
		}
		if depth > maxRecordDepth || values > maxRecordValues {
			return false
		}
	}
	return true
}

// isNewer compares the numbers at the end of the names of two forms.
func isNewer(a, b string) bool {
	k := strings.LastIndexByte(b, '/') + 1
	if len(a) <= k || a[:k] != b[:k] {
		return false
	}
	n, err := strconv.Atoi(a[k:])
	m, err2 := strconv.Atoi(b[k:])
	return err == nil && err2 == nil && n > m
}
