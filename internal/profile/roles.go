package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"

	"budgetbook/internal/filing"
	"budgetbook/internal/message"
)

// Roles says which names of a profile mean what the program itself must know
// (roles.toml): the field with the unit's name, the tables that hold projects and
// their columns, the time limit of the law. Go asks for a role and never spells a name.
// A role that is not declared is "" or nil, a name no filing has: a feature the profile
// does not have.
// Invariant: every name in it exists and has the type its role needs; Load says so.
type Roles struct {
	Year  string    `toml:"year"` // field with the budget year
	Unit  UnitRoles `toml:"unit"`
	Scope ScopeRole `toml:"scope"`

	Codes    []CodeRoles     `toml:"codes"`    // tables by classification code
	Economic []EconomicRoles `toml:"economic"` // tables by economic item of department and government
	Projects []ProjectRoles  `toml:"projects"` // tables and lists of projects

	Targets      TargetRoles      `toml:"targets"`      // the performance target form
	Catalogue    CatalogueRoles   `toml:"catalogue"`    // services a government may purchase
	Glossary     GlossaryRoles    `toml:"glossary"`     // terms the unit adds
	English      EnglishRoles     `toml:"english"`      // English texts of the unit
	Attachments  AttachmentRoles  `toml:"attachments"`  // PDF files the unit appends
	Explanations ExplanationRoles `toml:"explanations"` // what the unit says about warnings
	Approved     string           `toml:"approved"`     // form with the figures the bureau approved
	Deadline     *Deadline        `toml:"deadline"`     // until when a budget must be disclosed
}

// UnitRoles are the fields that say who files.
type UnitRoles struct {
	Name       string `toml:"name"`
	NameEN     string `toml:"name_en"`
	Code       string `toml:"code"`
	Kind       string `toml:"kind"` // a choice
	Level      string `toml:"level"`
	Region     string `toml:"region"`
	Department string `toml:"department"`
	Province   string `toml:"province"` // choice of Level: the one whose words units of lower levels may not use
}

// ScopeRole is the field that says whether a unit or a whole department discloses, and
// its two choices.
type ScopeRole struct {
	Field      string `toml:"field"`
	Unit       string `toml:"unit"`
	Department string `toml:"department"`
}

// CodeRoles are the columns of a table by classification code.
type CodeRoles struct {
	Table     string `toml:"table"`
	Code      string `toml:"code"`
	Name      string `toml:"name"`
	Carryover string `toml:"carryover"` // amount carried over from last year (上年结转), "" if the table has none
}

// EconomicRoles are the columns of a table by economic item.
type EconomicRoles struct {
	Table      string `toml:"table"`
	Department string `toml:"department"` // item of the department's classification
	Government string `toml:"government"` // item of the government's
}

// ProjectRoles are the columns of a table of projects. A table of the hierarchy kinds
// has a choice that tells the rows of departments, units and projects apart; a list of
// the short form may have one that tells carried-over money from this year's.
type ProjectRoles struct {
	Table string `toml:"table"`
	Name  string `toml:"name"`
	Funds string `toml:"funds"` // the project's total, or the amount of a line

	Kind       string `toml:"kind"`
	Department string `toml:"department"` // choices of Kind
	Unit       string `toml:"unit"`
	Project    string `toml:"project"`

	Origin    string `toml:"origin"`
	Carryover string `toml:"carryover"` // choice of Origin
}

// TargetRoles are the columns of the performance target form. Those of its indicators
// are the columns of the form's grid.
type TargetRoles struct {
	Name        string `toml:"name"`
	Department  string `toml:"department"`
	Unit        string `toml:"unit"`
	Attribute   string `toml:"attribute"`
	Period      string `toml:"period"`
	FilledAt    string `toml:"filled_at"`
	GoalWhole   string `toml:"goal_whole"`
	GoalAnnual  string `toml:"goal_annual"`
	FundsWhole  string `toml:"funds_whole"`
	FundsAnnual string `toml:"funds_annual"`
}

// CatalogueRoles are the fields that say how much of the catalogue of services a unit
// prints, and the choices of the first.
type CatalogueRoles struct {
	Scope   string `toml:"scope"`
	Section string `toml:"section"`
	Whole   string `toml:"whole"`
	Own     string `toml:"own"`
	None    string `toml:"none"`
}

// GlossaryRoles are the records of terms a unit adds.
type GlossaryRoles struct {
	Records string `toml:"records"`
	Name    string `toml:"name"`
	Text    string `toml:"text"`
}

