package workbook

import (
	"fmt"
	"strconv"
	"strings"
)

// bookOrder is the order of the children of the part that lists the sheets.
var bookOrder = []string{"fileVersion", "fileSharing", "workbookPr", "AlternateContent", "workbookProtection", "bookViews", "sheets", "functionGroups",
	"externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
	"fileRecoveryPr", "webPublishObjects", "extLst"}

// addResults puts the list of findings in front of the other sheets, in the place of
// an earlier one if old is its index.
func (a *archive) addResults(list *resultSheet, old int) error {
	data, err := a.text(a.main)
	if err != nil {
		return err
	}
	name := list.say("annotate.sheet")
	for n := 2; taken(list.names, name); n++ {
		name = list.say("annotate.sheet") + " (" + strconv.Itoa(n) + ")"
	}
	part, id := "", ""
	if old >= 0 {
		part, id = a.sheets[old].part, a.ids[old]
		a.drop(relsPart(part))
	} else {
		part = a.free("xl/worksheets/sheet{n}.xml")
		if id, err = a.relate(a.main, "worksheet", part); err != nil {
			return err
		}
		if err := a.declare(part, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"); err != nil {
			return err
		}
	}
	list.write()
	quoted := "'" + strings.ReplaceAll(name, "'", "''") + "'!"
	sums := strings.TrimRight(at(1, len(resultColumns)), "1")
	names := fmt.Sprintf(`<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">%s%s</definedName>`, escape(quoted), list.filter("$")) +
		fmt.Sprintf(`<definedName name="_xlnm.Print_Area" localSheetId="0">%s$A$1:$%s$%d</definedName>`, escape(quoted), sums, list.last()) +
		fmt.Sprintf(`<definedName name="_xlnm.Print_Titles" localSheetId="0">%s$%d:$%d</definedName>`, escape(quoted), headRow, headRow)
	out, space, err := a.firstSheet(data, old, name, id, names)
	if err != nil {
		return err
	}
	a.set(a.main, out)
	a.set(part, []byte(list.xml(space)))
	return nil
}

func taken(names []string, name string) bool {
	for _, x := range names {
		if strings.EqualFold(x, name) {
			return true
		}
	}
	return false
}

// firstSheet enters a sheet in front of the others; names that belong to sheets
// count these by their place and are counted anew.
func (a *archive) firstSheet(data []byte, old int, name, id, names string) (out []byte, space string, err error) {
	var edits []edit
	prefix, sheet, maxID, hadNames := "", 0, 0, false
	item := node{}
	doomed := false
	sheetsAt := 0
	err = walk(data, func(n node) error {
		tag := string(data[n.from:n.to])
		switch {
		case n.depth == 0 && n.start != nil:
			prefix = n.name.Space
			for _, x := range n.start.Attr {
				if x.Name.Space == "" && x.Name.Local == "xmlns" && prefix == "" || x.Name.Space == "xmlns" && x.Name.Local == prefix {
					space = x.Value
				}
			}
		case n.depth == 1 && n.start != nil && n.local() == "sheets":
			sheetsAt = n.to
		case n.depth == 2 && n.start != nil && n.local() == "sheet":
			item, doomed = n, sheet == old
			// The number of an earlier list is free again.
			if !doomed {
				maxID = max(maxID, number0(attr(*n.start, "sheetId")))
			}
			sheet++
		case n.depth == 2 && n.local() == "sheet":
			if doomed {
				edits = append(edits, edit{item.from, n.to, ""})
			}
		case n.start != nil && n.local() == "workbookView":
			if plain := setAttr(setAttr(tag, "activeTab", ""), "firstSheet", ""); plain != tag {
				edits = append(edits, edit{n.from, n.to, plain})
			}
		case n.depth == 2 && n.start != nil && n.local() == "definedName":
			item, doomed = n, false
			if own := attr(*n.start, "localSheetId"); own != "" {
				i := number0(own)
				doomed = i == old
				if old < 0 || i < old {
					i++
				}
				if !doomed && strconv.Itoa(i) != own {
					edits = append(edits, edit{n.from, n.to, setAttr(tag, "localSheetId", strconv.Itoa(i))})
				}
			}
		case n.depth == 2 && n.local() == "definedName":
			if doomed {
				edits = append(edits, edit{item.from, n.to, ""})
			}
		case n.depth == 1 && n.local() == "definedNames" && n.start == nil && n.from < n.to:
			hadNames = true
			edits = append(edits, edit{n.from, n.from, prefixed(names, prefix)})
		}
		return nil
	})
	if err == nil && sheetsAt == 0 {
		err = errCarry
	}
	if err != nil {
		return nil, "", fmt.Errorf("list of sheets: %w", err)
	}
	if !hadNames {
		at, _, err := child(data, after(bookOrder, "definedNames"))
		if err != nil {
			return nil, "", fmt.Errorf("list of sheets: %w", err)
		}
		edits = append(edits, edit{at, at, prefixed("<definedNames>"+names+"</definedNames>", prefix)})
	}
	schema := a.schema
	if schema == "" {
		schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	}
	entry := prefixed("<sheet", prefix) + fmt.Sprintf(` name="%s" sheetId="%d" xmlns:r="%s" r:id="%s"/>`, escape(name), maxID+1, schema, id)
	edits = append(edits, edit{sheetsAt, sheetsAt, entry})
	return splice(data, edits), space, nil
}
