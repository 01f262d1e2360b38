package batch_test

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/filing"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// trial is one input of a trial and what a run must say of it.
type trial struct {
	path string // below the input folder
	data []byte
	code string // a rule that must have failed; "" if it is sound
	fail string // cause of the failure, if nothing can be made of it
	any  bool   // it may be read or not, as long as there is a Result
	unit string // its code, if it can be read
}

// judge compares a Result with what it must say.
func (x trial) judge(t *testing.T, r *batch.Result) {
	t.Helper()
	switch {
	case r == nil:
		t.Errorf("%s: no result", x.path)
	case x.any:
	case x.fail != "":
		if r.Failure == nil || r.Failure.Cause != x.fail || r.Failure.Say == "" || r.Failure.Fix == "" {
			t.Errorf("%s: failure %+v, want %s", x.path, r.Failure, x.fail)
		}
	case r.Failure != nil:
		t.Errorf("%s: failed: %+v", x.path, r.Failure)
	case r.Unit.Code != x.unit:
		t.Errorf("%s: unit %q, want %q", x.path, r.Unit.Code, x.unit)
	case x.code == "" && (r.Counts.Errors > 0 || !has(r, batch.PDFKind)):
		t.Errorf("%s: sound, but %+v, %v, %d outputs", x.path, r.Counts, r.Failed, len(r.Outputs))
	case x.code != "" && (r.Failed[x.code] == 0 || r.Counts.Errors == 0 || has(r, batch.PDFKind)):
		t.Errorf("%s: %s is not reported: %+v, %v", x.path, x.code, r.Counts, r.Failed)
	}
}

func has(r *batch.Result, kind string) bool {
	for _, o := range r.Outputs {
		if o.Kind == kind {
			return true
		}
	}
	return false
}

// faults are ways in which a filing is wrong, each with the rule that says so.
var faults = []struct {
	code string
	json string // the same in JSON, where it has another
	do   func(*filing.Filing)
}{
	{"D05", "J07", func(f *filing.Filing) { set(f, "t01", 0, "revenue", "约12万元") }},
	{"C01", "", func(f *filing.Filing) { set(f, "t01", 0, "revenue", "1234567.89") }},
	{"R03", "", func(f *filing.Filing) { set(f, "t03", 0, "basic", "1234567.89") }},
	{"N09", "", func(f *filing.Filing) { f.Fields["unit.name"] = filing.Value{} }},
}

func set(f *filing.Filing, table string, row int, column, text string) {
	r := f.Tables[table][row]
	if _, ok := r.Cells[column]; !ok {
		panic("no column " + column)
	}
	r.Cells[column] = filing.Value{Text: text}
}

var profileOnce = sync.OnceValues(func() (*profile.Profile, error) { return press.Profile(press.DefaultProfile) })

// unitFiling is the sample of the profile for the unit of a number: its own names and
// code, its own figures of last year. Amounts of this year stay: rounded totals cannot be
// scaled.
func unitFiling(t testing.TB, n int) (*profile.Profile, *filing.Filing) {
	p, err := profileOnce()
	if err != nil {
		t.Fatal(err)
	}
	f, _, err := filing.Unmarshal(p.Schema(), p.Name, "sample.json", p.Sample)
	if err != nil {
		t.Fatal(err)
	}
	was := f.Text("unit.name")
	is := fmt.Sprintf("示例县第%d局", n)
	f.Fields["unit.code"] = filing.Value{Text: fmt.Sprintf("%06d", 100000+n)}
	f.Fields["unit.name_en"] = filing.Value{Text: fmt.Sprintf("Example County Bureau No. %d", n)}
	change := func(v filing.Value) filing.Value {
		v.Text = strings.ReplaceAll(v.Text, was, is)
		return v
	}
	factor := decimal.NewFromInt(int64(1 + n%7))
	for path, v := range f.Fields {
		f.Fields[path] = change(v)
		d, err := decimal.NewFromString(v.Text)
		switch {
		case err == nil && strings.HasPrefix(path, "prior_year."):
			f.Fields[path] = filing.Value{Text: d.Mul(factor).StringFixed(2)}
		case strings.HasPrefix(path, "reasons.") && n%7 > 0:
			f.Fields[path] = filing.Value{Text: "上年安排的一次性项目已经完成"}
		}
	}
	for _, rows := range f.Tables {
		for _, r := range rows {
			for name, v := range r.Cells {
				r.Cells[name] = change(v)
			}
		}
	}
	return p, f
}