// EnglishRoles are the records of English texts.
type EnglishRoles struct {
	Records string `toml:"records"`
	ZH      string `toml:"zh"`
	EN      string `toml:"en"`
}

// AttachmentRoles are the records that name the PDF files to append.
type AttachmentRoles struct {
	Records string `toml:"records"`
	Title   string `toml:"title"`
	File    string `toml:"file"`
}

// ExplanationRoles are the records in which a unit explains warnings.
type ExplanationRoles struct {
	Records string `toml:"records"`
	Code    string `toml:"code"`
	Place   string `toml:"place"`
	Text    string `toml:"text"`
}

// Deadline is the time limit the law sets for the disclosure, in days from the
// approval, and the words that state it.
type Deadline struct {
	Days     int  `toml:"days"`
	Rule     Text `toml:"rule"`     // a letter: under which article what must be done
	Sentence Text `toml:"sentence"` // the note of a list, without its full stop
	Short    Text `toml:"short"`    // a line beside a summary
	Hint     Text `toml:"hint"`     // goes on after the date of the approval, with its comma
}

// OfDepartment says whether a filing is that of a whole department.
func (r *Roles) OfDepartment(f *filing.Filing) bool {
	return r.Scope.Department != "" && f.Text(r.Scope.Field) == r.Scope.Department
}

// EnterYear enters the budget year into a filing.
func (r *Roles) EnterYear(f *filing.Filing, year int) {
	if f.Year = year; r.Year != "" {
		f.Fields[r.Year] = filing.Value{Text: strconv.Itoa(year)}
	}
}

// YearOf is the budget year of a filing, as far as its reader or its text says one.
func (r *Roles) YearOf(f *filing.Filing) int {
	if f.Year != 0 {
		return f.Year
	}
	year, _ := strconv.Atoi(f.Text(r.Year))
	return year
}

// EnterUnitScope says in a filing that a unit discloses, if the profile tells units and
// departments apart.
func (r *Roles) EnterUnitScope(f *filing.Filing) {
	if r.Scope.Field != "" {
		f.Fields[r.Scope.Field] = filing.Value{Text: r.Scope.Unit}
	}
}

// CodesOf are the columns of a table by classification code, nil if it is none.
func (r *Roles) CodesOf(t *Table) *CodeRoles {
	return roleOf(r.Codes, func(x CodeRoles) bool { return x.Table == t.ID })
}

// NameRoles are the columns of the list in which a unit names codes the lists lack, of a
// profile with the short form.
func (p *Profile) NameRoles() CodeRoles {
	if t := p.Table(p.Compact.Names); t != nil && p.Roles.CodesOf(t) != nil {
		return *p.Roles.CodesOf(t)
	}
	return CodeRoles{}
}

// EconomicOf are the columns of a table by economic item, nil if it is none.
func (r *Roles) EconomicOf(t *Table) *EconomicRoles {
	return roleOf(r.Economic, func(x EconomicRoles) bool { return x.Table == t.ID })
}

// ProjectsOf are the columns of a table of projects, nil if it is none.
func (r *Roles) ProjectsOf(t *Table) *ProjectRoles {
	return roleOf(r.Projects, func(x ProjectRoles) bool { return x.Table == t.ID })
}

func roleOf[T any](all []T, is func(T) bool) *T {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return &all[i]
	}
	return nil
}

const rolesFile = "roles.toml"

// roles reads roles.toml and finds what it names. It comes after tables, inputs and
// the short form, and before what asks for roles.
func (l *loader) roles() {
	if _, err := fs.Stat(l.fsys, rolesFile); errors.Is(err, fs.ErrNotExist) {
		l.problems = append(l.problems, Problem{rolesFile, 0, "this file is missing: it says which field holds the unit's name, which tables hold projects and the like; docs/profiles.md describes it, and a profile made from shanxi of release 0.1.0 takes the one of shanxi"})
		return
	}
	before := len(l.problems)
	l.read(rolesFile, &l.p.Roles, false)
	if len(l.problems) > before {
		return
	}
	v := roleVerifier{l}
	v.fields()
	v.tables()
	v.records()
	v.deadline()
}

// roleVerifier reports roles that name nothing, or something that cannot have them.
type roleVerifier struct{ *loader }

func (v roleVerifier) wrong(at, format string, args ...any) {
	v.fail(rolesFile, at, format, args...)
}

