package wording

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
)

// Pattern is a regular expression that first looks for a piece of plain text without
// which it cannot match: most texts hold none of them, and searching for a piece is
// far quicker than matching.
type Pattern struct {
	*regexp.Regexp
	pieces []string // every match holds one of them; nil if that is not known
}

// CompilePattern makes a pattern.
func CompilePattern(expr string) (Pattern, error) {
	re, err := regexp.Compile(expr)
	if err != nil {
		return Pattern{}, err
	}
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return Pattern{}, err
	}
	return Pattern{re, piecesOf(tree)}, nil
}

// MustCompilePattern is compile for expressions of the program.
func MustCompilePattern(expr string) Pattern {
	p, err := CompilePattern(expr)
	if err != nil {
		panic(err)
	}
	return p
}

// May says whether a text may hold a match.
func (p Pattern) May(text string) bool {
	for _, s := range p.pieces {
		if strings.Contains(text, s) {
			return true
		}
	}
	return p.pieces == nil
}

// Find returns the first match in a text, "" if there is none.
func (p Pattern) Find(text string) string {
	if !p.May(text) {
		return ""
	}
	return p.FindString(text)
}

// Replace replaces all matches.
func (p Pattern) Replace(text, by string) string {
	if !p.May(text) {
		return text
	}
	return p.ReplaceAllString(text, by)
}

// maxPieces bounds the pieces that are searched for one after the other.
const maxPieces = 24

// piecesOf lists texts one of which stands in every match of an expression, nil if it
// has no such texts or too many.
func piecesOf(re *syntax.Regexp) []string {
	var out []string
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return []string{string(re.Rune)}
		}
		// In any case: the first letter stands there in one of them.
		first := re.Rune[0]
		out = append(out, string(first))
		for r := unicode.SimpleFold(first); r != first; r = unicode.SimpleFold(r) {
			out = append(out, string(r))
		}
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if int(re.Rune[i+1]-re.Rune[i])+len(out) >= maxPieces {
				return nil
			}
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				out = append(out, string(r))
			}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return piecesOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return piecesOf(re.Sub[0])
		}
	case syntax.OpConcat:
		// All parts must match: the longest pieces tell most. Parts that match nothing
		// else than some texts are joined to the ones before them.
		var run []string
		for _, sub := range re.Sub {
			ps := piecesOf(sub)
			if !isExact(sub) {
				run = nil
			} else if joined := joinPieces(run, ps); joined != nil {
				run, ps = joined, joined
			} else {
				run = ps
			}
			if shortestPiece(ps) > shortestPiece(out) {
				out = ps
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			ps := piecesOf(sub)
			if ps == nil || len(out)+len(ps) > maxPieces {
				return nil
			}
			out = append(out, ps...)
		}
	}
	return out
}

// isExact says whether pieces lists all an expression can match.
func isExact(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return re.Flags&syntax.FoldCase == 0
	case syntax.OpCharClass:
		return piecesOf(re) != nil
	}
	return false
}

// joinPieces puts every text of one list before every one of another, nil if that is too many.
func joinPieces(a, b []string) []string {
	if len(a)*len(b) == 0 || len(a)*len(b) > maxPieces {
		return nil
	}
	var out []string
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+y)
		}
	}
	return out
}

// shortestPiece is the length of the shortest of some pieces, 0 if there are none.
func shortestPiece(ps []string) int {
	n := 0
	for i, p := range ps {
		if i == 0 || len(p) < n {
			n = len(p)
		}
	}
	return n
}
