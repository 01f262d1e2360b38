//go:build external

// The tests of this file start a Slurm of their own (slurm-wlm and munge), fill a disk
// of their own, and kill runs many times: go test -tags external
package batch_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/message"
)

// program builds the program; the job files call it by its path.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "budgetbook")
	if out, err := exec.Command("go", "build", "-o", path, "../../../cmd/budgetbook").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// slurm is a cluster of one node, in a folder of its own.
type slurm struct {
	t   *testing.T
	dir string
	env []string
}

// startSlurm starts munged, slurmctld and slurmd. What they need of the machine is
// root, to run jobs, and a name for it that resolves.
func startSlurm(t *testing.T) *slurm {
	t.Helper()
	for _, name := range []string{"munged", "slurmctld", "slurmd", "sbatch", "scontrol"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatalf("%s is not installed: make external-tools", name)
		}
	}
	if os.Getuid() != 0 {
		t.Skip("slurmd starts jobs as root only")
	}
	dir, err := os.MkdirTemp("", "slurm") // short, as sockets have short names
	if err != nil {
		t.Fatal(err)
	}
	s := &slurm{t: t, dir: dir}
	t.Cleanup(func() {
		if t.Failed() {
			for _, name := range []string{"munged.log", "slurmctld.log", "slurmd.log"} {
				data, _ := os.ReadFile(filepath.Join(dir, name))
				t.Logf("%s:\n%s", name, data[max(0, len(data)-3000):])
			}
		}
		os.RemoveAll(dir)
	})
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	host, _, _ = strings.Cut(host, ".")
	key := bytes.Repeat([]byte("a key for this test only "), 8)
	if err := os.WriteFile(filepath.Join(dir, "munge.key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sub := range []string{"state", "spool"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	conf := fmt.Sprintf(`ClusterName=trial
SlurmctldHost=%[2]s(127.0.0.1)
SlurmctldPort=%[3]d
SlurmdPort=%[4]d
AuthType=auth/munge
AuthInfo=socket=%[1]s/munge.sock
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=%[1]s/state
SlurmdSpoolDir=%[1]s/spool
SlurmctldPidFile=%[1]s/slurmctld.pid
SlurmdPidFile=%[1]s/slurmd.pid
SlurmctldLogFile=%[1]s/slurmctld.log
SlurmdLogFile=%[1]s/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1
SlurmdParameters=config_overrides
ReturnToService=2
NodeName=%[2]s NodeAddr=127.0.0.1 CPUs=4 RealMemory=8000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`, dir, host, port(t), port(t))
	if err := os.WriteFile(filepath.Join(dir, "slurm.conf"), []byte(conf), 0o644); err != nil {
		t.Fatal(err)
	}
	s.env = append(os.Environ(), "SLURM_CONF="+filepath.Join(dir, "slurm.conf"))
	socket := filepath.Join(dir, "munge.sock")
	s.daemon("munged", "--foreground", "--force", "--socket="+socket, "--key-file="+filepath.Join(dir, "munge.key"),
		"--pid-file="+filepath.Join(dir, "munged.pid"), "--log-file="+filepath.Join(dir, "munged.log"), "--seed-file="+filepath.Join(dir, "munged.seed"))
	s.until("munged", func() bool { _, err := os.Stat(socket); return err == nil })
	s.daemon("slurmctld", "-D")
	s.until("slurmctld", func() bool { return exec.Command("scontrol", "ping").Run() == nil || s.try("scontrol", "ping") })
	s.daemon("slurmd", "-D", "-N", host)
	s.until("the node", func() bool {
		out, _ := s.command("sinfo", "-h", "-o", "%T").Output()
		return strings.TrimSpace(string(out)) == "idle"
	})
	return s
}

// port is a port nobody uses.
func port(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (s *slurm) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Dir = s.env, s.dir
	return cmd
}

func (s *slurm) try(name string, args ...string) bool { return s.command(name, args...).Run() == nil }

// daemon starts a program that ends with the test.
func (s *slurm) daemon(name string, args ...string) {
	s.t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := s.command(path, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan bool)
	go func() { _ = cmd.Wait(); close(ended) }()
	s.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
		if s.t.Failed() {
			s.t.Logf("%s: %s", name, said.String())
		}
	})
}

// until waits for something that must come about.
func (s *slurm) until(what string, done func() bool) {
	s.t.Helper()
	for range 600 {
		if done() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.t.Fatalf("%s is not ready within a minute", what)
}

// submit submits a job file of examples/cluster and waits for its end; it returns what
// the tasks said.
func (s *slurm) submit(file string, export string, args ...string) string {
	s.t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "..", "examples", "cluster", file))
	if err != nil {
		s.t.Fatal(err)
	}
	// The node of the trial is smaller than those the files are written for.
	args = append([]string{"--wait", "--parsable", "--cpus-per-task=2", "--mem=0", "--output=" + s.dir + "/log-%j", "--export=ALL," + export}, args...)
	out, err := s.command("sbatch", append(args, path)...).CombinedOutput()
	said := ""
	logs, _ := filepath.Glob(filepath.Join(s.dir, "log-*"))
	for _, name := range logs {
		data, _ := os.ReadFile(name)
		said += string(data)
		os.Remove(name)
	}
	if err != nil {
		s.t.Fatalf("%s: %v\n%s\n%s", file, err, out, said)
	}
	return said
}

// An array of tasks leaves, merged, byte for byte what one run leaves that knows of no
// cluster.
func TestExternalSlurmArray(t *testing.T) {
	bin := program(t)
	s := startSlurm(t)
	in, alone, shared := filepath.Join(s.dir, "in"), filepath.Join(s.dir, "alone"), filepath.Join(s.dir, "shared")
	all := writeTrial(t, in, 12, 3)
	if out, err := exec.Command(bin, "batch", in, "-o", alone).CombinedOutput(); code(err) != 1 {
		t.Fatalf("%v\n%s", err, out)
	}
	export := fmt.Sprintf("IN=%s,OUT=%s,BUDGETBOOK=%s", in, shared, bin)
	said := s.submit("slurm.sbatch", export, "--array=0-3")
	for i := range 4 {
		if !strings.Contains(said, fmt.Sprintf("%d/4", i+1)) {
			t.Errorf("no task says it was part %d of 4:\n%s", i+1, said)
		}
	}
	if _, err := os.Stat(filepath.Join(shared, batch.ResultsFile)); err == nil {
		t.Error("a task has merged")
	}
	s.submit("slurm-merge.sbatch", export)
	sameTree(t, tree(t, alone), tree(t, shared))
	got := results(t, shared)
	for _, x := range all {
		x.judge(t, got[x.path])
	}

	// A task whose results are lost is submitted again alone.
	lost := ""
	for input, r := range got {
		if r.Failure == nil {
			lost = input
			if err := os.RemoveAll(filepath.Join(shared, batch.UnitsFolder, r.Folder)); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	out, err := exec.Command(bin, "batch", in, "--merge", shared).CombinedOutput()
	if code(err) != 2 || !strings.Contains(string(out), lost) {
		t.Errorf("%v: %s", err, out)
	}
	for i := range 4 {
		s.submit("slurm.sbatch", export+",SHARDS=4", fmt.Sprintf("--array=%d", i))
	}
	s.submit("slurm-merge.sbatch", export)
	sameTree(t, tree(t, alone), tree(t, shared))
}

// A run that is killed twenty times, over workbooks of every kind.
func TestExternalKilledTwentyTimes(t *testing.T) {
	in := t.TempDir()
	writeTrial(t, in, 60, 3)
	killed(t, batch.Options{In: in}, 20)
}

// A disk that is full ends the run with a message, leaves nothing half-written, and the
// run goes on when there is room.
func TestExternalDiskFull(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("a small disk is mounted as root")
	}
	in, out, whole := t.TempDir(), t.TempDir(), t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", out).CombinedOutput(); err != nil {
		t.Skipf("%v: %s", err, out)
	}
	defer syscall.Unmount(out, syscall.MNT_DETACH)
	writeTrial(t, in, 12, 3)
	sum, err := tryRun(t, batch.Options{In: in, Out: out, Jobs: 2})
	// The process of a workbook hands on what is to be said, not the number of the system.
	var said, cause *message.Error
	full := errors.As(err, &said) && errors.As(said.Cause, &cause) && cause.ID == "cause-full"
	if !full || sum.Done() == 0 || sum.Done() == sum.Total {
		t.Fatalf("%+v, %v", sum, err)
	}
	t.Logf("%d of %d were done when the disk was full: %v", sum.Done(), sum.Total, err)
	for name, data := range tree(t, out) {
		if strings.HasSuffix(name, ".tmp") || strings.HasSuffix(name, ".pdf") && !strings.HasSuffix(strings.TrimSpace(data), "%%EOF") {
			t.Errorf("%s is left with %d bytes", name, len(data))
		}
	}
	if out, err := exec.Command("mount", "-o", "remount,size=200m", out).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if sum, err = tryRun(t, batch.Options{In: in, Out: out, Jobs: 2}); err != nil || sum.Kept == 0 {
		t.Fatalf("%+v, %v", sum, err)
	}
	run(t, batch.Options{In: in, Out: whole})
	sameTree(t, tree(t, whole), tree(t, out))
}

// A disk that cannot be written to is said so.
func TestExternalReadOnlyDisk(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("a disk is mounted as root")
	}
	in, out := t.TempDir(), t.TempDir()
	small(t, in, "a.json")
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", out).CombinedOutput(); err != nil {
		t.Skipf("%v: %s", err, out)
	}
	defer syscall.Unmount(out, syscall.MNT_DETACH)
	if sum, err := tryRun(t, options(t, in, out)); !errors.Is(err, syscall.EROFS) {
		t.Errorf("%+v, %v", sum, err)
	}
}