// book is the unit's filing as a workbook, or as JSON.
func book(t testing.TB, n int, fault int, asJSON bool) []byte {
	p, f := unitFiling(t, n)
	if fault >= 0 {
		faults[fault].do(f)
	}
	var data []byte
	var err error
	if asJSON {
		data, err = filing.Marshal(p.Schema(), f)
	} else {
		data, err = template.Write(p, f, template.Options{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// hostileBooks are files nobody should be able to hurt the program with, made of a
// sound workbook.
func hostileBooks(t testing.TB, whole []byte) []trial {
	r, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	// with is the workbook with the parts that match changed, and one more.
	with := func(part string, change func(string) string, name, text string) []byte {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		add := func(name, text string) {
			f, err := w.Create(name)
			if err == nil {
				_, err = io.WriteString(f, text)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range r.File {
			in, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(in)
			if err != nil {
				t.Fatal(err)
			}
			text := string(data)
			if ok, _ := regexp.MatchString(part, f.Name); ok && part != "" {
				text = change(text)
			}
			add(f.Name, text)
		}
		if name != "" {
			add(name, text)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	noise := make([]byte, 50000)
	rand.New(rand.NewSource(1)).Read(noise)
	rows := &strings.Builder{}
	for i := 2000; i <= 1048576; i++ {
		fmt.Fprintf(rows, `<row r="%d"><c r="A%d"><v>1</v></c></row>`, i, i)
	}
	wrong := bytes.Clone(whole)
	dice := rand.New(rand.NewSource(2))
	for range 40 {
		wrong[100+dice.Intn(len(wrong)-200)] ^= byte(1 + dice.Intn(255))
	}
	return []trial{
		{path: "截断.xlsx", data: whole[:len(whole)/2], fail: batch.CauseRead},
		{path: "炸弹.xlsx", data: with("", nil, "xl/media/a.xml", strings.Repeat("0", 100<<20)), fail: batch.CauseRead},
		{path: "杂乱.xlsx", data: append([]byte("PK\x03\x04"), noise...), fail: batch.CauseRead},
		{path: "百万行.xlsx", data: with(`sheet5\.xml$`, func(s string) string { return strings.Replace(s, "</sheetData>", rows.String()+"</sheetData>", 1) }, "", ""), any: true},
		{path: "样式.xlsx", data: with(`xl/styles\.xml$`, func(string) string { return "<x><y></x>" }, "", ""), any: true},
		{path: "很深.xlsx", data: with(`sheet6\.xml$`, func(string) string { return strings.Repeat("<a>", 200000) + strings.Repeat("</a>", 200000) }, "", ""), any: true},
		{path: "错字节.xlsx", data: wrong, any: true},
	}
}

// writeTrial writes n inputs into a folder: sound ones, one in ten with a fault, and
// one in twenty hostile. Workbooks take ten times as long to write as JSON; one in
// every `books` is one.
func writeTrial(t testing.TB, dir string, n, books int) []trial {
	hostile := hostileBooks(t, book(t, 0, -1, false))
	all := make([]trial, n)
	var wg sync.WaitGroup
	next := make(chan int)
	for range 2 {
		wg.Go(func() {
			for i := range next {
				x := trial{path: fmt.Sprintf("第%d片/单位 %04d", i%9, i), unit: fmt.Sprintf("%06d", 100000+i)}
				fault := -1
				switch {
				case i%20 == 7:
					x = hostile[i/20%len(hostile)]
					x.path = fmt.Sprintf("第%d片/%04d%s", i%9, i, x.path)
				default:
					if i%10 == 3 {
						fault = i / 10 % len(faults)
						x.code = faults[fault].code
					}
					asJSON := i%books != 0
					if x.code != "" && asJSON {
						x.code = cmp.Or(faults[fault].json, x.code)
					}
					x.data = book(t, i, fault, asJSON)
					x.path += map[bool]string{true: ".json", false: ".xlsx"}[asJSON]
				}
				writeFile(t, filepath.Join(dir, x.path), x.data)
				x.data = nil
				all[i] = x
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	return all
}

func writeFile(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
