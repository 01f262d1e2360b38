// Package fonts holds the typefaces the tool sets documents in.
//
// Input: a role, named after what the face does in an official document of
// GB/T 9704, or after its design if it sets English. Output: the bytes of its TrueType file. Invariant: a role always
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
	Song        Role = iota // 宋体: tables, page numbers; stands in for the others
	SongBold                // 小标宋: titles
	Hei                     // 黑体: headings 一、, totals
	HeiBold                 // 黑体 bold: terms being defined
	Kai                     // 楷体: headings （一）
	Fangsong                // 仿宋: body text
	Serif                   // English beside Fangsong: body text
	SerifItalic             // English beside Kai: lesser headings
	SerifBold               // English beside SongBold: titles
	Sans                    // English beside Song: tables, small print
	SansBold                // English beside Hei: headings, totals, terms being defined
	Rare                    // rare characters of personal and place names (CJK Ext B-F)
	Count                   // number of roles
)

// English is the role that does for English text what r does for Chinese.
func (r Role) English() Role {
	switch r {
	case Song:
		return Sans
	case SongBold:
		return SerifBold
	case Hei, HeiBold:
		return SansBold
	case Kai:
		return SerifItalic
	case Fangsong:
		return Serif
	}
	return r
}

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

//go:embed GongwenSerif-Regular.ttf
var serif []byte

//go:embed GongwenSerif-Italic.ttf
var serifItalic []byte

//go:embed GongwenSerif-Bold.ttf
var serifBold []byte

//go:embed GongwenSans-Regular.ttf
var sans []byte

//go:embed GongwenSans-Bold.ttf
var sansBold []byte

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
	case Serif:
		return "GongwenSerif-Regular"
	case SerifItalic:
		return "GongwenSerif-Italic"
	case SerifBold:
		return "GongwenSerif-Bold"
	case Sans:
		return "GongwenSans-Regular"
	case SansBold:
		return "GongwenSans-Bold"
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
	case Serif:
		return serif, nil
	case SerifItalic:
		return serifItalic, nil
	case SerifBold:
		return serifBold, nil
	case Sans:
		return sans, nil
	case SansBold:
		return sansBold, nil
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
