// Package filing is the JSON form of a filing as docs/filing.md describes it: texts and texts of amounts.
package filing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// Row is one row of a table, by column key.
type Row map[string]string

// Filing is everything one unit discloses for one year.
type Filing struct {
	Schema      string            `json:"schema"`
	Profile     string            `json:"profile"`
	Year        int               `json:"fiscal_year"`
	Scope       string            `json:"scope"`
	Unit        Unit              `json:"unit"`
	Overview    Overview          `json:"overview"`
	Tables      map[string][]Row  `json:"tables"`
	Atoms       *Atoms            `json:"atoms,omitempty"`
	Prior       Prior             `json:"prior_year"`
	Approved    map[string]string `json:"approved,omitempty"`
	Reasons     Reasons           `json:"reasons"`
	Procurement Procurement       `json:"procurement"`
	Performance Performance       `json:"performance"`
	Assets      Assets            `json:"assets"`
	Services    string            `json:"government_purchase_of_services"`
	Notes       string            `json:"other_notes"`
	Catalogue   *Catalogue        `json:"catalogue,omitempty"`
}

// Unit is the cover.
type Unit struct {
	Name       string `json:"name"`
	NameEn     string `json:"name_en"`
	Code       string `json:"code"`
	Kind       string `json:"kind"`
	Level      string `json:"level"`
	Region     string `json:"region"`
	Department string `json:"department"`
}

// Overview is part one of the document.
type Overview struct {
	Duties    []string `json:"duties"`
	Structure []string `json:"structure"`
}

// Atoms are the records of the short form.
type Atoms struct {
	Spending    []Row `json:"spending,omitempty"`
	Projects    []Row `json:"projects,omitempty"`
	Basic       []Row `json:"basic,omitempty"`
	FundRevenue []Row `json:"fund_revenue,omitempty"`
	Capital     []Row `json:"capital_revenue,omitempty"`
	ThreePublic []Row `json:"three_public,omitempty"`
	Operation   []Row `json:"operation,omitempty"`
	Names       []Row `json:"names,omitempty"`
}

// ThreePublic holds the four items.
type ThreePublic struct {
	Overseas  string `json:"overseas"`
	Reception string `json:"reception"`
	Purchase  string `json:"vehicle_purchase"`
	Operation string `json:"vehicle_operation"`
}

// Prior is last year's figures.
type Prior struct {
	Revenue     string      `json:"total_revenue"`
	Expenditure string      `json:"total_expenditure"`
	General     string      `json:"general_public_expenditure"`
	Agency      string      `json:"agency_operation"`
	Three       ThreePublic `json:"three_public"`
}

// Reasons says why figures moved.
type Reasons struct {
	Revenue     string      `json:"revenue"`
	Expenditure string      `json:"expenditure"`
	Agency      string      `json:"agency_operation"`
	Three       ThreeReason `json:"three_public"`
}

// ThreeReason holds the reasons of 三公.
type ThreeReason struct {
	Total     string `json:"total"`
	Overseas  string `json:"overseas"`
	Reception string `json:"reception"`
	Purchase  string `json:"vehicle_purchase"`
	Operation string `json:"vehicle_operation"`
}

// Procurement is the procurement budget.
type Procurement struct {
	Total    string `json:"total"`
	Goods    string `json:"goods"`
	Works    string `json:"works"`
	Services string `json:"services"`
}

// Performance holds the target forms.
type Performance struct {
	Goal     string `json:"overall_goal"`
	Projects []Form `json:"projects"`
}

// Form is one target form; its funds are in 元.
type Form struct {
	Name       string `json:"name"`
	Department string `json:"department"`
	Unit       string `json:"unit"`
	Attribute  string `json:"attribute"`
	Period     string `json:"period"`
	Funds      struct {
		Whole  Funds `json:"whole_period"`
		Annual Funds `json:"annual"`
	} `json:"funds"`
	Overview   string      `json:"overview"`
	Basis      string      `json:"basis"`
	Necessity  string      `json:"necessity"`
	Measures   string      `json:"measures"`
	Plan       string      `json:"plan"`
	GoalWhole  string      `json:"goal_whole_period"`
	GoalAnnual string      `json:"goal_annual"`
	Indicators []Indicator `json:"indicators"`
	FilledAt   string      `json:"filled_at"`
}

// Funds is one side of the fund rows of a form.
type Funds struct {
	Total    string `json:"total"`
	Central  string `json:"central"`
	Province string `json:"province"`
	Local    string `json:"local"`
	Own      string `json:"own"`
	Other    string `json:"other"`
}

