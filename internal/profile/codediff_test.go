package profile_test

import (
	"fmt"
	"slices"
	"testing"

	"budgetbook/internal/list"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

func TestDiffOfLists(t *testing.T) {
	read := func(text string) *profile.Codes {
		p := profiletest.Shanxi(t)
		if err := p.ReplaceCodes("functional_codes", []list.List{sheet("支出", "科目编码|科目名称\n"+text)}); err != nil {
			t.Fatal(err)
		}
		return p.Codes["functional_codes"]
	}
	old := read("205|教育支出\n20502|普通教育\n2050201|学前教育\n2050202|小学教育\n2050203|初中教育\n2050204|高中教育\n2050299|其他普通教育支出（款）")
	is := read("205|教育支出\n20502|普通教育\n2050202|小学教育\n2050203|义务教育\n2050205|高等教育\n2050211|学前教育\n2050299|其他普通教育支出(款)")
	var got []string
	for _, x := range is.Diff(old) {
		got = append(got, fmt.Sprint(x.Kind(), " ", x.Was.Code, x.Was.Name, " ", x.Is.Code, x.Is.Name))
	}
	want := []string{
		"renamed 2050203初中教育 2050203义务教育", "gone 2050204高中教育 ", "added  2050205高等教育", "moved 2050201学前教育 2050211学前教育",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if d := is.Diff(is); len(d) > 0 {
		t.Errorf("%v", d)
	}
}
