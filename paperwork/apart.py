"""Running a program that opens a stranger's file: by itself, bounded, with nothing to win."""

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
START = (
    "import sys; sys.path.append(sys.argv.pop(1)); "
    "from importlib import import_module as load; load('paperwork.' + sys.argv.pop(1)).main()"
)
SECONDS = 15  # on the wall, for a busy machine: those of the processor are counted inside
LONGEST_LINE = 10_000
# Two at once in each worker: a crowd of uploads takes turns instead of taking the memory.
TURNS = threading.BoundedSemaphore(2)


def run_apart(program, data, *arguments):
    """What `paperwork/<program>.py` answers to the bytes: (first line as JSON, the rest).

    The program bounds itself (`bounds`); it gets an empty environment, a session of its own and
    its three standard streams. None when it went beyond its bounds.
    """
    with TURNS, memory_file(data) as source, memory_file() as target:
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-B", "-c", START, HOUSE, program, *arguments],
                stdin=source, stdout=target, stderr=subprocess.DEVNULL, env={}, cwd="/",
                timeout=SECONDS, start_new_session=True, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return None
        os.lseek(target, 0, os.SEEK_SET)
        with os.fdopen(os.dup(target), "rb") as answer:
            line = answer.readline(LONGEST_LINE)
            rest = answer.read()
    return None if done.returncode or not line else (json.loads(line), rest)


@contextmanager
def memory_file(data=b""):
    """A file without a name that lies in memory: nothing that was sent touches a disk in clear."""
    handle = os.memfd_create("sent")
    try:
        with os.fdopen(os.dup(handle), "wb") as file:
            file.write(data)
        os.lseek(handle, 0, os.SEEK_SET)
        yield handle
    finally:
        os.close(handle)
