package site_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"testing"

	"budgetbook/internal/message"
	"budgetbook/internal/site"
)

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

// publish makes a site of a batch.
func publish(t testing.TB, opt site.Options) *site.Report {
	t.Helper()
	r, err := site.Publish(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// files are the files below a folder with what is in them.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			data, err := fs.ReadFile(os.DirFS(dir), name)
			if err != nil {
				return err
			}
			out[name] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTry(t *testing.T) {
	to := os.Getenv("TRY")
	os.RemoveAll(to)
	for _, l := range []message.Lang{"zh", "en", "both"} {
		r := publish(t, site.Options{Batch: madeBatch(t), Folder: to + "/" + string(l), Lang: l, BaseURL: "https://example.org/x"})
		t.Logf("%+v", r)
	}
}
