package site_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/bureau/site"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
)

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

func byID(n *html.Node, id string) *html.Node {
	if found := all(n, func(d *html.Node) bool { return attr(d, "id") == id }); len(found) > 0 {
		return found[0]
	}
	return nil
}

// publish makes a site of a batch.
func publish(t testing.TB, opt site.Options) *site.Report {
	t.Helper()
	r, err := site.Publish(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// refused is the message of a run that must fail.
func refused(t testing.TB, opt site.Options) string {
	t.Helper()
	_, err := site.Publish(t.Context(), opt)
	var e *message.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v", err)
	}
	return e.ID
}

// files are the files below a folder with what is in them.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			data, err := fs.ReadFile(os.DirFS(dir), name)
			if err != nil {
				return err
			}
			out[name] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func write(t testing.TB, name, data string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestLook leaves sites in the folder SITE_TRY names, to be looked at.
func TestLook(t *testing.T) {
	to := os.Getenv("SITE_TRY")
	if to == "" {
		t.Skip("names no folder to look at")
	}
	for _, l := range []message.Lang{message.ZH, message.EN, message.Both} {
		t.Logf("%+v", publish(t, site.Options{Batch: madeBatch(t), Folder: filepath.Join(to, string(l)), Lang: l}))
	}
}

func TestSameInputSameBytes(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	r := publish(t, site.Options{Batch: madeBatch(t), Folder: a, Lang: message.ZH})
	publish(t, site.Options{Batch: copyBatch(t), Folder: b, Lang: message.ZH})
	one, two := files(t, a), files(t, b)
	if len(one) != len(two) || len(one) != r.Files+1 {
		t.Errorf("%d and %d files, %d are reported", len(one), len(two), r.Files)
	}
	for name, data := range one {
		if two[name] != data {
			t.Errorf("%s differs", name)
		}
	}
	for name := range one {
		if strings.Contains(name, "sitemap") {
			t.Error("a map without an address")
		}
	}
}

// A second run changes only what has changed.
func TestAgain(t *testing.T) {
	from, to := copyBatch(t), t.TempDir()
	opt := site.Options{Batch: from, Folder: to, Lang: message.ZH}
	publish(t, opt)
	before := files(t, to)
	past := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	for name := range before {
		if err := os.Chtimes(filepath.Join(to, name), past, past); err != nil {
			t.Fatal(err)
		}
	}
	if r := publish(t, opt); r.Written != 0 || r.Removed != 0 {
		t.Errorf("nothing is new, and yet: %+v", r)
	}
	untouched := func(name string) bool {
		info, err := os.Stat(filepath.Join(to, name))
		return err == nil && info.ModTime().Equal(past)
	}
	for name := range before {
		if !untouched(name) {
			t.Errorf("%s was written again", name)
		}
	}
	// One unit goes: its files go, all that lists units changes, the rest stays. What
	// somebody else put into the folder stays, too.
	write(t, filepath.Join(to, "robots.txt"), "User-agent: *\n")
	write(t, filepath.Join(to, "units/031001-2024/note.txt"), "note")
	if err := os.RemoveAll(filepath.Join(from, batch.UnitsFolder, "c-cadres-2024")); err != nil {
		t.Fatal(err)
	}
	gather(t, from)
	r := publish(t, opt)
	after := files(t, to)
	gone := 0
	for name := range before {
		_, there := after[name]
		if strings.HasPrefix(name, "units/031001-2024/") {
			gone++
			if there {
				t.Errorf("%s is still there", name)
			}
		} else if !there {
			t.Errorf("%s is gone", name)
		}
	}
	if r.Removed != gone || gone == 0 {
		t.Errorf("%d files are gone, %d are reported", gone, r.Removed)
	}
	if after["robots.txt"] == "" || after["units/031001-2024/note.txt"] == "" {
		t.Error("a file of somebody else is gone")
	}
	if !untouched("units/008001-2024/zh.html") || untouched("index.html") || untouched("feed.xml") {
		t.Error("changed what has not changed, or left what has")
	}
	if strings.Contains(after["index.html"], "031001-2024") {
		t.Error("the index leads to a page that is gone")
	}
}

// Files of somebody else are never overwritten and never removed.
func TestOnlyItsOwn(t *testing.T) {
	from := madeBatch(t)
	foreign := t.TempDir()
	write(t, filepath.Join(foreign, "thesis.txt"), "all my work")
	if id := refused(t, site.Options{Batch: from, Folder: foreign}); id != "site-foreign" || len(files(t, foreign)) != 1 {
		t.Error(id, "or the folder was touched")
	}
	write(t, filepath.Join(foreign, "budgetbook-site.json"), `{"schema": "something else", "files": ["thesis.txt"]}`)
	if id := refused(t, site.Options{Batch: from, Folder: foreign}); id != "site-manifest" || len(files(t, foreign)) != 2 {
		t.Error(id, "or the folder was touched")
	}
	// Where the result would be put out of the folder, or over what is not its own.
	outside := t.TempDir()
	write(t, filepath.Join(outside, "keep.txt"), "keep")
	in := t.TempDir()
	write(t, filepath.Join(in, "budgetbook-site.json"), `{"schema": "budgetbook/site/1", "files": ["../`+filepath.Base(outside)+`/keep.txt", "/etc/none", "units/out/keep.txt", "."]}`)
	if err := os.Mkdir(filepath.Join(in, "units"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(in, "units", "out")); err != nil {
		t.Skip(err)
	}
	_, err := site.Publish(t.Context(), site.Options{Batch: from, Folder: in, Lang: message.ZH})
	if got := files(t, outside); got["keep.txt"] != "keep" || len(got) != 1 {
		t.Errorf("a file outside was touched: %v, %v", got, err)
	}
	way := t.TempDir()
	publish(t, site.Options{Batch: from, Folder: way, Lang: message.ZH})
	write(t, filepath.Join(way, "sitemap.xml"), "mine")
	before := files(t, way)
	if id := refused(t, site.Options{Batch: from, Folder: way, Lang: message.EN, BaseURL: "https://example.org/"}); id != "site-in-the-way" {
		t.Error(id)
	}
	after := files(t, way)
	if len(before) != len(after) {
		t.Errorf("%d files, before %d", len(after), len(before))
	}
	for name, data := range before {
		if after[name] != data {
			t.Errorf("%s was changed", name)
		}
	}
}

// A run that is broken off while it makes the site leaves the old one; one that is
// broken off while it puts files in their places is finished by the next.
func TestBrokenOff(t *testing.T) {
	from, to := copyBatch(t), t.TempDir()
	opt := site.Options{Batch: from, Folder: to, Lang: message.ZH}
	publish(t, opt)
	before := files(t, to)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	opt.Lang = message.EN
	if _, err := site.Publish(ctx, opt); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	after := files(t, to)
	for name, data := range before {
		if after[name] != data {
			t.Errorf("%s was changed", name)
		}
	}
	// As if the power had failed between two files: a page is missing, another is of
	// the run before, staged ones lie about, and the manifest lists old and new.
	if err := os.MkdirAll(filepath.Join(to, ".budgetbook-staging"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(to, ".budgetbook-staging", "7"), "<html>half a pa")
	write(t, filepath.Join(to, "units/gone.html"), "a file of the run before")
	listed := strings.Replace(before["budgetbook-site.json"], `"files": [`, `"files": ["units/gone.html", "units/never.html",`, 1)
	write(t, filepath.Join(to, "budgetbook-site.json"), listed)
	if err := os.Remove(filepath.Join(to, "units/008001-2024/zh.html")); err != nil {
		t.Fatal(err)
	}
	publish(t, opt)
	clean := t.TempDir()
	publish(t, site.Options{Batch: from, Folder: clean, Lang: message.EN})
	got, want := files(t, to), files(t, clean)
	if len(got) != len(want) {
		t.Errorf("%d files, want %d", len(got), len(want))
	}
	for name, data := range want {
		if got[name] != data {
			t.Errorf("%s is not that of an undisturbed run", name)
		}
	}
}

// What has errors, was not finished or was changed is not published, and is named.
func TestNotPublished(t *testing.T) {
	from := copyBatch(t)
	unit := func(name string) string { return filepath.Join(from, batch.UnitsFolder, name) }
	change := func(name string, f func(r *batch.Result)) {
		r := readResult(t, unit(name))
		f(&r)
		writeResult(t, unit(name), r)
	}
	change("a-finance-2024", func(r *batch.Result) { r.Counts.Errors = 2 })
	change("b-cadres-2025", func(r *batch.Result) { r.Failure = &batch.Failure{Cause: "timeout", Say: "用时过长"} })
	write(t, filepath.Join(unit("d-hostile"), "budget.zh.pdf"), "%PDF-1.7 of somebody else")
	for _, name := range []string{"f-unfinished", "g-nothing", ".part"} {
		if err := os.Mkdir(unit(name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	writeResult(t, unit("g-nothing"), batch.Result{Schema: batch.Schema, Folder: "g-nothing"})
	makeUnit(t, from, spec{folder: "h-escapes", source: sampleJSON, langs: []message.Lang{message.ZH}, bare: []byte("%PDF")})
	// Its PDF is not there to take the annex from: the page would say less than it.
	makeUnit(t, from, spec{folder: "i-annex", source: sampleJSON, langs: []message.Lang{message.ZH}, annex: true, bare: []byte("%PDF")})
	gather(t, from)
	change("e-department", func(r *batch.Result) { r.Schema = "budgetbook/result/9" })
	change("h-escapes", func(r *batch.Result) { r.Outputs[0].File = "../a-finance-2024/filing.json" })
	if err := os.CopyFS(unit("j-gone"), os.DirFS(unit("c-cadres-2024"))); err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	r := publish(t, site.Options{Batch: from, Folder: to, Lang: message.ZH})
	var got []string
	for _, s := range r.Skipped {
		got = append(got, s.Folder+" "+s.Reason)
		if why := message.Say(message.EN, s.Reason, s.Args); strings.ContainsAny(why, "[{") {
			t.Errorf("%s: %s", s.Folder, why)
		}
		if s.Reason == "site-failed" && (s.Input == "" || !strings.Contains(message.Say(message.ZH, s.Reason, s.Args), "用时过长")) {
			t.Errorf("not said which file, or why: %+v", s)
		}
	}
	want := []string{"a-finance-2024 site-errors", "b-cadres-2025 site-failed", "d-hostile site-changed", "e-department site-changed",
		"f-unfinished site-changed", "g-nothing site-nothing", "h-escapes site-changed", "i-annex site-unbuilt", "j-gone site-gone"}
	if !slices.Equal(got, want) || r.Disclosures != 1 {
		t.Errorf("not published: %v", got)
	}
	if index := files(t, to)["index.html"]; strings.Contains(index, "008001") || !strings.Contains(index, "031001-2024") {
		t.Error("the index lists others than those published")
	}
	// Nothing at all is no reason to empty a site.
	if err := os.RemoveAll(unit("c-cadres-2024")); err != nil {
		t.Fatal(err)
	}
	before := files(t, to)
	if id := refused(t, site.Options{Batch: from, Folder: to, Lang: message.ZH}); id != "site-no-units" || len(files(t, to)) != len(before) {
		t.Error(id, "or the site was changed")
	}
	if err := os.Remove(filepath.Join(from, batch.ResultsFile)); err != nil {
		t.Fatal(err)
	}
	if id := refused(t, site.Options{Batch: from, Folder: to, Lang: message.ZH}); id != "site-not-finished" || len(files(t, to)) != len(before) {
		t.Error(id, "or the site was changed")
	}
	if id := refused(t, site.Options{Batch: t.TempDir(), Folder: to}); id != "site-no-batch" {
		t.Error(id)
	}
}

// Two workbooks of one unit for one year are both published, in folders of their own,
// and said.
func TestTwice(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	for _, name := range []string{"one", "two"} {
		makeUnit(t, from, spec{folder: name, source: sampleJSON, langs: []message.Lang{message.ZH}, bare: []byte("%PDF")})
	}
	two := filepath.Join(from, batch.UnitsFolder, "two")
	lacking := readResult(t, two)
	lacking.Lacks = []batch.Lack{{Kind: batch.PDFKind, Lang: "en"}, {Kind: batch.LetterKind}}
	writeResult(t, two, lacking)
	gather(t, from)
	r := publish(t, site.Options{Batch: from, Folder: to, Lang: message.ZH})
	if len(r.Look) != 3 || r.Look[2].Reason != "site-lacks" || r.Look[0].Folder != "one" || r.Disclosures != 2 {
		t.Errorf("%+v", r)
	}
	// No two links read alike.
	for _, text := range []string{">2025（第1份）</a>", ">2025（第2份）</a>"} {
		if index := files(t, to)["index.html"]; strings.Count(index, text) != 1 {
			t.Errorf("%s is not in the index", text)
		}
	}
	pages := 0
	for name := range files(t, to) {
		if strings.HasPrefix(name, "units/031001-2025-") && strings.HasSuffix(name, "/index.html") {
			pages++
		}
	}
	if pages != 2 {
		t.Errorf("%d pages", pages)
	}
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"example.org", "ftp://example.org/", "https://example.org/?a=b", "https://a:b@example.org/", "javascript:alert(1)", "https://example.org/#x"} {
		if id := refused(t, site.Options{Batch: madeBatch(t), Folder: t.TempDir(), BaseURL: bad}); id != "bad-value" {
			t.Errorf("%s: %s", bad, id)
		}
	}
}

// Fifty units, each with a Chinese and an English edition.
func BenchmarkPublish(b *testing.B) {
	pdf := must[[]byte](b)(os.ReadFile(filepath.Join(madeBatch(b), batch.UnitsFolder, "b-cadres-2025", "budget.zh.pdf")))
	from := b.TempDir()
	for i := range 50 {
		s := spec{folder: fmt.Sprintf("unit-%02d", i), source: sampleJSON, swaps: []string{"031001", fmt.Sprintf("0310%02d", i)}, langs: []message.Lang{message.ZH, message.EN}, bare: pdf}
		if i%2 == 0 {
			s.source, s.swaps = exampleJSON, []string{"008001", fmt.Sprintf("0080%02d", i)}
		}
		makeUnit(b, from, s)
	}
	dir := b.TempDir()
	var r *site.Report
	b.Run("new", func(b *testing.B) {
		for i := range b.N {
			r = publish(b, site.Options{Batch: from, Folder: filepath.Join(dir, fmt.Sprint(b.N, "-", i)), Lang: message.ZH})
		}
		b.ReportMetric(float64(r.Files), "files")
	})
	same := filepath.Join(dir, "same")
	publish(b, site.Options{Batch: from, Folder: same, Lang: message.ZH})
	b.Run("again", func(b *testing.B) {
		for range b.N {
			if r = publish(b, site.Options{Batch: from, Folder: same, Lang: message.ZH}); r.Written > 0 {
				b.Fatalf("%d files written", r.Written)
			}
		}
	})
	pages := 0
	size := 0
	for name, data := range files(b, same) {
		if strings.HasSuffix(name, ".html") {
			pages++
			size += len(data)
		}
	}
	b.Logf("%d disclosures, %d files, %d pages of %d KB", r.Disclosures, r.Files, pages, size/1024)
}

// TestLocked: what another run has staged is left to it.
func TestLocked(t *testing.T) {
	from, to := copyBatch(t), t.TempDir()
	release, err := output.Lock(to)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	theirs := filepath.Join(to, ".budgetbook-staging", "7")
	if err := os.Mkdir(filepath.Dir(theirs), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, theirs, "half a page")
	var said *message.Error
	if _, err := site.Publish(t.Context(), site.Options{Batch: from, Folder: to, Lang: message.ZH}); !errors.As(err, &said) || said.ID != "locked" {
		t.Error(err)
	}
	if _, err := os.Stat(theirs); err != nil {
		t.Error(err)
	}
}
