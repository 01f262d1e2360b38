// Generate writes sound filings as JSON, one file for each unit and way of rounding.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"budgetbook/tools/trial/unit"
)

func main() {
	n := flag.Int("n", 10, "units")
	way := flag.String("way", "all", "way of rounding, or all")
	seed := flag.Uint64("seed", 1, "seed")
	out := flag.String("out", "filings", "folder")
	flag.Parse()
	if err := write(*n, *way, *seed, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func write(n int, way string, seed uint64, out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for i := range n {
		u := unit.Make(seed, i)
		for _, w := range unit.Ways {
			if way != "all" && way != string(w) {
				continue
			}
			if err := u.Filing(w).Write(filepath.Join(out, fmt.Sprintf("%d-%04d-%s.json", seed, i, w))); err != nil {
				return err
			}
		}
	}
	return nil
}
