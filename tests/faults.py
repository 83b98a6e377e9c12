"""Killing the real server under load, and counting what became of each confirmed visit.

    bin/faults --kills 12

Clients record visits over HTTP and write down which were confirmed; after a failure they send the
same form again under its key. Meanwhile web workers and PostgreSQL are killed with -9. Loopback
only, in a folder of its own below VAR_DIR.
"""

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from http.client import HTTPException
from pathlib import Path

import psycopg2

from tests.bench.drive import Browser
from tests.bench.house import ROOT, free_port, house
from township import postgres

CLIENTS = ("heping_cadre", "liushu_cadre", "resident", "officer")
RUN = f"faults {uuid.uuid4().hex[:8]}"  # the data base is kept for the next run
TOLD = re.compile(r"统一密码：(\S+)")  # as bin/serve prints it
FORM = re.compile(r"/files/(\d+)/visits/new/")
PAUSE = (0.5, 2.0)  # seconds between a recovery and the next kill
LONGEST_OUTAGE = 90


class Client(threading.Thread):
    """One officer who records visits until told to stop, and keeps a journal."""

    def __init__(self, port, username, password, stop):
        super().__init__(daemon=True)
        self.port, self.username, self.stop = port, username, stop
        self.sent, self.confirmed, self.repeated, self.refused = {}, set(), 0, []
        self.browser = self.again(lambda: Browser(port).sign_in(username, password))
        self.cases = sorted(set(FORM.findall(self.browser.get("/due/").body)))

    def again(self, act):
        """Until it answers; a dead server answers nothing, or 5xx."""
        end = time.monotonic() + LONGEST_OUTAGE
        while time.monotonic() < end:
            try:
                return act()
            except (OSError, HTTPException, RuntimeError):
                time.sleep(0.2)
        raise TimeoutError(f"{self.username}: no answer for {LONGEST_OUTAGE} s")

    def run(self):
        while not self.stop.is_set():
            self.record_one(uuid.uuid4())

    def record_one(self, key):
        path = f"/files/{random.choice(self.cases)}/visits/new/"
        note = f"{RUN} {key}"
        self.sent[key] = note
        fields = {
            "key": key, "visited_on": time.strftime("%Y-%m-%d"), "mode": "face",
            "outcome": "found", "place": "home", "companion": "组长", "family": note,
        }  # fmt: skip
        answer = self.again(lambda: self.post(path, key, fields))
        if answer.status == 302:
            self.confirmed.add(key)
        else:
            self.refused.append((answer.status, path))

    def post(self, path, key, fields):
        token = self.browser.cookies.get("csrftoken") or self.browser.token(path)
        try:
            answer = self.browser.post(path, csrfmiddlewaretoken=token, **fields)
        except (OSError, HTTPException):
            self.repeated += 1
            self.browser = Browser(self.port, self.browser.cookies)
            raise
        if answer.status >= 500:
            self.repeated += 1
            raise RuntimeError(answer.status)
        return answer


class Served:
    """bin/serve in a folder of its own, started again whenever it has ended."""

    def __init__(self, var, port):
        self.var, self.port = var, port
        self.starts, self.process = 0, None
        home = postgres.within_reach(house.programs_folder(), var / "postgres", print)[1]
        self.cluster = postgres.Server(house.programs_folder(), home)

    def start(self):
        self.starts += 1
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "TONGXIN_OWNER_URL")
        }
        with (self.var / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [ROOT / "bin" / "serve", "--port", str(self.port)], stdout=log, stderr=log,
                env=environment | {"VAR_DIR": str(self.var)}, start_new_session=True,
            )  # fmt: skip
        self.wait()

    def password(self):
        """Told a moment after the first answer."""
        while not (told := TOLD.search((self.var / "serve.log").read_text())):
            time.sleep(0.2)
        return told[1]

    def wait(self):
        end = time.monotonic() + 300
        while time.monotonic() < end:
            if self.process.poll() is not None:
                return
            try:
                Browser(self.port).get("/account/login/")
                return
            except (OSError, HTTPException):
                time.sleep(0.2)
        raise TimeoutError("bin/serve did not answer within 300 s")

    def kill_worker(self):
        """One of the two; gunicorn starts another."""
        masters = [
            pid for pid in children(self.process.pid) if "gunicorn" in postgres.command_line(pid)
        ]
        if workers := [worker for master in masters for worker in children(master)]:
            os.kill(random.choice(workers), signal.SIGKILL)

    def kill_postgres(self):
        if pid := self.cluster.pid():
            os.kill(pid, signal.SIGKILL)
        self.process.wait(60)  # bin/serve sees it and stops
        self.start()

    def keep_up(self):
        if self.process.poll() is not None:
            self.start()

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def children(pid):
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except FileNotFoundError:
        return []


