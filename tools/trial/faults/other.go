//go:build !(linux && amd64)

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "faults stops a program at its system calls, which it can do on Linux on amd64 only")
	os.Exit(2)
}
