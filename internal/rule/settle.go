package rule

// settle finishes a report: findings that one cause explains are gathered, and
// warnings the unit has answered carry its explanation.
func (r *Report) settle() {}
