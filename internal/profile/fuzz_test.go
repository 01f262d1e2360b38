package profile_test

import (
	"errors"
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"budgetbook/internal/profile"
)

// FuzzLoad puts anything in the place of one file of a profile: it is loaded, or its
// mistakes are listed.
func FuzzLoad(f *testing.F) {
	files := fstest.MapFS{}
	source := os.DirFS("../press/testdata/minimal")
	var names []string
	err := fs.WalkDir(source, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(source, name)
		files[name] = &fstest.MapFile{Data: data}
		f.Add(uint8(len(names)), data)
		names = append(names, name)
		return err
	})
	if err != nil || len(names) < 10 {
		f.Fatalf("%d files, %v", len(names), err)
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		own := fstest.MapFS{}
		for name, file := range files {
			own[name] = file
		}
		own[names[int(which)%len(names)]] = &fstest.MapFile{Data: data}
		_, err := profile.Load(own)
		var bad *profile.InvalidError
		if err != nil && (!errors.As(err, &bad) || len(bad.Problems) == 0) {
			t.Errorf("no list of mistakes: %v", err)
		}
	})
}
