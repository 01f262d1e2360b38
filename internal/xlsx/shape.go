package xlsx

import (
	"bytes"
	"fmt"

	"budgetbook/internal/message"
)

// Bounds of the XML of a workbook. A filled one has some hundred thousand tags, a few deep.
const (
	maxTags = 2_500_000
	maxDeep = 256
)

// shaped counts the tags of all parts before any is read: the work of every reader grows
// with them. Tags nested without end and declarations of types, which may grow without end
// when they are read, are in no workbook that an office program has written.
func (c *canon) shaped(file string) error {
	total := 0
	for f, data := range c.text {
		tags, deep, declares := shapeOf(data)
		switch {
		case declares:
			return message.Errorf(fmt.Errorf("%s: %w", Visible(f.Name), message.Errorf(nil, "cause-doctype")), "open.damaged", "file", file)
		case deep > maxDeep:
			return message.Errorf(fmt.Errorf("%s: %w", Visible(f.Name), message.Errorf(nil, "cause-deep")), "open.damaged", "file", file)
		}
		total += tags
	}
	if total > maxTags {
		return message.Errorf(nil, "open.large", "file", file)
	}
	return nil
}

// shapeOf counts the tags of XML, how deep they nest, and says whether it declares types.
func shapeOf(data []byte) (tags, deep int, declares bool) {
	depth := 0
	for {
		at := bytes.IndexByte(data, '<')
		if at < 0 || at+1 == len(data) {
			return tags, deep, declares
		}
		data = data[at+1:]
		end := ""
		switch {
		case bytes.HasPrefix(data, []byte("!--")):
			end = "-->"
		case bytes.HasPrefix(data, []byte("![CDATA[")):
			end = "]]>"
		case data[0] == '?':
			end = "?>"
		}
		if end != "" {
			if at = bytes.Index(data, []byte(end)); at < 0 {
				return tags, deep, declares
			}
			data = data[at+len(end):]
			continue
		}
		tags++
		switch data[0] {
		case '!':
			declares = true
		case '/':
			depth--
		default:
			var quote byte
			for at = 0; at < len(data) && (quote != 0 || data[at] != '>'); at++ {
				switch {
				case quote != 0:
					if data[at] == quote {
						quote = 0
					}
				case data[at] == '"' || data[at] == '\'':
					quote = data[at]
				}
			}
			if at > 0 && data[at-1] != '/' {
				depth++
				deep = max(deep, depth)
			}
			data = data[at:]
		}
	}
}
