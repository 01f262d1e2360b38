package site_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

func base64sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(h[:])
}

// readCSV is a file by columns, checked after RFC 4180.
func readCSV(t testing.TB, name, data string) (head []string, rows []map[string]string) {
	t.Helper()
	data, ok := strings.CutPrefix(data, "\ufeff")
	if !ok {
		t.Errorf("%s: no byte order mark", name)
	}
	if data != "" && !strings.HasSuffix(data, "\r\n") || strings.Count(data, "\r\n") != strings.Count(data, "\n") {
		t.Errorf("%s: lines do not end with CR LF", name)
	}
	lines, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	if err != nil || len(lines) == 0 {
		t.Fatalf("%s: %v", name, err)
	}
	guarded := regexp.MustCompile(`^[' \x{a0}\x{3000}]*[=+\-@＝＋－＠\t\r\n]`)
	for _, l := range lines[1:] {
		r := map[string]string{}
		for i, v := range l {
			if guarded.MatchString(v) && !regexp.MustCompile(`^-?[0-9.]+$`).MatchString(v) {
				if !strings.HasPrefix(v, "'") {
					t.Errorf("%s: a spreadsheet takes %q for a formula", name, v)
				}
				v = strings.TrimPrefix(v, "'") // as the descriptor says
			}
			r[lines[0][i]] = v
		}
		rows = append(rows, r)
	}
	return lines[0], rows
}

func total(t testing.TB, values []string) decimal.Decimal {
	t.Helper()
	sum := decimal.Zero
	for _, v := range values {
		if v == "" {
			continue
		}
		d, err := decimal.NewFromString(v)
		if err != nil {
			t.Fatalf("%q is no decimal", v)
		}
		sum = sum.Add(d)
	}
	return sum
}

// The CSV files add up to the tables of the filings, file by file and all together.
func TestTablesAsCSV(t *testing.T) {
	made := madeSite(t, message.ZH)
	together := map[string]decimal.Decimal{}
	disclosures := 0
	var prof *profile.Profile
	for name, data := range made {
		dir, ok := strings.CutSuffix(name, ".json")
		if !ok || !strings.HasPrefix(name, "units/") || strings.HasSuffix(name, "datapackage.json") {
			continue
		}
		disclosures++
		dir = dir[:strings.LastIndex(dir, "/")+1]
		p, f, found, err := press.Filing(press.Input{Name: name, Data: []byte(data)}, "")
		if err != nil || len(found) > 0 {
			t.Fatal(err, found)
		}
		prof = p
		for _, table := range p.Tables {
			if !table.Printed() && table.ID != "performance.projects" {
				continue
			}
			file := strings.ReplaceAll(table.ID, ".", "-") + ".csv"
			_, rows := readCSV(t, dir+file, made[dir+file])
			if len(rows) != len(f.Tables[table.ID]) {
				t.Errorf("%s%s has %d rows, the table %d", dir, file, len(rows), len(f.Tables[table.ID]))
				continue
			}
			for i, r := range rows {
				if r["row"] != strconv.Itoa(i+1) {
					t.Errorf("%s%s: row %s is row %d", dir, file, r["row"], i+1)
				}
				for j := range table.Columns {
					c := &table.Columns[j]
					want := f.Tables[table.ID][i].Text(c.ID)
					if !c.Type.Numeric() && strings.ReplaceAll(r[c.ID], "\r\n", "\n") != want {
						t.Errorf("%s%s row %d %s: %q, want %q", dir, file, i+1, c.ID, r[c.ID], want)
					}
				}
			}
			for j := range table.Columns {
				c := &table.Columns[j]
				if !c.Type.Numeric() {
					continue
				}
				var got, want []string
				for i, r := range rows {
					got, want = append(got, r[c.ID]), append(want, strings.ReplaceAll(f.Tables[table.ID][i].Text(c.ID), ",", ""))
				}
				a, b := total(t, got), total(t, want)
				if !a.Equal(b) {
					t.Errorf("%s%s %s: %s, the table adds up to %s", dir, file, c.ID, a, b)
				}
				together[file+" "+c.ID] = together[file+" "+c.ID].Add(a)
			}
		}
		indicators := 0
		for _, r := range f.Tables["performance.projects"] {
			indicators += len(r.Children["indicators"])
		}
		if _, rows := readCSV(t, name, made[dir+"performance-projects-indicators.csv"]); len(rows) != indicators || indicators == 0 {
			t.Errorf("%s: %d indicators, want %d", name, len(rows), indicators)
		}
	}
	if disclosures != 5 || len(together) < 40 {
		t.Fatalf("%d disclosures, %d columns of numbers", disclosures, len(together))
	}
	for key, want := range together {
		file, col, _ := strings.Cut(key, " ")
		_, rows := readCSV(t, file, made["data/shanxi/"+file])
		var got []string
		for _, r := range rows {
			got = append(got, r[col])
			if _, there := made["units/"+r["disclosure"]+"/index.html"]; !there {
				t.Errorf("%s: no disclosure %q", file, r["disclosure"])
			}
			if !strings.HasSuffix(strings.TrimSuffix(r["disclosure"], "-department"), "-"+r["fiscal_year"]) {
				t.Errorf("%s: %q is of %s", file, r["disclosure"], r["fiscal_year"])
			}
		}
		if a := total(t, got); !a.Equal(want) {
			t.Errorf("%s %s: %s, the units have %s", file, col, a, want)
		}
	}
	_, rows := readCSV(t, "disclosures.csv", made["data/shanxi/disclosures.csv"])
	if len(rows) != disclosures {
		t.Errorf("%d disclosures are listed", len(rows))
	}
	if !slices.ContainsFunc(rows, func(r map[string]string) bool { return r["unit.name"] == hostile }) {
		t.Error("the strange name is not listed as it is")
	}
	if data := made["data/shanxi/disclosures.csv"]; !strings.Contains(data, "'=示例县") || !strings.Contains(made["data/shanxi/datapackage.json"], "（'）") {
		t.Error("a name that begins as a formula has no apostrophe before it, or nobody is told")
	}
	_ = prof
}

