package ooxml

// The faces official documents are set in (GB/T 9704), by the names under which offices
// have them installed: a file names a font, and these are their names in any language.
const (
	Songti   = "宋体"
	Heiti    = "黑体"
	Fangsong = "仿宋"
	Biaosong = "方正小标宋简体"
)
