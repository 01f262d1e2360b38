// Package wording compares and judges what people write: names that differ by a slip,
// sentences that were cut off, patterns of words.
//
// Input: texts. Output: how alike they are, or where they end too early. Invariant: it
// knows the language, no profile and no filing.
package wording

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"budgetbook/internal/filing"
)

// SpellingKey is a name for comparison: widths, blanks, kinds of brackets and marks
// between words do not count.
func SpellingKey(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '[', '{', '<', '〈', '《':
			return '('
		case ']', '}', '>', '〉', '》':
			return ')'
		}
		if unicode.IsPunct(r) && !strings.ContainsRune("().", r) || r == '·' {
			return -1
		}
		return r
	}, strings.ToLower(filing.Fold(name)))
}

var (
	// 财社(2023)274号, 晋财行2023年第9号
	docNumber = regexp.MustCompile(`\p{Han}{0,8}\(?(20[0-9]{2})年?\)?第?([0-9]{1,4})号`)
	tailMoney = regexp.MustCompile(`\(?[0-9][0-9,]*(?:\.[0-9]+)?(?:亿元|万元|亿|万|元)\)?$`)
	batch     = regexp.MustCompile(`第[一二三四五六七八九十0-9]+(?:批|期|轮|次|季度|阶段|标段)|[一二三四五六七八九十0-9]+(?:期|标段)|[0-9]{1,2}(?:批|月)`)
	numerals  = regexp.MustCompile(`[0-9]+(?:\.[0-9]+)?|[〇一二三四五六七八九十百千]+(?:届|级|类|类地区|线|号|届次|年)`)
	level     = regexp.MustCompile(`中央|省级|省财政|省本级|市级|市财政|市本级|县级|县财政|县本级|区级|区本级|乡级|乡镇级|村级|国家级|地方`)
)

// contrasts are words that tell projects apart: two names that differ by one of them
// against another of its line are two projects.
var contrasts = [][]string{
	{"东", "西", "南", "北", "中"}, {"男", "女"}, {"上半年", "下半年"}, {"新建", "改建", "扩建", "续建", "重建"}, {"城", "乡", "镇", "村"},
	{"小学", "中学", "初中", "高中", "幼儿园", "大学", "高校", "职中"}, {"离休", "退休", "在职"}, {"甲", "乙", "丙", "丁"},
	{"水", "电", "气", "暖", "热", "煤", "油"}, {"春", "夏", "秋", "冬"}, {"老", "新", "旧"}, {"收", "支"}, {"大", "小"}, {"左", "右"},
	{"内", "外"}, {"前", "后"}, {"儿童", "老人", "老年", "青年", "妇女"}, {"购置", "租赁", "维修", "维护"}, {"党员", "干部", "人才", "公务员"},
	{"教师", "学生"}, {"义务", "普通"}, {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}, {"医疗", "养老", "失业", "工伤", "生育"},
	{"会议", "培训", "接待"}, {"公路", "铁路", "水路"}, {"农业", "林业", "水利", "渔业", "畜牧"}, {"编制", "执行", "决算"},
	{"案", "公", "业"}, {"基本", "补充"}, {"定期", "临时"}, {"资本金", "利息"}, {"奖", "罚"}, {"省", "市", "县", "区"}, {"玉米", "小麦", "大豆"},
}

// slips are characters that stand for one another by an input-method slip or because
// they look alike.
var slips = []string{"的地得", "帐账", "像象相", "部布步", "做作坐", "候侯", "己已", "未末", "竟竞", "徽微", "贷货", "赡瞻", "拨拔", "抚扶", "予与",
	"带代戴待", "制治质至", "及级极即", "和合", "经径", "费废", "资咨", "金今", "贴帖", "助住", "建健", "设社", "范泛", "补不", "工公功攻", "程成", "项向相象",
	"专砖", "业叶", "教较", "育预", "务物", "检捡", "验检", "辩辨", "练炼", "供共", "宫官", "效校", "拆折", "复覆", "长常", "园圆元员", "定订", "师诗", "人入", "日曰", "土士",
	"心新", "生声", "卫为", "服负", "义意", "场厂", "历厉", "申伸", "需须", "式试", "籍藉", "振镇", "兴型", "联连", "度渡", "分份", "装妆", "支只", "援缓", "奖将", "划画", "配培", "标彪"}

// parted are the marks of a name that tell projects apart, and the rest of the name.
type parted struct {
	spelt   string // the whole name
	core    string
	docs    []string
	years   []string
	batches []string
	levels  []string
	numbers []string
}

