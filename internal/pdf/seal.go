package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
)

// The seal is a private entry of the trailer: SHA-256 over all bytes of the
// file, from the first to the last, with the 64 digits of the seal themselves
// read as zeros. A byte changed, cut off or appended (an incremental update) is
// noticed; a file saved anew by another program loses the entry. The seal has
// no key: it tells a changed file from an unchanged one, not an honest from a
// forged one.
const (
	sealKey    = "/BudgetbookSeal <"
	sealDigits = 2 * sha256.Size
)

// sealBlank is the seal before it is computed.
const sealBlank = sealKey + "0000000000000000000000000000000000000000000000000000000000000000" + ">"

// ErrNoSeal says that a file carries no seal: another program wrote it or saved
// it anew.
var ErrNoSeal = errors.New("the file has no seal of this program")

// fillSeal fills in the seal of a finished file, in place.
func fillSeal(file []byte) error {
	at, err := sealAt(file)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(file) // the digits are zeros as yet
	hex.Encode(file[at:at+sealDigits], sum[:])
	return nil
}

// sealAt is where the digits of the seal begin: the last place, because the
// trailer stands at the end.
func sealAt(file []byte) (int, error) {
	i := bytes.LastIndex(file, []byte(sealKey))
	if i < 0 {
		return 0, ErrNoSeal
	}
	i += len(sealKey)
	if len(file) <= i+sealDigits || file[i+sealDigits] != '>' {
		return 0, ErrNoSeal
	}
	return i, nil
}

// Sealed tells whether a PDF made by Write is as it was written. Its error is
// ErrNoSeal for a file without a seal.
func Sealed(data []byte) (bool, error) {
	at, err := sealAt(data)
	if err != nil {
		return false, err
	}
	h := sha256.New()
	h.Write(data[:at])
	h.Write(bytes.Repeat([]byte{'0'}, sealDigits))
	h.Write(data[at+sealDigits:])
	return hex.EncodeToString(h.Sum(nil)) == string(data[at:at+sealDigits]), nil
}
