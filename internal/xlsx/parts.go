package xlsx

import (
	"path"
	"strings"
)

// SheetPart is one sheet and where its XML is.
type SheetPart struct{ Name, Part string }

// Relationship is one relationship of a part; Target is the part it leads to.
type Relationship struct{ ID, Type, Target string }

// Relationships are those of a part, as its XML has them.
type Relationships struct {
	Rel []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// RelsPart is where the relationships of a part stand; "" is the workbook as a whole.
func RelsPart(part string) string {
	if part == "" {
		return "_rels/.rels"
	}
	return path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
}

// targetOf is the part a relationship leads to.
func targetOf(part, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join(path.Dir(part), target)
}

// partName is the name of a part as the format has it.
func partName(entry string) string {
	name := strings.TrimLeft(strings.ReplaceAll(entry, `\`, "/"), "/")
	for strings.HasPrefix(name, "./") {
		name = strings.TrimLeft(name[2:], "/")
	}
	return name
}
