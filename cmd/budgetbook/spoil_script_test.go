package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// spoil HOW PART OLD NEW FROM TO copies a workbook with OLD replaced by NEW in one part:
// silently, so that the checksum remains that of the sound part; twice, in a second part
// whose name is written with backslashes; soundly, as a program would.
func spoil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 6 {
		ts.Fatalf("usage: spoil HOW PART OLD NEW FROM TO")
	}
	how, part, from, to := args[0], args[1], args[2], args[3]
	in, err := zip.OpenReader(ts.MkAbs(args[4]))
	ts.Check(err)
	defer in.Close()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	found := false
	for _, f := range in.File {
		if f.Name != part {
			ts.Check(w.Copy(f))
			continue
		}
		r, err := f.Open()
		ts.Check(err)
		data, err := io.ReadAll(r)
		ts.Check(err)
		found = bytes.Contains(data, []byte(from))
		data = bytes.Replace(data, []byte(from), []byte(to), 1)
		h := zip.FileHeader{Name: f.Name, Method: zip.Store, CRC32: f.CRC32, CompressedSize64: uint64(len(data)), UncompressedSize64: uint64(len(data))}
		var to io.Writer
		switch how {
		case "silently":
			to, err = w.CreateRaw(&h)
		case "twice":
			ts.Check(w.Copy(f))
			to, err = w.Create(strings.ReplaceAll(f.Name, "/", `\`))
		case "soundly":
			to, err = w.Create(f.Name)
		default:
			ts.Fatalf("no such way: %s", how)
		}
		ts.Check(err)
		_, err = to.Write(data)
		ts.Check(err)
	}
	if !found {
		ts.Fatalf("%s has no part %s with %q", args[4], part, from)
	}
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[5]), out.Bytes(), 0o644))
}
