package press_test

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/metrics"
	"sort"
	"strings"
	"testing"
	"time"

	"budgetbook/internal/finding"
	"budgetbook/internal/mark"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/rule/checks"
)

const hostileName = "敌意.xlsx"

// checkHostile reads and checks one workbook as the command does.
func checkHostile(data []byte) (found []finding.Finding, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	p, f, found, err := press.Filing(press.Input{Name: hostileName, Data: data}, "")
	if err != nil {
		return nil, err
	}
	report, err := checks.Check(p, f, message.EN)
	if err != nil {
		return nil, err
	}
	return append(found, report.Findings...), nil
}

// watch runs work and returns the highest amount of memory its objects took.
func watch(work func()) uint64 {
	runtime.GC()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	base, peak := sample[0].Value.Uint64(), uint64(0)
	done, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			metrics.Read(s)
			peak = max(peak, s[0].Value.Uint64())
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	work()
	close(done)
	<-stopped
	if peak < base {
		return 0
	}
	return peak - base
}

// peakLimit is how much memory one check may take, in bytes. Speed is measured by
// benchmarks, and only reported here.
const (
	peakLimit   = 300 << 20
	wantHostile = 100
)

// TestHostile checks that no workbook, whatever is in it, hurts the program: each
// ends with a finding or an error that says what and where, in little memory.
func TestHostile(t *testing.T) {
	all := hostiles(t)
	if len(all) < wantHostile {
		t.Errorf("only %d workbooks, want %d", len(all), wantHostile)
	}
	sound, err := checkHostile(readFile(t, exampleBook))
	if err != nil {
		t.Fatal(err)
	}
	usual := map[string]bool{}
	for _, f := range sound {
		usual[f.Code+f.Say(message.ZH)] = true
	}
	type cost struct {
		name string
		time time.Duration
		peak uint64
	}
	var costs []cost
	for i, h := range all {
		if testing.Short() && i%60 != 0 {
			continue // the race detector slows the reader down tenfold; make test runs them all
		}
		t.Run(h.name, func(t *testing.T) {
			var found []finding.Finding
			var err error
			start := time.Now()
			peak := watch(func() { found, err = checkHostile(h.data) })
			costs = append(costs, cost{h.name, time.Since(start), peak})
			if peak > peakLimit {
				t.Errorf("took %d MB", peak>>20)
			}
			judgeHostile(t, h, found, err, usual)
			if err == nil && i%4 == 0 { // a copy takes as long as the check
				annotateHostile(t, h.data, found)
			}
		})
	}
	sort.Slice(costs, func(i, j int) bool { return costs[i].time > costs[j].time })
	for _, c := range costs[:min(5, len(costs))] {
		t.Logf("slowest: %-40s %6d ms %4d MB", c.name, c.time.Milliseconds(), c.peak>>20)
	}
	sort.Slice(costs, func(i, j int) bool { return costs[i].peak > costs[j].peak })
	for _, c := range costs[:min(5, len(costs))] {
		t.Logf("largest: %-40s %6d ms %4d MB", c.name, c.time.Milliseconds(), c.peak>>20)
	}
}

// annotateHostile marks the findings in a copy, which must say the same when it is
// checked, or be refused in plain words.
func annotateHostile(t *testing.T, data []byte, found []finding.Finding) {
	t.Helper()
	out, err := mark.Annotate(hostileName, data, finding.Result{File: hostileName, Findings: found}, message.ZH)
	if err != nil {
		var e *message.Error
		if !errors.As(err, &e) || e.ID != "annotate.carry" {
			t.Errorf("annotate: %v", err)
		}
		t.Logf("no copy: %v", err)
		return
	}
	again, err := checkHostile(out)
	if err != nil || len(again) != len(found) {
		t.Errorf("the copy has %d findings, the workbook %d; %v", len(again), len(found), err)
	}
}

// judgeHostile checks what is said of one workbook. usual are the findings of the
// sound one.
func judgeHostile(t *testing.T, h hostile, found []finding.Finding, err error, usual map[string]bool) {
	t.Helper()
	if err != nil {
		var e *message.Error
		if !errors.As(err, &e) {
			t.Fatalf("no message: %v", err)
		}
		if h.want != "" && e.ID != h.want {
			t.Errorf("got %s (%v), want %s", e.ID, err, h.want)
		}
		for _, l := range langs {
			if say, fix := message.Explain(l, err); !strings.Contains(say, hostileName) || fix == "" || strings.ContainsAny(fix, "{}") {
				t.Errorf("said %q, %q", say, fix)
			}
		}
		return
	}
	hit, news := false, 0
	for _, f := range found {
		zh, en := f.Say(message.ZH), f.Say(message.EN)
		if usual[f.Code+zh] {
			continue
		}
		news++
		if zh == "" || en == "" || len(f.Places) == 0 {
			t.Errorf("%s says nothing: %+v", f.Code, f)
		}
		if f.Code == h.want && (h.at == "" || f.Places[0].Short() == h.at || f.Places[0].Sheet == h.at) {
			hit = true
			sheet, cell, _ := strings.Cut(h.at, "!")
			if !strings.Contains(zh, sheet) || !strings.Contains(zh, cell) || !strings.Contains(en, cell) {
				t.Errorf("the message does not say where: %q, %q", zh, en)
			}
		}
	}
	if h.want != "" && !hit {
		for _, f := range found {
			if !usual[f.Code+f.Say(message.ZH)] {
				t.Logf("%s %s %s", f.Code, f.Places[0].Short(), f.Say(message.ZH))
			}
		}
		t.Errorf("no %s at %q among %d new findings", h.want, h.at, news)
	}
	if h.want == "" {
		t.Logf("%d new findings", news)
	}
}
