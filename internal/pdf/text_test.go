package pdf

import (
	"strings"
	"testing"
)

func TestContentTokens(t *testing.T) {
	m := map[string]map[uint16]string{"F1": charMap([]byte("2 beginbfchar\n<0001> <4E00>\n<4142> <D842DFB7>\nendbfchar\n1 beginbfrange\n<0010> <0012> <0041>\nendbfrange\n"))}
	got := linesOfStream([]byte("% (no)\n0.5 g 1 2 3 4 re f\nBT 10 700 TD /F1 9 Tf 0 Tc [<00010010>(AB)] TJ ET BT 10 720.5 TD /F1 9 Tf <0012> Tj ET\nBT 40 700 TD [<0011>] TJ ET"), m)
	want := "C|一A𠮷B"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got %q, want %q", s, want)
	}
}

func TestTextRefusesGarbage(t *testing.T) {
	for _, s := range []string{"", "no pdf", "%PDF-1.7\n", "%PDF-1.7\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"} {
		if p, err := Text([]byte(s)); err == nil {
			t.Errorf("Text(%q) = %v", s, p)
		}
	}
}
