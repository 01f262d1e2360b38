package tail

// unbounded is further than any sum of amounts that is judged.
const unbounded = int64(1) << 62

// interval is where an exact amount, or an error of rounding, lies.
type interval struct{ lo, hi int64 }

var anywhere = interval{-unbounded, unbounded}

func (a interval) empty() bool { return a.lo > a.hi }

func (a interval) meet(b interval) interval {
	return interval{max(a.lo, b.lo), min(a.hi, b.hi)}
}

func (a interval) hull(b interval) interval {
	return interval{min(a.lo, b.lo), max(a.hi, b.hi)}
}

func (a interval) minus() interval { return interval{-a.hi, -a.lo} }

func (a interval) plus(b interval) interval {
	return interval{-addHigh(-a.lo, -b.lo), addHigh(a.hi, b.hi)}
}

// addHigh adds upper bounds: what is unbounded stays so, and what would overflow becomes
// so. At the other end a bound is only made wider.
func addHigh(a, b int64) int64 {
	if a >= unbounded || b >= unbounded {
		return unbounded
	}
	// Both lie within ±2^62, so that the sum fits.
	return min(max(a+b, -unbounded+1), unbounded)
}

// rounding is where the exact amounts lie that are printed as v. Negative amounts are
// rounded as their opposites are.
func (m Mode) rounding(v, step int64) interval {
	if step == 1 {
		return interval{v, v}
	}
	if v < 0 {
		return m.rounding(-v, step).minus()
	}
	half := step / 2
	a := interval{v - half, v + half - 1}
	switch m {
	case HalfEven:
		a.hi = v + half
	case Truncated:
		a = interval{v, v + step - 1}
	}
	if v == 0 {
		a.lo = -a.hi
	}
	return a
}