// The HTML tables and the CSV tables have the same amounts.
func TestAmountsOnPagesAreThoseOfTheData(t *testing.T) {
	made := madeSite(t, message.ZH)
	page := parsePage(t, made["units/008001-2024/zh.html"])
	_, rows := readCSV(t, "t05.csv", made["units/008001-2024/data/t05.csv"])
	n := 0
	for _, r := range rows {
		tr := byID(page, "t05."+r["row"])
		if tr == nil {
			continue // a row without an amount is not printed
		}
		for _, v := range []string{r["total"], r["basic"], r["project"]} {
			if v != "" && v != "0" {
				n++
				if !strings.Contains(text(tr), v) {
					t.Errorf("row %s does not show %s", r["row"], v)
				}
			}
		}
	}
	if n < 30 {
		t.Errorf("only %d amounts", n)
	}
}

// The rules of Data Package 1.0, Tabular Data Package, Data Resource and Table Schema
// (specs.frictionlessdata.io) that a descriptor of ours can break.
func TestDataPackages(t *testing.T) {
	made := madeSite(t, message.ZH)
	n := 0
	for name, data := range made {
		if strings.HasSuffix(name, "/datapackage.json") {
			n++
			checkPackage(t, name, data, made)
		}
	}
	if n != 6 {
		t.Errorf("%d packages", n)
	}
}

type anyMap = map[string]any

