package sheets

import (
	"budgetbook/internal/message"
)

// The units of amounts, as key folds them.
const (
	WanUnit  = "万元"
	YuanUnit = "元"
)

// YuanLabel is what the line above a table says if its amounts are in 元.
var YuanLabel = message.Text{ZH: "单位：元", EN: "Amounts in RMB"}
