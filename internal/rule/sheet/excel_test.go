package sheet

import (
	"testing"
)

func TestFormulaText(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Range{Sheet: "表'三", Column: "C", First: 7, Last: 60}.String(), "'表''三'!$C$7:$C$60"},
		{Range{Sheet: "表三", Column: "C", First: 7, Last: 7}.String(), "'表三'!$C$7"},
		{subtractTerms("a", "b+c"), "a-b-c"},
		{subtractTerms("a", "b-c+d"), "a-b+c-d"},
		{subtractTerms("a", "SUM(b+c)+d"), "a-SUM(b+c)-d"},
		{subtractTerms("a", "-b"), "a-(-b)"},
		{subtractTerms("a", "b*-c"), "a-(b*-c)"},
		{subtractTerms("a", "--(b>c)"), "a-(--(b>c))"},
		{subtractTerms("a", "b>c"), "a-(b>c)"},
		{subtractTerms("a", `SUMIF(x,"+(",y)+'甲-乙'!$A$1`), `a-SUMIF(x,"+(",y)-'甲-乙'!$A$1`},
		{inBrackets("a"), "a"},
		{inBrackets("a+b"), "(a+b)"},
		{inBrackets("(a+b)*(c)"), "((a+b)*(c))"},
		{inBrackets("N('甲-乙'!$A$1)"), "N('甲-乙'!$A$1)"},
		{isViolated("=", "a", "b+c", ""), "ROUND(ABS(a-b-c),2)>0"},
		{isViolated(">=", "a", "b", "t"), "ROUND(b-a-t,2)>0"},
		{isViolated("<", "a", "b", ""), "ROUND(a-b,2)>=0"},
		{isViolated("<>", "a", "b", ""), "ROUND(a-b,2)=0"},
		{quoteText(`“"”`), `"“""”"`},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}
