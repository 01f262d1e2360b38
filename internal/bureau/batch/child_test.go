package batch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"syscall"
	"testing"

	"budgetbook/internal/message"
)

// TestCausesCrossProcesses: an error says the same, in both languages, on the other side
// of a process as on this one.
func TestCausesCrossProcesses(t *testing.T) {
	for _, err := range []error{
		message.Errorf(&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOTDIR}, "unwritable", "file", "甲"),
		message.Errorf(message.Errorf(io.ErrUnexpectedEOF, "cause-part", "sheet", "表一"), "open.damaged", "file", "甲"),
		message.Errorf(errors.New("odd\x1b"), "batch-crash", "file", "甲"),
		message.Errorf(errors.New("odd"), "unreadable", "file", "甲"),
		fmt.Errorf("job: %w", fs.ErrPermission), errors.New("odd"), message.Errorf(nil, "not-a-file", "file", "甲"),
	} {
		data, bad := json.Marshal(sayError(err))
		var s sentError
		if bad = errors.Join(bad, json.Unmarshal(data, &s)); bad != nil {
			t.Fatal(bad)
		}
		for _, l := range []message.Lang{message.ZH, message.EN} {
			say, fix := message.Explain(l, err)
			if gotSay, gotFix := message.Explain(l, s.err()); gotSay != say || gotFix != fix {
				t.Errorf("%q, %q becomes %q, %q", say, fix, gotSay, gotFix)
			}
		}
	}
}
