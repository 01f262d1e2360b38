package message

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// TestCausesInWords: what libraries and the system report is told by its kind and said in
// the reader's words, also through what was wrapped around it.
func TestCausesInWords(t *testing.T) {
	var v struct{ A int }
	_, noFile := os.ReadFile(filepath.Join(t.TempDir(), "x"))
	_, folder := os.ReadFile(t.TempDir())
	_, noZip := zip.NewReader(bytes.NewReader([]byte("PK")), 2)
	_, packed := io.ReadAll(flate.NewReader(strings.NewReader("\xff\xff\xff")))
	_, quotes := csv.NewReader(strings.NewReader("a,b\nc,\"d\n")).ReadAll()
	_, fields := csv.NewReader(strings.NewReader("a,b\nc\n")).ReadAll()
	_, number := strconv.Atoi("1x")
	_, large := strconv.Atoi("99999999999999999999")
	_, day := time.Parse(time.DateOnly, "2024-13-01")
	for _, c := range []struct {
		err  error
		want string
	}{
		{noFile, "文件或文件夹不存在"}, {folder, "这是文件夹，不是文件"}, {noZip, "压缩结构不完整或已损坏"}, {packed, "压缩内容已损坏"},
		{zip.ErrChecksum, "校验值不符，内容已改变"}, {io.ErrUnexpectedEOF, "内容在中途断了"},
		{xml.Unmarshal([]byte("<a>\n<b></a>"), &v), "其中一个部分的第 2 行标记有误"}, {json.Unmarshal([]byte(`{"A":}`), &v), "第 6 个字节附近不合 JSON 语法"},
		{json.Unmarshal([]byte(`{"A":"x"}`), &v), "第 8 个字节附近“A”的值不是应有的类型"}, {toml.Unmarshal([]byte("a = 1\nb = = 2"), &v), "第 2 行第 5 个字符处不合语法"},
		{quotes, "第 2 行附近多了或少了一个引号"}, {fields, "第 2 行的列数或格式有错误"}, {number, "“1x”不是数"}, {large, "“99999999999999999999”超出了数的范围"}, {day, "“2024-13-01”不是日期"},
		{context.Canceled, "已被中断"}, {context.DeadlineExceeded, "超过了时限"}, {fs.ErrPermission, "没有权限"},
		{Errorf(nil, "cause-no-utf8"), "文字编码不是 UTF-8"}, {syscall.Errno(0x7fff), "系统报告："},
	} {
		if c.err == nil {
			t.Fatalf("no error that says %q", c.want)
		}
		for _, err := range []error{c.err, fmt.Errorf("part %s: %w", "x", c.err), errors.Join(c.err, c.err)} {
			got, ok := Cause(err)
			if !ok || !strings.HasPrefix(got.in(ZH), c.want) {
				t.Errorf("%v is said as %q, want %q", err, got.in(ZH), c.want)
			}
		}
	}
}

// TestExplain: the cause stands in brackets and in one language; its remedy, where there
// is one, goes before the usual one; words that nobody knows are said only where the
// program itself has failed, in one line, and do not act.
func TestExplain(t *testing.T) {
	full := Errorf(&fs.PathError{Op: "write", Path: "x", Err: systemCauses[0].err}, "unwritable", "file", "x.pdf")
	odd := errors.New("strange \x1b[2J thing\nsecond line")
	for _, c := range []struct {
		err           error
		l             Lang
		say, fix, not string
	}{
		{full, ZH, "“x.pdf”，原有文件未改动（磁盘已满）", "请清理磁盘", "write"},
		{full, EN, "(the disk is full)", "Free some space", "磁盘"},
		{Errorf(io.ErrUnexpectedEOF, "unreadable", "file", "a"), ZH, "（内容在中途断了）", "请确认文件存在", "EOF"},
		{Errorf(odd, "unreadable", "file", "a"), ZH, "无法读取文件“a”", "请确认", "strange"},
		{Errorf(odd, "failed", "file", "a"), ZH, "（程序库报告：strange ␛[2J thing second line）", "", "\x1b"},
		{odd, ZH, "程序出错，没有做完（程序库报告：strange", "交给维护", "\n"},
		{fmt.Errorf("page: %w", fs.ErrNotExist), ZH, "文件或文件夹不存在", "", "page"},
		{Errorf(fmt.Errorf("sheet: %w", Errorf(nil, "cause-part", "sheet", "表一")), "open.damaged", "file", "a"), EN, "(the content of sheet “表一” is missing)", "", "sheet:"},
	} {
		say, fix := Explain(c.l, c.err)
		if !strings.Contains(say, c.say) || !strings.Contains(fix, c.fix) || strings.Contains(say+fix, c.not) {
			t.Errorf("%v is said as %q, %q", c.err, say, fix)
		}
	}
}

// TestCausesAreOneKind: each error of the tables has its message, none stands for two, and
// the Chinese of a cause is Chinese.
func TestCausesAreOneKind(t *testing.T) {
	word := regexp.MustCompile(`[A-Za-z]{2,}`)
	seen := map[error]string{}
	for _, c := range append(append([]known{}, systemCauses...), libraryCauses...) {
		e, ok := Lookup(c.id)
		if !ok {
			t.Errorf("%v: no message %s", c.err, c.id)
		}
		if w := word.FindString(e.Say.ZH); w != "" {
			t.Errorf("%s says %q in Chinese", c.id, w)
		}
		if was, twice := seen[c.err]; twice && was != c.id {
			t.Errorf("%v is %s and %s", c.err, was, c.id)
		}
		seen[c.err] = c.id
	}
}