func checkPackage(t *testing.T, name, data string, made map[string]string) {
	t.Helper()
	bad := func(format string, args ...any) { t.Helper(); t.Errorf(name+": "+format, args...) }
	var p anyMap
	if err := json.Unmarshal([]byte(data), &p); err != nil {
		t.Fatal(err)
	}
	only := func(what string, m anyMap, keys ...string) {
		for k := range m {
			if !slices.Contains(keys, k) {
				bad("%s has the property %s", what, k)
			}
		}
	}
	only("package", p, "profile", "name", "title", "description", "homepage", "licenses", "resources")
	plainName := regexp.MustCompile(`^[-a-z0-9._/]+$`)
	if p["profile"] != "tabular-data-package" || !plainName.MatchString(p["name"].(string)) {
		bad("profile %v, name %v", p["profile"], p["name"])
	}
	for _, l := range p["licenses"].([]any) {
		if l.(anyMap)["name"] == nil && l.(anyMap)["path"] == nil {
			bad("a licence needs a name or a path")
		}
	}
	resources := p["resources"].([]any)
	if len(resources) == 0 {
		bad("no resources")
	}
	keys := map[string]map[string]bool{} // resource and fields: the values there are
	schemas := map[string][]string{}
	type foreign struct {
		resource string
		fields   []string
		to       string
		toFields []string
		rows     []map[string]string
	}
	var links []foreign
	rowsOf := map[string][]map[string]string{}
	for _, x := range resources {
		r := x.(anyMap)
		only("resource", r, "profile", "name", "path", "title", "format", "mediatype", "encoding", "bytes", "hash", "schema")
		rn := r["name"].(string)
		if r["profile"] != "tabular-data-resource" || !plainName.MatchString(rn) || schemas[rn] != nil {
			bad("resource %s: profile, or a name that is not plain or stands twice", rn)
		}
		path := r["path"].(string)
		if strings.HasPrefix(path, "/") || strings.Contains(path, "..") {
			bad("path %s", path)
		}
		file := name[:strings.LastIndex(name, "/")+1] + path
		content, there := made[file]
		if !there || int(r["bytes"].(float64)) != len(content) || r["hash"] != "sha256:"+sum([]byte(content)) || r["encoding"] != "utf-8" {
			bad("%s: missing, or not of this size and hash", path)
		}
		head, rows := readCSV(t, file, content)
		rowsOf[rn] = rows
		schema := r["schema"].(anyMap)
		only("schema", schema, "fields", "missingValues", "primaryKey", "foreignKeys")
		var fields []string
		for _, y := range schema["fields"].([]any) {
			f := y.(anyMap)
			only("field", f, "name", "title", "description", "type", "constraints")
			fn, typ := f["name"].(string), f["type"].(string)
			if f["title"] == "" || slices.Contains(fields, fn) {
				bad("%s: field %s has no title or stands twice", rn, fn)
			}
			fields = append(fields, fn)
			c, _ := f["constraints"].(anyMap)
			only("constraints", c, "required", "enum")
			for i, row := range rows {
				if v := row[fn]; v == "" {
					if c["required"] == true {
						bad("%s row %d: %s is required", rn, i+1, fn)
					}
				} else if why := wrong(v, typ, c); why != "" {
					bad("%s row %d: %s is %q: %s", rn, i+1, fn, v, why)
				}
			}
			if d := fmt.Sprint(f["description"]); typ == "number" && strings.HasPrefix(rn, "t") && !strings.Contains(d, "万元") {
				bad("%s: %s has no unit", rn, fn)
			}
		}
		if !slices.Equal(head, fields) {
			bad("%s: the header is %v, the schema %v", rn, head, fields)
		}
		schemas[rn] = fields
		key := texts(schema["primaryKey"])
		seen := map[string]bool{}
		for i, row := range rows {
			k := values(row, key)
			if seen[k] {
				bad("%s row %d: key %q stands twice", rn, i+1, k)
			}
			seen[k] = true
		}
		keys[rn+" "+strings.Join(key, ",")] = seen
		if fk, ok := schema["foreignKeys"].([]any); ok {
			for _, y := range fk {
				ref := y.(anyMap)["reference"].(anyMap)
				links = append(links, foreign{rn, texts(y.(anyMap)["fields"]), ref["resource"].(string), texts(ref["fields"]), rows})
			}
		}
	}
	for _, l := range links {
		for _, f := range l.toFields {
			if !slices.Contains(schemas[l.to], f) {
				bad("%s refers to %s of %s", l.resource, f, l.to)
			}
		}
		there := map[string]bool{}
		for _, r := range rowsOf[l.to] {
			there[values(r, l.toFields)] = true
		}
		for i, r := range l.rows {
			if !there[values(r, l.fields)] {
				bad("%s row %d refers to %q of %s, which is not there", l.resource, i+1, values(r, l.fields), l.to)
				break
			}
		}
	}
}

