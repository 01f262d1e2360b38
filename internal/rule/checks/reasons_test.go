package checks

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

func TestAmountsOfReasons(t *testing.T) {
	for _, c := range []struct {
		text  string
		sum   string // of the parts
		total string // said to be the whole, "" if none is
		ok    bool
	}{
		{"减少了1名行政人员，机关运行经费随之减少了4.25万元，增加了4名事业人员，机关运行经费随之增加了4.44万元，机关运行经费整体增加了0.19万元", "0.19", "0.19", true},
		{"工资晋级增加14.14万元；铸魂工程完成，减少412.60万元", "-398.46", "", true},
		{"新增项目1,200.50万元、压减会议费50.5万元", "1150", "", true},
		{"新增网络维护费300元，减少培训费0.03万元", "0", "", true},
		{"收回上年结余2亿元", "-20000", "", true},
		{"增加人员经费３．５万元", "3.5", "", true},
		{"人员经费增加5万元，公用经费减少2万元，合计增加3万元", "3", "3", true},
		{"定额标准由1.5万元提高到2万元", "", "", false},
		{"每人每年0.06万元的标准调整", "", "", false},
		{"按1.2万元/人核定，新增3人", "", "", false},
		{"上年安排500万元，今年不再安排", "", "", false},
		{"新招录4名事业人员，按标准核定公用经费", "", "", false},
		{"", "", "", false},
	} {
		ps, ok := reasonParts(c.text)
		if ok != c.ok {
			t.Errorf("%q: ok = %v", c.text, ok)
			continue
		}
		if !ok {
			continue
		}
		sum, total := decimal.Zero, ""
		for _, p := range ps {
			if p.total {
				total = p.value.String()
			} else {
				sum = sum.Add(p.value)
			}
		}
		if sum.String() != c.sum || total != c.total {
			t.Errorf("%q: parts add up to %s, total %q", c.text, sum, total)
		}
	}
}

func TestGenericReasons(t *testing.T) {
	p := profiletest.Shanxi(t)
	in := &input{&rule.Input{Rule: ruleOf(t, p, "N02")}}
	for _, s := range []string{
		"人员变动", "主要是人员变动及政策调整等原因", "由于项目增减变动", "政策性调整所致", "工作需要", "厉行节约", "按要求压减一般性支出", "人员增减变动、项目增减变动",
		"受政策调整影响", "因工作需要，经费有所增加", "严格落实过紧日子要求，压缩一般性支出", "本年度项目支出减少", "结合本单位实际情况，预算有所调整", "业务量增加导致支出增加",
	} {
		if !in.generic(s) {
			t.Errorf("general, but not found: %s", s)
		}
	}
	for _, s := range []string{
		"新招录4名事业人员", "干部队伍铸魂赋能工程项目预算减少", "2名干部退休", "按政策落实基础绩效奖", "新增智慧社区建设经费", "三晋先锋平台由建设期转入运行期",
		"公务用车报废1辆，运行维护费减少", "人员变动：调出2人、退休1人", "社会保险缴费基数上调", "食堂改造工程完工", "上年一次性安排换届选举经费，本年没有",
	} {
		if in.generic(s) {
			t.Errorf("specific, but found: %s", s)
		}
	}
}

func ruleOf(t *testing.T, p *profile.Profile, code string) *profile.Rule {
	t.Helper()
	for _, r := range p.Rules {
		if r.Code == code {
			return r
		}
	}
	t.Fatalf("no rule %s", code)
	return nil
}

