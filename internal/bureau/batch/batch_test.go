package batch_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Small inputs: a filing of a profile that is next to nothing.
const (
	minimal       = "../../press/testdata/minimal"
	minimalFiling = "../../press/testdata/minimal.json"
)

// options are those of a run over small inputs.
func options(t testing.TB, in, out string) batch.Options {
	t.Helper()
	p, err := filepath.Abs(minimal)
	if err != nil {
		t.Fatal(err)
	}
	o := batch.Options{In: in, Out: out, Profile: p}
	if testing.Short() {
		o.Memory = 1 << 47 // the race detector maps what it may need
	}
	return o
}

// small writes small inputs, one for each path. They differ in the name of the unit.
func small(t testing.TB, dir string, paths ...string) {
	t.Helper()
	data, err := os.ReadFile(minimalFiling)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		name := strings.ToValidUTF8(filepath.Base(path), "")
		name = strings.NewReplacer(`"`, "", `\`, "", "\n", "").Replace(name)
		text := strings.Replace(string(data), `"name": "`, `"name": "`+strings.TrimSuffix(name, ".json"), 1)
		if text == string(data) {
			t.Fatal("the filing has no name")
		}
		writeFile(t, filepath.Join(dir, path), []byte(text))
	}
}

// slow leaves a test to those without the race detector, under which the processes of
// workbooks take ten times as long.
func slow(t testing.TB) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
}

// A run over sound, faulty and hostile workbooks says of each what is the matter with
// it, and of none what is the matter with another.
func TestTrial(t *testing.T) {
	slow(t)
	in, out := t.TempDir(), t.TempDir()
	all := writeTrial(t, in, 40, 4)
	sum := run(t, batch.Options{In: in, Out: out})
	got := results(t, out)
	for _, x := range all {
		x.judge(t, got[x.path])
	}
	if sum.Total != len(all) || len(got) != len(all) || sum.Kept != 0 {
		t.Errorf("%+v, %d results of %d", sum, len(got), len(all))
	}
	before := tree(t, out)
	if again := run(t, batch.Options{In: in, Out: out}); again.Kept != len(all) {
		t.Errorf("%d results were kept, want all %d", again.Kept, len(all))
	}
	sameTree(t, before, tree(t, out))
}

// What a run of few workbooks leaves behind.
func TestRun(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	small(t, in, "b.json", "sub/a.json")
	writeFile(t, filepath.Join(in, "cut.xlsx"), []byte("PK\x03\x04 and no more"))
	sum := run(t, options(t, in, out))
	if sum.Total != 3 || sum.Sound != 2 || sum.Failed != 1 {
		t.Errorf("%+v", sum)
	}
	got := results(t, out)
	a := got["sub/a.json"]
	if a == nil || a.Failure != nil || a.Folder != batch.Folder("sub/a.json") || a.Profile != "minimal" || a.Unit.Name == "" {
		t.Fatalf("%+v", a)
	}
	for _, o := range a.Outputs {
		info, err := os.Stat(filepath.Join(out, batch.UnitsFolder, a.Folder, o.File))
		if err != nil || info.Size() != o.Size {
			t.Errorf("%s: %v", o.File, err)
		}
	}
	if kinds := slices.Collect(func(yield func(string) bool) {
		for _, o := range a.Outputs {
			if !yield(o.Kind) {
				return
			}
		}
	}); !slices.Equal(kinds, []string{batch.PDFKind, batch.FilingKind, batch.FindingsKind}) {
		t.Errorf("outputs %v", kinds)
	}
	if f := got["cut.xlsx"].Failure; f == nil || f.Cause != batch.CauseRead {
		t.Errorf("%+v", f)
	}
}

// A workbook on which the process hangs, crashes or takes all memory costs only
// itself, and is tried again by the next run. No limit of time is set where a workbook
// must be done, so that a slow machine says the same as a fast one.
func TestOneProcessEach(t *testing.T) {
	slow(t)
	in, out := t.TempDir(), t.TempDir()
	want := map[string]string{
		"crash.json": batch.CauseCrash, "exit.json": batch.CauseCrash, "fine.json": "", "sound.json": "",
	}
	if runtime.GOOS == "linux" {
		want["bomb.json"], want["deep.json"], want["shot.json"] = batch.CauseMemory, batch.CauseMemory, batch.CauseMemory
	}
	for path := range want {
		small(t, in, path)
	}
	o := options(t, in, out)
	o.Opener, o.Timeout, o.Jobs, o.Memory = misbehave, time.Hour, 4, 512<<20
	sum := run(t, o)
	if sum.Sound != 2 || sum.Failed != len(want)-2 {
		t.Errorf("%+v", sum)
	}
	// What never ends is given up, however short the wait: beside it stands only what is
	// done already. What fails otherwise is no part of this run, as it may be given up too.
	for path, cause := range want {
		if cause != "" {
			os.Remove(filepath.Join(in, path))
		}
	}
	failed := results(t, out)
	for _, path := range []string{"hang.json", "slow.json"} {
		small(t, in, path)
		want[path] = batch.CauseTimeout
	}
	o.Timeout = time.Second
	if sum = run(t, o); sum.Kept != 2 || sum.Failed != 2 {
		t.Errorf("%+v", sum)
	}
	got := results(t, out)
	for path, cause := range want {
		r := got[path]
		if r == nil {
			r = failed[path]
		}
		switch {
		case r == nil:
			t.Errorf("%s: no result", path)
		case cause == "" && r.Failure != nil, cause != "" && (r.Failure == nil || r.Failure.Cause != cause || !strings.Contains(r.Failure.Say, path) || r.Failure.Fix == ""):
			t.Errorf("%s: %+v, want %q", path, r.Failure, cause)
		case cause != "" && (len(r.Outputs) > 0 || r.SHA256 == "" || r.Key == ""):
			t.Errorf("%s: %+v", path, r)
		}
	}
	if r := failed["crash.json"]; r != nil && r.Failure != nil && !strings.Contains(r.Failure.Say, "out of its mind") {
		t.Errorf("the crash is said as %q", r.Failure.Say)
	}
	// The next run, in which nothing misbehaves, does them all.
	for path, cause := range want {
		if cause != "" {
			os.Remove(filepath.Join(in, path))
			small(t, in, "was "+path)
		}
	}
	o.Timeout = time.Hour
	if sum = run(t, o); sum.Sound != len(want) || sum.Kept != 2 || len(sum.Merged.Gone) != len(want)-2 {
		t.Errorf("%+v %v", sum, sum.Merged.Gone)
	}
	o.Prune = true
	run(t, o)
	if left, _ := os.ReadDir(filepath.Join(out, batch.UnitsFolder)); len(left) != len(want) {
		t.Errorf("%d folders are left", len(left))
	}
}

// What is not a result of ours below units/ stays where it is, and nothing is said of it.
func TestPruneLeavesOthers(t *testing.T) {
	slow(t)
	in, out := t.TempDir(), t.TempDir()
	small(t, in, "a.json", "b.json")
	o := options(t, in, out)
	run(t, o)
	units := filepath.Join(out, batch.UnitsFolder)
	for _, dir := range []string{"mine", "empty-0123456789ab", "notes-0123456789ab"} {
		if err := os.MkdirAll(filepath.Join(units, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, filepath.Join(units, "mine", "x.txt"), nil)
	writeFile(t, filepath.Join(units, "notes-0123456789ab", "x.txt"), nil)
	os.Remove(filepath.Join(in, "b.json"))
	o.Prune = true
	if sum := run(t, o); !slices.Equal(sum.Merged.Gone, []string{"b.json", "empty-0123456789ab"}) {
		t.Errorf("removed %v", sum.Merged.Gone)
	}
	// An empty folder with a name such as ours is what a run leaves that was broken off.
	want := []string{batch.Folder("a.json"), "mine", "notes-0123456789ab"}
	var left []string
	entries, _ := os.ReadDir(units)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if !slices.Equal(left, want) {
		t.Errorf("left are %v, want %v", left, want)
	}
}

// Only what is missing, damaged or changed is done again.
func TestRedo(t *testing.T) {
	slow(t)
	in, out := t.TempDir(), t.TempDir()
	small(t, in, "a.json", "b.json", "c.json")
	o := options(t, in, out)
	run(t, o)
	whole := tree(t, out)
	file := func(input, name string) string {
		return filepath.Join(out, batch.UnitsFolder, batch.Folder(input), name)
	}
	var redone []string
	o.Watch = func(e batch.Event) {
		if e.Result != nil && !e.Kept {
			redone = append(redone, e.Result.Input)
		}
	}
	again := func(what string, want ...string) {
		t.Helper()
		redone = nil
		run(t, o)
		slices.Sort(redone)
		if !slices.Equal(redone, want) {
			t.Errorf("%s: redone %v, want %v", what, redone, want)
		}
	}
	same := func() { t.Helper(); sameTree(t, whole, tree(t, out)) }
	again("nothing")
	os.Remove(file("a.json", "disclosure-zh.pdf"))
	again("a missing output", "a.json")
	same()
	writeFile(t, file("b.json", batch.FindingsFile), []byte("[]"))
	again("an output changed", "b.json")
	same()
	os.Remove(file("c.json", batch.ResultFile))
	writeFile(t, file("c.json", ".budgetbook-123.tmp"), []byte("half"))
	again("a missing result", "c.json")
	same()
	writeFile(t, file("c.json", batch.ResultFile), []byte(whole[batch.UnitsFolder+"/"+batch.Folder("c.json")+"/"+batch.ResultFile][:100]))
	again("half a result", "c.json")
	same()
	writeFile(t, filepath.Join(out, ".budgetbook-7.tmp"), []byte("half"))
	again("remains of a merge")
	same()
	os.Rename(file("a.json", "disclosure-zh.pdf"), filepath.Join(in, "elsewhere.pdf"))
	if err := os.Symlink(filepath.Join(in, "elsewhere.pdf"), file("a.json", "disclosure-zh.pdf")); err == nil {
		again("an output that is a link", "a.json")
		same()
	}

	// Options and profile belong to what the outputs depend on.
	o.Langs = []message.Lang{message.EN, message.ZH}
	again("other languages", "a.json", "b.json", "c.json")
	if _, err := os.Stat(file("a.json", "disclosure-en.pdf")); err != nil {
		t.Error(err)
	}
	o.Langs = nil
	again("the first language again", "a.json", "b.json", "c.json")
	same()
	profile := t.TempDir()
	if err := os.CopyFS(profile, os.DirFS(o.Profile)); err != nil {
		t.Fatal(err)
	}
	o.Profile = profile
	again("another folder", "a.json", "b.json", "c.json")
	data, _ := os.ReadFile(filepath.Join(profile, "labels.toml"))
	writeFile(t, filepath.Join(profile, "labels.toml"), append(data, "\n# changed\n"...))
	again("a changed profile", "a.json", "b.json", "c.json")
	again("an unchanged profile")

	// A workbook that is changed.
	data, _ = os.ReadFile(filepath.Join(in, "b.json"))
	writeFile(t, filepath.Join(in, "b.json"), append(data, '\n'))
	again("a changed workbook", "b.json")
}

// A file that a workbook names belongs to what its outputs depend on, also one that is
// not there.
func TestAttachedFiles(t *testing.T) {
	slow(t)
	in, out := t.TempDir(), t.TempDir()
	p, f := unitFiling(t, 7)
	attach(t, p, f, filepath.Join(in, "甲.json"), "批复.pdf")
	made := 0
	o := batch.Options{In: in, Out: out, Watch: func(e batch.Event) {
		if e.Result != nil && !e.Kept {
			made++
		}
		if e.Note != nil {
			t.Errorf("a named file is noted: %v", e.Note)
		}
	}}
	step := func(want int, what string) *batch.Result {
		t.Helper()
		made = 0
		run(t, o)
		if made != want {
			t.Errorf("%s: %d made, want %d", what, made, want)
		}
		r := results(t, out)["甲.json"]
		if len(r.Attached) != 1 || r.Attached[0].Name != "批复.pdf" {
			t.Errorf("%s: attached %+v", what, r.Attached)
		}
		return r
	}
	if r := step(1, "missing"); r.Failed["G03"] != 1 || r.Attached[0].SHA256 != "" {
		t.Errorf("%+v", r)
	}
	step(0, "still missing")
	pdf, err := os.ReadFile(filepath.Join(out, batch.UnitsFolder, batch.Folder("甲.json"), batch.FindingsFile))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(in, "批复.pdf"), pdf) // no PDF
	if r := step(1, "there"); r.Attached[0].SHA256 == "" {
		t.Errorf("%+v", r)
	}
	step(0, "unchanged")
	writeFile(t, filepath.Join(in, "批复.pdf"), append(pdf, ' '))
	step(1, "changed")
}

// A workbook that somebody saves while it is read is reported, and done by the next run.
func TestChangedWhileRead(t *testing.T) {
	slow(t)
	in, out := t.TempDir(), t.TempDir()
	small(t, in, "change.json", "b.json")
	cmd := elsewhere(t, options(t, in, out))
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != 1 {
		t.Fatal(err)
	}
	r := results(t, out)["change.json"]
	if r == nil || r.Failure == nil || r.Failure.Cause != batch.CauseChanged || len(r.Outputs) > 0 {
		t.Fatalf("%+v", r)
	}
	o := options(t, in, out)
	o.Opener = beside
	if sum := run(t, o); sum.Kept != 1 {
		t.Errorf("%+v", sum)
	}
}

// Names that systems do not agree on.
func TestAwkwardNames(t *testing.T) {
	slow(t)
	in, out := t.TempDir(), t.TempDir()
	paths := []string{
		"con.json", "CON.json", "nul.json", "com1.json", "a/con.json", " 前后 空格 .json", "引号\"'“.json", "表情😀🎉.json", "😀.json",
		strings.Repeat("长", 80) + ".json", strings.Repeat("x", 200) + ".json", "尾点....json", "...json", "A.json", "a.json",
		"a:b|c?.json", "new\nline.json", "-o.json", "--help.json", "%PATH%$HOME`x`.json", "\\back\\slash.json", "e\u0301.json", "\u00e9.json",
		"..x.json", "子 夹/..再/x.json", "bad\xffname.json", "bad\xfename.json", "批复.JSON",
	}
	small(t, in, paths...)
	for _, lock := range []string{"~$单位.xlsx", ".~lock.单位.xlsx#", ".~lock.x.json", "._单位.xlsx", "readme.txt", "a/~$x.xlsx"} {
		writeFile(t, filepath.Join(in, lock), []byte("lock"))
	}
	o := options(t, in, out)
	sum := run(t, o)
	if sum.Total != len(paths) || sum.Sound != len(paths) {
		t.Errorf("%+v, want %d", sum, len(paths))
	}
	folders := map[string]bool{}
	for _, p := range paths {
		name := batch.Folder(p)
		if folders[strings.ToLower(name)] {
			t.Errorf("%q has the folder of another: %s", p, name)
		}
		folders[strings.ToLower(name)] = true
		if len(name) > 200 || strings.ContainsAny(name, `<>:"/\|?* .'`+"`$%\n") || strings.HasPrefix(name, "-") {
			t.Errorf("%q becomes %q", p, name)
		}
		if _, err := os.Stat(filepath.Join(out, batch.UnitsFolder, name, batch.ResultFile)); err != nil {
			t.Error(err)
		}
	}
	if again := run(t, o); again.Kept != len(paths) {
		t.Errorf("%+v", again)
	}
}

// Nothing outside the input folder is read, and nothing outside the output folder is
// written.
func TestLinksAreNotFollowed(t *testing.T) {
	slow(t)
	base := t.TempDir()
	in, out, other := filepath.Join(base, "in"), filepath.Join(base, "in", "out"), filepath.Join(base, "other")
	small(t, in, "a.json", "sub/b.json")
	small(t, other, "secret.json")
	link := func(from, to string) {
		t.Helper()
		if err := os.Symlink(from, filepath.Join(in, to)); err != nil {
			t.Skip(err)
		}
	}
	link(filepath.Join(other, "secret.json"), "out1.json")
	link("../other/secret.json", "out2.json")
	link(other, "outfolder")
	link("nowhere.json", "broken.json")
	link("a.json", "inside.json")
	link("sub", "loop")
	link("..", "sub/up")
	var notes []string
	o := options(t, in, out)
	o.Watch = func(e batch.Event) {
		if e.Note != nil {
			notes = append(notes, e.Note.Error())
		}
	}
	sum := run(t, o)
	if sum.Total != 3 {
		t.Errorf("%+v", sum)
	}
	for _, want := range []string{"out1.json", "out2.json", "outfolder", "broken.json"} {
		if !slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, want) }) {
			t.Errorf("no note about %s: %v", want, notes)
		}
	}
	// The outputs of the first run are no inputs of the second, and a folder of a unit
	// that has become a link is not written through.
	if sum = run(t, o); sum.Total != 3 || sum.Kept != 3 {
		t.Errorf("%+v", sum)
	}
	dir := filepath.Join(out, batch.UnitsFolder, batch.Folder("a.json"))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, dir); err != nil {
		t.Skip(err)
	}
	before := tree(t, other)
	var said *message.Error
	if _, err := tryRun(t, o); !errors.As(err, &said) || said.ID != "batch-no-folder" {
		t.Errorf("a folder that is a link: %v", err)
	}
	sameTree(t, before, tree(t, other))
}

// What other files there are besides workbooks.
func TestWhatIsAWorkbook(t *testing.T) {
	slow(t)
	in, out := t.TempDir(), t.TempDir()
	small(t, in, "a.json")
	for name, text := range map[string]string{
		"list.json": "[1, 2]", "empty.json": "{}", "package.json": `{"name": "x"}`, "result.json": `{"schema": "budgetbook/result/1", "fiscal_year": 2025}`,
		"half.json": `{"schema": "budgetbook/filing/1", "fisc`, "noise.json": "\x00\x01", "nothing.json": "", "old.json": `{"fiscal_year": 2024}`,
		"x.txt": "x", "y.xls": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "z.ET": "\x09\x08", "b.pdf": "%PDF-1.4", "c.docx": "PK", "~$c.docx": "", "d.zip": "PK",
	} {
		writeFile(t, filepath.Join(in, name), []byte(text))
	}
	notes := 0
	o := options(t, in, filepath.Join(in, "run 1"))
	o.Watch = func(e batch.Event) {
		if e.Note != nil {
			notes++
		}
	}
	if sum := run(t, o); sum.Total != 7 || notes != 4+3 {
		t.Errorf("%+v, %d notes", sum, notes)
	}
	// A spreadsheet that cannot be read is that of a unit.
	for _, name := range []string{"y.xls", "z.ET"} {
		x := results(t, o.Out)[name]
		if x == nil || x.Failure == nil || x.Failure.Cause != batch.CauseRead || !strings.Contains(x.Failure.Fix, "另存为") {
			t.Errorf("%s: %+v", name, x)
		}
	}
	// What that run has made is no input of one with another output folder.
	o.Out = out
	if sum := run(t, o); sum.Total != 7 || notes != 4+3+4+3+2 {
		t.Errorf("%+v, %d notes", sum, notes)
	}
}

// Folders that cannot be: the output over the input, no input, an input without
// workbooks.
func TestFolders(t *testing.T) {
	in := t.TempDir()
	small(t, in, "sub/a.json")
	fails := func(id string, o batch.Options) {
		t.Helper()
		var said *message.Error
		if _, err := tryRun(t, o); !errors.As(err, &said) || said.ID != id {
			t.Errorf("%v, want %s", err, id)
		}
	}
	fails("batch-out-holds-in", options(t, in, in))
	fails("batch-out-holds-in", options(t, filepath.Join(in, "sub"), in))
	fails("unreadable", options(t, filepath.Join(in, "none"), t.TempDir()))
	fails("batch-no-folder", options(t, filepath.Join(in, "sub", "a.json"), t.TempDir()))
	fails("no-folder", options(t, in, filepath.Join(in, "sub", "a.json")))
	o := options(t, in, t.TempDir())
	o.Profile = "nothing"
	fails("no-profile", o)
	if sum := run(t, options(t, t.TempDir(), t.TempDir())); sum.Total != 0 {
		t.Errorf("%+v", sum)
	}
}

// A disk that takes nothing ends the run; it is not the fault of a workbook.
func TestReadOnlyOutput(t *testing.T) {
	slow(t)
	in, out := t.TempDir(), t.TempDir()
	small(t, in, "a.json", "b.json")
	if err := os.MkdirAll(filepath.Join(out, batch.UnitsFolder), 0o755); err != nil {
		t.Fatal(err)
	}
	// A file where a folder belongs stands for one that cannot be written to: the
	// superuser may write anywhere.
	writeFile(t, filepath.Join(out, batch.UnitsFolder, batch.Folder("a.json")), nil)
	if sum, err := tryRun(t, options(t, in, out)); err == nil {
		t.Errorf("%+v", sum)
	}
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		return
	}
	out = t.TempDir()
	if err := os.Chmod(out, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(out, 0o755)
	if _, err := tryRun(t, options(t, in, out)); !errors.Is(err, os.ErrPermission) {
		t.Errorf("%v", err)
	}
}

// --fail-fast stops at the first workbook with errors.
func TestFailFast(t *testing.T) {
	slow(t)
	in, out := t.TempDir(), t.TempDir()
	small(t, in, "1.json", "3.json", "4.json", "5.json", "6.json", "7.json", "8.json", "9.json")
	writeFile(t, filepath.Join(in, "2.json"), []byte(`{"schema": "budgetbook/filing/1",`))
	o := options(t, in, out)
	o.Jobs, o.FailFast = 1, true
	sum := run(t, o)
	if !sum.Stopped || sum.Done() != 2 || sum.Failed != 1 || sum.Merged != nil {
		t.Errorf("%+v", sum)
	}

	// What was gathered before is taken away when it is not true any more.
	o.FailFast = false
	run(t, o)
	gathered := filepath.Join(out, batch.ResultsFile)
	if _, err := os.Stat(gathered); err != nil {
		t.Error(err)
	}
	small(t, in, "0.json")
	o.FailFast = true
	run(t, o)
	if _, err := os.Stat(gathered); err == nil {
		t.Error("outdated results are left")
	}
}

// attach writes a filing that names a file to append.
func attach(t testing.TB, p *profile.Profile, f *filing.Filing, path, name string) {
	t.Helper()
	f.Tables["attachments"] = []filing.Row{{Cells: map[string]filing.Value{"title": {Text: "批复"}, "file": {Text: name}}}}
	data, err := filing.Marshal(p.Schema(), f)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, path, data)
}
