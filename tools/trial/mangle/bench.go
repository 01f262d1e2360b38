package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/tools/trial/book"
	"budgetbook/tools/trial/unit"
)

// bench holds the sound files that are damaged.
type bench struct {
	binary, dir string
	books       map[string][]byte // by name
	bookNames   []string
	soundBook   map[string]string // by name: where the sound workbook lies
	exported    map[string][]byte // by name: what export prints of the sound file
	saidOf      map[string]string // by name: what it says of it
	filing      []byte
	disclosure  []byte
	batch       string // a folder of results
	rules       string // a folder of a profile
	ruleFiles   []string
	lists       map[string][]byte
	listNames   []string
}

func newBench(binary, dir, rules string, seed uint64) (*bench, error) {
	b := &bench{binary: binary, dir: dir, rules: rules, books: map[string][]byte{}, soundBook: map[string]string{}, exported: map[string][]byte{}, saidOf: map[string]string{}, lists: map[string][]byte{}}
	steps := []func(uint64) error{b.makeBooks, b.makeFiling, b.makeResults, b.makeLists, b.makeRules}
	for _, step := range steps {
		if err := step(seed); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// makeBooks fills a full and a short workbook; both are written by another program than ours.
func (b *bench) makeBooks(seed uint64) error {
	f := unit.Make(seed, 1).Filing(unit.Ways[0])
	for _, layout := range []string{"full", "compact"} {
		x, err := book.Fill(b.binary, b.dir, f, book.Options{Layout: layout})
		if err != nil {
			return err
		}
		name := layout + ".xlsx"
		path := filepath.Join(b.dir, name)
		if err := errors.Join(x.Save(path), x.Close()); err != nil {
			return err
		}
		if b.books[name], err = os.ReadFile(path); err != nil {
			return err
		}
		b.bookNames = append(b.bookNames, name)
		b.soundBook[name] = path
		a, err := execute(b.binary, b.dir, []string{"export", name})
		if err != nil || a.status == 2 {
			return fmt.Errorf("export %s: %s %w", name, a.said, err)
		}
		b.exported[name], b.saidOf[name] = a.out, a.said
	}
	return nil
}

func (b *bench) makeFiling(seed uint64) error {
	path := filepath.Join(b.dir, "a.json")
	if err := unit.Make(seed, 1).Filing(unit.Ways[0]).Write(path); err != nil {
		return err
	}
	var err error
	if b.filing, err = os.ReadFile(path); err != nil {
		return err
	}
	a, err := execute(b.binary, b.dir, []string{"build", "a.json", "-o", "a.pdf"})
	if err != nil || a.status != 0 {
		return fmt.Errorf("build: %s %w", a.said, err)
	}
	if b.disclosure, err = os.ReadFile(filepath.Join(b.dir, "a.pdf")); err != nil {
		return err
	}
	a, err = execute(b.binary, b.dir, []string{"export", "a.pdf"})
	b.exported["a.pdf"] = a.out
	return err
}

func (b *bench) makeResults(seed uint64) error {
	in := filepath.Join(b.dir, "in")
	for i := range 2 {
		if err := os.MkdirAll(in, 0o755); err != nil {
			return err
		}
		if err := unit.Make(seed, i+1).Filing(unit.Ways[0]).Write(filepath.Join(in, strconv.Itoa(i)+".json")); err != nil {
			return err
		}
	}
	b.batch = filepath.Join(b.dir, "out")
	a, err := execute(b.binary, b.dir, []string{"batch", "in", "-o", "out"})
	if err != nil || a.status == 2 {
		return fmt.Errorf("batch: %s %w", a.said, err)
	}
	return nil
}

func (b *bench) makeLists(seed uint64) error {
	var csv strings.Builder
	csv.WriteString("单位代码,单位名称,单位性质,预算级次,地区,主管部门,批复收入总计\n")
	for i := range 3 {
		u := unit.Make(seed, i+1).Filing(unit.Ways[0]).Unit
		fmt.Fprintf(&csv, "%s,%s,行政单位,县级,%s,%s,%d.50\n", u.Code, u.Name, u.Region, u.Department, 100*i)
	}
	b.lists["list.csv"] = []byte(csv.String())
	x := excelize.NewFile()
	for i, line := range strings.Split(strings.TrimSpace(csv.String()), "\n") {
		row := strings.Split(line, ",")
		if err := x.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			return err
		}
	}
	buf, err := x.WriteToBuffer()
	if err != nil {
		return err
	}
	b.lists["list.xlsx"], b.listNames = buf.Bytes(), []string{"list.csv", "list.xlsx"}
	return x.Close()
}

// makeRules lists the files of the profile.
func (b *bench) makeRules(uint64) error {
	return fs.WalkDir(os.DirFS(b.rules), ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			b.ruleFiles = append(b.ruleFiles, p)
		}
		return err
	})
}

