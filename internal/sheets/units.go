package sheets

import (
	"budgetbook/internal/message"
)

// YuanLabel is what the line above a table says if its amounts are in 元.
func YuanLabel() message.Text {
	return message.Text{ZH: message.Say(message.ZH, "yuan-label", nil), EN: message.Say(message.EN, "yuan-label", nil)}
}
