package html

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
)

var (
	//go:embed web/page.css
	pageStyle string
	//go:embed web/page.js
	pageScript string
)

// Look is what all pages share, those of a document and those around it: their style,
// their script, and the policy that allows a browser these two and nothing else.
type Look struct {
	Style, Script template.HTML
	Policy        string
}

// Looks is the one look there is.
func Looks() Look {
	hash := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return Look{
		// Both are files of this program: nothing of a unit is in them.
		Style:  template.HTML("<style>" + pageStyle + "</style>"),
		Script: template.HTML("<script>" + pageScript + "</script>"),
		Policy: "default-src 'none'; style-src " + hash(pageStyle) + "; script-src " + hash(pageScript) + "; img-src data:; base-uri 'none'; form-action 'none'",
	}
}
