// Package memory is the last resort against files that ask for more memory than a machine
// has: bounds on counts come first, and should never let it come to this.
//
// Input: a limit. Output: one call when the process has taken more. Invariant: it looks some
// times a second and starts no other process, so that it works everywhere and costs nothing
// at the start.
package memory

import (
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// often is how often a Watch looks. Memory that is written to grows by some 100 MB in that
// time at most; a larger piece is seen whole as soon as it is asked for.
const often = 50 * time.Millisecond

// MaxStack bounds the stack of a goroutine, in bytes: whatever calls itself without end ends
// before the memory does, and always in the same way.
const MaxStack = 64 << 20

// Watch calls beyond once, when this process has taken more than limit bytes from the system
// and not given them back. stop ends it.
func Watch(limit uint64, beyond func(taken uint64)) (stop func()) {
	debug.SetMaxStack(MaxStack)
	ended := make(chan struct{})
	go func() {
		tick := time.NewTicker(often)
		defer tick.Stop()
		for {
			select {
			case <-ended:
				return
			case <-tick.C:
			}
			if taken := Taken(); taken > limit {
				beyond(taken)
				return
			}
		}
	}()
	return func() { close(ended) }
}

// Taken is the memory this process has from the system, in bytes.
func Taken() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}