func TestQuotedAmounts(t *testing.T) {
	for text, want := range map[string]string{
		"≤9.34万元": "9.34", "不超过5万元": "5", "324920元": "32.492", "10万元以内": "10", "≤1,350,000元": "135", "0.5亿元": "5000", "约3万元": "3",
		"≤９．３４万元": "9.34", "466元/人·月": "", "≤10000元/人": "", "100%": "", "有效控制": "", "每人500元": "", "3人": "", "5-10万元": "",
	} {
		m := wording.Indicators().Amount.FindStringSubmatch(foldText(text))
		got := ""
		if m != nil {
			if d, ok := wanOf(m[1], m[2]); ok {
				got = d.String()
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	for name, want := range map[string]string{
		"补助资金（第一批）9.34万元": "9.34万元", "工作经费14.4万元": "14.4万元", "建设资金（500万元）": "500万元", "10万元以下项目": "", "2024年工作经费": "", "1000万千瓦风电项目": "",
	} {
		m := wording.Texts().NameAmount.FindStringSubmatch(foldText(name))
		got := ""
		if m != nil {
			got = m[1] + m[2]
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestStandards(t *testing.T) {
	for text, want := range map[string][3]string{
		"466元/月/人": {"466", "月", "人"}, "466元/人·月": {"466", "人", "月"}, "≤10000元/人": {"10000", "人", ""}, "0.5万元/户": {"0.5", "户", ""},
		"500元/人每月": {"500", "人", "月"}, "≥95%": {}, "466元": {},
	} {
		m := wording.Indicators().Standard.FindStringSubmatch(foldText(text))
		got := [3]string{}
		if m != nil {
			got = [3]string{m[2], m[4], m[5]}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestConcerns(t *testing.T) {
	f := finding.Finding{Code: "P10", Args: map[string]string{"row": "数字乡村建设经费（县级）"},
		Places: []finding.Place{{Sheet: "绩效项目", Cell: "T9", Name: "绩效项目[数字乡村建设经费（县级）, 立项依据]"}}}
	for _, s := range []string{"", "绩效项目!T9", "绩效项目！$t$9", "'绩效项目'!T9", "数字乡村建设经费(县级)", " 数字乡村建设经费（县级） "} {
		if !concerns(f, s) {
			t.Errorf("%q is not found", s)
		}
	}
	for _, s := range []string{"绩效项目!T8", "数字乡村", "智慧社区建设经费"} {
		if concerns(f, s) {
			t.Errorf("%q is taken for the place", s)
		}
	}
}

// TestPlacesInEitherLanguage explains a cell by either name of its sheet.
func TestPlacesInEitherLanguage(t *testing.T) {
	p := profiletest.Shanxi(t)
	for _, sheet := range []string{"表五", "Table 5"} {
		f := finding.Finding{Code: "P10", Places: []finding.Place{{Sheet: sheet, Cell: "C4"}}}
		for s, want := range map[string]bool{"表五!C4": true, "Table 5!C4": true, "table 5！$C$4": true, "'Table 5'!C4": true, "Table 6!C4": false, "表五!C5": false} {
			if got := slices.ContainsFunc(spellings(p, s), func(s string) bool { return concerns(f, s) }); got != want {
				t.Errorf("%s!C4 by %q: %v", sheet, s, got)
			}
		}
	}
}

func TestSubsetSums(t *testing.T) {
	cents := []int64{177, 1260, 653, 39, 31, 16, 10, 11, 382}
	sums, ok := subsetSums(cents)
	if !ok || !isReached(sums, 1983) || !isReached(sums, 596) || isReached(sums, 2579+20) {
		t.Errorf("sums of projects are not found")
	}
	many := make([]int64, 60)
	for i := range many {
		many[i] = int64(1)<<i%40 + int64(i*i*7919)
	}
	if _, ok := subsetSums(many); ok {
		t.Error("too many sums were not refused")
	}
}

func TestYears(t *testing.T) {
	for text, want := range map[string]string{
		"2019年度没有安排": "2019", "2021年预算": "2021", "《2016-2020年规划》": "", "（财预〔2016〕143号）": "", "〔2021〕49号": "", "“2016年工程”": "",
		"2016-2020年五年间": "", "2021年至2025年": "", "编号20190012年": "", "面积2019平方米": "", "(2022)10号文件": "",
	} {
		s := wording.Years().Period.ReplaceAllString(outsideTitles(text), "")
		got := ""
		if m := wording.Years().InText.FindStringSubmatch(s); m != nil {
			got = m[1]
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
