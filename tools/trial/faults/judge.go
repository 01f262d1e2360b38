//go:build linux && amd64

package main

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// judge holds what a run left and said against what it would have left undisturbed.
type judge struct {
	command *command
	before  tree
	after   tree   // of an undisturbed run
	usual   int    // its status
	printed string // its standard output
}

// complaint is something that is wrong: the promise that was broken, and how.
type complaint struct{ promise, how string }

// The promises.
const (
	damaged  = "damaged"  // an existing file is neither as before nor the whole new one
	deleted  = "deleted"  // an existing file is gone that should be there
	halfway  = "half"     // a new file under its own name is not whole
	untrue   = "untrue"   // something is reported done that is not
	unlisted = "unlisted" // a list of what is there names what is not there whole, or lacks what is
	silent   = "silent"   // it failed without a sentence that names the file
	trace    = "trace"    // words of the machine instead of a sentence
	again    = "again"    // the next run does not end as an undisturbed one, or leaves something else
	together = "together" // two runs at once leave what neither of them would have left
)

// files judges what is in the folder, at whatever moment the run was broken off.
func (j *judge) files(now tree) (list []complaint) {
	say := func(promise, form string, args ...any) {
		list = append(list, complaint{promise, fmt.Sprintf(form, args...)})
	}
	for _, p := range slices.Sorted(maps.Keys(j.before)) {
		was := j.before[p]
		if was.mode.IsDir() || ours(p) {
			continue
		}
		is, there := now[p]
		will, stays := j.after[p]
		remade := j.command.remade != nil && j.command.remade(p) && was != will
		switch {
		case !there && stays && !remade:
			say(deleted, "%s is gone", p)
		case there && is.data != was.data && (!stays || is.data != will.data):
			if !j.interim(p, is) {
				say(damaged, "%s is neither the old nor the new one", p)
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(now)) {
		is := now[p]
		if _, old := j.before[p]; old || is.mode.IsDir() || ours(p) {
			continue
		}
		if will, ok := j.after[p]; (!ok || is.data != will.data) && !j.interim(p, is) {
			say(halfway, "%s has %d bytes and should have %d", p, len(is.data), len(will.data))
		}
	}
	if j.command.lists != nil {
		for _, how := range j.command.lists(now, j.before) {
			say(unlisted, "%s", how)
		}
	}
	return list
}

// interim says whether a list, which names what is to come, is one that a run writes on its way.
func (j *judge) interim(p string, n node) bool {
	return j.command.interim != nil && j.command.interim(p, n.data)
}

// said judges what is said to be done: files and folders named on standard output.
func (j *judge) said(now tree, stdout string) (list []complaint) {
	for line := range strings.Lines(stdout) {
		p := path.Clean(strings.TrimSpace(line))
		will, ok := j.after[p]
		if !ok || p == "." {
			continue
		}
		if will.mode.IsDir() {
			for q, w := range j.after {
				if strings.HasPrefix(q, p+"/") && now[q] != w {
					list = append(list, complaint{untrue, fmt.Sprintf("%s was named and %s in it is not whole", p, q)})
					break
				}
			}
		} else if now[p].data != will.data {
			list = append(list, complaint{untrue, fmt.Sprintf("%s was named and is not whole", p)})
		}
	}
	return list
}

// ended judges a run that came to its own end.
func (j *judge) ended(o *outcome, now tree) (list []complaint) {
	list = append(j.files(now), j.said(now, o.stdout)...)
	for _, word := range []string{"goroutine ", "panic:", "runtime error", "fatal error:", "SIGSEGV"} {
		if strings.Contains(o.stderr, word) {
			list = append(list, complaint{trace, firstLine(o.stderr, word)})
			break
		}
	}
	if temporary.MatchString(o.stderr) {
		list = append(list, complaint{trace, firstLine(o.stderr, ".budgetbook-")})
	}
	switch {
	case o.status == j.usual:
		if d := now.differs(j.after, false); d != "" {
			list = append(list, complaint{untrue, fmt.Sprintf("status %d as usual, and %s", o.status, d)})
		}
	case o.status == 0 || o.status == 1:
		list = append(list, complaint{untrue, fmt.Sprintf("status %d, usual is %d", o.status, j.usual)})
	case !j.names(o.stderr) && !slices.ContainsFunc(list, func(c complaint) bool { return c.promise == trace }):
		list = append(list, complaint{silent, fmt.Sprintf("status %d, it said %q", o.status, strings.TrimSpace(o.stderr))})
	}
	return list
}

// names says whether words name a file or folder that the run is about.
func (j *judge) names(words string) bool {
	for _, t := range []tree{j.after, j.before} {
		for p := range t {
			if !ours(p) && strings.Contains(words, path.Base(p)) {
				return true
			}
		}
	}
	return false
}

func firstLine(words, with string) string {
	for line := range strings.Lines(words) {
		if strings.Contains(line, with) {
			return strings.TrimSpace(line)
		}
	}
	return words
}
