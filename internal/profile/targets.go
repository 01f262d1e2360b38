package profile

// The grid of indicators names its columns in a fixed order, as it prints them.

// Level1 is the column of the first level of an indicator (一级指标).
func (g *Indicators) Level1() string { return g.Columns[0] }

// Level2 is the column of its second level (二级指标).
func (g *Indicators) Level2() string { return g.Columns[1] }

// Name is the column of its name for the whole period (三级指标).
func (g *Indicators) Name() string { return g.Columns[2] }

// Value is the column of its value for the whole period (指标值).
func (g *Indicators) Value() string { return g.Columns[3] }

// AnnualName is the column of its name for the year.
func (g *Indicators) AnnualName() string { return g.Columns[4] }

// AnnualValue is the column of its value for the year.
func (g *Indicators) AnnualValue() string { return g.Columns[5] }
