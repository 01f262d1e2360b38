// Mangle damages files of every kind the program reads, and counts what becomes of each: the program must refuse the
// file or read it, in bounded memory, without a crash, and never read other data out of damaged bytes.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"budgetbook/tools/trial/program"
)

// Bounds that are reported where a case passes them; they are goals, not limits of the program.
const (
	muchMemory = 512 << 10 // kB
	muchWork   = 5.0       // seconds of CPU
)

type options struct {
	counts                      map[string]*int
	jobs                        int
	seed                        uint64
	bin, out, keep, only, rules string
	share, wanted               int
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "-cells" {
		os.Exit(cells(os.Args[2]))
	}
	// What a process has taken when it starts another counts in the figures of that.
	debug.SetMemoryLimit(48 << 20)
	o := options{counts: map[string]*int{}}
	for _, k := range kinds {
		o.counts[k.name] = flag.Int(k.name, k.most, "files of this kind")
	}
	flag.IntVar(&o.share, "share", 1, "only one in so many of each kind")
	flag.IntVar(&o.jobs, "jobs", 2, "processes at the same time")
	flag.Uint64Var(&o.seed, "seed", 13, "seed")
	flag.StringVar(&o.bin, "bin", "", "the budgetbook that is tried; else BUDGETBOOK")
	flag.StringVar(&o.out, "out", "mangle.md", "the report")
	flag.StringVar(&o.keep, "keep", "", "folder for the files that went wrong; else they are thrown away")
	flag.StringVar(&o.only, "only", "", "only damages whose name begins so")
	flag.StringVar(&o.rules, "rules", "templates/shanxi", "folder of the profile whose files are damaged")
	flag.IntVar(&o.wanted, "case", -1, "only the case of this number")
	flag.Parse()
	wrong, err := run(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if wrong > 0 {
		fmt.Println("goal missed:", wrong, "of the files went wrong")
		os.Exit(1)
	}
}

// kind is a kind of file the program reads.
type kind struct {
	name string
	most int // files in a full run
	make func(*bench, *rand.Rand) (*trial, error)
}

var kinds = []kind{
	{"books", 13000, (*bench).workbook},
	{"json", 2000, (*bench).json},
	{"pdfs", 1000, (*bench).pdf},
	{"annexes", 500, (*bench).annex},
	{"lists", 500, (*bench).list},
	{"codes", 500, (*bench).codes},
	{"results", 500, (*bench).results},
	{"profiles", 500, (*bench).profile},
}

// trial is one damaged file and the command that reads it.
type trial struct {
	damage string   // its name
	args   []string // of the command; run in dir
	dir    string
	file   string // the damaged file, "" if it is a folder
	same   []byte // what the command must print if it prints anything; nil: not known
	book   bool   // another program may read it too
}

// outcome is what became of a trial.
type outcome struct {
	*trial
	kind   string
	number int
	answer answer
	wrong  string // "" if nothing
}

func run(o options) (wrong int, err error) {
	binary, err := program.Binary(o.bin)
	if err != nil {
		return 0, err
	}
	dir, err := os.MkdirTemp("", "mangle")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	b, err := newBench(binary, dir, o.rules, o.seed)
	if err != nil {
		return 0, err
	}
	type job struct {
		kind   kind
		number int
	}
	jobs := make(chan job)
	var mu sync.Mutex
	var all []outcome
	var failed error
	var wg sync.WaitGroup
	for range o.jobs {
		wg.Go(func() {
			for j := range jobs {
				x, err := b.try(j.kind, j.number, o)
				mu.Lock()
				if err != nil {
					failed = cmp.Or(failed, fmt.Errorf("%s %d: %w", j.kind.name, j.number, err))
				} else if x != nil {
					all = append(all, *x)
				}
				mu.Unlock()
			}
		})
	}
	for _, k := range kinds {
		for i := 0; i < *o.counts[k.name]; i += o.share {
			if o.wanted < 0 || o.wanted == i {
				jobs <- job{k, i}
			}
		}
	}
	close(jobs)
	wg.Wait()
	if failed != nil {
		return 0, failed
	}
	slices.SortFunc(all, func(a, b outcome) int {
		return cmp.Or(cmp.Compare(index(a.kind), index(b.kind)), cmp.Compare(a.number, b.number))
	})
	for _, x := range all {
		if x.wrong != "" {
			wrong++
		}
	}
	return wrong, report(o, all)
}

func index(name string) int {
	return slices.IndexFunc(kinds, func(k kind) bool { return k.name == name })
}

// try makes the file of a number and runs its command.
func (b *bench) try(k kind, number int, o options) (*outcome, error) {
	random := rand.New(rand.NewPCG(o.seed, uint64(index(k.name))<<32|uint64(number)))
	t, err := k.make(b, random)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(t.dir)
	if !strings.HasPrefix(t.damage, o.only) {
		return nil, nil
	}
	x := &outcome{trial: t, kind: k.name, number: number}
	x.answer, err = execute(b.binary, t.dir, t.args)
	if err != nil {
		return nil, err
	}
	x.wrong = x.answer.wrong()
	// The mistakes of a profile are listed in English, for whoever writes profiles.
	if strings.HasPrefix(x.wrong, foreignWords) && k.name == "profiles" {
		x.wrong = ""
	}
	if x.wrong == "" && x.answer.status != 2 && t.same != nil {
		x.wrong = b.other(x)
	}
	x.answer.out = nil // the memory of this process counts in the figures of those it starts
	if x.wrong != "" && o.keep != "" {
		to := filepath.Join(o.keep, fmt.Sprintf("%s-%d", k.name, number))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return nil, err
		}
		if err := os.RemoveAll(to); err != nil {
			return nil, err
		}
		if err := os.CopyFS(to, os.DirFS(t.dir)); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// other compares what was read out of damaged bytes with what was in the sound ones.
func (b *bench) other(x *outcome) string {
	if string(x.answer.out) == string(x.same) {
		return ""
	}
	if !x.book {
		return "other data"
	}
	// The damage is one of the content. What is said of it is not silent, and another reader
	// says whether the content is another. It computes no formulas.
	if x.damage == "content formula" || x.answer.said != b.saidOf[x.file] {
		return ""
	}
	sound, err := opinion(b.soundBook[x.file])
	if err != nil {
		return err.Error()
	}
	seen, err := opinion(filepath.Join(x.dir, x.file))
	if err == nil && seen == sound {
		return "other data, where another program reads the same as before"
	}
	return ""
}
