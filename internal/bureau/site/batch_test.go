package site_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
)

const (
	exampleJSON = "../../../examples/example-county-2024.json"
	sampleJSON  = "../../../templates/shanxi/sample.json"
)

// hostile is a name with everything in it that a page, a feed and a table must write
// in another way; a spreadsheet would take it for a formula.
const hostile = `=示例县“<b>&amp;'教育" 局</b>😀,</script>`

// spec is one unit of a batch that is made for tests.
type spec struct {
	folder string
	source string
	swaps  []string // old, new: texts in the JSON of the source
	langs  []message.Lang
	annex  bool
	bare   []byte // instead of building it: the PDF
}

// twoYears are several units and two years in all editions.
var twoYears = []spec{
	{folder: "a-finance-2024", source: exampleJSON, langs: []message.Lang{message.ZH, message.EN, message.Both}},
	{folder: "b-cadres-2025", source: sampleJSON, langs: []message.Lang{message.ZH, message.EN}, annex: true},
	{folder: "c-cadres-2024", source: sampleJSON, swaps: []string{`"fiscal_year": 2025`, `"fiscal_year": 2024`}, langs: []message.Lang{message.ZH}},
	{folder: "d-hostile", source: sampleJSON, swaps: []string{"中国共产党示例县委员会老干部局", hostile, `"code": "031001"`, `"code": "../<031>"`}, langs: []message.Lang{message.ZH, message.Both}},
	{folder: "e-department", source: sampleJSON, swaps: []string{`"scope": "unit"`, `"scope": "department"`}, langs: []message.Lang{message.EN}},
}

// annexFile is a PDF of two blank pages.
func annexFile() []byte {
	objs := []string{"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /MediaBox [0 0 595 842]>>",
		"<</Type /Page /Parent 2 0 R>>", "<</Type /Page /Parent 2 0 R>>"}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	at := make([]int, len(objs))
	for i, o := range objs {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	x := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objs)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objs)+1, x)
	return b.Bytes()
}

// quoted is a text inside a JSON string.
func quoted(s string) string {
	data, _ := json.Marshal(s)
	return strings.Trim(string(data), `"`)
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// makeUnit writes what a batch would of one unit.
func makeUnit(t testing.TB, out string, s spec) {
	t.Helper()
	text := string(must[[]byte](t)(os.ReadFile(s.source)))
	for i := 0; i < len(s.swaps); i += 2 {
		old, new := s.swaps[i], s.swaps[i+1]
		if !strings.HasPrefix(old, `"`) {
			new = quoted(new)
		} else if k, v, ok := strings.Cut(new, ": "); ok && strings.HasPrefix(v, `"`) {
			new = k + `: "` + quoted(v[1:len(v)-1]) + `"`
		}
		if !strings.Contains(text, old) {
			t.Fatalf("%s does not hold %s", s.source, old)
		}
		text = strings.ReplaceAll(text, old, new)
	}
	if s.annex {
		text = strings.Replace(text, `"tables": {`, `"attachments": [{"title": "机构设置批复", "file": "批复.pdf"}], "tables": {`, 1)
	}
	open := func(name string) ([]byte, error) {
		if name == "批复.pdf" {
			return annexFile(), nil
		}
		return nil, os.ErrNotExist
	}
	dir := filepath.Join(out, batch.UnitsFolder, s.folder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	r := batch.Result{Schema: batch.Schema, Folder: s.folder, Input: s.folder + ".xlsx", Key: "key"}
	put := func(kind, lang, name string, data []byte, pages int) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
		r.Outputs = append(r.Outputs, batch.Output{Kind: kind, Lang: lang, File: name, Size: int64(len(data)), SHA256: sum(data), Pages: pages})
	}
	in := press.Input{Name: "filing.json", Data: []byte(text)}
	for i, l := range s.langs {
		opt := press.Options{Lang: l, Open: open}
		m, err := press.Load(in, opt)
		data, pages := s.bare, 3
		if s.bare == nil {
			m, err = press.Make(in, opt)
		}
		if err != nil {
			t.Fatal(err)
		}
		if s.bare == nil {
			data, pages = must[[]byte](t)(m.As(press.PDF)), len(m.Pages.Pages)
		}
		if n := m.Result.Count().Errors; n > 0 {
			for _, f := range m.Result.Findings {
				t.Logf("%s %s %s", f.Severity, f.Code, f.Say(message.EN))
			}
			t.Fatalf("%s: %d errors", s.folder, n)
		}
		if i == 0 {
			r.Profile, r.Year, r.Scope = m.Filing.Profile, m.Filing.Year, m.Filing.Text("scope")
			r.Unit = batch.Unit{Code: m.Filing.Text("unit.code"), Name: m.Filing.Text("unit.name"), Department: m.Filing.Text("unit.department")}
			put(batch.FilingKind, "", batch.FilingFile, must[[]byte](t)(filing.Marshal(m.Profile.Schema(), m.Filing)), 0)
		}
		put(batch.PDFKind, string(l), "budget."+string(l)+".pdf", data, pages)
	}
	writeResult(t, dir, r)
	gather(t, out)
}

// gather lists all folders in results.json, as a batch does at its end.
func gather(t testing.TB, out string) {
	t.Helper()
	var results []batch.Result
	for _, e := range must[[]os.DirEntry](t)(os.ReadDir(filepath.Join(out, batch.UnitsFolder))) {
		if !strings.HasPrefix(e.Name(), ".") {
			r := batch.Result{Schema: batch.Schema, Folder: e.Name()}
			if data, err := os.ReadFile(filepath.Join(out, batch.UnitsFolder, e.Name(), batch.ResultFile)); err == nil {
				if err := json.Unmarshal(data, &r); err != nil {
					t.Fatal(err)
				}
			}
			results = append(results, r)
		}
	}
	data := must[[]byte](t)(json.Marshal(results))
	if err := os.WriteFile(filepath.Join(out, batch.ResultsFile), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func writeResult(t testing.TB, dir string, r batch.Result) {
	t.Helper()
	data := must[[]byte](t)(json.MarshalIndent(r, "", "  "))
	if err := os.WriteFile(filepath.Join(dir, batch.ResultFile), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func readResult(t testing.TB, dir string) (r batch.Result) {
	t.Helper()
	if err := json.Unmarshal(must[[]byte](t)(os.ReadFile(filepath.Join(dir, batch.ResultFile))), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

var madeOnce struct {
	sync.Mutex
	dir string
}

// madeBatch is a batch of twoYears; it is made once. Tests that change it copy it.
func madeBatch(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("makes nine PDFs")
	}
	madeOnce.Lock()
	defer madeOnce.Unlock()
	if madeOnce.dir == "" {
		dir := must[string](t)(os.MkdirTemp("", "budgetbook-site-"))
		for _, s := range twoYears {
			makeUnit(t, dir, s)
		}
		madeOnce.dir = dir
	}
	return madeOnce.dir
}

func TestMain(m *testing.M) {
	status := m.Run()
	if madeOnce.dir != "" {
		os.RemoveAll(madeOnce.dir)
	}
	os.Exit(status)
}

func copyBatch(t testing.TB) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(madeBatch(t))); err != nil {
		t.Fatal(err)
	}
	return to
}