// field verifies a role of a field: that there is one, of one of some types. section
// and key are where roles.toml declares it.
func (v roleVerifier) field(section, key, path string, types ...Type) *Field {
	at := joinPath(section, key)
	if path == "" {
		return nil
	}
	f := v.p.Field(path)
	switch {
	case f == nil:
		v.wrong(at, "%s: no field %q", at, path)
	case !slices.Contains(types, f.Type):
		v.wrong(at, "%s: the field %q must be of type %s, not %s", at, path, types[0], f.Type)
	}
	return f
}

// need says that a role must not be left out where its neighbours are declared.
func (v roleVerifier) need(at, what string) bool {
	if what == "" {
		v.wrong(at, "%s is missing", at)
	}
	return what != ""
}

// choices verifies that some texts are different choices of a field or column.
func (v roleVerifier) choices(at, of string, choices []Choice, named map[string]string) {
	used := map[string]bool{}
	for _, key := range sortedKeys(named) {
		id := named[key]
		switch {
		case !v.need(at+"."+key, id):
		case !slices.ContainsFunc(choices, func(c Choice) bool { return c.ID == id }):
			v.wrong(at+"."+key, "%s: %q is no choice of %s", at+"."+key, id, of)
		case used[id]:
			v.wrong(at+"."+key, "%s: the choice %q has two roles", at+"."+key, id)
		}
		used[id] = true
	}
}

func (v roleVerifier) fields() {
	r := &v.p.Roles
	if f := v.field("", "year", r.Year, YearType); f == nil {
		for _, form := range v.p.Forms {
			for _, x := range form.Fields {
				if x.Type == YearType && r.Year == "" {
					v.wrong("year", "the role year is missing: the profile has the field %q of that type", x.Path)
				}
			}
		}
	}
	u := &r.Unit
	v.need(joinPath("unit", "name"), u.Name) // every disclosure says whose it is
	v.field("unit", "name", u.Name, TextType)
	v.field("unit", "name_en", u.NameEN, TextType)
	v.field("unit", "code", u.Code, CodeType, TextType)
	v.field("unit", "kind", u.Kind, PickType)
	v.field("unit", "region", u.Region, TextType)
	v.field("unit", "department", u.Department, TextType)
	if f := v.field("unit", "level", u.Level, PickType); f != nil && u.Province != "" {
		v.choices("unit", f.Path, f.Choices, map[string]string{"province": u.Province})
	} else if u.Province != "" {
		v.need(joinPath("unit", "level"), u.Level)
	}
	if f := v.field("scope", "field", r.Scope.Field, PickType); f != nil {
		v.choices("scope", f.Path, f.Choices, map[string]string{"unit": r.Scope.Unit, "department": r.Scope.Department})
	} else if r.Scope != (ScopeRole{}) {
		v.need(joinPath("scope", "field"), r.Scope.Field)
	}
	if r.Approved != "" && v.p.Form(r.Approved) == nil {
		v.wrong("approved", "approved: no form %q", r.Approved)
	}
	if c := r.Catalogue; c != (CatalogueRoles{}) {
		v.need(joinPath("catalogue", "section"), c.Section)
		v.field("catalogue", "section", c.Section, TextType)
		if f := v.field("catalogue", "scope", c.Scope, PickType); v.need(joinPath("catalogue", "scope"), c.Scope) && f != nil {
			v.choices("catalogue", f.Path, f.Choices, map[string]string{"whole": c.Whole, "own": c.Own, "none": c.None})
		}
	}
}

// table finds the table of a role.
func (v roleVerifier) table(at, id string) *Table {
	t := v.p.Table(id)
	if v.need(at, id) && t == nil {
		v.wrong(at, "%s: no table or records %q", at, id)
	}
	return t
}

// columns verifies roles of columns: that they exist, each with one of some types.
func (v roleVerifier) columns(at string, t *Table, named map[string]string, types ...Type) {
	if t == nil {
		return
	}
	for _, key := range sortedKeys(named) {
		at, id := at+"."+key, named[key]
		if !v.need(at, id) {
			continue
		}
		switch c := t.Column(id); {
		case c == nil:
			v.wrong(at, "%s: no column %q in %s", at, id, t.ID)
		case !slices.Contains(types, c.Type):
			v.wrong(at, "%s: the column %q of %s must be of type %s, not %s", at, id, t.ID, types[0], c.Type)
		}
	}
}

var (
	textTypes   = []Type{TextType, LongType}
	amountTypes = []Type{WanType, YuanType}
)

