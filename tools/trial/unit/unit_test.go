package unit

import "testing"

// Exact tables add up exactly, whatever the structure.
func TestExactTablesAddUp(t *testing.T) {
	for i := range 300 {
		u := Make(3, i)
		for name, table := range u.Tables() {
			for _, s := range table.sums {
				var total Fen
				for _, p := range s.parts {
					total += table.Rows[p.row].Exact[p.column]
				}
				if got := table.Rows[s.total.row].Exact[s.total.column]; got != total {
					t.Fatalf("unit %d %s row %d %s: %d, parts %d", i, name, s.total.row, s.total.column, got, total)
				}
			}
		}
		basic := u.sum(func(l Line) bool { return l.Fund == General && l.Basic && !l.Carry })
		if got := u.Tables()["t06"].Rows[0].Exact["total"]; got != basic {
			t.Fatalf("unit %d: basic spending %d by function, %d by economic item", i, basic, got)
		}
	}
}

func TestRound(t *testing.T) {
	for _, c := range []struct {
		way  Way
		fen  Fen
		want string
	}{
		{Independent, 93_437_25, "9.34"}, {Independent, 93_450_00, "9.35"}, {HalfEven, 93_450_00, "9.34"}, {HalfEven, 93_550_00, "9.36"},
		{Truncated, 93_499_99, "9.34"}, {Independent, 49_99, "0.00"},
	} {
		if got := cents(c.way.round(c.fen)); got != c.want {
			t.Errorf("%s %d: %s, want %s", c.way, c.fen, got, c.want)
		}
	}
}

// Every structure that budgets have must come up, or the trial says nothing about it.
func TestStructures(t *testing.T) {
	seen := map[string]int{}
	for i := range 1000 {
		for _, tag := range Make(1, i).Tags {
			seen[tag]++
		}
	}
	for _, tag := range []string{"administrative", "civil_service_managed", "institution", "institution-staff-in-administrative", "agency-below-running",
		"projects-only", "no-projects", "government-fund", "government-fund-basic", "government-fund-carry", "state-capital", "state-capital-carry",
		"special-account", "own-funds", "own-basic", "several-funds", "carry", "basic-carry", "own-carry", "own-carry-only", "year-end", "new-unit",
		"three-public-in-projects"} {
		if seen[tag] < 5 {
			t.Errorf("%s: %d of 1000", tag, seen[tag])
		}
	}
	t.Log(seen)
}
