package codefind_test

import (
	"slices"
	"strings"
	"testing"

	"budgetbook/internal/codefind"
	"budgetbook/internal/list"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

// codes are what is found, in its order.
func codes(found []codefind.Match) []string {
	var out []string
	for _, m := range found {
		out = append(out, m.Code.Code)
	}
	return out
}

func lists(t *testing.T) []*profile.Codes {
	t.Helper()
	return codefind.Lists(profiletest.Shanxi(t), "")
}

// own are lists with one of a test's own in the place of a profile's.
func own(t *testing.T, rows string) []*profile.Codes {
	t.Helper()
	p := profiletest.Shanxi(t)
	table, err := list.Read("codes.csv", []byte("科目编码,科目名称\n"+rows), true)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.ReplaceCodes("functional_codes", []list.List{table}); err != nil {
		t.Fatal(err)
	}
	return codefind.Lists(p, "functional_codes")
}

// What everyday words find: all of it, in its order.
func TestFind(t *testing.T) {
	all := lists(t)
	for _, c := range []struct{ words, want string }{
		// Codes: the code first, then those below it.
		{"2080505", "2080505"},
		{"20805", "20805 2080501 2080502 2080503 2080505 2080506 2080507 2080508 2080599"},
		{"２０８０５０５", "2080505"},
		{"208 05 05", "2080505"},
		{"208-05-05", "2080505"},
		{"30114", "30114"},
		// Names: one section's own among 82; blanks and look-alike characters do not count.
		{"公安 行政运行", "2040201"},
		{"2040201 公安", "2040201"},
		{"公安 2040201", "2040201"},
		{"gongan xzyx", "2040201 2040301 2040401 2040501 2040601 2040701 2040801 2040901 2041001"}, // 公共安全 sounds so too
		{"204 行政运行", "2040201 2040301 2040401 2040501 2040601 2040701 2040801 2040901 2041001"},
		{"人大信访", "2010109"},
		{"⼈大信访", "2010109"},
		{"人大信　访工作", "2010109"},
		{"维修(护)费", "30213 50209"},
		{"维修费", "30213 50209"},
		{"维修护费", "30213 50209"},
		// Pinyin: whole syllables, initials, and each reading of a character.
		{"yiliaofei", "30114 30307"},
		{"YiLiaoFei", "30114 30307"},
		{"ylf", "30114 2081006 30307"}, // 养老服务
		{"huiyifei", "30215 50202"},
		{"weixiuhufei", "30213 50209"},
		{"weixiufei", "30213 50209"},
		{"wxhf", "30213 50209"},
		{"renda xinfang", "2010109"},
		// English: words or their beginnings, in any case.
		{"basic wages", "30101 30108 30110"}, // then what is basic below wages and benefits
		{"BASIC wage", "30101 30108 30110"},
		{"value-added tax", "10101 2082401"},
		{"people’s congresses petition", "2010109"},
		{"people's congresses petition", "2010109"},
	} {
		if got := codes(codefind.Find(all, strings.Fields(c.words))); !slices.Equal(got, strings.Fields(c.want)) {
			t.Errorf("%s: %v, want %s", c.words, got, c.want)
		}
	}
}

// Administrative operations are an item of 82 sections: both spellings find all of them.
func TestManyOfOneName(t *testing.T) {
	all := lists(t)
	want := codes(codefind.Find(all, []string{"行政运行"}))
	if len(want) != 82 || want[0] != "2010101" || !slices.IsSorted(want) {
		t.Fatalf("%d: %v", len(want), want)
	}
	for _, word := range []string{"xzyx", "xingzhengyunxing", "行 政 运 行"} {
		if got := codes(codefind.Find(all, []string{word}))[:82]; !slices.Equal(got, want) {
			t.Errorf("%s: %v", word, got)
		}
	}
	// The whole name goes before names that hold it, which have lower codes.
	if got := codes(codefind.Find(all, []string{"gongan"})); got[0] != "20402" || !slices.Contains(got, "204") {
		t.Errorf("%v", got)
	}
}

// A character of several readings is found by each of them, whatever it means there.
func TestPolyphones(t *testing.T) {
	all := own(t, "201,人口增长\n202,长期护理\n203,灾后重建\n204,重点工程\n205,银行监管\n206,行政运行\n207,绿化\n208,会计事务\n")
	for _, c := range []struct{ word, want string }{
		{"zengzhang", "201"}, {"zengchang", "201"}, {"changqi", "202"}, {"zhangqi", "202"},
		{"chongjian", "203"}, {"zhongdian", "204"}, {"yinhang", "205"}, {"xingzheng", "206"}, {"hangzheng", "206"},
		{"lvhua", "207"}, {"luhua", "207"}, {"lühua", "207"}, {"kuaiji", "208"}, {"huiji", "208"},
		{"zhcj", "203"}, {"zhzj", "203"}, {"rkzz", "201"}, {"rkzc", "201"},
		// No half syllables, no single letters, no letters across the end of a name.
		{"ngzheng", ""}, {"xingzh", ""}, {"z", ""}, {"xingzhengyunxingl", ""},
	} {
		if got := strings.Join(codes(codefind.Find(all, []string{c.word})), " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.word, got, c.want)
		}
	}
}

// A name in which every character has many readings costs no more than its letters.
func TestManyReadings(t *testing.T) {
	name := strings.Repeat("大", 2000)
	all := own(t, "201,"+name+"\n")
	if got := codes(codefind.Find(all, []string{strings.Repeat("da", 1999) + "dai"})); !slices.Equal(got, []string{"201"}) {
		t.Errorf("%v", got)
	}
	if got := codefind.Find(all, []string{strings.Repeat("da", 1999) + "x"}); got != nil {
		t.Errorf("%v", got)
	}
}

func TestNothing(t *testing.T) {
	all := lists(t)
	for _, words := range [][]string{nil, {""}, {"、"}, {"gaxq"}, {"9999999"}, {"公安", "医疗费"}, {"\x1b[31m"}} {
		if got := codes(codefind.Find(all, words)); got != nil {
			t.Errorf("%q: %v", words, got)
		}
	}
}

func TestParents(t *testing.T) {
	m := codefind.Find(lists(t), []string{"2040201"})[0]
	var above []string
	for _, p := range m.Parents {
		above = append(above, p.Code+" "+p.Name)
	}
	if got := strings.Join(above, " > "); got != "204 公共安全支出 > 20402 公安" {
		t.Error(got)
	}
	r := m.Record(message.EN)
	if r.List != "functional_codes" || r.English != "Administrative operations" || r.Parents[1].English != "Public security agencies" || r.Grade != "B" || r.Certain {
		t.Errorf("%+v", r)
	}
}

// Revenue is 1…, functions 2…, economic items 3… and 5…: the lists stand in this order.
func TestLists(t *testing.T) {
	p := profiletest.Shanxi(t)
	for beginning, want := range map[string]string{
		"":      "income_codes functional_codes economic_dept economic_gov",
		"func":  "functional_codes",
		"econ":  "economic_dept economic_gov",
		"codes": "",
		"医疗":    "",
	} {
		var got []string
		for _, s := range codefind.Overview(codefind.Lists(p, beginning), message.ZH) {
			got = append(got, s.List)
			sum := 0
			for _, n := range s.Grades {
				sum += n
			}
			if sum != s.Rows || s.Rows == 0 || s.Complete {
				t.Errorf("%+v", s)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s", beginning, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	all := lists(t)
	for _, c := range []struct{ words, want string }{
		{"2080555", "2080505"},        // a digit
		{"2210210", "2210201"},        // two exchanged
		{"2050298 小学教育", "2050202"},   // by its name
		{"20805051", "2080505"},       // what it begins with
		{"2089988", "20899"},          // its section
		{"机关事业单位养老保险缴费支出", "2080505"}, // a name that is close
		{"公安经费", ""},
		{"gongann", ""},
		{"2080505 2080501", ""}, // both are there
	} {
		var got []string
		for _, x := range codefind.Nearest(all, strings.Fields(c.words)) {
			got = append(got, x.Code)
		}
		if !slices.Contains(got, c.want) && c.want != "" || c.want == "" && got != nil || len(got) > 3 {
			t.Errorf("%s: %v, want %s", c.words, got, c.want)
		}
	}
}

func TestParts(t *testing.T) {
	all := lists(t)
	for _, c := range []struct {
		words string
		want  []codefind.Part
	}{
		{"公安经费", []codefind.Part{{"公安", 2}}},
		{"人大信访 医疗费", []codefind.Part{{"人大信访", 1}, {"医疗费", 2}}},
		{"2080505 医疗费", []codefind.Part{{"2080505", 1}, {"医疗费", 2}}},
		{"yiliaofeii", []codefind.Part{{"yiliaofei", 2}}},
		{"zzzzzzzzzz", nil}, // initials of something, by chance
		{"甲乙", nil},
	} {
		if got := codefind.Parts(all, strings.Fields(c.words)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.words, got, c.want)
		}
	}
}
