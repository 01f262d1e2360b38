package batch

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"budgetbook/internal/message"
	"budgetbook/internal/output"
)

// Merged is what the Results of all runs and shards come to.
type Merged struct {
	Results []Result // by input
	Missing []string // workbooks without a Result
	Changed []string // workbooks that were changed since
	Gone    []string // Results, or remains, of workbooks that are not there any more
	Pruned  bool     // those have been removed
	Damaged []error  // Results that are there and cannot be read; their workbooks are missing
}

func (m *Merged) damaged(err error) {
	if !errors.Is(err, fs.ErrNotExist) {
		m.Damaged = append(m.Damaged, err)
	}
}

// Merge gathers the Results below the output folder into ResultsFile. If in is not "",
// it is compared with the workbooks there: what is not there any more is left out.
func Merge(in, out string, prune bool, note func(error)) (*Merged, error) {
	if in == "" {
		out, err := realFolder(out)
		if err != nil {
			return nil, err
		}
		release, err := output.Lock(out)
		if err != nil {
			return nil, err
		}
		defer release()
		return mergeAll(out)
	}
	// Folders would make an output folder that is not there.
	if _, err := realFolder(out); err != nil {
		return nil, err
	}
	in, out, err := Folders(in, out)
	if err != nil {
		return nil, err
	}
	release, err := output.Lock(out)
	if err != nil {
		return nil, err
	}
	defer release()
	f, err := findWorkbooks(in, out, "", note)
	if err != nil {
		return nil, err
	}
	m, err := mergeResults(f.found, out, prune && !f.partial)
	if err != nil {
		return nil, err
	}
	f.strays(m.Results)
	byFolder := map[string]string{}
	for _, s := range f.found {
		byFolder[s.folder] = s.path
	}
	for _, x := range m.Results {
		data, err := readInput(in, byFolder[x.Folder])
		if err != nil || output.Sum(data) != x.SHA256 {
			m.Changed = append(m.Changed, x.Input)
		}
	}
	return m, nil
}

// mergeResults gathers the Results of the workbooks given. prune removes what was made of
// others.
func mergeResults(all []source, out string, prune bool) (*Merged, error) {
	m := &Merged{Pruned: prune}
	known := map[string]bool{}
	for _, s := range all {
		known[s.folder] = true
		x, err := readResult(out, s.folder)
		if err != nil {
			m.damaged(err)
			m.Missing = append(m.Missing, s.input())
			continue
		}
		m.Results = append(m.Results, *x)
	}
	folders, err := unitFolders(out)
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		if known[folder] {
			continue
		}
		dir, name := unitFolder(out, folder), folder
		switch x, err := readResult(out, folder); {
		case err == nil:
			name = x.Input
		case !isBrokenOff(dir):
			continue // somebody else's
		}
		m.Gone = append(m.Gone, name)
		if prune {
			if err := discardFolder(dir); err != nil {
				return nil, err
			}
		}
	}
	return m, m.write(out)
}

// mergeAll gathers all Results there are.
func mergeAll(out string) (*Merged, error) {
	folders, err := unitFolders(out)
	if err != nil {
		return nil, err
	}
	m := &Merged{}
	for _, folder := range folders {
		x, err := readResult(out, folder)
		if err != nil {
			m.damaged(err)
			m.Missing = append(m.Missing, folder)
			continue
		}
		m.Results = append(m.Results, *x)
	}
	return m, m.write(out)
}

// isBrokenOff says whether a folder without a Result holds what a run that was broken off
// made of a workbook, or nothing.
func isBrokenOff(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && (len(entries) == 0 || slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Type().IsRegular() && isRunOutput(e.Name()) }))
}

// hashSuffix is how the names of the folders of units end.
var hashSuffix = regexp.MustCompile(fmt.Sprintf("-[0-9a-f]{%d}$", hashSize))

// unitFolders lists the folders of units, in order. Those of other names are somebody
// else's.
func unitFolders(out string) ([]string, error) {
	dir := filepath.Join(out, UnitsFolder)
	if err := output.MakeFolder(dir); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, message.Errorf(output.Bare(err), "unreadable", "file", dir)
	}
	var all []string
	for _, e := range entries {
		if e.IsDir() && hashSuffix.MatchString(e.Name()) {
			all = append(all, e.Name())
		}
	}
	return all, nil
}

// write puts the Results in order into their file. What a merge that was broken off
// left behind is removed.
func (m *Merged) write(out string) error {
	slices.SortFunc(m.Results, func(a, b Result) int {
		return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(a.Folder, b.Folder))
	})
	list := m.Results
	if list == nil {
		list = []Result{}
	}
	data, err := encodeJSON(list)
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		return message.Errorf(output.Bare(err), "unreadable", "file", out)
	}
	for _, e := range entries {
		if temporary(e.Name()) && e.Type().IsRegular() {
			_ = os.Remove(filepath.Join(out, e.Name()))
		}
	}
	to, err := output.OpenFolder(out)
	if err != nil {
		return err
	}
	defer to.Close()
	return to.Write(ResultsFile, data)
}
