//go:build external

// The test of this file opens a site in Chromium (chromium, nodejs and npm must be
// installed) and lets axe-core look at it: go test -tags external
package site_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"budgetbook/internal/bureau/site"
	"budgetbook/internal/message"
)

// Versions of what npm installs into a temporary folder.
var browserTools = []string{"playwright-core@1.65.1", "axe-core@4.14.1"}

func TestExternalSiteInABrowser(t *testing.T) {
	dir := t.TempDir()
	for _, l := range []message.Lang{message.ZH, message.EN, message.Both} {
		publish(t, site.Options{Batch: madeBatch(t), Folder: filepath.Join(dir, string(l)), Lang: l, Licence: "https://creativecommons.org/licenses/by/4.0/"})
	}
	tools := t.TempDir()
	install := exec.Command("npm", append([]string{"install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", tools}, browserTools...)...)
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm install: %v\n%s", err, out)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	pages := must[[]byte](t)(json.Marshal(map[string]string{
		"index": "zh/index.html", "indexEN": "en/index.html", "indexBoth": "both/index.html",
		"data": "zh/data/index.html", "dataBoth": "both/data/index.html",
		"unit": "zh/units/031001-2025/index.html", "unitEN": "en/units/008001-2024/index.html", "unitBoth": "both/units/008001-2024/index.html",
		"documentZH": "zh/units/008001-2024/zh.html", "documentEN": "en/units/008001-2024/en.html", "documentBoth": "both/units/008001-2024/both.html",
		"documentAnnex": "zh/units/031001-2025/zh.html",
	}))
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", must[string](t)(filepath.Abs("testdata/browser.js")), server.URL+"/",
		filepath.Join(tools, "node_modules", "axe-core", "axe.min.js"), string(pages), os.Getenv("SITE_SHOTS"))
	cmd.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(tools, "node_modules"), "SITE_FILES=file://"+filepath.ToSlash(dir))
	out, err := cmd.CombinedOutput()
	done := false
	for _, line := range strings.Split(string(out), "\n") {
		switch {
		case strings.HasPrefix(line, "BAD "):
			t.Error(strings.TrimPrefix(line, "BAD "))
		case strings.HasPrefix(line, "DONE "):
			done = true
			t.Log(line)
		}
	}
	if err != nil || !done {
		t.Errorf("%v\n%s", err, out)
	}
}
