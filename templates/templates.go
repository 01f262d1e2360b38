// Package templates embeds the profiles that come with the program, a folder each.
package templates

import "embed"

// FS holds the folders of all profiles.
//
//go:embed all:shanxi
var FS embed.FS