func texts(v any) []string {
	var out []string
	for _, x := range v.([]any) {
		out = append(out, x.(string))
	}
	return out
}

func values(row map[string]string, fields []string) string {
	var out []string
	for _, f := range fields {
		out = append(out, row[f])
	}
	return strings.Join(out, "\x00")
}

// wrong says why a text is no value of a type of Table Schema.
func wrong(v, typ string, c anyMap) string {
	ok := true
	switch typ {
	case "string":
	case "number":
		ok = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`).MatchString(v)
	case "integer":
		ok = regexp.MustCompile(`^-?[0-9]+$`).MatchString(v)
	case "year":
		ok = regexp.MustCompile(`^[0-9]{4}$`).MatchString(v)
	case "date":
		_, err := time.Parse(time.DateOnly, v)
		ok = err == nil
	default:
		return "no type: " + typ
	}
	if !ok {
		return "no " + typ
	}
	if e, has := c["enum"].([]any); has && !slices.Contains(e, any(v)) {
		return "not among the values"
	}
	return ""
}

type feedForTest struct {
	ID      string `xml:"id"`
	Updated string `xml:"updated"`
	Entry   []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Link    []struct {
			Href string `xml:"href,attr"`
			Rel  string `xml:"rel,attr"`
		} `xml:"link"`
	} `xml:"entry"`
}

func readFeed(t testing.TB, data string) (f feedForTest) {
	t.Helper()
	if err := xml.Unmarshal([]byte(data), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func feedTitles(t testing.TB, data string) string {
	s := ""
	for _, e := range readFeed(t, data).Entry {
		s += e.Title + "\n"
	}
	return s
}

func TestFeedAndSitemap(t *testing.T) {
	made := madeSite(t, message.ZH)
	f := readFeed(t, made["feed.xml"])
	if len(f.Entry) != 5 || f.Updated != "2025-01-01T00:00:00+08:00" {
		t.Errorf("%d entries, updated %s", len(f.Entry), f.Updated)
	}
	ids := map[string]bool{f.ID: true}
	was := "9999"
	for _, e := range f.Entry {
		if _, err := time.Parse(time.RFC3339, e.Updated); err != nil || e.Updated > was || ids[e.ID] || !strings.HasPrefix(e.ID, "urn:uuid:") {
			t.Errorf("entry %s: %s, %s", e.Title, e.ID, e.Updated)
		}
		was, ids[e.ID] = e.Updated, true
		for _, l := range e.Link {
			if made[strings.TrimPrefix(l.Href, "https://example.org/budget/")] == "" {
				t.Errorf("the feed leads to %s", l.Href)
			}
		}
	}
	var m struct {
		URL []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal([]byte(made["sitemap.xml"]), &m); err != nil {
		t.Fatal(err)
	}
	if len(m.URL) != 2+5+2*9 {
		t.Errorf("%d places on the map", len(m.URL))
	}
	for _, u := range m.URL {
		if made[strings.TrimPrefix(u.Loc, "https://example.org/budget/")] == "" {
			t.Errorf("the map leads to %s", u.Loc)
		}
	}
}

func TestChecksums(t *testing.T) {
	made := madeSite(t, message.ZH)
	lines := strings.Split(strings.TrimSuffix(made["SHA256SUMS"], "\n"), "\n")
	if len(lines) != len(made)-2 { // all but itself and the manifest
		t.Errorf("%d lines for %d files", len(lines), len(made))
	}
	for _, l := range lines {
		digest, name, _ := strings.Cut(l, "  ")
		if sum([]byte(made[name])) != digest {
			t.Errorf("%s is another file", name)
		}
	}
}

// The data given away are those the unit filed.
func TestFilingsAreTheirs(t *testing.T) {
	made := madeSite(t, message.EN)
	p, f, _, err := press.Filing(press.Input{Name: "f", Data: []byte(made["units/008001-2024/data/008001-2024.json"])}, "")
	if err != nil {
		t.Fatal(err)
	}
	again := must[[]byte](t)(filing.Marshal(p.Schema(), f))
	if string(again) != made["units/008001-2024/data/008001-2024.json"] {
		t.Error("not in its canonical form")
	}
}
