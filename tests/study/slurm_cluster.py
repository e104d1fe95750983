"""A Slurm cluster on this machine alone: one controller, two node daemons, and munge between them.

All its files are in one temporary directory, all its ports on the loopback device, and it ends when
the `with` block does, by the ids of the processes that it started.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel", "sinfo")
PATIENCE_S = 60
NODES = ("one", "two")
# Says of a process under which node's daemon it runs.
MARK = "DRAWDOWN_TEST_NODE"

CONFIG = """\
ClusterName=drawdown_test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool.%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=100000
ReturnToService=2
SlurmctldTimeout=10
SlurmdTimeout=5
InactiveLimit=0
KillWait=2
MinJobAge=300
MaxArraySize=1001
{nodes}
PartitionName=test Nodes={all_nodes} Default=YES MaxTime=INFINITE State=UP
"""


class Unavailable(Exception):
    """Slurm is not installed, or does not run here."""


def _free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


class Cluster:
    """`with Cluster(cpus=1) as cluster`: up and idle, or Unavailable is raised."""

    def __init__(self, cpus=1):
        missing = [name for name in PROGRAMS if shutil.which(name, path=self._path()) is None]
        if missing:
            raise Unavailable(f"not installed: {', '.join(missing)}")
        self.cpus = cpus
        self.folder = tempfile.mkdtemp(prefix="drawdown_slurm_")
        os.chmod(self.folder, 0o755)
        self.processes = {}

    @staticmethod
    def _path():
        return os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin"

    @property
    def environment(self):
        """What the programs of Slurm need to find this cluster."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SLURM")}
        return {**kept, "PATH": self._path(), "SLURM_CONF": self._config()}

    def _config(self):
        return os.path.join(self.folder, "slurm.conf")

    def __enter__(self):
        try:
            self._start_all()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def command(self, *words, check=True):
        """What a program of Slurm prints."""
        result = subprocess.run(words, env=self.environment, capture_output=True, text=True,
                                timeout=PATIENCE_S, check=False)
        if check and result.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}: {result.stderr}")
        return result.stdout

    def node_states(self):
        """Node name to state, as sinfo gives it."""
        lines = self.command("sinfo", "-h", "-N", "-o", "%N %T").split("\n")
        return dict(line.split() for line in lines if line)

    def kill_node(self, name):
        """Ends a node's daemon and all that runs under it, as a power cut would."""
        process = self.processes.pop(name)
        self._kill([process.pid] + _with_variable(f"{MARK}={self.folder}/{name}"))
        process.wait(PATIENCE_S)

    def start_node(self, name):
        """Starts its daemon; what runs under it is known by a variable that it inherits."""
        mark = {MARK: f"{self.folder}/{name}"}
        self._start(name, ["slurmd", "-D", "-N", name], {**self.environment, **mark})

    def _start_all(self):
        os.mkdir(os.path.join(self.folder, "munge"), 0o755)
        os.mkdir(os.path.join(self.folder, "state"), 0o700)
        key = os.path.join(self.folder, "munge", "key")
        with open(key, "wb") as file:
            file.write(os.urandom(128))
        os.chmod(key, 0o400)
        self._write_config()
        munge = os.path.join(self.folder, "munge")
        self._start("munged", ["munged", "--foreground", "--force", f"--socket={munge}/socket",
                               f"--key-file={key}", f"--pid-file={munge}/pid",
                               f"--log-file={munge}/log", f"--seed-file={munge}/seed"])
        self.wait("munge", lambda: os.path.exists(f"{munge}/socket"))
        self._start("slurmctld", ["slurmctld", "-D", "-c"])
        for name in NODES:
            self.start_node(name)
        self.wait("the nodes to be idle", self.all_idle)

    def all_idle(self):
        try:
            states = self.node_states()
        except RuntimeError:
            return False
        return len(states) == len(NODES) and set(states.values()) == {"idle"}

    def _write_config(self):
        host = socket.gethostname().split(".")[0]
        ports = _free_ports(1 + len(NODES))
        nodes = "\n".join(
            f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} "
            f"CPUs={self.cpus} State=UNKNOWN" for name, port in zip(NODES, ports[1:]))
        text = CONFIG.format(host=host, controller_port=ports[0], folder=self.folder, nodes=nodes,
                             user=pwd.getpwuid(os.getuid()).pw_name, all_nodes=",".join(NODES))
        with open(self._config(), "w", encoding="utf-8") as file:
            file.write(text)

    def _start(self, name, words, environment=None):
        with open(os.path.join(self.folder, f"{name}.out"), "ab") as output:
            self.processes[name] = subprocess.Popen(
                words, env=environment or self.environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True, cwd=self.folder)

    def wait(self, what, ready):
        limit = time.monotonic() + PATIENCE_S
        while time.monotonic() < limit:
            if ready():
                return
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise Unavailable(f"{name} ended:\n{self.last_words()}")
            time.sleep(0.1)
        raise Unavailable(f"waited {PATIENCE_S} s for {what}:\n{self.last_words()}")

    def last_words(self):
        """The ends of all logs, for a message."""
        text = ""
        for name in sorted(os.listdir(self.folder)):
            if not name.endswith((".log", ".out")):
                continue
            with open(os.path.join(self.folder, name), encoding="utf-8", errors="replace") as file:
                text += f"--- {name}\n{file.read()[-1500:]}\n"
        return text

    @staticmethod
    def _kill(roots):
        # A task is in a session of its own, and may have let go of the variables: it is found by
        # its parent. The daemon is first: it must not tell anybody what becomes of the others.
        everyone = list(roots)
        for process_id in everyone:
            everyone += [child for child in _children_of(process_id) if child not in everyone]
        for process_id in everyone:
            try:
                os.kill(process_id, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def close(self):
        """Ends everything that it started, also what was started by that."""
        started = [self.processes.pop(name) for name in list(self.processes)]
        self._kill([process.pid for process in started] +
                   _with_variable(f"SLURM_CONF={self._config()}"))
        for process in started:
            process.wait(PATIENCE_S)
        shutil.rmtree(self.folder, ignore_errors=True)


def _processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _with_variable(setting):
    """The processes that have it in their environment."""
    found = []
    for process_id in _processes():
        try:
            with open(f"/proc/{process_id}/environ", "rb") as file:
                if setting.encode() in file.read().split(b"\0"):
                    found.append(process_id)
        except OSError:
            continue
    return found


def _children_of(parent):
    children = []
    for process_id in _processes():
        try:
            with open(f"/proc/{process_id}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            children.append(process_id)
    return children
