package calc

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func sheetOf(cells map[string]string) source {
	s := source{cells: map[Position]Cell{}}
	for name, what := range cells {
		m := cellName.FindStringSubmatch(name)
		at := Position{0, rowNumber(m[4]), columnNumber(m[2])}
		s.rows, s.columns = max(s.rows, at.Row), max(s.columns, at.Column)
		c := Cell{}
		if strings.HasPrefix(what, "{=") {
			c = Cell{Formula: strings.TrimSuffix(what[1:], "}"), Pending: true, Array: true}
		} else if strings.HasPrefix(what, "=") {
			c = Cell{Formula: what, Pending: true}
		} else if d, err := decimal.NewFromString(what); err == nil {
			c.Value = number(d)
		} else {
			c.Value = text(strings.TrimPrefix(what, "'"))
		}
		s.cells[at] = c
	}
	return s
}

type source struct {
	cells         map[Position]Cell
	rows, columns int
}

func (s source) Sheet(name string) (int, bool) { return 0, strings.EqualFold(name, "表 一") }
func (s source) Extent(int) (int, int)         { return s.rows, s.columns }
func (s source) Cell(at Position) Cell         { return s.cells[at] }

var form = map[string]string{
	"A1": "201", "B1": "一般公共服务", "C1": "10.25", "D1": "3",
	"A2": "205", "B2": "教育", "C2": "0.1", "D2": "4",
	"A3": "208", "B3": "社会保障", "C3": "0.2", "D3": "'x",
	"A4": "合计", "C4": "=SUM(C1:C3)", "D4": "=SUBTOTAL(9,D1:D3)", "E4": "=1/0",
	"C5": "=SUBTOTAL(9,C1:C4)", "F1": "=F2", "F2": "=F1+1",
}

