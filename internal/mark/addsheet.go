package mark

import (
	"fmt"
	"strconv"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// bookOrder is the order of the children of the part that lists the sheets.
var bookOrder = []string{"fileVersion", "fileSharing", "workbookPr", "AlternateContent", "workbookProtection", "bookViews", "sheets", "functionGroups",
	"externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
	"fileRecoveryPr", "webPublishObjects", "extLst"}

// addResults puts the list of findings in front of the other sheets, in the place of
// an earlier one if old is its index.
func addResultSheet(a *xlsx.Archive, list *resultSheet, old int) error {
	data, err := a.Text(a.Main)
	if err != nil {
		return err
	}
	name := list.say("annotate.sheet")
	for n := 2; isTaken(list.names, name); n++ {
		name = list.say("annotate.sheet") + " (" + strconv.Itoa(n) + ")"
	}
	part, id := "", ""
	if old >= 0 {
		part, id = a.Sheets[old].Part, a.Ids[old]
		a.Drop(xlsx.RelsPart(part))
	} else {
		part = a.Free("xl/worksheets/sheet{n}.xml")
		if id, err = a.Relate(a.Main, "worksheet", part); err != nil {
			return err
		}
		if err := a.Declare(part, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"); err != nil {
			return err
		}
	}
	list.write()
	quoted := "'" + strings.ReplaceAll(name, "'", "''") + "'!"
	sums := strings.TrimRight(finding.CellName(1, len(resultColumns)), "1")
	names := fmt.Sprintf(`<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">%s%s</definedName>`, xlsx.EscapeXML(quoted), list.filter("$")) +
		fmt.Sprintf(`<definedName name="_xlnm.Print_Area" localSheetId="0">%s$A$1:$%s$%d</definedName>`, xlsx.EscapeXML(quoted), sums, list.last()) +
		fmt.Sprintf(`<definedName name="_xlnm.Print_Titles" localSheetId="0">%s$%d:$%d</definedName>`, xlsx.EscapeXML(quoted), sheets.HeadRow, sheets.HeadRow)
	out, space, err := firstSheetOf(a, data, old, name, id, names)
	if err != nil {
		return err
	}
	a.Set(a.Main, out)
	a.Set(part, []byte(list.xml(space)))
	return nil
}

func isTaken(names []string, name string) bool {
	for _, x := range names {
		if strings.EqualFold(x, name) {
			return true
		}
	}
	return false
}

// firstSheet enters a sheet in front of the others; names that belong to sheets
// count these by their place and are counted anew.
func firstSheetOf(a *xlsx.Archive, data []byte, old int, name, id, names string) (out []byte, space string, err error) {
	var edits []xlsx.Edit
	prefix, sheet, maxID, hadNames := "", 0, 0, false
	item := xlsx.Node{}
	doomed := false
	sheetsAt := 0
	err = xlsx.Walk(data, func(n xlsx.Node) error {
		tag := string(data[n.From:n.To])
		switch {
		case n.Depth == 0 && n.Start != nil:
			prefix = n.Name.Space
			for _, x := range n.Start.Attr {
				if x.Name.Space == "" && x.Name.Local == "xmlns" && prefix == "" || x.Name.Space == "xmlns" && x.Name.Local == prefix {
					space = x.Value
				}
			}
		case n.Depth == 1 && n.Start != nil && n.Local() == "sheets":
			sheetsAt = n.To
		case n.Depth == 2 && n.Start != nil && n.Local() == "sheet":
			item, doomed = n, sheet == old
			// The number of an earlier list is free again.
			if !doomed {
				maxID = max(maxID, xlsx.Number0(xlsx.Attribute(*n.Start, "sheetId")))
			}
			sheet++
		case n.Depth == 2 && n.Local() == "sheet":
			if doomed {
				edits = append(edits, xlsx.Edit{From: item.From, To: n.To, Text: ""})
			}
		case n.Start != nil && n.Local() == "workbookView":
			if plain := xlsx.SetAttr(xlsx.SetAttr(tag, "activeTab", ""), "firstSheet", ""); plain != tag {
				edits = append(edits, xlsx.Edit{From: n.From, To: n.To, Text: plain})
			}
		case n.Depth == 2 && n.Start != nil && n.Local() == "definedName":
			item, doomed = n, false
			if own := xlsx.Attribute(*n.Start, "localSheetId"); own != "" {
				i := xlsx.Number0(own)
				doomed = i == old
				if old < 0 || i < old {
					i++
				}
				if !doomed && strconv.Itoa(i) != own {
					edits = append(edits, xlsx.Edit{From: n.From, To: n.To, Text: xlsx.SetAttr(tag, "localSheetId", strconv.Itoa(i))})
				}
			}
		case n.Depth == 2 && n.Local() == "definedName":
			if doomed {
				edits = append(edits, xlsx.Edit{From: item.From, To: n.To, Text: ""})
			}
		case n.Depth == 1 && n.Local() == "definedNames" && n.Start == nil && n.From < n.To:
			hadNames = true
			edits = append(edits, xlsx.Edit{From: n.From, To: n.From, Text: xlsx.Prefixed(names, prefix)})
		}
		return nil
	})
	if err == nil && sheetsAt == 0 {
		err = xlsx.ErrCarry
	}
	if err != nil {
		return nil, "", fmt.Errorf("list of sheets: %w", err)
	}
	if !hadNames {
		at, _, err := xlsx.Child(data, xlsx.After(bookOrder, "definedNames"))
		if err != nil {
			return nil, "", fmt.Errorf("list of sheets: %w", err)
		}
		edits = append(edits, xlsx.Edit{From: at, To: at, Text: xlsx.Prefixed("<definedNames>"+names+"</definedNames>", prefix)})
	}
	schema := a.Schema
	if schema == "" {
		schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	}
	entry := xlsx.Prefixed("<sheet", prefix) + fmt.Sprintf(` name="%s" sheetId="%d" xmlns:r="%s" r:id="%s"/>`, xlsx.EscapeXML(name), maxID+1, schema, id)
	edits = append(edits, xlsx.Edit{From: sheetsAt, To: sheetsAt, Text: entry})
	return xlsx.Splice(data, edits), space, nil
}
