package checks

import (
	"strconv"

	"budgetbook/internal/message"
	"budgetbook/internal/rule"
)

// input is what the checks of this package work on.
type input struct{ *rule.Input }

// namedCheck makes a named check of a function.
func namedCheck(name string, check func(*input)) rule.Named {
	return rule.Named{Name: name, Run: func(in *rule.Input) { check(&input{in}) }}
}

func itoa(n int) string { return strconv.Itoa(n) }

// clipText shortens a text for a message.
func clipText(s string) string { return message.Clip(s, 30) }