// lay puts the damaged file into a folder of its own.
func (b *bench) lay(t *trial, data []byte) error {
	var err error
	if t.dir == "" {
		if t.dir, err = os.MkdirTemp(b.dir, "case"); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(t.dir, t.file), data, 0o644)
}

// json damages a filing: its bytes, or a token of it.
func (b *bench) json(r *rand.Rand) (*trial, error) {
	t := &trial{file: "a.json", args: []string{"check", "a.json"}}
	var data []byte
	switch r.IntN(6) {
	case 0, 1:
		t.damage, data = damageBytes(r, b.filing)
	case 2:
		t.damage, data = "token", replaceToken(r, b.filing, `":,[]{}`)
	case 3:
		t.damage, data = "quoted", replaceToken(r, b.filing, `"`)
	case 4:
		i := bytes.IndexByte(b.filing[r.IntN(len(b.filing)/2):], ',') + 1
		n := 1 << (2 + r.IntN(17))
		piece := []string{strings.Repeat("[", n), strings.Repeat(`{"a":`, n), strings.Repeat(`{"name":"一"},`, n), `"` + strings.Repeat("9", n) + `":1,`, strings.Repeat("9", n) + ","}[r.IntN(5)]
		t.damage, data = "much", put(b.filing, i, i, piece)
	default:
		// A member twice, with another value: which one is meant, nobody knows.
		i := bytes.IndexByte(b.filing[r.IntN(len(b.filing)/2):], '{') + 1
		t.damage, data = "member-twice", put(b.filing, i, i, `"fiscal_year":1999,"name":"甲","total":"1.00",`)
	}
	if r.IntN(4) == 0 {
		t.args = []string{"build", "a.json", "-o", "a.pdf"}
	}
	return t, b.lay(t, data)
}

// pdf damages a disclosure that carries its data.
func (b *bench) pdf(r *rand.Rand) (*trial, error) {
	t := &trial{file: "a.pdf", args: []string{"export", "a.pdf"}, same: b.exported["a.pdf"]}
	var data []byte
	if r.IntN(3) == 0 {
		t.damage, data = "token", replaceToken(r, b.disclosure, " /<>[]\n")
	} else {
		t.damage, data = damageBytes(r, b.disclosure)
	}
	if r.IntN(4) == 0 {
		t.args, t.same = []string{"verify", "a.pdf"}, nil
	}
	return t, b.lay(t, data)
}

// annex damages a PDF that a filing names as an annex.
func (b *bench) annex(r *rand.Rand) (*trial, error) {
	t := &trial{file: "annex.pdf", args: []string{"build", "a.json", "-o", "out.pdf"}}
	filing := put(b.filing, 1, 1, `"attachments":[{"title":"附件","file":"annex.pdf"}],`)
	sound := smallPDF(r)
	var data []byte
	if r.IntN(2) == 0 {
		t.damage, data = "token", replaceToken(r, sound, " /<>[]\n")
	} else {
		t.damage, data = damageBytes(r, sound)
	}
	if err := b.lay(t, data); err != nil {
		return nil, err
	}
	return t, os.WriteFile(filepath.Join(t.dir, "a.json"), filing, 0o644)
}

// smallPDF is a PDF of one page as a plain program writes it: objects, forms in forms, a table of places.
func smallPDF(r *rand.Rand) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	object := func(s string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	stream := func(dict, s string) string {
		return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(s), s)
	}
	object("<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[(a) 7 0 R]>>>>>>")
	object("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>/Annots[8 0 R]>>")
	object(stream("", "BT /F1 12 Tf 72 720 Td (Annex) Tj ET q 1 0 0 1 10 10 cm /X Do Q"))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	object(stream("/Type/XObject/Subtype/Form/BBox[0 0 100 100]/Resources<</XObject<</Y 9 0 R>>>>", "0 0 10 10 re f /Y Do"))
	object("<</S/JavaScript/JS(app.alert\\(1\\))>>")
	object("<</Type/Annot/Subtype/Link/Rect[0 0 10 10]/A<</S/Launch/F(calc.exe)>>>>")
	object(stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "0 0 5 5 re f"))
	for range r.IntN(4) {
		object(stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "x"))
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// list damages a list of units.
func (b *bench) list(r *rand.Rand) (*trial, error) {
	t := &trial{file: b.listNames[r.IntN(len(b.listNames))]}
	data := b.damageList(t, r, b.lists[t.file])
	t.args = []string{"distribute", t.file, "-o", "out", "--year", "2025", "--layout", "compact"}
	return t, b.lay(t, data)
}

