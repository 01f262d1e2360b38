package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/message"
)

// small is a workbook of two sheets with shared texts, numbers, a formula with its result
// and one without.
func small(t testing.TB) []byte {
	t.Helper()
	x := excelize.NewFile()
	defer x.Close()
	if _, err := x.NewSheet("表二"); err != nil {
		t.Fatal(err)
	}
	for cell, v := range map[string]any{"A1": "科目名称", "B1": "金额", "A2": "教育支出", "B2": 129.5, "A3": "合计", "B4": true} {
		if err := x.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(x.SetCellFormula("Sheet1", "B3", "SUM(B2:B2)"), x.SetCellValue("表二", "C5", "说明")); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	data, err := Pack(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// content is what a workbook says, to be compared.
func content(b *Book) string {
	var s strings.Builder
	for _, g := range b.Grids {
		fmt.Fprintf(&s, "%s %v\n", g.Name, g.Merged)
		for _, r := range g.Rows {
			for _, c := range r.Cells {
				if got, err := b.Compute(g.Name, c); c.Pending && err == nil {
					c = got
				}
				fmt.Fprintf(&s, "%d %d %d %q %q %v\n", c.Row, c.Column, c.Kind, c.Text, c.Formula, r.Hidden)
			}
		}
	}
	return s.String()
}

// refusedOrSame opens a spoiled workbook: other data than the sound one's are wrong.
func refusedOrSame(t *testing.T, what string, data []byte, want string) (refused bool) {
	t.Helper()
	b, err := Open("样本.xlsx", data)
	if err != nil {
		var said *message.Error
		if !errors.As(err, &said) {
			t.Errorf("%s: %v is no message", what, err)
		}
		return true
	}
	if got := content(b); got != want {
		t.Errorf("%s: read with other data:\n%s", what, got)
	}
	return false
}

// TestEveryByteFlipped spoils a workbook byte by byte: it is refused, or read as it was.
func TestEveryByteFlipped(t *testing.T) {
	data := small(t)
	b, err := Open("样本.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	want, refused := content(b), 0
	for i := range data {
		for _, mask := range []byte{0x01, 0x80, 0xff} {
			bad := bytes.Clone(data)
			bad[i] ^= mask
			if refusedOrSame(t, fmt.Sprintf("byte %d of %d, %#x", i, len(data), mask), bad, want) {
				refused++
			}
		}
	}
	for i := 0; i < len(data); i += 7 {
		if !refusedOrSame(t, fmt.Sprintf("cut at byte %d", i), data[:i], want) {
			t.Errorf("cut at byte %d: read", i)
		}
	}
	// What may be changed unseen is what nobody reads: dates and attributes of entries.
	if share := float64(refused) / float64(3*len(data)); share < 0.9 {
		t.Errorf("only %.0f %% of the spoiled workbooks are refused", 100*share)
	}
}

// rezip writes the parts of a workbook again, changed by edit; nil leaves one out.
func rezip(t testing.TB, data []byte, edit func(name string, part []byte) []byte) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var part bytes.Buffer
		if _, err := part.ReadFrom(in); err != nil {
			t.Fatal(err)
		}
		if p := edit(f.Name, part.Bytes()); p != nil {
			to, err := w.Create(f.Name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := to.Write(p); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestEveryPartCut cuts every part with cells, texts or the list of sheets at every 64th
// byte, in a zip that is sound by itself.
func TestEveryPartCut(t *testing.T) {
	data := small(t)
	b, err := Open("样本.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	want, cuts := content(b), 0
	for _, part := range []string{"xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"} {
		for at := 0; ; at += 64 {
			whole := false
			bad := rezip(t, data, func(name string, p []byte) []byte {
				if name != part {
					return p
				}
				whole = at >= len(p)
				return append([]byte{}, p[:min(at, len(p))]...)
			})
			if whole {
				break
			}
			cuts++
			if !refusedOrSame(t, fmt.Sprintf("%s cut at %d", part, at), bad, want) && part != "xl/styles.xml" {
				t.Errorf("%s cut at %d: read", part, at)
			}
		}
	}
	if cuts < 60 {
		t.Errorf("only %d cuts", cuts)
	}
}

// TestMissingText refuses a cell whose text is not in the list: others would show an
// error, and a blank cell was not meant.
func TestMissingText(t *testing.T) {
	bad := rezip(t, small(t), func(name string, p []byte) []byte {
		if name == "xl/worksheets/sheet1.xml" {
			return bytes.Replace(p, []byte(`t="s"><v>2</v>`), []byte(`t="s"><v>99</v>`), 1)
		}
		return p
	})
	var said *message.Error
	if _, err := Open("样本.xlsx", bad); !errors.As(err, &said) || said.ID != "open.damaged" {
		t.Errorf("%v", err)
	}
}

// TestEntriesThatDiffer gives a part another name in its own entry than in the list: one
// program reads one, another the other.
func TestEntriesThatDiffer(t *testing.T) {
	data := small(t)
	at := bytes.Index(data, []byte("xl/worksheets/sheet2.xml"))
	bad := bytes.Clone(data)
	copy(bad[at:], "xl/worksheets/sheet9.xml")
	var said *message.Error
	if _, err := Open("样本.xlsx", bad); !errors.As(err, &said) || said.ID != "open.damaged" {
		t.Errorf("%v", err)
	}
}