func (v roleVerifier) tables() {
	r := &v.p.Roles
	seen := map[string]bool{}
	once := func(at, role, id string) {
		if seen[role+id] {
			v.wrong(at, "%s: the table %q has this role twice", at, id)
		}
		seen[role+id] = true
	}
	for i, x := range r.Codes {
		at := fmt.Sprintf("codes[%d]", i)
		t := v.table(at+".table", x.Table)
		once(at+".table", "codes", x.Table)
		v.columns(at, t, map[string]string{"code": x.Code}, CodeType)
		v.columns(at, t, map[string]string{"name": x.Name}, textTypes...)
		if x.Carryover != "" {
			v.columns(at, t, map[string]string{"carryover": x.Carryover}, amountTypes...)
		}
	}
	for i, x := range r.Economic {
		at := fmt.Sprintf("economic[%d]", i)
		t := v.table(at+".table", x.Table)
		once(at+".table", "economic", x.Table)
		v.columns(at, t, map[string]string{"department": x.Department, "government": x.Government}, textTypes...)
	}
	for i, x := range r.Projects {
		at := fmt.Sprintf("projects[%d]", i)
		t := v.table(at+".table", x.Table)
		once(at+".table", "projects", x.Table)
		v.columns(at, t, map[string]string{"name": x.Name}, textTypes...)
		v.columns(at, t, map[string]string{"funds": x.Funds}, amountTypes...)
		if t == nil {
			continue
		}
		v.choiceColumn(at, t, "kind", x.Kind, map[string]string{"department": x.Department, "unit": x.Unit, "project": x.Project})
		v.choiceColumn(at, t, "origin", x.Origin, map[string]string{"carryover": x.Carryover})
	}
	v.hierarchies()
}

// choiceColumn verifies a choice and those of its values that have a role.
func (v roleVerifier) choiceColumn(at string, t *Table, key, id string, named map[string]string) {
	if id == "" {
		for _, role := range sortedKeys(named) {
			if named[role] != "" {
				v.wrong(at+"."+role, "%s.%s is missing, the column that %s is a choice of", at, key, role)
			}
		}
		return
	}
	v.columns(at, t, map[string]string{key: id}, PickType)
	if c := t.Column(id); c != nil && c.Type == PickType {
		v.choices(at, id, c.Choices, named)
	}
}

func (v roleVerifier) records() {
	r := &v.p.Roles
	if x := r.Targets; x != (TargetRoles{}) {
		if v.p.Targets == nil {
			v.wrong("targets", "there is no targets.toml, the performance target form")
		} else if t := v.p.Table(v.p.Targets.Records); t != nil {
			v.columns("targets", t, map[string]string{"name": x.Name, "department": x.Department, "unit": x.Unit, "attribute": x.Attribute,
				"period": x.Period, "goal_whole": x.GoalWhole, "goal_annual": x.GoalAnnual}, textTypes...)
			v.columns("targets", t, map[string]string{"filled_at": x.FilledAt}, StampType)
			v.columns("targets", t, map[string]string{"funds_whole": x.FundsWhole, "funds_annual": x.FundsAnnual}, YuanType)
		}
	} else if v.p.Targets != nil {
		v.wrong("targets", "the role targets is missing: which columns of the performance target form are which")
	}
	list := func(at, records string, columns map[string]string, types ...Type) {
		v.columns(at, v.table(at+".records", records), columns, types...)
	}
	if x := r.Glossary; x != (GlossaryRoles{}) {
		list("glossary", x.Records, map[string]string{"name": x.Name, "text": x.Text}, textTypes...)
	}
	if x := r.English; x != (EnglishRoles{}) {
		list("english", x.Records, map[string]string{"zh": x.ZH, "en": x.EN}, textTypes...)
	}
	if x := r.Attachments; x != (AttachmentRoles{}) {
		list("attachments", x.Records, map[string]string{"title": x.Title, "file": x.File}, textTypes...)
	}
	if x := r.Explanations; x != (ExplanationRoles{}) {
		list("explanations", x.Records, map[string]string{"code": x.Code, "place": x.Place, "text": x.Text}, textTypes...)
	}
}

func (v roleVerifier) deadline() {
	d := v.p.Roles.Deadline
	if d == nil {
		return
	}
	if d.Days <= 0 {
		v.wrong("deadline.days", "deadline.days: the law sets a number of days above 0")
	}
	for key, text := range map[string]message.Text{"rule": d.Rule.Text, "sentence": d.Sentence.Text, "short": d.Short.Text, "hint": d.Hint.Text} {
		v.need("deadline."+key, text.ZH)
	}
}