func marksOf(name string) parted {
	s := SpellingKey(name)
	p := parted{spelt: s}
	take := func(re *regexp.Regexp, into *[]string) {
		s = re.ReplaceAllStringFunc(s, func(m string) string {
			*into = append(*into, m)
			return ""
		})
	}
	for _, m := range docNumber.FindAllStringSubmatch(s, -1) {
		p.docs = append(p.docs, m[1]+"-"+strings.TrimLeft(m[2], "0"))
	}
	s = docNumber.ReplaceAllString(s, "")
	s = tailMoney.ReplaceAllString(s, "")
	s = anyYear.ReplaceAllStringFunc(s, func(m string) string {
		p.years = append(p.years, m[:4])
		return ""
	})
	take(batch, &p.batches)
	take(level, &p.levels)
	take(numerals, &p.numbers)
	p.core = strings.NewReplacer("(", "", ")", "", ".", "", "、", "").Replace(s)
	for _, list := range [][]string{p.docs, p.years, p.batches, p.levels, p.numbers} {
		sort.Strings(list)
	}
	return p
}

// anyYear is a year in a name, with or without 年.
var anyYear = regexp.MustCompile(`20[0-9]{2}(?:年度|年)?`)

// Closeness says how alike two spellings of a name are: 1 for the same but for marks,
// down to 0 for the names of two projects. Names that differ by a year, a batch, a
// level or a document number are two projects; a year or a document number that one of
// them leaves out is not a difference.
func Closeness(a, b string) float64 { return likeness(marksOf(a), marksOf(b)) }

// Longest is the number of characters up to which names are compared; and mostPairs
// that of pairs: real filings have fewer of either.
const (
	Longest   = 300
	mostPairs = 1_000_000
)

func likeness(x, y parted) float64 {
	if x.spelt == y.spelt {
		return 1
	}
	if !slices.Equal(x.batches, y.batches) || !slices.Equal(x.levels, y.levels) || !slices.Equal(x.numbers, y.numbers) ||
		!compatible(x.docs, y.docs) || !compatible(x.years, y.years) {
		return 0
	}
	if x.core == y.core {
		return 0.98
	}
	p, q := []rune(x.core), []rune(y.core)
	if len(p) < len(q) {
		p, q = q, p
	}
	if len(q) < 3 || len(p) > Longest {
		return 0
	}
	if s := startOf(p, q); s > 0 {
		return s
	}
	if v, w := stem(x.core), stem(y.core); v == w && utf8.RuneCountInString(v) >= 3 {
		return 0.9
	}
	steps := align(p, q)
	if steps == nil || apart(x.core, y.core, steps) {
		return 0
	}
	cost := 0.0
	for _, s := range steps {
		cost += s.cost()
	}
	if cost > allowed(len(q)) {
		return 0
	}
	return 1 - cost/float64(len(p)+1)
}

// compatible says whether two lists of marks are equal or one side leaves them out.
func compatible(a, b []string) bool { return len(a) == 0 || len(b) == 0 || slices.Equal(a, b) }

// startOf recognises a long name of which a form shows only the beginning.
func startOf(long, short []rune) float64 {
	if len(short) >= 10 && len(short)*5 >= len(long)*3 && string(long[:len(short)]) == string(short) {
		return 0.85
	}
	return 0
}

// tails are general words at the end of a project's name that people use for one
// another.
var tails = []string{"专项", "资金", "经费", "补助", "补贴", "项目", "费用", "工作", "工程", "支出", "预算", "费", "款"}

// stem is a name without general words at its end.
func stem(core string) string {
	for {
		cut := core
		for _, t := range tails {
			cut = strings.TrimSuffix(cut, t)
		}
		if cut == core || cut == "" {
			return core
		}
		core = cut
	}
}

// allowed is how much two cores of n characters may differ: a character in a short
// name, one in ten of a long one. In a very short name only a slip is one.
func allowed(n int) float64 {
	switch {
	case n < 5:
		return 0.5
	case n < 12:
		return 1.3
	case n < 20:
		return 2.2
	}
	return 3.2
}

// step is one difference of an alignment: characters replaced, left out or added. swap
// is two that have changed places.
type step struct {
	From, To string
	swap     bool
}

func (s step) cost() float64 {
	if s.swap || slip(s.From, s.To) {
		return 0.5
	}
	return float64(max(utf8.RuneCountInString(s.From), utf8.RuneCountInString(s.To)))
}

func slip(a, b string) bool {
	if a == "" || b == "" || a == b || utf8.RuneCountInString(a) != 1 || utf8.RuneCountInString(b) != 1 {
		return false
	}
	return slices.ContainsFunc(slips, func(g string) bool { return strings.Contains(g, a) && strings.Contains(g, b) })
}

