"""What the hostile corpus costs: medians of the processor's time, and the most memory.

    .venv/bin/python -m tests.bench.strangers

Each file is opened as a worker does it; the numbers are those of the bounded programs
(`paperwork/bounds.py`), which end by themselves at their limits.
"""

import multiprocessing
import os
import resource
import sys
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
ROUNDS = 3


def cost(read, data):
    """Seconds of the processor and megabytes of the child of a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, (read, data))


def measured(read, data):
    from paperwork.refusals import Unreadable

    try:
        read(data)
        outcome = "read"
    except Unreadable as refusal:
        outcome = refusal.code
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, outcome


def read_workbook(data):
    from paperwork.reading import read_sheet
    from tests.test_paperwork_hostile import KEYS, LABELS

    return read_sheet(data, recognise=KEYS.get, labels=LABELS)


def clean(data):
    from paperwork.pictures import clean_picture

    return clean_picture(data)


def corpus():
    """(name, how it is opened, bytes) of every file of the two corpora."""
    from tests import test_hostile_pictures as pictures
    from tests import test_paperwork_hostile as workbooks

    sheets = {name: make for name, (_code, make) in workbooks.REFUSED.items()} | workbooks.READ
    photos = {name: make for name, (_code, make) in pictures.REFUSED.items()} | pictures.CLEANED
    for read, files in ((read_workbook, sheets), (clean, photos)):
        for name, make in files.items():
            yield name, read, make()


def main():
    seconds, most = [], 0
    for name, read, data in corpus():
        runs = [cost(read, data) for _ in range(ROUNDS)]
        middle = median(run[0] for run in runs)
        memory = max(run[1] for run in runs)
        seconds.append(middle)
        most = max(most, memory)
        print(f"{name:<48}{middle:6.2f} s {memory:6.0f} MB  {runs[0][2]}")
    print(f"\n{len(seconds)} files; median {median(seconds):.2f} s, longest {max(seconds):.2f} s,")
    print(f"most memory {most:.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