def count(cluster, clients):
    """What became of the journal, as (what, how many, how many are right)."""
    connection = psycopg2.connect(cluster.owner_url)
    with connection.cursor() as cursor:
        cursor.execute(STORED, [f"{RUN} %"])
        rows = cursor.fetchall()
        cursor.execute(TORN)
        torn = cursor.fetchone()[0]
        cursor.execute(UNTRACED, [f"{RUN} %"])
        untraced = cursor.fetchone()[0]
    connection.close()
    stored = [uuid.UUID(key) for key, _ in rows]
    sent = {key: note for client in clients for key, note in client.sent.items()}
    confirmed = set().union(*(client.confirmed for client in clients))
    halves = sum(sent.get(uuid.UUID(key)) != note for key, note in rows)
    return {
        "confirmed": len(confirmed),
        "stored": len(stored),
        "sent again after a failure": sum(client.repeated for client in clients),
        "refused": sum(len(client.refused) for client in clients),
        "lost": len(confirmed - set(stored)),
        "double": len(stored) - len(set(stored)),
        "half-written": halves + torn,
        "without trace": untraced,
    }


STORED = "SELECT idempotency_key::text, family FROM casefiles_visit WHERE family LIKE %s"
# A visit whose slot is not done, and a slot that is done by nothing.
TORN = """
    SELECT (SELECT count(*) FROM casefiles_visit v JOIN casefiles_dueslot s ON s.id = v.slot_id
            WHERE s.state <> 'done')
         + (SELECT count(*) FROM casefiles_dueslot s WHERE s.state = 'done'
              AND NOT EXISTS (SELECT 1 FROM casefiles_visit v WHERE v.slot_id = s.id)
              AND NOT EXISTS (SELECT 1 FROM casefiles_drugtest t WHERE t.slot_id = s.id))
"""
# A visit without its insertion in the history, and a slot closed by one without its change there.
UNTRACED = """
    SELECT count(*) FROM casefiles_visit v WHERE family LIKE %s AND (
        NOT EXISTS (SELECT 1 FROM casefiles_visitevent e
                    WHERE e.pgh_obj_id = v.id AND e.pgh_label = 'insert'
                      AND e.pgh_context_id IS NOT NULL)
        OR v.slot_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM casefiles_dueslotevent e
                        WHERE e.pgh_obj_id = v.slot_id AND e.state = 'done'))
"""
MUST_BE_NONE = ("refused", "lost", "double", "half-written", "without trace")


def torment(served, kills):
    """Two workers for each PostgreSQL."""
    for number in range(1, kills + 1):
        time.sleep(random.uniform(*PAUSE))
        served.keep_up()
        if number % 3:
            served.kill_worker()
        else:
            served.kill_postgres()
        print(f"kill {number} of {kills}: {'a web worker' if number % 3 else 'PostgreSQL'}")


def main():
    options = argparse.ArgumentParser(prog="bin/faults")
    options.add_argument("--kills", type=int, default=12, choices=range(1, 201), metavar="N")
    kills = options.parse_args().kills
    var = house.var_dir() / "faults"
    var.mkdir(parents=True, exist_ok=True)
    served, stop = Served(var, free_port()), threading.Event()
    (var / "serve.log").unlink(missing_ok=True)
    try:
        served.start()
        clients = [Client(served.port, username, served.password(), stop) for username in CLIENTS]
        for client in clients:
            client.start()
        torment(served, kills)
        stop.set()
        for client in clients:
            client.join(LONGEST_OUTAGE)
        counts = count(served.cluster, clients)
    finally:
        stop.set()
        served.stop()
    for what, number in counts.items():
        print(f"{what}: {number}")
    return 1 if any(counts[what] for what in MUST_BE_NONE) or not counts["confirmed"] else 0


if __name__ == "__main__":
    sys.exit(main())
