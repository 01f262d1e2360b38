package intake_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime/metrics"
	"sync/atomic"
	"testing"
	"time"

	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/xlsx"
)

// bulky is a workbook of about so many bytes: a sound one with further sheets of
// numbers no budget has, stored so that size on disk is size in memory; if it is not
// to be ours, without the stamp of the template.
func bulky(t testing.TB, p *profile.Profile, size int, ours bool) []byte {
	t.Helper()
	base := booktest.Write(t, p, sheetstest.Sample(p), message.ZH)
	z, err := zip.NewReader(bytes.NewReader(base), int64(len(base)))
	sheetstest.Must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		sheetstest.Must(t, err)
		part, err := io.ReadAll(r)
		sheetstest.Must(t, err, r.Close())
		if f.Name == "xl/worksheets/sheet5.xml" {
			part = bytes.Replace(part, []byte("</sheetData>"), append(noise(size-len(base)), "</sheetData>"...), 1)
		}
		if !ours {
			part = bytes.ReplaceAll(part, []byte(xlsx.PropProfile), []byte("other"))
			part = bytes.ReplaceAll(part, []byte("["+p.Name+"@"), []byte("("))
		}
		o, err := w.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Store})
		sheetstest.Must(t, err)
		_, err = o.Write(part)
		sheetstest.Must(t, err)
	}
	sheetstest.Must(t, w.Close())
	return out.Bytes()
}

// noise is rows of random numbers below everything else.
func noise(size int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	for row := 500; b.Len() < size; row++ {
		fmt.Fprintf(&b, `<row r="%d">`, row)
		for c := 1; c <= 40; c++ {
			fmt.Fprintf(&b, `<c r="%s"><v>%d.%02d</v></c>`, finding.CellName(row, c), r.IntN(1e6), r.IntN(100))
		}
		b.WriteString("</row>")
	}
	return b.Bytes()
}

// peak runs f and returns how long it took and how much the heap grew at most.
func peak(f func()) (time.Duration, uint64) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	heap := func() uint64 {
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	start := heap()
	var most atomic.Uint64
	stop, done := make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		for {
			if now := heap(); now > most.Load() {
				most.Store(now)
			}
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	begin := time.Now()
	f()
	took := time.Since(begin)
	close(stop)
	<-done
	if most.Load() < start {
		return took, 0
	}
	return took, most.Load() - start
}

// TestBounded reads a workbook of 50 MB. It must end, in memory any machine has. Time is only
// reported: machines differ.
func TestBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 50 MB")
	}
	const size, most = 50 << 20, 1 << 30
	p := profiletest.Shanxi(t)
	data := bulky(t, p, size, true)
	if len(data) < size {
		t.Fatalf("only %d bytes", len(data))
	}
	var err error
	took, heap := peak(func() { _, _, err = intake.Read(p, "大文件.xlsx", data) })
	t.Logf("%d MB read in %v, heap at most %d MB (%v)", len(data)>>20, took.Round(time.Millisecond), heap>>20, err)
	if heap > most {
		t.Errorf("the heap grew by %d MB", heap>>20)
	}
	data = bulky(t, p, size, false)
	took, heap = peak(func() { _, err = intake.Import(p, "大文件.xlsx", data) })
	t.Logf("imported in %v, heap at most %d MB (%v)", took.Round(time.Millisecond), heap>>20, err)
	if heap > most {
		t.Errorf("the heap grew by %d MB", heap>>20)
	}
}
