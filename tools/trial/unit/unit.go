// Package unit makes sound budgets of units: true amounts in 元 and 分, as the budget law and the classification of
// revenue and expenditure have them. It knows nothing of the rules that a disclosure is checked with.
package unit

// Fund is where money comes from.
type Fund int

// The five funds, in the order of the tables.
const (
	General Fund = iota
	Government
	Capital
	Special
	Own
)

// Fen is an exact amount: a hundredth of a 元.
type Fen int64

// wan is one 万元.
const wan Fen = 1_000_000

// Line is one line of spending.
type Line struct {
	Code  string
	Fund  Fund
	Basic bool
	Carry bool // out of money carried over from last year
	Fen   Fen
}

// Economic is one line of basic spending by economic item.
type Economic struct {
	Group, Dept, Gov string
	Code             string // of the department item
	Fen              Fen
}

// Project is one project with its money.
type Project struct {
	Name     string
	Specific bool // 特定目标类, else 其他运转类
	Code     string
	Carry    bool
	Funds    [5]Fen
	Central  Fen // of the treasury's money, what higher levels pay
	Province Fen
	Form     bool // has a target form
	kind     kind
	count    int
}

// Total is all money of a project.
func (p *Project) Total() Fen {
	var t Fen
	for _, f := range p.Funds {
		t += f
	}
	return t
}

// Revenue is income of a fund by code.
type Revenue struct {
	Code string
	Fen  Fen
}

// Prior is what last year's budget was.
type Prior struct {
	Total, General, Agency Fen
	Three                  [4]Fen
}

// Unit is one unit with its budget of a year.
type Unit struct {
	Seed                                 uint64
	Index                                int
	Year                                 int
	Name, Code, Kind, Level              string
	Region, Department                   string
	Lines                                []Line
	Basic                                []Economic
	Projects                             []Project
	FundRevenue, CapitalRevenue          []Revenue
	Three                                [4][3]Fen // 因公出国, 接待, 购置, 运行, by treasury fund
	Agency                               [3]Fen    // 机关运行经费
	YearEnd                              Fen       // own money left for next year
	YearEndCode                          string
	Prior                                Prior
	New                                  bool // no budget last year
	Goods, Works, Services               Fen
	Vehicles                             int
	Area                                 int
	Tags                                 []string
	area                                 area
	staffAdmin, staffInstitution, people int
}

// Has says whether a unit has a structure.
func (u *Unit) Has(tag string) bool {
	for _, t := range u.Tags {
		if t == tag {
			return true
		}
	}
	return false
}

func (u *Unit) tag(t string) {
	if !u.Has(t) {
		u.Tags = append(u.Tags, t)
	}
}

// sum adds the lines that a question picks.
func (u *Unit) sum(pick func(Line) bool) Fen {
	var t Fen
	for _, l := range u.Lines {
		if pick(l) {
			t += l.Fen
		}
	}
	return t
}
