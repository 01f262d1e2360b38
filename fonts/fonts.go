// Package fonts holds the typefaces the tool sets documents in.
//
// Input: a role, named after what the face does in an official document of
// GB/T 9704. Output: the bytes of its TrueType file. Invariant: a role always
// gives the same bytes; nothing is read from the machine the tool runs on.
//
// The files are embedded as they are, so that an unused face costs nothing at
// start; only the face for rare characters is packed, because few texts need
// its 31 MB.
package fonts

import (
	_ "embed"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// Role is what a typeface is used for.
type Role uint8

// The roles of typefaces.
const (
	Song     Role = iota // 宋体: tables, page numbers; stands in for the others
	SongBold             // 小标宋: titles
	Hei                  // 黑体: headings 一、, totals
	HeiBold              // 黑体 bold: terms being defined
	Kai                  // 楷体: headings （一）
	Fangsong             // 仿宋: body text
	Rare                 // rare characters of personal and place names (CJK Ext B-F)
	Count                // number of roles
)

//go:embed GongwenSong-Regular.ttf
var song []byte

//go:embed GongwenSong-Bold.ttf
var songBold []byte

//go:embed GongwenHei-Regular.ttf
var hei []byte

//go:embed GongwenHei-Bold.ttf
var heiBold []byte

//go:embed GongwenKai-Regular.ttf
var kai []byte

//go:embed LXGWZhuqueFangsong-Regular.ttf
var fangsong []byte

//go:embed GongwenRare-Regular.ttf.zst
var rarePacked []byte

// Name is the PostScript name of the face that fills the role.
func (r Role) Name() string {
	switch r {
	case Song:
		return "GongwenSong-Regular"
	case SongBold:
		return "GongwenSong-Bold"
	case Hei:
		return "GongwenHei-Regular"
	case HeiBold:
		return "GongwenHei-Bold"
	case Kai:
		return "GongwenKai-Regular"
	case Fangsong:
		return "LXGWZhuqueFangsong-Regular"
	case Rare:
		return "GongwenRare-Regular"
	}
	return fmt.Sprintf("Role(%d)", r)
}

// Data is the TrueType file of the role. The bytes are shared and must not be
// changed. Rare is unpacked anew at every call (0.3 s, 31 MB): keep the result.
func (r Role) Data() ([]byte, error) {
	switch r {
	case Song:
		return song, nil
	case SongBold:
		return songBold, nil
	case Hei:
		return hei, nil
	case HeiBold:
		return heiBold, nil
	case Kai:
		return kai, nil
	case Fangsong:
		return fangsong, nil
	case Rare:
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, fmt.Errorf("unpack font %s: %w", r.Name(), err)
		}
		defer d.Close()
		b, err := d.DecodeAll(rarePacked, nil)
		if err != nil {
			return nil, fmt.Errorf("unpack font %s: %w", r.Name(), err)
		}
		return b, nil
	}
	return nil, fmt.Errorf("no font has the role %d", r)
}