// apart says whether two names differ by words that tell projects apart: each has a
// word of one line that the other has not. Words of one character count only where they
// are the difference.
func apart(a, b string, steps []step) bool {
	differs := func(line []string, x, y string) bool {
		return slices.ContainsFunc(line, func(w string) bool { return strings.Contains(x, w) && !strings.Contains(y, w) })
	}
	for _, line := range contrasts {
		if utf8.RuneCountInString(line[0]) > 1 && differs(line, a, b) && differs(line, b, a) {
			return true
		}
	}
	for _, s := range steps {
		if s.swap || slip(s.From, s.To) {
			continue
		}
		for _, line := range contrasts {
			if differs(line, s.From, s.To) && differs(line, s.To, s.From) {
				return true
			}
		}
	}
	return false
}

// align finds the fewest differences between two texts, neighbours joined to one step;
// nil if they are too many to matter.
func align(a, b []rune) []step {
	n, m := len(a), len(b)
	d := make([][]int, n+1)
	for i := range d {
		d[i] = make([]int, m+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= n; i++ {
		for j := 1; j <= m; j++ {
			c := 1
			if a[i-1] == b[j-1] {
				c = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+c)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	if 3*d[n][m] > n+m {
		return nil
	}
	var steps []step
	add := func(from, to string, joined bool) {
		if k := len(steps) - 1; joined && k >= 0 && !steps[k].swap {
			steps[k].From, steps[k].To = from+steps[k].From, to+steps[k].To
			return
		}
		steps = append(steps, step{From: from, To: to})
	}
	joined := false
	for i, j := n, m; i > 0 || j > 0; {
		switch {
		case i > 0 && j > 0 && a[i-1] == b[j-1] && d[i][j] == d[i-1][j-1]:
			i, j, joined = i-1, j-1, false
			continue
		case i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] && d[i][j] == d[i-2][j-2]+1:
			steps = append(steps, step{string(a[i-2 : i]), string(b[j-2 : j]), true})
			i, j, joined = i-2, j-2, false
			continue
		case i > 0 && j > 0 && d[i][j] == d[i-1][j-1]+1:
			add(string(a[i-1]), string(b[j-1]), joined)
			i, j = i-1, j-1
		case i > 0 && d[i][j] == d[i-1][j]+1:
			add(string(a[i-1]), "", joined)
			i--
		default:
			add("", string(b[j-1]), joined)
			j--
		}
		joined = true
	}
	return steps
}

// PossiblyClose says whether two names may be one, misspelt more than closeness allows: the
// same marks, and no more than a third of the characters different.
func PossiblyClose(x, y parted) float64 {
	if s := likeness(x, y); s > 0 {
		return s
	}
	if !slices.Equal(x.batches, y.batches) || !slices.Equal(x.levels, y.levels) || !slices.Equal(x.numbers, y.numbers) ||
		!compatible(x.docs, y.docs) || !compatible(x.years, y.years) {
		return 0
	}
	p, q := []rune(x.core), []rune(y.core)
	if min(len(p), len(q)) < 4 || max(len(p), len(q)) > Longest {
		return 0
	}
	steps := align(p, q)
	if steps == nil || apart(x.core, y.core, steps) {
		return 0
	}
	cost := 0.0
	for _, s := range steps {
		cost += s.cost()
	}
	if cost*3 > float64(max(len(p), len(q))) {
		return 0
	}
	return 1 - cost/float64(max(len(p), len(q))+1)
}

// SpellingDifference says by which characters two names differ: “费”“废”, “的”“”.
func SpellingDifference(a, b string) []step {
	steps := align([]rune(filing.Fold(a)), []rune(filing.Fold(b)))
	slices.Reverse(steps)
	return steps
}

// PairClosest pairs names of two lists, the closest first, each at most once. A name that
// is equally close to two is paired with neither.
func PairClosest(as, bs []string) map[int]int { return PairBy(as, bs, likeness) }

// PairBy pairs names of two lists by how alike they are.
func PairBy(as, bs []string, alike func(x, y parted) float64) map[int]int {
	type pair struct {
		a, b  int
		score float64
	}
	if len(as)*len(bs) > mostPairs {
		return nil
	}
	var all []pair
	xs, ys := make([]parted, len(as)), make([]parted, len(bs))
	for i, a := range as {
		xs[i] = marksOf(a)
	}
	for j, b := range bs {
		ys[j] = marksOf(b)
	}
	for i := range as {
		for j := range bs {
			if s := alike(xs[i], ys[j]); s > 0 {
				all = append(all, pair{i, j, s})
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].score > all[j].score })
	paired, taken := map[int]int{}, map[int]bool{}
	for i, p := range all {
		if _, ok := paired[p.a]; ok || taken[p.b] {
			continue
		}
		tie := slices.ContainsFunc(all[i+1:], func(q pair) bool {
			_, gone := paired[q.a]
			return q.score == p.score && !gone && !taken[q.b] && (q.a == p.a && bs[q.b] != bs[p.b] || q.b == p.b && as[q.a] != as[p.a])
		})
		if tie {
			continue
		}
		paired[p.a], taken[p.b] = p.b, true
	}
	return paired
}
