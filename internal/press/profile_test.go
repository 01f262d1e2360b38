package press_test

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"budgetbook/internal/message"
	"budgetbook/internal/press"
)

// Data that name a profile the program does not bring are not read as if they were of
// another one; data that name none are of the default.
func TestProfileOfData(t *testing.T) {
	b := exampleParts(t)
	json := string(readFile(t, exampleJSON))
	const own = `"profile": "shanxi"`
	if !strings.Contains(json, own) {
		t.Fatal("the example names no profile")
	}
	// A workbook bears the name in its properties and in plain sight.
	bearing := func(name string) []byte {
		mark := regexp.MustCompile(`\[shanxi@`)
		return b.zip(func(part, text string) string {
			if part == "docProps/custom.xml" {
				return strings.Replace(text, ">shanxi<", ">"+name+"<", 1)
			}
			return mark.ReplaceAllLiteralString(text, name)
		}, nil)
	}
	for _, c := range []struct {
		name string
		data []byte
		want string // id of the error, "" if it is read
	}{
		{"JSON of another province", []byte(strings.Replace(json, own, `"profile": "hebei"`, 1)), "profile-needed"},
		{"JSON that names a folder", []byte(strings.Replace(json, own, `"profile": "../../templates/shanxi"`, 1)), "profile-needed"},
		{"JSON that names a folder of the program", []byte(strings.Replace(json, own, `"profile": "."`, 1)), "profile-needed"},
		{"JSON that names none", []byte(strings.Replace(json, own, `"profile": ""`, 1)), ""},
		{"JSON", []byte(json), ""},
		{"workbook of another province", bearing("hebei"), "profile-needed"},
		{"workbook without a mark", bearing(""), ""},
		{"workbook", bearing("shanxi"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _, _, err := press.Filing(press.Input{Name: "x", Data: c.data}, "")
			var said *message.Error
			switch {
			case c.want == "" && (err != nil || p.Name != press.DefaultProfile):
				t.Errorf("%v", err)
			case c.want != "" && (!errors.As(err, &said) || said.ID != c.want):
				t.Errorf("%v", err)
			}
		})
	}
}

// A workbook of another form is not reported sheet by sheet and item by item: the way to
// take it over is said once. A workbook of the template whose sheets were all renamed is
// still one.
func TestForeignBook(t *testing.T) {
	b := exampleParts(t)
	renamed := func(mark string) []byte {
		n := 0
		return b.zip(func(part, text string) string {
			switch {
			case part == "docProps/custom.xml" && mark == "":
				return strings.Replace(text, ">shanxi<", "><", 1)
			case part == "xl/workbook.xml":
				return regexp.MustCompile(`<sheet name="[^"]*"`).ReplaceAllStringFunc(text, func(string) string {
					n++
					return `<sheet name="页` + strconv.Itoa(n) + `"`
				})
			case strings.HasPrefix(part, "xl/") && mark == "":
				return strings.NewReplacer("[shanxi@", "[", "预算公开表", "附件").Replace(regexp.MustCompile(`20\d\d年`).ReplaceAllLiteralString(text, ""))
			}
			return text
		}, nil)
	}
	_, _, _, err := press.Filing(press.Input{Name: "外来.xlsx", Data: renamed("")}, "")
	var said *message.Error
	if !errors.As(err, &said) || said.ID != "not-template" || !strings.Contains(said.Error(), "页1") {
		t.Errorf("a workbook without a sheet of the template: %v", err)
	}
	if _, _, _, err := press.Filing(press.Input{Name: "改名.xlsx", Data: renamed("shanxi")}, ""); err != nil {
		t.Errorf("a template whose sheets were renamed: %v", err)
	}
}
