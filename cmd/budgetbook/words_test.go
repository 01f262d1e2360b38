package main

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"budgetbook/internal/sheets/sheetstest"
)

// TestChineseOfFailures runs commands on broken files. What they say in Chinese holds no
// word of a library or of the system, ends in something to do, and names the file.
func TestChineseOfFailures(t *testing.T) {
	dir := t.TempDir()
	sound, err := os.ReadFile("../../examples/example-county-2024.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	filing, err := os.ReadFile("../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, data []byte) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("好.xlsx", sound)
	put("好.json", filing)
	put("截断.xlsx", sound[:len(sound)/2])
	put("校验.xlsx", flipped(t, sound))
	put("标记.xlsx", sheetstest.Rezipped(t, sound, func(name string, part []byte) []byte {
		return bytes.Replace(part, []byte("</row>"), []byte("</rwo>"), 1)
	}))
	put("断部.xlsx", sheetstest.Rezipped(t, sound, func(name string, part []byte) []byte {
		if name == "xl/workbook.xml" {
			return part[:len(part)/2]
		}
		return part
	}))
	put("空.xlsx", nil)
	put("文字.xlsx", []byte("文字"))
	put("错.json", []byte(`{"fiscal_year": 2024 "scope": "unit"}`))
	put("断.json", filing[:len(filing)/3])
	put("数组.json", []byte(`[1]`))
	put("编码.json", []byte("{\"\xff\": 1}"))
	put("坏.pdf", []byte("%PDF-1.7\n1 0 obj\n<<"))
	put("引号.csv", []byte("科目编码,科目名称\n201,\"甲\n"))
	put("无列.csv", []byte("甲,乙\n1,2\n"))
	put("结果/results.json", []byte("{"))
	put("清单/manifest.json", []byte("{"))
	if err := os.Mkdir(filepath.Join(dir, "夹.xlsx"), 0o755); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("长", 90)
	t.Chdir(dir)
	for _, args := range [][]string{
		{"check", "截断.xlsx"}, {"check", "校验.xlsx"}, {"check", "标记.xlsx"}, {"check", "断部.xlsx"}, {"check", "空.xlsx"}, {"check", "文字.xlsx"}, {"check", "夹.xlsx"}, {"check", "没有.xlsx"}, {"check", long + ".xlsx"},
		{"check", "好.json/甲.xlsx"}, {"check", "错.json"}, {"check", "断.json"}, {"check", "数组.json"}, {"check", "编码.json"},
		{"verify", "坏.pdf"}, {"export", "坏.pdf"}, {"export", "校验.xlsx"}, {"diff", "坏.pdf", "好.xlsx"}, {"import", "截断.xlsx", "-o", "甲.xlsx"},
		{"export", "好.xlsx", "-o", "没有/甲.json"}, {"export", "好.xlsx", "-o", "夹.xlsx"}, {"export", "好.xlsx", "-o", "好.json/甲.json"}, {"export", "好.xlsx", "-o", long + ".json"},
		{"check", "--codes", "functional_codes=引号.csv", "好.json"}, {"check", "--codes", "functional_codes=无列.csv", "好.json"}, {"check", "--codes", "functional_codes=校验.xlsx", "好.json"}, {"check", "--codes", "functional_codes=没有.csv", "好.json"},
		{"distribute", "--year", "2025", "截断.xlsx", "-o", "发"}, {"distribute", "--year", "2025", "没有.csv", "-o", "发"},
		{"consolidate", "没有", "-o", "甲.json"}, {"consolidate", "校验.xlsx", "-o", "甲.json"}, {"consolidate", "好.json", "--transfers", "引号.csv", "-o", "甲.json"},
		{"batch", "没有", "-o", "出"}, {"batch", "好.json", "-o", "出"}, {"batch", "结果", "-o", "好.json"}, {"board", "结果"}, {"board", "没有"}, {"publish", "没有", "-o", "站"},
		{"new", "--year", "2025", "--from", "截断.xlsx", "-o", "甲.xlsx"}, {"new", "--year", "2025", "--data", "断.json", "-o", "甲.xlsx"}, {"new", "--year", "2025", "-o", "没有/甲.xlsx"},
		{"check", "--draft"}, {"build", "--draft=x", "好.json"}, {"batch", "结果", "-o", "出", "--jobs", "x"},
	} {
		var out, says bytes.Buffer
		status := runProgram(context.Background(), append([]string{"--lang", "zh"}, args...), &out, &says)
		said := says.String()
		if status != exitFailed || !strings.Contains(said, "改法") {
			t.Errorf("%v: status %d, %s", args, status, said)
		}
		// Names, options, commands, kinds of file and programs are said as they are.
		rest := said
		for _, a := range args {
			rest = strings.ReplaceAll(rest, a, "")
		}
		for _, w := range ownWords.FindAllString(rest, -1) {
			if !sayable[w] {
				t.Errorf("%v says %q: %s", args, w, said)
			}
		}
		t.Log(args, "\n"+said)
	}
}

var ownWords = regexp.MustCompile(`[-0-9A-Za-z_.]*[A-Za-z]{2}[-0-9A-Za-z_.]*`)

// sayable are the words of Latin letters that Chinese messages hold.
var sayable = map[string]bool{"budgetbook": true, "JSON": true, "PDF": true, "CSV": true, "Excel": true, "WPS": true, "UTF-8": true,
	".xlsx": true, "xlsx": true, ".json": true, ".csv": true, "results.json": true, "build": true, "batch": true, "--help": true, "-draft": true, "--draft": true,
	"functional_codes": true, "income_codes": true, "economic_dept": true, "economic_gov": true}

// flipped is a workbook with one bit of a sheet's content changed.
func flipped(t *testing.T, book []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "worksheets/sheet2.xml") {
			at, err := f.DataOffset()
			if err != nil {
				t.Fatal(err)
			}
			out := bytes.Clone(book)
			out[at+int64(f.CompressedSize64)/2] ^= 1
			return out
		}
	}
	t.Fatal("no second sheet")
	return nil
}
