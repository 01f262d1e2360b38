package checks

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// englishMissing lists the texts of the unit that the English edition prints in
// Chinese because they have no English.
func englishMissing(in *input) {
	if len(in.Profile.Passages(in.Filing)) > 0 {
		in.Holds()
	}
	for _, x := range in.Profile.Untranslated(in.Filing) {
		in.Find([]finding.Place{x.At}, "a", clipText(x.Text))
	}
}

// translation is a row of the list of English texts with both texts given.
type translation struct {
	row    filing.Row
	zh, en string
}

func (in *input) translations() (t *profile.Table, list []translation) {
	t = in.Profile.Table(in.Profile.Roles.English.Records)
	if t == nil {
		return nil, nil
	}
	for _, r := range in.Filing.Tables[t.ID] {
		if x := (translation{r, strings.TrimSpace(r.Text(in.Profile.Roles.English.ZH)), strings.TrimSpace(r.Text(in.Profile.Roles.English.EN))}); x.zh != "" && x.en != "" {
			in.Holds()
			list = append(list, x)
		}
	}
	return t, list
}

// englishTwice finds one Chinese text with two translations, and one translation of
// two texts: a reader of the English could not tell them apart.
func englishTwice(in *input) {
	t, list := in.translations()
	byZH, byEN := map[string]translation{}, map[string]translation{}
	for _, x := range list {
		zh, en := filing.Fold(x.zh), strings.ToLower(x.en)
		if old, seen := byZH[zh]; seen {
			if old.en != x.en {
				in.FindCase("twice", []finding.Place{in.Place(t, x.row, in.Profile.Roles.English.EN), in.Place(t, old.row, in.Profile.Roles.English.EN)}, "a", clipText(x.zh))
			}
			continue
		}
		byZH[zh] = x
		if old, seen := byEN[en]; seen {
			in.FindCase("shared", []finding.Place{in.Place(t, x.row, in.Profile.Roles.English.EN), in.Place(t, old.row, in.Profile.Roles.English.EN)}, "a", clipText(x.zh), "b", clipText(old.zh))
			continue
		}
		byEN[en] = x
	}
}

var chineseText = regexp.MustCompile(`[\p{Han}\x{3000}-\x{303F}\x{FF00}-\x{FFEF}]`)

// englishChinese finds Chinese characters and punctuation in the English.
func englishChinese(in *input) {
	t, list := in.translations()
	for _, x := range list {
		if c := chineseText.FindString(x.en); c != "" {
			in.Find([]finding.Place{in.Place(t, x.row, in.Profile.Roles.English.EN)}, "a", clipText(x.en), "b", c)
		}
	}
}

// englishUnused finds translations of texts that no longer stand in the workbook:
// somebody changed the Chinese, and the English is not printed any more.
func englishUnused(in *input) {
	t, list := in.translations()
	used := map[string]bool{}
	for _, x := range in.Profile.Passages(in.Filing) {
		used[filing.Fold(x.Text)] = true
		// The department's code stands before its name in some places.
		if _, name, ok := strings.Cut(x.Text, "-"); ok {
			used[filing.Fold(name)] = true
		}
	}
	for _, x := range list {
		if !used[filing.Fold(x.zh)] {
			in.Find([]finding.Place{in.Place(t, x.row, in.Profile.Roles.English.ZH)}, "a", clipText(x.zh))
		}
	}
}

// figureEN is any number in an English text.
var figureEN = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?`)

// inWords is the largest count a translation may spell out: two rounds, twelve sessions.
var inWords = decimal.NewFromInt(12)

// englishFigures compares the figures of a text with its translation. 万元 may have
// become yuan, dates and small counts may be in words.
func englishFigures(in *input) {
	words := wording.Texts()
	t, list := in.translations()
	for _, x := range list {
		said := map[string]bool{}
		for _, s := range figureEN.FindAllString(x.en, -1) {
			if n, err := decimal.NewFromString(strings.ReplaceAll(s, ",", "")); err == nil {
				said[n.String()] = true
			}
		}
		for _, m := range words.Quantity.FindAllStringSubmatch(x.zh, -1) {
			n, err := decimal.NewFromString(strings.ReplaceAll(m[1], ",", ""))
			money := words.Measure.In(m[2])
			if err != nil || said[n.String()] || m[2] == wording.Wan && said[n.Shift(4).String()] {
				continue
			}
			if !money && (m[2] != "" || n.IsInteger() && n.LessThanOrEqual(inWords)) {
				continue
			}
			in.Find([]finding.Place{in.Place(t, x.row, in.Profile.Roles.English.EN), in.Place(t, x.row, in.Profile.Roles.English.ZH)}, "a", m[0], "b", clipText(x.en))
			break
		}
	}
}
