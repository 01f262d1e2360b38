package sheet

import (
	"testing"
)

func TestFormulaText(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Range{Sheet: "表'三", Column: "C", First: 7, Last: 60}.String(), "'表''三'!$C$7:$C$60"},
		{Range{Sheet: "表三", Column: "C", First: 7, Last: 7}.String(), "'表三'!$C$7"},
		{minus("a", "b+c"), "a-b-c"},
		{minus("a", "b-c+d"), "a-b+c-d"},
		{minus("a", "SUM(b+c)+d"), "a-SUM(b+c)-d"},
		{minus("a", "-b"), "a-(-b)"},
		{minus("a", "b*-c"), "a-(b*-c)"},
		{minus("a", "--(b>c)"), "a-(--(b>c))"},
		{minus("a", "b>c"), "a-(b>c)"},
		{minus("a", `SUMIF(x,"+(",y)+'甲-乙'!$A$1`), `a-SUMIF(x,"+(",y)-'甲-乙'!$A$1`},
		{paren("a"), "a"},
		{paren("a+b"), "(a+b)"},
		{paren("(a+b)*(c)"), "((a+b)*(c))"},
		{paren("N('甲-乙'!$A$1)"), "N('甲-乙'!$A$1)"},
		{violated("=", "a", "b+c", ""), "ROUND(ABS(a-b-c),2)>0"},
		{violated(">=", "a", "b", "t"), "ROUND(b-a-t,2)>0"},
		{violated("<", "a", "b", ""), "ROUND(a-b,2)>=0"},
		{violated("<>", "a", "b", ""), "ROUND(a-b,2)=0"},
		{quote(`“"”`), `"“""”"`},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}
