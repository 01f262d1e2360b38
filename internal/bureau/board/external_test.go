//go:build external

package board_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"budgetbook/internal/bureau/board"
	"budgetbook/internal/message"
)

// TestExternalLibreOffice opens the letters and the board as an office program does: it
// makes PDFs of them, and their texts are read back.
func TestExternalLibreOffice(t *testing.T) {
	out, results := batched(t)
	for _, l := range []message.Lang{message.ZH, message.EN} {
		opt := options(t)
		opt.Lang = l
		b, err := board.Write(out, results, units(t), opt)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		args := []string{"--headless", "-env:UserInstallation=file://" + dir + "/profile", "--convert-to", "pdf", "--outdir", dir, filepath.Join(out, board.BookFile)}
		want := map[string][]string{"board.pdf": {"示例县国库支付中心", "1,612.53"}}
		for _, r := range b.Rows {
			if r.Letter == "" {
				continue
			}
			args = append(args, filepath.Join(out, filepath.FromSlash(r.Letter)))
			name := r.Unit.Name
			if l == message.EN && r.Unit.NameEN != "" {
				name = r.Unit.NameEN
			}
			want[strings.TrimSuffix(filepath.Base(r.Letter), ".docx")+".pdf"] = []string{name, "0350-1234567", "— 1 —", "2024"}
		}
		if text, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
			t.Fatalf("soffice: %v\n%s", err, text)
		}
		for file, words := range want {
			if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
				t.Errorf("%s: %v", l, err)
				continue
			}
			text, err := exec.Command("pdftotext", "-layout", filepath.Join(dir, file), "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			plain := strings.Join(strings.Fields(string(text)), "")
			for _, w := range words {
				if !strings.Contains(plain, strings.Join(strings.Fields(w), "")) {
					t.Errorf("%s %s lacks %q:\n%s", l, file, w, text)
				}
			}
		}
	}
}
