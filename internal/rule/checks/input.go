package checks

import (
	"strconv"

	"budgetbook/internal/message"
	"budgetbook/internal/rule"
)

// input is what the checks of this package work on.
type input struct{ *rule.Input }

// named makes a named check of a function.
func named(name string, check func(*input)) rule.Named {
	return rule.Named{Name: name, Run: func(in *rule.Input) { check(&input{in}) }}
}

func itoa(n int) string { return strconv.Itoa(n) }

// clip shortens a text for a message.
func clip(s string) string { return message.Clip(s, 30) }
