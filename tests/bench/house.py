"""A house of its own for the measurement: data base, data, gunicorn. Built on bin/house.py."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bin"))

import house  # noqa: E402 - the commands' own module, which lies in bin/

SIZES = {
    "S": {"townships": 1, "villages": 20, "persons": 300},
    "M": {"townships": 20, "villages": 20, "persons": 300},
}
YEARS, SEED = 3, 1
FIRST_TOWNSHIP = "990101201"


@contextmanager
def opened(size):
    """The data base of this size, filled once and kept below VAR_DIR."""
    var = house.var_dir() / f"bench-{size}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    os.environ["VAR_DIR"] = str(var)
    house.prepare_environment(var)
    with house.database():
        house.prepare_files()
        fill(var / "filled", size)
        yield


def fill(stamp, size):
    if stamp.exists():
        return
    options = [f"--{name}={number}" for name, number in SIZES[size].items()]
    options += [f"--years={YEARS}", f"--seed={SEED}", f"--township-code={FIRST_TOWNSHIP}"]
    with house.step(f"Invented size {size}"):
        manage("migrate", "--verbosity=0")
        manage("createcachetable")
        manage("raise_wall")
        manage("generate_township", *options)
    stamp.touch()


def manage(*command):
    house.run([house.PYTHON, ROOT / "manage.py", *command])


class Server:
    """gunicorn as bin/serve starts it, on a free port."""

    def __enter__(self):
        self.port = free_port()
        self.process = subprocess.Popen(
            [
                house.PYTHON, "-m", "gunicorn", "township.wsgi:application",
                "--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread",
                "--workers", "2", "--threads", "4", "--log-level", "warning",
            ],
            cwd=ROOT, start_new_session=True,
        )  # fmt: skip
        self.wait()
        return self

    def wait(self):
        while self.process.poll() is None:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
        raise RuntimeError("gunicorn has ended by itself")

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait(30)

    def peak_memory(self):
        """The most that any worker held, in MB."""
        pids = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return max(peak_of(pid) for pid in pids.split())


def peak_of(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
