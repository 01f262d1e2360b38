package memory

import "testing"

// TestWatch: what is asked for is seen, and nothing is said below the limit.
func TestWatch(t *testing.T) {
	stop := Watch(1<<50, func(taken uint64) { t.Errorf("%d bytes are too many", taken) })
	before := Taken()
	seen := make(chan uint64, 1)
	defer Watch(before+64<<20, func(taken uint64) { seen <- taken })()
	held := make([]byte, 128<<20)
	if taken := <-seen; taken < before+64<<20 { // a watch that does not see it hangs here
		t.Errorf("%d bytes were taken, %d before", taken, before)
	}
	stop()
	held[0] = 1
}
