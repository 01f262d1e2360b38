package profile_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"budgetbook/internal/list"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

func TestPairsAreLoaded(t *testing.T) {
	p := profiletest.Shanxi(t)
	kinds := map[string]int{}
	for _, x := range p.Pairs {
		kinds[x.Units]++
	}
	if len(kinds) != 3 || kinds["行政"] < 99 || kinds["参公"] < 99 || kinds["事业"] < 100 {
		t.Errorf("pairs by kind of unit: %v", kinds)
	}
}

// tableOf reads a text as a list.
func tableOf(t *testing.T, data string) []list.List {
	t.Helper()
	l, err := list.Read("codes.csv", []byte(data), true)
	if err != nil {
		t.Fatal(err)
	}
	return []list.List{l}
}

func replaceCodes(p *profile.Profile, data []byte) error {
	l, err := list.Read("codes.csv", data, true)
	if err != nil {
		return err
	}
	return p.ReplaceCodes("functional_codes", []list.List{l})
}

func TestReplaceCodes(t *testing.T) {
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String("科目编码,科目名称\n201,一般公共服务支出\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"plain":         "code,name\n201,一般公共服务支出\n",
		"chinese":       "科目编码,科目名称,备注\n201,一般公共服务支出,\n,,\n",
		"title above":   "2025年政府收支分类科目,,\n,,\n级次,科目编码,科目名称\n类,201,一般公共服务支出\n",
		"mark":          "\ufeff科目编码,科目名称\n２０１,一般公共服务支出\n",
		"gb 18030":      gbk,
		"heads in caps": "Name,Code,Confidence\n一般公共服务支出,201,verified\n",
		"blanks":        "科 目 编 码, 科目名称 \n 201 , 一般公共服务支出 \n",
		"same twice":    "code,name\n201,一般公共服务支出\n201,一般公共服务支出\n",
	} {
		p := profiletest.Shanxi(t)
		if err := p.ReplaceCodes("functional_codes", tableOf(t, data)); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c := p.Codes["functional_codes"]
		got, ok := c.Lookup("201")
		if !ok || got.Name != "一般公共服务支出" || got.Grade != profile.GradeOwn || !c.Complete || len(c.Items) != 1 {
			t.Errorf("%s: %+v", name, c)
		}
		if got.English == "" {
			t.Errorf("%s: the English name is lost", name)
		}
	}
	for name, data := range map[string]string{
		"no heads":   "201,一般公共服务支出\n",
		"no name":    "code,amount\n201,5\n",
		"blank name": "code,name\n201,\n",
		"letters":    "code,name\n20A,一般公共服务支出\n",
		"twice":      "code,name\n201,一般公共服务支出\n201,外交支出\n",
		"empty":      "",
		"only heads": "code,name\n",
	} {
		p := profiletest.Shanxi(t)
		before := p.Codes["functional_codes"]
		err := p.ReplaceCodes("functional_codes", tableOf(t, data))
		if !errors.Is(err, profile.ErrCodeList) || !strings.Contains(err.Error(), "functional_codes") {
			t.Errorf("%s: error %v", name, err)
		}
		if p.Codes["functional_codes"] != before {
			t.Errorf("%s: the list was replaced all the same", name)
		}
	}
}

func FuzzReplaceCodes(f *testing.F) {
	f.Add([]byte("code,name\n201,一般公共服务支出\n"))
	f.Add([]byte("\"科目编码\"\n\xff\xfe"))
	p := profiletest.Shanxi(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		if replaceCodes(p, data) != nil {
			return
		}
		for _, c := range p.Codes["functional_codes"].Items {
			if _, ok := p.Codes["functional_codes"].Lookup(c.Code); !ok || c.Name == "" {
				t.Errorf("%+v is not found", c)
			}
		}
	})
}