// Indicator is one line of the indicators.
type Indicator struct {
	Level1      string `json:"level1"`
	Level2      string `json:"level2"`
	Name        string `json:"name"`
	Value       string `json:"value"`
	AnnualName  string `json:"annual_name"`
	AnnualValue string `json:"annual_value"`
}

// Assets is the state of assets.
type Assets struct {
	AsOf     string   `json:"as_of"`
	Vehicles Vehicles `json:"vehicles"`
	Area     string   `json:"office_area_m2"`
	Over500k string   `json:"equipment_over_500k"`
	Over1m   string   `json:"equipment_over_1m"`
}

// Vehicles counts the vehicles.
type Vehicles struct {
	Quota        string `json:"quota"`
	InUse        string `json:"in_use"`
	Leadership   string `json:"leadership"`
	Confidential string `json:"confidential_communications"`
	Emergency    string `json:"emergency"`
	Enforcement  string `json:"law_enforcement"`
	Special      string `json:"special_technical"`
	Institution  string `json:"institution_operations"`
	Other        string `json:"other"`
}

// Catalogue says what is printed of the catalogue.
type Catalogue struct {
	Scope   string `json:"scope"`
	Section string `json:"section,omitempty"`
}

// Bytes writes a filing.
func (f *Filing) Bytes() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(f); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Write writes a filing into a file.
func (f *Filing) Write(path string) error {
	b, err := f.Bytes()
	if err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o644)
}

// Clone copies a filing, so that a mutation leaves the sound one alone.
func (f *Filing) Clone() *Filing {
	b, err := f.Bytes()
	if err != nil {
		panic(fmt.Sprintf("filing: %v", err))
	}
	var g Filing
	if err := json.Unmarshal(b, &g); err != nil {
		panic(fmt.Sprintf("filing: %v", err))
	}
	return &g
}

// Columns lists the columns of each table in the order of docs/filing.md.
var Columns = map[string][]string{
	"t01": {"revenue_item", "revenue", "expenditure_item", "expenditure", "current_year", "carryover"},
	"t02": {"code", "name", "total", "general_public", "government_fund", "state_capital", "special_account", "unit_funds", "carryover"},
	"t03": {"code", "name", "total", "basic", "project"},
	"t04": {"revenue_item", "revenue", "expenditure_item", "expenditure", "general_public", "government_fund", "state_capital"},
	"t05": {"code", "name", "total", "basic", "project"},
	"t06": {"department_item", "government_item", "total", "personnel", "operating"},
	"t07": {"code", "name", "amount"},
	"t08": {"code", "name", "total", "basic", "project"},
	"t09": {"revenue_code", "revenue_name", "revenue", "code", "name", "total", "basic", "project"},
	"t10": {"item", "total", "general_public", "government_fund", "state_capital"},
	"t11": {"unit", "total", "general_public", "government_fund", "state_capital"},
	"t12": {"name", "total", "general_public", "government_fund", "state_capital", "special_account", "unit_funds"},
	"t13": {"name", "total", "general_public", "government_fund", "state_capital"},
}

// Tables lists the tables in order.
var Tables = []string{"t01", "t02", "t03", "t04", "t05", "t06", "t07", "t08", "t09", "t10", "t11", "t12", "t13"}

// Sheets names the sheet of each table.
var Sheets = map[string]string{
	"t01": "表一", "t02": "表二", "t03": "表三", "t04": "表四", "t05": "表五", "t06": "表六", "t07": "表七",
	"t08": "表八", "t09": "表九", "t10": "表十", "t11": "表十一", "t12": "表十二", "t13": "表十三",
}

// Labels names the amount columns as the tables print them.
var Labels = map[string]string{
	"revenue": "收入", "expenditure": "支出", "current_year": "当年预算安排", "carryover": "上年结转",
	"total": "合计", "general_public": "一般公共预算", "government_fund": "政府性基金", "state_capital": "国有资本经营预算",
	"special_account": "财政专户管理资金", "unit_funds": "单位资金", "basic": "基本支出", "project": "项目支出",
	"personnel": "人员经费", "operating": "公用经费", "amount": "政府性基金收入预算",
}

// Text says whether a column holds text.
func Text(column string) bool {
	switch column {
	case "revenue_item", "expenditure_item", "code", "name", "department_item", "government_item", "revenue_code", "revenue_name", "item", "unit":
		return true
	}
	return false
}