func TestValues(t *testing.T) {
	for formula, want := range map[string]string{
		"=C2+C3": "0.3", "=C2+C3=0.3": "TRUE", "=-2^2": "4", "=2^-2": "0.25", "=50%*4": "2", `="a"&1&TRUE`: "a1TRUE", "=1=1": "TRUE",
		"=SUM(C1:C3,1)": "11.55", "=SUM('表 一'!C:C)": "42.2", "=SUM(3:3)": "208.2", "=SUM(C1:D1048576)": "56.2",
		`=SUM("3",TRUE)`: "4", "=SUM(D1:D3)": "7", "=C4": "10.55", "=D4": "7", "=C5": "21.1", "=SUMPRODUCT(C1:C2,D1:D2)": "31.15",
		`=SUMPRODUCT((LEFT(B1:B3,1)="教")*C1:C3)`: "0.1", `=SUMPRODUCT(--(A1:A3>204),C1:C3)`: "0.3", "{=SUM(IF(A1:A3>204,C1:C3,0))}": "0.3",
		`=SUMIF(A1:A3,">=205",C1:C3)`: "0.3", `=SUMIF(B:B,"*保障",C:C)`: "0.2", `=SUMIFS(C1:C3,A1:A3,"<>201",B1:B3,"教育")`: "0.1", `=COUNTIF(A1:A3,205)`: "1",
		`=COUNTIFS(A1:A3,">201",C1:C3,"<0.15")`: "1", "=COUNT(A1:D3)": "8", "=COUNTA(A1:A9)": "4", "=COUNTBLANK(A1:A9)": "5", "=AVERAGE(D1:D2)": "3.5",
		"=ROUND(2.675,2)": "2.68", "=ROUND(-0.5,0)": "-1", "=ROUNDUP(1.21,1)": "1.3", "=ROUNDDOWN(-1.29,1)": "-1.2", "=ROUND(1234.5,-2)": "1200", "=INT(-1.5)": "-2", "=ABS(-3)": "3", "=MOD(-3,2)": "1",
		`=IF(C1>10,"大","小")`: "大", "=IF(FALSE,1)": "FALSE", "=IF(1,2,1/0)": "2", "=IFERROR(E4,0)": "0", "=E4": "#DIV/0!", "=IFERROR(VLOOKUP(999,A1:C3,2,FALSE),\"\")": "",
		"=VLOOKUP(205,A1:C3,2,FALSE)": "教育", "=VLOOKUP(206,A1:C3,2)": "教育", "=VLOOKUP(\"教*\",B:C,2,0)": "0.1", "=INDEX(C1:C3,MATCH(\"教育\",B1:B3,0))": "0.1", "=INDEX(A1:C3,2,3)": "0.1", "=SUM(INDEX(A1:C3,0,3))": "10.55",
		"=MATCH(206,A1:A3)": "2", "=AND(1,C1>1)": "TRUE", "=OR(FALSE,C1<1)": "FALSE", "=NOT(0)": "TRUE", "=MIN(C1:C3)": "0.1", "=MAX(C1:C3,99)": "99",
		`=TEXT(1234.5,"#,##0.00")`: "1,234.50", `=TEXT(7,"000")`: "007", `=TEXT(0.256,"0%")`: "26%", `=TEXT(-0.001,"0.00")`: "0.00", `=LEFT("教育局",2)`: "教育", `=RIGHT("教育局")`: "局", `=MID("教育局",2,9)`: "育局",
		`=TRIM("  a   b ")`: "a b", `=CONCATENATE("a",1.50)`: "a1.5", `=VALUE("1,234.50")`: "1234.5", `=VALUE("x")`: "#VALUE!", `="1,000"+1`: "1001", `=LEN("教育")`: "2", "=D3+1": "#VALUE!", "=#REF!+1": "#REF!", "=Z9": "0", `=Z9=""`: "TRUE", "=Z9=0": "TRUE",
		`="a"="A"`: "TRUE", `=1<"a"`: "TRUE", "=10^30": "#NUM!", "=0^0": "#NUM!", "= ( C2 + C3 ) * 10": "3", "=ISNUMBER(C1)": "TRUE", "=ISBLANK(Z1)": "TRUE", "=_xlfn.IFNA(MATCH(1,A1:A3,0),0)": "0", "=ROW(B3)+COLUMN()": "12",
		"=IF(SUM(C1:C3)=0,\"\",ROUND(SUM(C1:C3),2))": "10.55", "=缺!A1": "#REF!",
	} {
		cells := map[string]string{"I9": formula}
		for k, v := range form {
			cells[k] = v
		}
		got, err := New(sheetOf(cells)).Compute(Position{0, 9, 9})
		if err != nil || spell(got) != want {
			t.Errorf("%s gives %q, %v; want %q", formula, spell(got), err, want)
		}
	}
}

func TestRefused(t *testing.T) {
	deep := "=" + strings.Repeat("(", 70) + "1" + strings.Repeat(")", 70)
	for formula, want := range map[string]error{
		"=SUM(MUNIT(20000))": &UnsupportedError{}, `=REPT("a",1000000000)`: &UnsupportedError{}, "=POISSON(1,1,TRUE)": &UnsupportedError{}, `=HYPERLINK("x")`: &UnsupportedError{},
		"=[1]Sheet1!A1": &UnsupportedError{}, "='[b.xlsx]S'!A1": &UnsupportedError{}, "=SUM({1,2})": &UnsupportedError{}, "=合计区": &UnsupportedError{}, "=A1:A3": &UnsupportedError{}, "=ABS(A1:A3)": &UnsupportedError{},
		`=TEXT(1,"yyyy")`: &UnsupportedError{}, "=INDIRECT(\"A1\")": &UnsupportedError{}, "=OFFSET(A1,1,1)": &UnsupportedError{}, "=RAND()": &UnsupportedError{}, "=NOW()": &UnsupportedError{},
		"=F1": ErrCircular, "=I9": ErrCircular, "=SUM(A1:I9)": ErrCircular, deep: ErrTooMuch, "=" + strings.Repeat("1+", 5000) + "1": ErrTooMuch, "=SUMPRODUCT((A1:XFD1048576=0)*1)": ErrTooMuch,
		"=SUMPRODUCT(A1:A1048576,B1:B1048576,C1:C1048576)": ErrTooMuch, "=1+": ErrSyntax, "=(1": ErrSyntax, `="a`: ErrSyntax, "=SUM(1 2)": ErrSyntax, "=IF(1)": ErrSyntax, "=A0": ErrSyntax, "=A1 A2": ErrSyntax, "": ErrSyntax,
	} {
		cells := map[string]string{}
		for k, v := range form {
			cells[k] = v
		}
		s := sheetOf(cells)
		s.cells[Position{0, 9, 9}] = Cell{Formula: formula, Pending: true}
		s.rows, s.columns = 9, 9
		got, err := New(s).Compute(Position{0, 9, 9})
		var unsupported *UnsupportedError
		if _, list := want.(*UnsupportedError); list && !errors.As(err, &unsupported) || !list && !errors.Is(err, want) {
			t.Errorf("%.40s: %q, %v; want %T", formula, spell(got), err, want)
		}
	}
}

