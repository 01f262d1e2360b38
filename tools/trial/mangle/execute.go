package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// answer is how a command ended.
type answer struct {
	status int // -1: by a signal
	out    []byte
	said   string
	memory int64   // kB at most
	work   float64 // seconds of CPU
}

// hang is how long a command may take before it counts as one that never ends.
const hang = 3 * time.Minute

func execute(binary, dir string, args []string) (answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), hang)
	defer cancel()
	c := exec.CommandContext(ctx, binary, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "LANG=zh_CN.UTF-8", "LC_ALL=")
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return answer{}, err
	}
	a := answer{status: c.ProcessState.ExitCode(), out: out.Bytes(), said: said.String()}
	if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		a.memory = u.Maxrss
	}
	a.work = (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()
	if ctx.Err() != nil {
		a.said = "never ended\n" + a.said
	}
	return a, nil
}

// wrong says what is wrong with the way a command ended, "" if nothing.
func (a answer) wrong() string {
	switch {
	case strings.HasPrefix(a.said, "never ended"):
		return "no end"
	case a.status < 0:
		return "killed by a signal"
	case strings.Contains(a.said, "goroutine "):
		return "crash"
	case strings.Contains(a.said, "panic"), strings.Contains(a.said, "runtime error"):
		return "recovered panic"
	case a.status > 2:
		return fmt.Sprint("status ", a.status)
	case a.status == 2 && strings.TrimSpace(a.said) == "":
		return "refused without a word"
	}
	for _, words := range foreign {
		if strings.Contains(a.said, words) {
			return foreignWords + words
		}
	}
	return ""
}

const foreignWords = "says "

// foreign are words of libraries and of the system, which an officer does not read.
var foreign = []string{"unexpected EOF", "zip:", "flate:", "gzip:", "zlib:", "strconv.", "invalid character", "invalid syntax", "XML syntax", "xml:", "json:", "toml:",
	"bytes.Reader", "no such file", "is a directory", "not a valid", "context canceled", "cannot unmarshal", "index out of range", "parse error on", "%!"}
