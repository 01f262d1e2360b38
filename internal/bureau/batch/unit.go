package batch

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"

	"budgetbook/internal/amount"
	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/mark"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

// Opener hands out the files that an input file names, and no others.
type Opener func(input string) func(name string) ([]byte, error)

// unitOutputs is what became of one workbook: its Result and the bytes of its outputs.
type unitOutputs struct {
	result Result
	data   [][]byte // of result.Outputs
}

// makeUnit works on one workbook: everything is made in memory, nothing is written. The
// error says that the program could not work, on this workbook or any other.
func makeUnit(j *childJob, opener Opener) (*unitOutputs, error) {
	w := &worker{job: j, say: messageLang(j.Langs)}
	w.result = Result{Schema: Schema, Folder: j.Folder, Input: displayPath(j.path()), Outputs: []Output{}}
	data, err := readInput(j.In, j.path())
	if err != nil {
		w.fail(CauseRead, err)
		return &w.unitOutputs, nil
	}
	w.result.SHA256 = output.Sum(data)
	d := newDoor(opener(filepath.Join(j.In, j.path())))
	if err := w.guarded(data, d); err != nil {
		return nil, err
	}
	w.result.Attached = d.attached()
	w.result.Key = outputsKey(j.Base, w.result.Input, w.result.SHA256, w.result.Attached)
	if again, err := readInput(j.In, j.path()); err != nil || output.Sum(again) != w.result.SHA256 {
		w.fail(CauseChanged, message.Errorf(nil, "batch-changed", "file", w.result.Input))
	}
	return &w.unitOutputs, nil
}

// messageLang is the language of findings and messages of a run: not that of the machine,
// as outputs must not depend on it.
func messageLang(langs []message.Lang) message.Lang {
	if len(langs) > 0 && langs[0] == message.EN {
		return message.EN
	}
	return message.ZH
}

// readInput reads a workbook below the input folder; links that lead out of it are
// refused also if they were made after the folder was walked.
func readInput(in, path string) ([]byte, error) {
	fail := func(err error) error {
		return message.Errorf(output.Bare(err), "unreadable", "file", displayPath(path))
	}
	root, err := os.OpenRoot(in)
	if err != nil {
		return nil, fail(err)
	}
	defer root.Close()
	data, err := output.ReadRoot(root, path, press.MaxInput)
	var said *message.Error
	if errors.As(err, &said) {
		said.Args["file"] = displayPath(path) // below the folder
	}
	return data, err
}

// attachmentDoor hands out attached files and remembers them, so that all editions are made
// from the same bytes and the Result can say which.
type attachmentDoor struct {
	open func(string) ([]byte, error)
	seen map[string][]byte // nil for one that cannot be read
	errs map[string]error
}

func newDoor(open func(string) ([]byte, error)) *attachmentDoor {
	return &attachmentDoor{open: open, seen: map[string][]byte{}, errs: map[string]error{}}
}

func (d *attachmentDoor) Open(name string) ([]byte, error) {
	if _, known := d.seen[name]; !known {
		d.seen[name], d.errs[name] = d.open(name)
	}
	return d.seen[name], d.errs[name]
}

func (d *attachmentDoor) attached() []Attached {
	var all []Attached
	for name, data := range d.seen {
		a := Attached{Name: name}
		if d.errs[name] == nil {
			a.SHA256 = output.Sum(data)
		}
		all = append(all, a)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// worker makes the outputs of one workbook.
type worker struct {
	job *childJob
	say message.Lang
	unitOutputs
}

// fail records why nothing was made.
func (w *worker) fail(cause string, err error) {
	say, fix := message.Explain(w.say, err)
	w.result.Failure = &Failure{Cause: cause, Say: say, Fix: fix}
	w.result.Outputs, w.data = []Output{}, nil
	w.result.Counts, w.result.Failed, w.result.Figures, w.result.Approved, w.result.Lacks = Counts{}, nil, nil, nil, nil
}

// guarded makes the outputs. What goes wrong with the workbook becomes a failure; an
// error is one of the options.
func (w *worker) guarded(data []byte, d *attachmentDoor) (err error) {
	defer func() {
		if r := recover(); r != nil {
			w.fail(CauseCrash, message.Errorf(fmt.Errorf("%v", r), "batch-crash", "file", w.result.Input))
		}
	}()
	err = w.make(data, d)
	var said *message.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &said):
		w.fail(CauseCrash, message.Errorf(err, "batch-crash", "file", w.result.Input))
	case slices.Contains([]string{"no-profile", "profile-folder", "bad-profile", "bad-codes"}, said.ID):
		return err
	default:
		w.fail(CauseRead, err)
	}
	return nil
}

