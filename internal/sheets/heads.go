package sheets

import (
	"slices"

	"budgetbook/internal/message"
)

// NumberHead is the head of the numbers of records.
func NumberHead(l message.Lang) string { return message.Say(l, "book.number", nil) }

// OwnerHead is the head of the names of the records others are inside of.
func (b *Block) OwnerHead(l message.Lang) string {
	return message.Say(l, "book.owner", message.Pairs("name", b.Parent.Columns[0].Name.In(l)))
}

// CodeNameHead is the head of the names beside codes.
func CodeNameHead(l message.Lang) string { return message.Say(l, "book.code-name", nil) }

// Shown says whether a head, as LabelKey folds it, is over texts that are shown beside
// the data and are none: the names of owners and of codes.
func (b *Block) Shown(key string) bool {
	return slices.ContainsFunc([]message.Lang{message.ZH, message.EN, message.Both}, func(l message.Lang) bool {
		return b.Parent != nil && key == LabelKey(b.OwnerHead(l)) || l != message.Both && key == LabelKey(CodeNameHead(l))
	})
}
