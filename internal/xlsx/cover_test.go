package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/message"
	"budgetbook/internal/ooxml"
)

// TestCover holds the lookup against blocks that are asked one after the other.
func TestCover(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		var areas []Area
		for range r.IntN(20) {
			top, left := 1+r.IntN(30), 1+r.IntN(30)
			areas = append(areas, Area{top, left, top + r.IntN(10), left + r.IntN(300)})
		}
		c := NewCover(areas)
		for row := 1; row <= 45; row += 1 + r.IntN(3) {
			for column := 1; column <= 45; column++ {
				in := func(a Area) bool { return row >= a.Top && row <= a.Bottom && column >= a.Left && column <= a.Right }
				over := slices.IndexFunc(areas, in)
				below := slices.IndexFunc(areas, func(a Area) bool { return in(a) && (row != a.Top || column != a.Left) })
				if gotOver, gotBelow := c.Over(row, column); gotOver != over || gotBelow != below {
					t.Fatalf("%d, %d of %v: %d %d, want %d %d", row, column, areas, gotOver, gotBelow, over, below)
				}
			}
		}
	}
}

// TestManyMerges: blocks that no sheet has room for are refused, as many as one has are not.
func TestManyMerges(t *testing.T) {
	x := excelize.NewFile()
	defer x.Close()
	if err := x.SetCellStr("Sheet1", "A1", "甲"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	whole := fmt.Sprintf(`<mergeCell ref="A1:%s"/>`, "XFD1048576")
	var apart strings.Builder
	for i := 1; i <= MaxMerges; i++ {
		fmt.Fprintf(&apart, `<mergeCell ref="A%d:B%d"/>`, i, i)
	}
	for what, c := range map[string]struct{ merges, id string }{
		"none":         {"", ""},
		"whole sheet":  {whole, ""},
		"twice":        {whole + whole, "open.merged"},
		"absurd":       {strings.Repeat(whole, 5000), "open.merged"},
		"apart":        {apart.String(), ""},
		"one too many": {apart.String() + `<mergeCell ref="C1:D1"/>`, "open.merged"},
		"far":          {strings.Repeat(`<mergeCell ref="A30000:XFD1048576"/>`, 10), ""},
	} {
		a, err := Unpack("a.xlsx", b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		w := ooxml.NewWriter(ooxml.Fast)
		for _, name := range a.Names() {
			part, err := a.Part(name)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, "sheet1.xml") {
				part = bytes.Replace(part, []byte("</sheetData>"), []byte("</sheetData><mergeCells>"+c.merges+"</mergeCells>"), 1)
			}
			if err := w.Part(name, part); err != nil {
				t.Fatal(err)
			}
		}
		data, err := w.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		_, err = Open("a.xlsx", data)
		var said *message.Error
		switch {
		case c.id == "" && err != nil:
			t.Errorf("%s: %v", what, err)
		case c.id != "" && (!errors.As(err, &said) || said.ID != c.id || said.Args["file"] != "a.xlsx" || said.Args["sheet"] != "Sheet1"):
			t.Errorf("%s: %v", what, err)
		}
	}
}