// make takes the workbook through all stages, once for each edition: what is to be
// said of one may hold for it alone.
func (w *worker) make(data []byte, d *attachmentDoor) error {
	in := press.Input{Name: filepath.Base(w.result.Input), Data: data}
	var first *press.Made
	var result finding.Result
	var editions []edition
	for _, l := range w.job.Langs {
		m, err := press.Make(in, press.Options{Profile: w.job.Profile, Lang: l, Codes: w.job.Codes, Open: d.Open})
		if err != nil {
			return err
		}
		if first == nil {
			first, result = m, m.Result
		} else {
			result = joinEditions(result, m.Result)
		}
		if m.Result.Count().Errors > 0 {
			continue
		}
		pdf, err := m.As(press.PDF)
		if err != nil {
			return err
		}
		editions = append(editions, edition{l, pdf, len(m.Pages.Pages)})
	}
	w.describe(first, result)
	for _, e := range editions {
		w.add(Output{Kind: PDFKind, Lang: string(e.lang), File: "disclosure-" + string(e.lang) + ".pdf", Pages: e.pages}, e.pdf)
	}
	file, err := filing.Marshal(first.Profile.Schema(), first.Filing)
	if err != nil {
		return err
	}
	w.add(Output{Kind: FilingKind, File: FilingFile}, file)
	var found bytes.Buffer
	if err := finding.JSON(&found, []finding.Result{result}, w.say); err != nil {
		return err
	}
	w.add(Output{Kind: FindingsKind, File: FindingsFile}, found.Bytes())
	return w.annotate(in, result)
}

// edition is the document in one language.
type edition struct {
	lang  message.Lang
	pdf   []byte
	pages int
}

// annotate makes the marked copy; a JSON filing has none. A workbook that cannot be
// copied without losing something is checked all the same.
func (w *worker) annotate(in press.Input, result finding.Result) error {
	ext := mark.Extension(in.Data)
	if ext == "" {
		return nil
	}
	data, err := mark.Annotate(in.Name, in.Data, result, w.say)
	if err != nil {
		say, _ := message.Explain(w.say, err)
		w.result.Lacks = append(w.result.Lacks, Lack{Kind: AnnotatedKind, Say: say})
		return nil
	}
	w.add(Output{Kind: AnnotatedKind, File: "annotated" + ext}, data)
	return nil
}

func (w *worker) add(o Output, data []byte) {
	o.Size, o.SHA256 = int64(len(data)), output.Sum(data)
	w.result.Outputs, w.data = append(w.result.Outputs, o), append(w.data, data)
}

// joinEditions adds the findings that only another edition has.
func joinEditions(a, b finding.Result) finding.Result {
	name := func(f finding.Finding) string {
		at := ""
		if len(f.Places) > 0 {
			at = f.Places[0].Short()
		}
		return f.Code + "\x00" + at + "\x00" + f.Say(message.ZH)
	}
	seen := map[string]bool{}
	for _, f := range a.Findings {
		seen[name(f)] = true
	}
	a.Findings = slices.Clone(a.Findings)
	for _, f := range b.Findings {
		if !seen[name(f)] {
			a.Findings = append(a.Findings, f)
		}
	}
	a.Skipped = slices.Clone(a.Skipped)
	for _, s := range b.Skipped {
		if !slices.ContainsFunc(a.Skipped, s.Same) {
			a.Skipped = append(a.Skipped, s)
		}
	}
	return a
}

// maxText bounds what a Result says of a unit, in characters.
const maxText = 200

// clipResult keeps line breaks, as a Result is data and not a message.
func clipResult(s string) string {
	if r := []rune(s); len(r) > maxText {
		return string(r[:maxText]) + "…"
	}
	return s
}

// describe fills the Result from the filing and its findings.
func (w *worker) describe(m *press.Made, result finding.Result) {
	r, f := &w.result, m.Filing
	role := m.Profile.Roles
	r.Profile, r.Year, r.Scope = m.Profile.Name, role.YearOf(f), clipResult(f.Text(role.Scope.Field))
	say := func(path string) string { return clipResult(f.Text(path)) }
	r.Unit = Unit{Code: say(role.Unit.Code), Name: say(role.Unit.Name), NameEN: say(role.Unit.NameEN), Kind: say(role.Unit.Kind),
		Level: say(role.Unit.Level), Region: say(role.Unit.Region), Department: say(role.Unit.Department)}
	r.Counts = result.Count()
	for _, x := range result.Findings {
		if x.Severity == finding.Error || x.Severity == finding.Warning && x.Explained == "" {
			if r.Failed == nil {
				r.Failed = map[string]int{}
			}
			r.Failed[x.Code]++
		}
	}
	r.Figures = narrativeFigures(m.Profile, f)
	for _, c := range roster.Controls(m.Profile) {
		name := c.Figure
		if name == "" {
			name = c.Path
		}
		if v, err := amount.Parse(f.Text(c.Path)); err == nil && !v.Blank {
			if r.Approved == nil {
				r.Approved = map[string]string{}
			}
			r.Approved[name] = amount.Text(v.Value)
		}
	}
}

// narrativeFigures are the amounts the narrative states that can be computed.
func narrativeFigures(p *profile.Profile, f *filing.Filing) map[string]string {
	data := profile.Data{Profile: p, Filing: f}
	all := map[string]string{}
	for _, x := range p.Figures {
		if (x.Kind != "" && x.Kind != "value") || (x.Format != "" && x.Format != "amount") || x.Expr() == nil {
			continue
		}
		if v, err := x.Expr().Eval(data); err == nil {
			all[x.Name] = amount.Text(v.Value)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}
