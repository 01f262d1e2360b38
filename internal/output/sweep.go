package output

import (
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
)

// temporary is how the names of a process's temporary files begin: with the machine, as
// a folder may be one of a network, and the process.
func temporary(pid int) string { return fmt.Sprintf("%s%d-", ofMachine(), pid) }

var ofMachine = sync.OnceValue(func() string {
	host, err := os.Hostname()
	if err != nil {
		host = ""
	}
	return fmt.Sprintf(".budgetbook-%08x-", crc32.ChecksumIEEE([]byte(host)))
})

// swept are the folders that were looked at.
var swept sync.Map

// Sweep takes away what killed runs on this machine left behind in a folder, once.
func (d *Folder) Sweep(dir string) {
	if _, done := swept.LoadOrStore(d.Path(dir), nil); done {
		return
	}
	entries, err := fs.ReadDir(d.root.FS(), dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		own, ok := strings.CutPrefix(e.Name(), ofMachine())
		number, _, numbered := strings.Cut(own, "-")
		if !ok || !numbered || !strings.HasSuffix(own, ".tmp") {
			continue
		}
		if pid, err := strconv.Atoi(number); err == nil && pid != os.Getpid() && !runs(pid) {
			_ = d.root.Remove(path.Join(dir, e.Name()))
		}
	}
}
