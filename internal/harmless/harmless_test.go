package harmless

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestCSVUndone: no text begins as a formula, and the very text comes back.
func TestCSVUndone(t *testing.T) {
	signs := []string{"", "=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'", " ", "\u3000", "\u00a0", "a", "县"}
	for _, a := range signs {
		for _, b := range signs {
			for _, c := range signs {
				s := a + b + c + "1"
				out := CSV(s)
				if first := strings.TrimLeft(s, "' \u3000\u00a0"); strings.ContainsAny(first[:min(len(first), 1)], "=+-@\t\r\n") && out != "'"+s {
					t.Errorf("%q is written as %q", s, out)
				}
				if back := FromCSV(out); back != s {
					t.Errorf("%q is written as %q and read as %q", s, out, back)
				}
			}
		}
	}
	for s, want := range map[string]string{"=cmd|'/c calc'!A0": "'=cmd|'/c calc'!A0", "'=1": "''=1", " \u3000＝1": "' \u3000＝1", "财政局": "财政局", "'甲'局": "'甲'局", "": "", "5-3": "5-3", "1月": "1月"} {
		if got := CSV(s); got != want {
			t.Errorf("%q is written as %q, want %q", s, got, want)
		}
	}
}

func TestFileName(t *testing.T) {
	for s, want := range map[string]string{
		"示例县/财政局": "示例县_财政局", "../../etc": "_.._etc", " . ": "", "con": "_con", "NUL.txt": "_NUL.txt", "COM¹ .x": "_COM¹ .x", "conout$": "_conout$",
		"a\u202eb\x00c\n d": "abc d", "a\u200bb\u2028c": "ab c", "尾点。.": "尾点。", "局 . .": "局", "-rf": "_-rf", "~$局": "_~$局", ".隐藏": "隐藏",
		"001_" + strings.Repeat("县", 100): "001_" + strings.Repeat("县", 58), `a<b>:"|?*\`: "a_b_______", "e\u0301": "\u00e9", "company": "company", "\xff": "_",
	} {
		if got := FileName(s); got != want {
			t.Errorf("FileName(%q) = %q, want %q", s, got, want)
		}
	}
	for _, pair := range [][2]string{{"A局", "a局"}, {"STRASSE", "straße"}, {"e\u0301", "É"}, {"ﬁ", "FI"}} {
		if SameFile(pair[0]) != SameFile(pair[1]) {
			t.Errorf("%q and %q are one file on some system", pair[0], pair[1])
		}
	}
	if SameFile("甲局") == SameFile("乙局") {
		t.Error("two files are one")
	}
}

// TestPagesAndData: marks of direction are seen in pages and in data, and the data stay
// the same.
func TestPagesAndData(t *testing.T) {
	const name = "甲局\u202edll\u2066\x1b"
	if got := string(Page([]byte(`<title>` + name + `</title>`))); got != "<title>甲局‹U+202E›dll‹U+2066›␛</title>" {
		t.Errorf("%q", got)
	}
	plain := "<p>示例县\tשלום\n</p>"
	if got := string(Page([]byte(plain))); got != plain {
		t.Errorf("%q", got)
	}
	data, err := json.Marshal(map[string]string{"name": name})
	if err != nil {
		t.Fatal(err)
	}
	out := JSON(data)
	var back map[string]string
	if err := json.Unmarshal(out, &back); err != nil || back["name"] != name || strings.ContainsRune(string(out), 0x202e) {
		t.Errorf("%s %v %q", out, err, back)
	}
	if got := Line("一\r\n二\t三\n"); got != "一 二 三" {
		t.Errorf("%q", got)
	}
	if !RightToLeft("局 שלום") || !RightToLeft("مكتب") || RightToLeft("示例县 Bureau 局é") {
		t.Error("direction of letters")
	}
	if !utf8.ValidString(Shown("a\xff")) {
		t.Error("bytes that are no text stay")
	}
}