// TestShared sees the references of a shared formula from the cell that shares it.
func TestShared(t *testing.T) {
	s := sheetOf(map[string]string{"A1": "1", "A2": "2", "A3": "3"})
	for row := 1; row <= 3; row++ {
		s.cells[Position{0, row, 2}] = Cell{Formula: "A1*$A$3", Origin: Position{0, 1, 2}, Pending: true}
	}
	e := New(s)
	for row, want := range map[int]string{1: "3", 2: "6", 3: "9"} {
		if v, err := e.Compute(Position{0, row, 2}); err != nil || spell(v) != want {
			t.Errorf("row %d: %v %v", row, spell(v), err)
		}
	}
}

// TestWorkIsCounted lets many formulas ask for much each: their work is one account, and
// what is computed ends whatever they ask.
func TestWorkIsCounted(t *testing.T) {
	s := sheetOf(map[string]string{"A1": "1"})
	s.rows, s.columns = 40_000, 2
	for row := 1; row <= 40_000; row++ {
		s.cells[Position{0, row, 2}] = Cell{Formula: "SUM(A1:A40000)", Pending: true}
	}
	e := New(s)
	refused := 0
	for row := 1; row <= 40_000; row++ {
		if _, err := e.Compute(Position{0, row, 2}); errors.Is(err, ErrTooMuch) {
			refused++
		}
	}
	if refused < 39_000 || e.work > maxWork+40_000*2+40_000 {
		t.Errorf("%d refused after %d steps", refused, e.work)
	}
}

// TestRunningTotals follows a chain of formulas as long as a sheet.
func TestRunningTotals(t *testing.T) {
	s := sheetOf(map[string]string{"A1": "1"})
	s.rows, s.columns = 4000, 2
	for row := 2; row <= 4000; row++ {
		s.cells[Position{0, row, 1}] = Cell{Formula: "A1+1", Origin: Position{0, 2, 1}, Pending: true}
	}
	if v, err := New(s).Compute(Position{0, 4000, 1}); err != nil || spell(v) != "4000" {
		t.Errorf("%v %v", spell(v), err)
	}
}

func FuzzCompute(f *testing.F) {
	for _, s := range []string{"=SUM(A1:C3)", "=IF(A1>1,VLOOKUP(A1,A:C,2,0),\"x\")", "=SUMPRODUCT((A1:A3=\"a\")*C1:C3)", "='表 一'!A1&TEXT(1.5,\"0.00\")", "=-A1%^2", "=MID(B1,2,3)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, formula string) {
		s := sheetOf(form)
		s.cells[Position{0, 9, 9}] = Cell{Formula: formula, Pending: true}
		s.rows, s.columns = 9, 9
		e := New(s)
		v, err := e.Compute(Position{0, 9, 9})
		if err == nil && len(v.Text) > maxText {
			t.Errorf("%q gives a text of %d bytes", formula, len(v.Text))
		}
		if e.work > 2*maxWork {
			t.Errorf("%q took %d steps", formula, e.work)
		}
	})
}
