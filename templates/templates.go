// Package templates embeds the profiles that come with the program, a folder each, and the
// national classification, which profiles share.
package templates

import "embed"

// FS holds the folders of all profiles, and classification.
//
//go:embed all:shanxi classification
var FS embed.FS
