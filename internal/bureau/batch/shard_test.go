package batch_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/message"
)

// Shards do disjoint parts of the work, and what they leave, merged, is what one run
// leaves.
func TestShards(t *testing.T) {
	slow(t)
	in, one, many := t.TempDir(), t.TempDir(), t.TempDir()
	var paths []string
	for i := range 12 {
		paths = append(paths, fmt.Sprintf("%d/单位 %d.json", i%3, i))
	}
	small(t, in, paths...)
	run(t, options(t, in, one))
	done := 0
	for i := 3; i >= 1; i-- {
		o := options(t, in, many)
		o.Shard = batch.Shard{Index: i, Count: 3}
		sum := run(t, o)
		if sum.Kept > 0 || sum.Merged != nil {
			t.Errorf("shard %d: %+v", i, sum)
		}
		done += sum.Total
		if i == 3 {
			m, err := batch.Merge(in, many, false, func(error) {})
			if err != nil || len(m.Missing) != len(paths)-sum.Total || len(m.Results) != sum.Total {
				t.Errorf("%+v, %v", m, err)
			}
		}
	}
	if done != len(paths) {
		t.Errorf("%d done, want %d", done, len(paths))
	}
	m, err := batch.Merge(in, many, false, func(err error) { t.Error(err) })
	if err != nil || len(m.Missing)+len(m.Changed)+len(m.Gone) > 0 || len(m.Results) != len(paths) {
		t.Errorf("%+v, %v", m, err)
	}
	sameTree(t, tree(t, one), tree(t, many))
	if m, err = batch.Merge("", many, false, nil); err != nil || len(m.Results) != len(paths) {
		t.Errorf("%+v, %v", m, err)
	}
	sameTree(t, tree(t, one), tree(t, many))

	// What has happened since is said.
	data, err := os.ReadFile(filepath.Join(in, paths[0]))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(in, paths[0]), append(data, ' '))
	if err := os.Remove(filepath.Join(in, paths[1])); err != nil {
		t.Fatal(err)
	}
	if m, err = batch.Merge(in, many, false, nil); err != nil || !slices.Equal(m.Changed, paths[:1]) || !slices.Equal(m.Gone, paths[1:2]) {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err = batch.Merge(in, filepath.Join(many, "none"), false, nil); err == nil {
		t.Error("an output folder that is not there was merged")
	}
}

func TestShardFrom(t *testing.T) {
	slurm := func(id, first, last, count, step string) map[string]string {
		return map[string]string{"SLURM_ARRAY_TASK_ID": id, "SLURM_ARRAY_TASK_MIN": first, "SLURM_ARRAY_TASK_MAX": last,
			"SLURM_ARRAY_TASK_COUNT": count, "SLURM_ARRAY_TASK_STEP": step}
	}
	kube := func(index, count string) map[string]string {
		return map[string]string{"JOB_COMPLETION_INDEX": index, "JOB_COMPLETIONS": count}
	}
	for _, c := range []struct {
		env   map[string]string
		count int
		want  batch.Shard
		id    string
	}{
		{nil, 0, batch.Shard{}, ""},
		{nil, 4, batch.Shard{}, "batch-shard-index"},
		{slurm("0", "0", "3", "4", "1"), 0, batch.Shard{Index: 1, Count: 4}, ""},
		{slurm("3", "0", "3", "4", ""), 0, batch.Shard{Index: 4, Count: 4}, ""},
		{slurm("4", "1", "4", "4", "1"), 0, batch.Shard{Index: 4, Count: 4}, ""},
		{slurm("6", "2", "10", "5", "2"), 0, batch.Shard{Index: 3, Count: 5}, ""},
		{slurm("3", "1", "7", "3", "1"), 0, batch.Shard{}, "batch-shard-env"},   // 1,3,7
		{slurm("11", "0", "9", "10", "1"), 0, batch.Shard{}, "batch-shard-env"}, // outside
		{slurm("x", "0", "9", "10", "1"), 0, batch.Shard{}, "batch-shard-env"},
		{slurm("3", "", "", "", ""), 0, batch.Shard{}, "batch-shard-env"},
		{slurm("3", "3", "3", "1", "1"), 10, batch.Shard{Index: 4, Count: 10}, ""}, // one task again
		{slurm("10", "0", "9", "10", "1"), 10, batch.Shard{}, "batch-shard-env"},
		{kube("2", "5"), 0, batch.Shard{Index: 3, Count: 5}, ""},
		{kube("2", ""), 5, batch.Shard{Index: 3, Count: 5}, ""},
		{kube("2", ""), 0, batch.Shard{}, "batch-shard-count"},
		{kube("5", "5"), 0, batch.Shard{}, "batch-shard-env"},
		{kube("x", "5"), 0, batch.Shard{}, "batch-shard-env"},
		{kube("1", "x"), 0, batch.Shard{}, "batch-shard-env"},
	} {
		got, err := batch.ShardFrom(func(name string) string { return c.env[name] }, c.count)
		id := ""
		var said *message.Error
		if errors.As(err, &said) {
			id = said.ID
		}
		if got != c.want || id != c.id {
			t.Errorf("%v, %d: %v, %v", c.env, c.count, got, err)
		}
	}
	for text, want := range map[string]batch.Shard{"1/1": {Index: 1, Count: 1}, "2/4": {Index: 2, Count: 4}, "0/4": {}, "5/4": {}, "x": {}, "1/": {}, "": {}, "1/2/3": {}} {
		if got, err := batch.ParseShard(text); got != want || (err != nil) != (want == batch.Shard{}) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}
