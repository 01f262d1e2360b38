// Bad writes a file as a program should not, in a way that its argument names: what the trial must find.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

var (
	name = "out.txt"
	data = []byte(strings.Repeat("new ", 100))
)

func main() {
	way := os.Args[1]
	if len(os.Args) > 2 { // another input
		data = []byte(strings.Repeat(os.Args[2]+" ", 100))
	}
	err := ways[way]()
	switch {
	case err == nil:
		_, err := fmt.Println(name)
		// Go puts the null device where standard output was closed.
		info, _ := os.Stdout.Stat()
		if way != "prints" && (err != nil || info.Mode()&os.ModeCharDevice != 0) {
			os.Exit(2)
		}
	case way == "panics":
		panic(err)
	case way == "mute":
		os.Exit(2)
	default:
		fmt.Fprintf(os.Stderr, "cannot write %s\n", name)
		os.Exit(2)
	}
}

var ways = map[string]func() error{
	"good":   func() error { return replace(".budgetbook-00000000-%d-1.tmp", true, true) },
	"prints": func() error { return replace(".budgetbook-00000000-%d-1.tmp", true, true) },
	"panics": func() error { return replace(".budgetbook-00000000-%d-1.tmp", true, true) },
	"mute":   func() error { return replace(".budgetbook-00000000-%d-1.tmp", true, true) },
	// The bytes of a file are not synced before it gets its name.
	"unsynced": func() error { return replace(".budgetbook-00000000-%d-1.tmp", false, true) },
	// Its name is not.
	"nameless": func() error { return replace(".budgetbook-00000000-%d-1.tmp", true, false) },
	// What is left of it has a name that nobody knows.
	"litters": func() error { return replace("next-%d", true, true) },
	// The file is written over.
	"in place": func() error { return put(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, true) },
	// It is taken away first.
	"deletes": func() error {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return replace(".budgetbook-00000000-%d-1.tmp", true, true)
	},
	// Errors are not looked at.
	"lies": func() error {
		_ = replace(".budgetbook-00000000-%d-1.tmp", true, true)
		return nil
	},
	// It stops for good where an earlier run was broken off.
	"sulks": func() error {
		if err := put(".budgetbook-begun", os.O_WRONLY|os.O_CREATE|os.O_EXCL, true); err != nil {
			return err
		}
		if err := replace(".budgetbook-00000000-%d-1.tmp", true, true); err != nil {
			return err
		}
		return os.Remove(".budgetbook-begun")
	},
	// A list is written after what it names.
	"lists late": func() error {
		if err := replace(".budgetbook-00000000-%d-1.tmp", true, true); err != nil {
			return err
		}
		file, bytes := name, data
		name, data = "list.txt", []byte(name)
		err := replace(".budgetbook-00000000-%d-2.tmp", true, true)
		name, data = file, bytes
		return err
	},
	// Two of them write into one file, a part each.
	"shares": func() error {
		if err := put(".budgetbook-next", os.O_WRONLY|os.O_CREATE|os.O_APPEND, true); err != nil {
			return err
		}
		if err := os.Rename(".budgetbook-next", name); err != nil {
			return err
		}
		return syncFolder()
	},
}

// replace is how it is done.
func replace(form string, bytes, names bool) (err error) {
	if old, err := os.ReadDir("."); err == nil {
		for _, e := range old {
			if strings.HasSuffix(e.Name(), ".tmp") {
				_ = os.Remove(e.Name())
			}
		}
	}
	next := form
	if strings.Contains(form, "%d") {
		next = fmt.Sprintf(form, os.Getpid())
	}
	if err := put(next, os.O_WRONLY|os.O_CREATE|os.O_EXCL, bytes); err != nil {
		_ = os.Remove(next)
		return err
	}
	if err := os.Rename(next, name); err != nil {
		_ = os.Remove(next)
		return err
	}
	if names {
		return syncFolder()
	}
	return nil
}

func put(name string, flag int, sync bool) error {
	f, err := os.OpenFile(name, flag, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if sync {
		if err := f.Sync(); err != nil {
			return err
		}
	}
	return f.Close()
}

func syncFolder() error {
	d, err := os.Open(".")
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
