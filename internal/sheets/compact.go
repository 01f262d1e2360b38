package sheets

// Names of the lists on the hidden sheet, told from names other programs give.
const (
	OwnLists  = "choices_"
	PairKeys  = OwnLists + "pair_keys"
	PairItems = OwnLists + "pair_items"
)
