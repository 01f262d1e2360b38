package finding

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"budgetbook/internal/message"
)

func sample() Result {
	words := &Words{Say: message.Text{ZH: "表五 {a} 与表六 {b} 不一致", EN: "Table 5 {a} differs from Table 6 {b}"},
		Fix: message.Text{ZH: "核对两表", EN: "Compare the tables"}}
	return Result{File: "单位 甲.xlsx", Skipped: []Skip{{Code: "P07", Reason: Because("cause-blank", "ref", "表五[合计, 合计]")}}, Findings: []Finding{
		{Code: "N02", Severity: Warning, Words: words, Explained: "确属此因", Places: []Place{{Sheet: "上年数与原因", Cell: "B12"}}, Args: message.Pairs("a", "3", "b", "4")},
		{Code: "D06", Severity: Note, Words: words, Places: []Place{{Sheet: "表五", Cell: "D9"}}, Args: message.Pairs("a", "5", "b", "6")},
		{Code: "X12", Severity: Error, Words: words, Places: []Place{{Sheet: "表五", Cell: "D8"}, {Sheet: "表六", Cell: "C7"}}, Args: message.Pairs("a", "1", "b", "2"), ArgsEN: message.Pairs("a", "one", "b", "two")},
	}}
}

func TestText(t *testing.T) {
	var b strings.Builder
	if err := sample().Text(&b, message.ZH); err != nil {
		t.Fatal(err)
	}
	want := `上年数与原因
  警告 N02  B12
      表五 3 与表六 4 不一致
      单位已说明：确属此因
表五
  错误 X12  D8 表六!C7
      表五 1 与表六 2 不一致
      改法：核对两表
  说明 D06  D9
      表五 5 与表六 6 不一致
未能检查的规则（1 条），所需的单元格缺失或无法读取：
  P07  表五[合计, 合计]没有填
共 1 处错误、1 处警告（其中 1 处已说明）、1 处说明；1 条规则未能检查
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, []Result{sample()}, message.EN); err != nil {
		t.Fatal(err)
	}
	got, err := Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	f := got[0].Findings[2]
	if got[0].Summary != (Counts{Errors: 1, Warnings: 1, Explained: 1, Notes: 1, Skipped: 1}) || f.Code != "X12" || f.Severity != "error" ||
		f.Message != "Table 5 one differs from Table 6 two" || f.Places[1].Cell != "C7" {
		t.Errorf("got %+v", got)
	}
}

func TestSARIFIsValid(t *testing.T) {
	var b bytes.Buffer
	if err := SARIF(&b, []Result{sample()}, map[string]Described{"X12": {"表五与表六", "同口径", Error}, "N02": {"变动原因", "要求", Warning}, "D06": {"数", "", Note}}, "1", message.ZH); err != nil {
		t.Fatal(err)
	}
	r, err := sarif.FromBytes(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Validate(); err != nil {
		t.Error(err)
	}
	run := r.Runs[0]
	if n := len(run.Results); n != 3 {
		t.Errorf("%d results", n)
	}
	for _, x := range run.Results {
		rule := run.Tool.Driver.Rules[x.RuleIndex]
		at := x.Locations[0].PhysicalLocation.Region
		if *rule.ID != *x.RuleID || rule.ShortDescription == nil || *rule.ShortDescription.Text == "" || *rule.FullDescription.Text == "" || *at.StartLine == 0 {
			t.Errorf("%s: rule %+v, region %+v", *x.RuleID, rule, at)
		}
	}
	if at := run.Results[0].Locations[0].PhysicalLocation.Region; *at.StartLine != 12 || *at.StartColumn != 2 {
		t.Errorf("B12 is line %d, column %d", *at.StartLine, *at.StartColumn)
	}
	if strings.Contains(b.String(), "-1") {
		t.Error("an index that is not given is written")
	}
	if uri := fileURI("/办公/甲.xlsx"); uri != "file:///%E5%8A%9E%E5%85%AC/%E7%94%B2.xlsx" || fileURI("单位 甲.xlsx") != "%E5%8D%95%E4%BD%8D%20%E7%94%B2.xlsx" {
		t.Error(uri)
	}
	if !strings.Contains(b.String(), `"fullyQualifiedName": "表六!C7"`) {
		t.Error("the second cell is missing")
	}
}

// TestFollowers: findings that one other explains do not hide it.
func TestFollowers(t *testing.T) {
	r := Result{Findings: []Finding{
		{Code: "Z01", ID: "Z01:t05", Severity: Error, Places: []Place{{Sheet: "表五", Cell: "C6"}}},
	}}
	for i := range 5 {
		r.Findings = append(r.Findings, Finding{Code: "X06", Severity: Error, Follows: "Z01:t05", Places: []Place{{Sheet: "表三", Cell: "C" + strconv.Itoa(i+6)}}})
	}
	for n, want := range map[int]string{2: "X06  C7", 5: "由此引起的 5 处不逐条列出，处理后再检查：X06（表三 C6、表三 C7、表三 C8等 5 处）"} {
		var b strings.Builder
		x := r
		x.Findings = r.Findings[:n+1]
		if err := x.Text(&b, message.ZH); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), want) || (n == 5) == strings.Contains(b.String(), "X06  C7") {
			t.Errorf("%d followers:\n%s", n, b.String())
		}
	}
}
