package intake

import (
	"reflect"
	"strings"

	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// chineseLabels finds the labels of a profile that are written in both languages: the key
// of such a label, and its Chinese text.
func chineseLabels(p *profile.Profile) map[string]string {
	all := map[string]string{}
	var visit func(v reflect.Value)
	text := reflect.TypeFor[message.Text]()
	visit = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				visit(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				visit(v.Index(i))
			}
		case reflect.Map:
			for _, k := range v.MapKeys() {
				visit(v.MapIndex(k))
			}
		case reflect.Struct:
			if v.Type() == text {
				t := v.Interface().(message.Text)
				if both := t.In(message.Both); both != t.ZH {
					all[sheets.LabelKey(both)] = t.ZH
				}
				return
			}
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					visit(v.Field(i))
				}
			}
		}
	}
	for _, part := range []any{p.Tables, p.Forms, p.Lists, p.Labels, p.Sheets} {
		visit(reflect.ValueOf(part))
	}
	for _, id := range message.IDs() {
		if e, ok := message.Lookup(id); ok && strings.HasPrefix(id, "book.") {
			visit(reflect.ValueOf(e.Say))
		}
	}
	return all
}

// oneTongue puts the Chinese label where a workbook has it in both languages, so
// that the rest of the reader need not know of such workbooks.
func (r *reader) oneTongue() {
	var labels map[string]string
	for _, g := range r.b.Grids {
		if g == nil {
			continue
		}
		for i := range g.Rows {
			cells := g.Rows[i].Cells
			for j := range cells {
				c := &cells[j]
				if c.Kind != xlsx.TextCell || !strings.Contains(c.Text, message.Between) {
					continue
				}
				if labels == nil {
					labels = chineseLabels(r.p)
				}
				if zh, ok := labels[sheets.LabelKey(c.Text)]; ok {
					c.Text = zh
				}
			}
		}
	}
}
