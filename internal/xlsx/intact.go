package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"budgetbook/internal/message"
)

// intact reads every part to its end, so that its checksum is compared, and returns the
// texts of those that hold XML. A part that is not what its entry says is no part: other
// programs refuse such a file or read something else in it.
func intact(data []byte, z *zip.Reader) (map[*zip.File][]byte, error) {
	text := map[*zip.File][]byte{}
	for _, f := range z.File {
		if err := sameEntry(data, f); err != nil {
			return nil, fmt.Errorf("%s: %w", Visible(f.Name), err)
		}
		in, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", Visible(f.Name), err)
		}
		// One byte more than a part should have is enough to see that it has more.
		limited := io.LimitReader(in, int64(f.UncompressedSize64)+1)
		var b bytes.Buffer
		if isXML(partName(f.Name)) {
			b.Grow(int(f.UncompressedSize64) + bytes.MinRead)
			_, err = b.ReadFrom(limited)
			text[f] = b.Bytes()
		} else {
			_, err = io.Copy(io.Discard, limited)
		}
		if err = errors.Join(err, in.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", Visible(f.Name), err)
		}
	}
	return text, nil
}

var errEntry = message.Errorf(nil, "cause-entries")

// sameEntry compares the entry before a part with the one in the list at the end: programs
// differ in which of them they believe.
func sameEntry(data []byte, f *zip.File) error {
	const fixed = 30
	at, err := f.DataOffset()
	if err != nil {
		return err
	}
	if at > int64(len(data)) {
		return errEntry
	}
	u16 := func(i int64) int64 { return int64(binary.LittleEndian.Uint16(data[i:])) }
	u32 := func(i int64) uint32 { return binary.LittleEndian.Uint32(data[i:]) }
	const longest = 1<<16 - 1 // of a name, and of what follows it
	for start := at - fixed - int64(len(f.Name)); start >= max(0, at-fixed-2*longest); start-- {
		if !bytes.HasPrefix(data[start:], []byte("PK\x03\x04")) || start+fixed+u16(start+26)+u16(start+28) != at {
			continue
		}
		name := data[start+fixed : start+fixed+u16(start+26)]
		if string(name) != f.Name || uint16(u16(start+8)) != f.Method {
			return errEntry
		}
		// What is not known when a part is begun is 0, and in the newer format all ones.
		for _, x := range [][2]uint32{{u32(start + 14), f.CRC32}, {u32(start + 18), uint32(f.CompressedSize64)}, {u32(start + 22), uint32(f.UncompressedSize64)}} {
			if x[0] != 0 && x[0] != 1<<32-1 && x[0] != x[1] {
				return errEntry
			}
		}
		return nil
	}
	return errEntry
}
