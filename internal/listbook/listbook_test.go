package listbook_test

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"budgetbook/internal/listbook"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// TestTextsStayTexts: no text of a list becomes a formula or a link in the workbook; what
// would act is shown; everything else comes back as it was.
func TestTextsStayTexts(t *testing.T) {
	texts := []string{`=cmd|'/c calc'!A0`, "+1", "-1", "@SUM(A1)", `=HYPERLINK("http://x")`, "http://example.com/", "javascript:alert(1)", "甲局\u202elld\x1b[31m", "_x0041_", "<b>&\"'"}
	s := listbook.Sheet{Name: "单位", Columns: []listbook.Column{{Name: "名称", Width: 20, Type: profile.TextType}, {Name: "文件", Width: 20}}}
	for _, x := range texts {
		s.Rows = append(s.Rows, []listbook.Cell{{Text: x}, {Text: "打开", Link: "函/" + strings.ReplaceAll(x, "/", "") + ".docx"}})
	}
	data, err := listbook.Write("名单", []listbook.Sheet{s}, message.ZH)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(f.Name, "worksheets/") && regexp.MustCompile(`<f[ >]`).Match(part) {
			t.Errorf("%s holds a formula", f.Name)
		}
		if strings.ContainsAny(string(part), "\u202e\x1b") {
			t.Errorf("%s: a text acts", f.Name)
		}
		for _, m := range regexp.MustCompile(`Target="([^"]*)"`).FindAllSubmatch(part, -1) {
			if to := string(m[1]); strings.HasSuffix(f.Name, "sheet1.xml.rels") && !strings.HasPrefix(to, "%E5%87%BD/") {
				t.Errorf("a link leads to %s", to)
			}
		}
	}
	l, err := listbook.Read("名单.xlsx", data)
	if err != nil || len(l.Lines) != len(texts)+1 {
		t.Fatalf("%d lines, %v", len(l.Lines), err)
	}
	for i, x := range texts {
		if x == "甲局\u202elld\x1b[31m" {
			x = "甲局‹U+202E›lld␛[31m"
		}
		if got := l.Lines[i+1].Cells[0]; got != x {
			t.Errorf("%q comes back as %q", x, got)
		}
	}
}
