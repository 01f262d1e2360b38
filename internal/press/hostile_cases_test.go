package press_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math/rand"
	"regexp"
	"sort"
	"strings"
	"testing"
)

// hostile is a workbook nobody should be able to hurt the program with.
type hostile struct {
	name string
	data []byte
	want string // message of the error, or code of a finding; "" any of both
	at   string // where the finding is: Sheet or Sheet!Cell
}

// book is the example workbook by its parts, to be changed one at a time.
type book struct {
	names []string
	parts map[string]string
	sheet map[string]string // name of a sheet -> its part
}

func exampleParts(t testing.TB) *book {
	t.Helper()
	data := readFile(t, exampleBook)
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	b := &book{parts: map[string]string{}, sheet: map[string]string{}}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		b.names = append(b.names, f.Name)
		b.parts[f.Name] = string(part)
	}
	target := map[string]string{}
	for _, m := range regexp.MustCompile(`<Relationship [^>]*>`).FindAllString(b.parts["xl/_rels/workbook.xml.rels"], -1) {
		id := regexp.MustCompile(`Id="([^"]*)"`).FindStringSubmatch(m)
		to := regexp.MustCompile(`Target="/?(?:xl/)?([^"]*)"`).FindStringSubmatch(m)
		if id != nil && to != nil {
			target[id[1]] = "xl/" + to[1]
		}
	}
	for _, m := range regexp.MustCompile(`<sheet name="([^"]*)"[^>]*r:id="([^"]*)"`).FindAllStringSubmatch(b.parts["xl/workbook.xml"], -1) {
		b.sheet[m[1]] = target[m[2]]
	}
	return b
}

// with is the workbook with one part changed; a part that becomes "" is left out.
func (b *book) with(part string, change func(string) string) []byte {
	return b.zip(func(name, text string) string {
		if name == part {
			return change(text)
		}
		return text
	}, nil)
}

