package intake_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// TestColumnTakenOut takes a column out as some programs do, which leave the merged blocks
// of the header where they were: the column is absent from the data and said once, and the
// one whose header is covered now is read.
func TestColumnTakenOut(t *testing.T) {
	p := profiletest.Shanxi(t)
	data := sheetstest.Altered(t, booktest.Write(t, p, sheetstest.ExampleFiling(t, p), message.ZH), func(x *excelize.File) {
		sheetstest.Must(t, x.RemoveCol("表二", "D"))
	})
	moved := 0
	data = sheetstest.Rezipped(t, data, func(_ string, part []byte) []byte {
		if !bytes.Contains(part, []byte(`ref="C4:G4"`)) || !bytes.Contains(part, []byte(`ref="H4:H5"`)) {
			return part
		}
		moved++
		part = bytes.Replace(part, []byte(`ref="C4:G4"`), []byte(`ref="C4:H4"`), 1)
		return bytes.Replace(part, []byte(`ref="H4:H5"`), []byte(`ref="I4:I5"`), 1)
	})
	if moved != 1 {
		t.Fatalf("%d sheets have the header of 表二", moved)
	}
	f, found := booktest.Read(t, p, data)
	var absent, covered int
	for _, v := range found {
		at := v.Places[0]
		switch {
		case v.Code == finding.ColumnMissing && v.Severity == finding.Error:
			absent++
			if at.Table != "t02" || at.Column != "general_public" {
				t.Errorf("%+v", at)
			}
		case v.Code == finding.ColumnMissing:
			covered++
		case v.Severity == finding.Error:
			t.Errorf("%s %s", v.Code, v.Say(message.ZH))
		}
	}
	row := f.Tables["t02"][0]
	if absent != 1 || covered != 1 || row.Cells["general_public"].State() != filing.Absent || row.Cells["carryover"].State() == filing.Absent {
		t.Errorf("%d absent, %d covered, %+v", absent, covered, row.Cells)
	}
	written, err := filing.Marshal(p.Schema(), f)
	sheetstest.Must(t, err)
	again, _, err := filing.Unmarshal(p.Schema(), p.Name, "x.json", written)
	sheetstest.Must(t, err)
	if _, there := again.Tables["t02"][0].Cells["general_public"]; there {
		t.Error("an absent value is written")
	}
	if _, there := again.Tables["t02"][0].Cells["government_fund"]; !there {
		t.Error("a blank value is not written")
	}
}
