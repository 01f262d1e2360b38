package batch

import (
	"crypto/sha256"
	"encoding/binary"
	"path/filepath"
	"strconv"
	"strings"

	"budgetbook/internal/message"
)

// Shard is the part of the work one of several runs does: part Index of Count, from 1.
// The zero value is all of it.
type Shard struct{ Index, Count int }

// Whole says whether there is nobody else to do a part of the work.
func (s Shard) Whole() bool { return s.Count <= 1 }

func (s Shard) String() string { return strconv.Itoa(s.Index) + "/" + strconv.Itoa(s.Count) }

// has says whether a workbook belongs to the part. It depends on the path alone, so
// that a workbook added while shards begin moves no other.
func (s Shard) has(path string) bool {
	if s.Whole() {
		return true
	}
	sum := sha256.Sum256([]byte(filepath.ToSlash(path)))
	return binary.BigEndian.Uint64(sum[24:])%uint64(s.Count) == uint64(s.Index-1)
}

// ParseShard reads i/n.
func ParseShard(text string) (Shard, error) {
	a, b, _ := strings.Cut(text, "/")
	i, err1 := strconv.Atoi(strings.TrimSpace(a))
	n, err2 := strconv.Atoi(strings.TrimSpace(b))
	if err1 != nil || err2 != nil || i < 1 || i > n {
		return Shard{}, message.Errorf(nil, "bad-value", "flag", "shard", "value", text, "choices", "1/4, 2/4, 3/4, 4/4")
	}
	return Shard{i, n}, nil
}

// Variables in which a Slurm array and an indexed job of Kubernetes say which task
// this is. The second has none for the number of tasks: the job file sets it.
const (
	slurmID    = "SLURM_ARRAY_TASK_ID"
	slurmMin   = "SLURM_ARRAY_TASK_MIN"
	slurmMax   = "SLURM_ARRAY_TASK_MAX"
	slurmCount = "SLURM_ARRAY_TASK_COUNT"
	slurmStep  = "SLURM_ARRAY_TASK_STEP"
	kubeIndex  = "JOB_COMPLETION_INDEX"
	kubeCount  = "JOB_COMPLETIONS"
)

// ShardFrom finds in the environment which part of the work this is. count is the
// number of parts if it was given, else 0; tasks are then counted from 0.
func ShardFrom(env func(string) string, count int) (Shard, error) {
	bad := func(name string) (Shard, error) {
		return Shard{}, message.Errorf(nil, "batch-shard-env", "name", name, "value", env(name))
	}
	number := func(name string, preset int) int {
		if env(name) == "" {
			return preset
		}
		n, err := strconv.Atoi(env(name))
		if err != nil {
			return -1
		}
		return n
	}
	name, index := "", 0
	switch {
	case env(slurmID) != "":
		name = slurmID
		index = number(slurmID, -1)
		if count > 0 {
			break
		}
		first, last, step := number(slurmMin, -1), number(slurmMax, -1), number(slurmStep, 1)
		count = number(slurmCount, -1)
		if count < 1 || step < 1 || index < first || index > last || (index-first)%step != 0 || (last-first)/step+1 != count {
			return bad(slurmID)
		}
		index = (index - first) / step
	case env(kubeIndex) != "":
		name = kubeIndex
		index = number(kubeIndex, -1)
		if count == 0 {
			count = number(kubeCount, 0)
		}
		if count == 0 {
			return Shard{}, message.Errorf(nil, "batch-shard-count", "name", kubeIndex)
		}
	case count > 0:
		return Shard{}, message.Errorf(nil, "batch-shard-index", "shards", strconv.Itoa(count))
	default:
		return Shard{}, nil
	}
	if index < 0 || index >= count {
		return bad(name)
	}
	return Shard{index + 1, count}, nil
}