func (b *book) zip(change func(name, text string) string, more map[string]string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(name, text string) {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, text)
		}
		if err != nil {
			panic(err)
		}
	}
	for _, name := range b.names {
		if text := change(name, b.parts[name]); text != "" {
			add(name, text)
		}
	}
	var names []string
	for name := range more {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		add(name, more[name])
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// cell replaces a cell of a sheet: attributes and content of its element.
func (b *book) cell(sheet, cell, attrs, content string) []byte {
	old := regexp.MustCompile(`<c r="` + cell + `"[^>]*?(/>|>.*?</c>)`)
	return b.with(b.sheet[sheet], func(s string) string {
		if !old.MatchString(s) {
			panic("no cell " + cell)
		}
		return old.ReplaceAllLiteralString(s, `<c r="`+cell+`"`+attrs+`>`+content+`</c>`)
	})
}

// rows puts text behind the last row of a sheet.
func (b *book) rows(sheet, text string) []byte {
	return b.with(b.sheet[sheet], func(s string) string { return strings.Replace(s, "</sheetData>", text+"</sheetData>", 1) })
}

// hostiles makes the workbooks.
func hostiles(t testing.TB) []hostile {
	b := exampleParts(t)
	var all []hostile
	add := func(name string, data []byte, want, at string) { all = append(all, hostile{name, data, want, at}) }
	b.cells(add)
	b.sheets(add)
	b.floods(add)
	b.structures(add)
	b.archives(add, readFile(t, exampleBook))
	return all
}

type adder func(name string, data []byte, want, at string)

// cells are values that are no amounts.
func (b *book) cells(add adder) {
	text := func(s string) (string, string) {
		return ` t="inlineStr"`, `<is><t xml:space="preserve">` + s + `</t></is>`
	}
	for _, s := range []string{"十万", "1.2.3", "12元", "abc", "NaN", "1e999", "∞", "=1+1", "见附件", "😀", "12/25", "0x1F", "1 2 3 a", strings.Repeat("长", 32000)} {
		attrs, content := text(s)
		add("text "+s[:min(len(s), 12)], b.cell("表三", "C7", attrs, content), "D05", "表三!C7")
	}
	for _, s := range []string{"１２３．４５", " 1,234.50 ", "1，234", "¥12.00", "(3.00)", "--"} {
		attrs, content := text(s)
		add("spelling "+s, b.cell("表三", "C7", attrs, content), "", "")
	}
	for _, s := range []string{"#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"} {
		add("error "+s, b.cell("表三", "C7", ` t="e"`, "<v>"+s+"</v>"), "D05", "表三!C7")
	}
	for _, s := range []string{"C7", "1/0", "[1]外部!A1", "NOSUCH(1)", "SUM(C7:C9)", "表三!C7+1", "VLOOKUP(1,A:A,2)", "REPT(\"x\",1000000)", "INDIRECT(\"C7\")+#REF!"} {
		add("formula "+s[:min(len(s), 12)], b.cell("表三", "C7", "", "<f>"+strings.ReplaceAll(s, `"`, "&quot;")+"</f>"), "D05", "表三!C7")
	}
	add("formula of brackets", b.cell("表三", "C7", "", "<f>"+strings.Repeat("(", 300)+"1"+strings.Repeat(")", 300)+"</f>"), "", "")
	add("date", b.cell("表三", "C7", ` t="d"`, "<v>2024-01-01</v>"), "D05", "表三!C7")
	add("truth", b.cell("表三", "C7", ` t="b"`, "<v>1</v>"), "D05", "表三!C7")
	add("cents", b.cell("表三", "C7", "", "<v>12.3456</v>"), "B30", "表三!C7")
	add("huge", b.cell("表三", "C7", "", "<v>1e300</v>"), "D05", "表三!C7")
	add("tiny", b.cell("表三", "C7", "", "<v>1e-300</v>"), "", "")
	add("no number", b.cell("表三", "C7", "", "<v>x</v>"), "D05", "表三!C7")
	add("shared string out of range", b.cell("表三", "C7", ` t="s"`, "<v>99999999</v>"), "", "")
	add("negative style", b.cell("表三", "C7", ` s="-7"`, "<v>1</v>"), "", "")
	add("unknown style", b.cell("表三", "C7", ` s="99999999"`, "<v>1</v>"), "", "")
	chain := &strings.Builder{}
	for i := 100; i < 5100; i++ {
		fmt.Fprintf(chain, `<row r="%d"><c r="Z%d"><f>Z%d+1</f></c></row>`, i, i, i+1)
	}
	long := b.rows("表三", chain.String())
	add("chain of formulas", long, "", "")
	wide := &strings.Builder{}
	for i := range 200 {
		fmt.Fprintf(wide, "+SUM($A$1:$XFD$1048576)*%d", i)
	}
	add("sums over everything", b.cell("表三", "C7", "", "<f>1"+wide.String()+"</f>"), "D05", "表三!C7")
}

// sheets are sheets that are not as the template has them.
func (b *book) sheets(add adder) {
	for _, name := range []string{"基本信息", "概况", "表一", "表四", "表五", "表六", "表十", "表十二", "表十三", "采购与资产", "绩效项目"} {
		renamed := b.with("xl/workbook.xml", func(s string) string { return strings.Replace(s, `name="`+name+`"`, `name="草稿"`, 1) })
		want := ""
		if !strings.HasPrefix(name, "表") { // tables are known by their labels as well
			want = "B01"
		}
		add("renamed "+name, renamed, want, name)
		headless := b.with(b.sheet[name], func(s string) string {
			return regexp.MustCompile(`(?s)<sheetData>.*</sheetData>`).ReplaceAllString(s, "<sheetData/>")
		})
		add("emptied "+name, headless, "B02", name)
	}
	add("merged amounts", b.with(b.sheet["表三"], func(s string) string {
		return strings.Replace(s, "</mergeCells>", `<mergeCell ref="C7:E9"/></mergeCells>`, 1)
	}), "B09", "表三!C7")
	add("hidden row", b.with(b.sheet["表三"], func(s string) string { return strings.Replace(s, `<row r="7"`, `<row r="7" hidden="1"`, 1) }), "B10", "表三")
	add("beside the table", b.rows("表三", `<row r="900"><c r="ZZ900"><v>1</v></c></row>`), "B11", "表三")
	add("last cell", b.rows("表三", `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`), "B11", "表三!XFD1048576")
	add("rows twice", b.with(b.sheet["表三"], func(s string) string {
		return strings.Replace(s, "</sheetData>", strings.Repeat(`<row r="7"><c r="C7"><v>8</v></c></row>`, 3)+"</sheetData>", 1)
	}), "", "")
	add("cells outside all sheets", b.rows("表三", `<row r="99999999"><c r="ZZZZ99999999"><v>1</v></c></row>`), "", "")
}

// floods are sheets of millions of things.
func (b *book) floods(add adder) {
	empty := &strings.Builder{}
	for i := 1000; i <= 1048576; i++ {
		fmt.Fprintf(empty, `<row r="%d"/>`, i)
	}
	add("a million empty rows", b.rows("表三", empty.String()), "", "")
	styled := &strings.Builder{}
	for i := 1000; i < 101000; i++ {
		fmt.Fprintf(styled, `<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>`, i, i, i)
	}
	add("100,000 formatted rows", b.rows("表三", styled.String()), "", "")
	full := &strings.Builder{}
	for i := 100; i < 60100; i++ {
		fmt.Fprintf(full, `<row r="%d"><c r="A%d"><v>%d</v></c><c r="C%d"><v>1</v></c></row>`, i, i, i, i)
	}
	add("60,000 rows of data", b.rows("表三", full.String()), "", "")
	merges := &strings.Builder{}
	for i := 1; i < 100000; i++ {
		fmt.Fprintf(merges, `<mergeCell ref="A%d:C%d"/>`, i+1000, i+1000)
	}
	add("100,000 merged blocks", b.with(b.sheet["表三"], func(s string) string {
		return strings.Replace(s, "</mergeCells>", merges.String()+"</mergeCells>", 1)
	}), "", "")
	add("everything merged", b.with(b.sheet["表三"], func(s string) string {
		return strings.Replace(s, "</mergeCells>", `<mergeCell ref="A1:XFD1048576"/></mergeCells>`, 1)
	}), "", "表三")
	strs := strings.Repeat("<si><t>无关的文字</t></si>", 400000)
	add("400,000 shared strings", b.with("xl/sharedStrings.xml", func(s string) string { return strings.Replace(s, "</sst>", strs+"</sst>", 1) }), "", "")
	wide := &strings.Builder{}
	wide.WriteString(`<row r="900">`)
	for range 16384 {
		wide.WriteString(`<c><v>1</v></c>`)
	}
	wide.WriteString(`</row>`)
	add("a row of 16,384 cells", b.rows("表三", wide.String()), "", "")
	names := strings.Repeat(`<definedName name="n">表三!$A$1</definedName>`, 50000)
	add("50,000 names", b.with("xl/workbook.xml", func(s string) string { return strings.Replace(s, "</definedNames>", names+"</definedNames>", 1) }), "", "")
}

// structures are parts that are not what they should be.
func (b *book) structures(add adder) {
	three := b.sheet["表三"]
	replace := func(part, text string) []byte { return b.with(part, func(string) string { return text }) }
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	laughs := head + `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>`
	for name, text := range map[string]string{
		"entities": laughs, "nothing but a root": head + "<worksheet/>", "not closed": "<worksheet><sheetData><row>", "not XML": "\x00\x01\x02",
		"another encoding": `<?xml version="1.0" encoding="EBCDIC-XX"?><worksheet/>`, "UTF-16": "\xff\xfe<\x00w\x00",
		"deep": head + strings.Repeat("<a>", 200000), "deep and closed": head + strings.Repeat("<a>", 200000) + strings.Repeat("</a>", 200000),
		"a long attribute": head + `<worksheet a="` + strings.Repeat("x", 5_000_000) + `"/>`,
	} {
		add("sheet: "+name, replace(three, text), "", "")
	}
	for _, part := range []string{"xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", three} {
		add("without "+part, replace(part, ""), "", "")
		add("garbage in "+part, replace(part, "<x><y></x>"), "", "")
		add("half of "+part, b.with(part, func(s string) string { return s[:len(s)/2] }), "", "")
	}
	add("sheet that is the list of sheets", b.with("xl/_rels/workbook.xml.rels", func(s string) string {
		return strings.ReplaceAll(s, strings.TrimPrefix(three, "xl/"), "workbook.xml")
	}), "", "")
	add("path upwards", b.with("xl/_rels/workbook.xml.rels", func(s string) string {
		return strings.ReplaceAll(s, strings.TrimPrefix(three, "xl/"), "../../../../etc/passwd")
	}), "", "")
	add("3,000 sheets", b.with("xl/workbook.xml", func(s string) string {
		more := &strings.Builder{}
		for i := range 3000 {
			fmt.Fprintf(more, `<sheet name="多%d" sheetId="%d" r:id="rId4"/>`, i, i+100)
		}
		return strings.Replace(s, "</sheets>", more.String()+"</sheets>", 1)
	}), "open.large", "")
	add("900 sheets that are one", b.with("xl/workbook.xml", func(s string) string {
		more := &strings.Builder{}
		id := regexp.MustCompile(`<sheet name="表一"[^>]*r:id="([^"]*)"`).FindStringSubmatch(s)[1]
		for i := range 900 {
			fmt.Fprintf(more, `<sheet name="多%d" sheetId="%d" r:id="%s"/>`, i, i+100, id)
		}
		return strings.Replace(s, "</sheets>", more.String()+"</sheets>", 1)
	}), "", "")
	add("one name for all sheets", b.with("xl/workbook.xml", func(s string) string {
		return regexp.MustCompile(`<sheet name="[^"]*"`).ReplaceAllString(s, `<sheet name="表三"`)
	}), "B01", "")
	add("no names", b.with("xl/workbook.xml", func(s string) string {
		return regexp.MustCompile(`<sheet name="[^"]*"`).ReplaceAllString(s, `<sheet name=""`)
	}), "", "")
	add("another template", b.with("docProps/custom.xml", func(s string) string { return strings.Replace(s, ">shanxi<", ">elsewhere<", 1) }), "profile-needed", "")
}

// archives are files that are no sound zip, or a malicious one.
func (b *book) archives(add adder, whole []byte) {
	same := func(_, text string) string { return text }
	add("bomb in one part", b.zip(same, map[string]string{"xl/media/a.xml": strings.Repeat("0", 100<<20)}), "open.large", "")
	many := map[string]string{}
	for i := range 99 {
		many[fmt.Sprintf("xl/media/%d.bin", i)] = strings.Repeat("\x00", 1<<20)
	}
	add("bomb in many parts", b.zip(same, many), "open.large", "")
	tiny := map[string]string{}
	for i := range 10001 {
		tiny[fmt.Sprintf("xl/media/%d", i)] = "x"
	}
	add("10,001 parts", b.zip(same, tiny), "open.large", "")
	lie := bytes.Clone(whole)
	if i := bytes.LastIndex(lie, []byte("PK\x01\x02")); i > 0 {
		copy(lie[i+24:], []byte{1, 0, 0, 0}) // the size it claims to have
	}
	add("a size that lies", lie, "", "")
	for i := 1; i < 16; i++ {
		add(fmt.Sprintf("first %d/16", i), whole[:len(whole)*i/16], "open.truncated", "")
	}
	for i := range 15 {
		r := rand.New(rand.NewSource(int64(i)))
		bad := bytes.Clone(whole)
		for range 40 {
			bad[100+r.Intn(len(bad)-200)] ^= byte(1 + r.Intn(255))
		}
		add(fmt.Sprintf("40 wrong bytes, %d", i), bad, "", "")
	}
	for i := range 6 {
		noise := make([]byte, 50000)
		rand.New(rand.NewSource(int64(i))).Read(noise)
		if i%2 == 1 {
			copy(noise, "PK\x03\x04")
		}
		noise[len(noise)-1] = 0
		add(fmt.Sprintf("noise %d", i), noise, "", "")
	}
	add("nothing", nil, "open.empty", "")
	add("a workbook inside a zip", b.zip(func(_, _ string) string { return "" }, map[string]string{"表.xlsx": string(whole)}), "open.zip", "")
	add("old format", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 4096)...), "open.xls", "")
}
