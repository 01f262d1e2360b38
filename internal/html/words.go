package html

import (
	"fmt"
	"html/template"

	"budgetbook/internal/document"
	"budgetbook/internal/message"
)

// Words says messages in the language of a page.
type Words struct{ Lang message.Lang }

// wordsOf says messages in the language of a document.
func wordsOf(doc *document.Document) Words {
	switch {
	case doc.Second != "":
		return Words{message.Both}
	case doc.Lang == Tag(message.EN):
		return Words{message.EN}
	}
	return Words{message.ZH}
}

// Tag is the language of the page (BCP 47).
func (w Words) Tag() string { return Tag(w.Lang) }

// Tag is a language as pages name it (BCP 47); a page in two begins in the first.
func Tag(l message.Lang) string {
	if l == message.EN {
		return "en"
	}
	return "zh-CN"
}

// Say says a message; kv are names and values. A page in two languages says it in
// both, each marked as what it is.
func (w Words) Say(id string, kv ...any) template.HTML {
	args := argPairs(kv)
	one := func(l message.Lang) string { return template.HTMLEscapeString(message.Say(l, id, args)) }
	if w.Lang != message.Both {
		return template.HTML(one(w.Lang))
	}
	zh, en := one(message.ZH), one(message.EN)
	if zh == en {
		return template.HTML(zh)
	}
	return template.HTML(zh + ` <span lang="en">` + en + `</span>`)
}

// Plain says a message where there can be no marks.
func (w Words) Plain(id string, kv ...any) string { return message.Say(w.Lang, id, argPairs(kv)) }

func argPairs(kv []any) message.Args {
	a := message.Args{}
	for i := 0; i+1 < len(kv); i += 2 {
		a[fmt.Sprint(kv[i])] = fmt.Sprint(kv[i+1])
	}
	return a
}
