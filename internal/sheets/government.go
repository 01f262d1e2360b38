package sheets

import (
	"maps"
	"slices"

	"budgetbook/internal/profile"
)

// GovernmentItems are the English names of the government's items in the mapping, by
// their Chinese ones, and back by key. Names that share their English stay Chinese.
func GovernmentItems(p *profile.Profile) (english, back map[string]string) {
	english, back = map[string]string{}, map[string]string{}
	shared := map[string]bool{}
	for _, x := range p.Pairs {
		if english[x.Gov] != "" {
			continue
		}
		for _, list := range slices.Sorted(maps.Keys(p.Codes)) {
			for _, c := range p.Codes[list].Items {
				if c.Name == x.Gov && c.English != "" && english[x.Gov] == "" {
					english[x.Gov] = c.English
				}
			}
		}
		if en := LabelKey(english[x.Gov]); en != "" {
			shared[en] = shared[en] || back[en] != ""
			back[en] = x.Gov
		}
	}
	for zh, en := range english {
		if shared[LabelKey(en)] {
			delete(english, zh)
		}
	}
	for en := range shared {
		if shared[en] {
			delete(back, en)
		}
	}
	return english, back
}