func (b *bench) damageList(t *trial, r *rand.Rand, sound []byte) (data []byte) {
	if strings.HasSuffix(t.file, ".xlsx") && r.IntN(2) == 0 {
		parts, err := unpack(sound)
		if err != nil {
			panic(err)
		}
		i := r.IntN(len(parts))
		d := xmlDamage[r.IntN(len(xmlDamage))]
		parts[i].data = d.do(r, bytes.Clone(parts[i].data))
		t.damage = "content " + d.name
		return pack(parts)
	}
	if r.IntN(3) == 0 {
		t.damage = "token"
		return replaceToken(r, sound, ",\n\"")
	}
	t.damage, data = damageBytes(r, sound)
	return data
}

// codes damages a list of classification codes.
func (b *bench) codes(r *rand.Rand) (*trial, error) {
	t := &trial{file: "codes.csv"}
	sound := []byte("code,name\n201,一般公共服务支出\n20101,人大事务\n2010101,行政运行\n205,教育支出\n20502,普通教育\n2050202,小学教育\n")
	data := b.damageList(t, r, sound)
	t.args = []string{"check", "a.json", "--codes", "functional_codes=codes.csv"}
	if err := b.lay(t, data); err != nil {
		return nil, err
	}
	return t, os.WriteFile(filepath.Join(t.dir, "a.json"), b.filing, 0o644)
}

// results damages one of the records in a folder of results.
func (b *bench) results(r *rand.Rand) (*trial, error) {
	dir, err := os.MkdirTemp(b.dir, "case")
	if err != nil {
		return nil, err
	}
	if err := os.CopyFS(filepath.Join(dir, "out"), os.DirFS(b.batch)); err != nil {
		return nil, err
	}
	var records []string
	err = filepath.WalkDir(filepath.Join(dir, "out"), func(p string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(p, ".json") {
			rel, _ := filepath.Rel(dir, p)
			records = append(records, rel)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(records)
	t := &trial{dir: dir, file: records[r.IntN(len(records))]}
	sound, err := os.ReadFile(filepath.Join(dir, t.file))
	if err != nil {
		return nil, err
	}
	var data []byte
	if r.IntN(2) == 0 {
		t.damage, data = "token", replaceToken(r, sound, `":,[]{}`)
	} else {
		t.damage, data = damageBytes(r, sound)
	}
	t.damage = filepath.Base(t.file) + " " + t.damage
	t.args = [][]string{{"board", "out", "--today", "2025-03-01"}, {"publish", "out", "-o", "site"}, {"batch", "--merge", "out"}}[r.IntN(3)]
	return t, b.lay(t, data)
}

// profile damages one of the files of a profile.
func (b *bench) profile(r *rand.Rand) (*trial, error) {
	dir, err := os.MkdirTemp(b.dir, "case")
	if err != nil {
		return nil, err
	}
	if err := os.CopyFS(filepath.Join(dir, "p"), os.DirFS(b.rules)); err != nil {
		return nil, err
	}
	t := &trial{dir: dir}
	name := b.ruleFiles[r.IntN(len(b.ruleFiles))]
	t.file = filepath.Join("p", filepath.FromSlash(name))
	sound, err := os.ReadFile(filepath.Join(dir, t.file))
	if err != nil {
		return nil, err
	}
	var data []byte
	switch r.IntN(4) {
	case 0:
		t.damage, data = damageBytes(r, sound)
	case 1:
		t.damage, data = "line", replaceToken(r, sound, "\n")
	default:
		t.damage, data = "token", replaceToken(r, sound, "\" =[]{}(),\n")
	}
	t.args = []string{"check", "a.json", "--profile", "p"}
	if r.IntN(4) == 0 {
		t.args = []string{"new", "--profile", "p", "--year", "2025", "-o", "n.xlsx"}
	}
	if err := b.lay(t, data); err != nil {
		return nil, err
	}
	return t, os.WriteFile(filepath.Join(dir, "a.json"), b.filing, 0o644)
}

// opinion is what another program reads in a workbook: a hash of all its cells. It runs in a process of its own, which
// may die of what it reads.
func opinion(path string) (string, error) {
	own, err := os.Executable()
	if err != nil {
		return "", err
	}
	out, err := exec.Command("timeout", "60", own, "-cells", path).Output()
	return string(out), err
}

// cells prints the hash of all cells of a workbook.
func cells(path string) int {
	x, err := excelize.OpenFile(path)
	if err != nil {
		return 1
	}
	h := sha256.New()
	for _, s := range x.GetSheetList() {
		rows, err := x.GetRows(s, excelize.Options{RawCellValue: true})
		if err != nil {
			return 1
		}
		for i, row := range rows {
			for k, v := range row {
				if v != "" {
					fmt.Fprintf(h, "%q %d %d %q\n", s, i, k, v)
				}
			}
		}
		m, err := x.GetMergeCells(s)
		if err != nil {
			return 1
		}
		for _, c := range m {
			io.WriteString(h, c[0]+"\n")
		}
	}
	fmt.Printf("%x", h.Sum(nil))
	return 0
}
