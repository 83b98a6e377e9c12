"""An embedded PostgreSQL: a folder of programs, a folder of data, and nothing else.

Any `bin` folder serves: the wheel's, another wheel's, the system's. Plain Python, no Django:
the commands in `bin/` start it before there is a data base to set Django up with.
"""

import fcntl
import hashlib
import os
import pwd
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROLE = DATABASE = "tongxin"  # owns the cluster and the tables
WEB_ROLE = "tongxin_web"  # owns nothing; its rights: township/wall.py
HOUSE_ROLE = f"{WEB_ROLE}_house"  # for work that no officer's window covers
SOCKET_PATH_LIMIT = 107  # bytes of a socket's address on Linux (103 on macOS, see socket_folder)
SOCKET_NAME = ".s.PGSQL.5432"
# For data that may be lost: a test run starts from an empty data base anyway.
UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# A refused row would otherwise stand in the log with all that it holds, names too.
SILENT_ABOUT_ROWS = {"log_error_verbosity": "terse", "log_min_error_statement": "panic"}


class PostgresError(Exception):
    """PostgreSQL did not start or answer; the message says what to do."""


class Server:
    """One data base cluster in `home`. Whoever uses it holds it; the last one out stops it."""

    def __init__(self, programs, home, settings=None):
        self.programs = Path(programs)
        self.home = Path(home).resolve()
        self.settings = settings or {}
        self.data = self.home / "data"
        self.log = self.home / "log"

    def __enter__(self):
        make_folder(self.home)
        self.users = open(self.home / "users", "a")
        with self.alone():
            fcntl.flock(self.users, fcntl.LOCK_SH)
            if not self.is_running():
                self.start()
            self.create_database()
            self.create_web_role()
        return self

    def __exit__(self, *error):
        with self.alone():
            if self.is_last_user() and self.is_running():
                self.control("stop", "-m", "fast", "-w", "-t", "60")
        self.users.close()

    @contextmanager
    def alone(self):
        """One process at a time starts or stops the server."""
        with open(self.home / "lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def is_last_user(self):
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    @property
    def pid_file(self):
        return self.data / "postmaster.pid"

    def pid(self):
        try:
            return int(self.pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def is_running(self):
        """Not merely "a process has that number": after a crash another program may have it."""
        pid = self.pid()
        return pid is not None and str(self.data) in command_line(pid)

    @property
    def socket_folder(self):
        """Where the running server listens: the fifth line of its pid file."""
        return self.pid_file.read_text().splitlines()[4]

    @property
    def url(self):
        """For pages, commands and tests."""
        return self.url_of(WEB_ROLE)

    @property
    def owner_url(self):
        """For migrations, copies, and whatever changes tables."""
        return self.url_of(ROLE)

    def url_of(self, role):
        return f"postgresql:///{DATABASE}?host={self.socket_folder}&user={role}"

    def start(self):
        if not self.data.exists():
            self.initialise()
        self.disown_stale_pid()
        sockets = socket_folder(self.home)
        make_folder(sockets)
        (sockets / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)  # a dead server's, see above
        options = {"listen_addresses": "", "unix_socket_directories": str(sockets)}
        options |= SILENT_ABOUT_ROWS | self.settings
        line = shlex.join(f"--{name}={value}" for name, value in options.items())
        # Right after a crash, the dead server's children may hold its memory for a moment.
        for attempt in range(20):
            if self.control("start", "-w", "-t", "600", "-l", str(self.log), "-o", line):
                return
            if "is still in use" not in self.last_words():
                break
            time.sleep(0.1 * attempt)
        raise PostgresError(f"PostgreSQL did not start ({self.log}):\n{self.last_words()}")

    def initialise(self):
        """Under a draft name first, so that an interrupted initdb leaves no half cluster."""
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        options = ["--encoding=UTF8", "--data-checksums", "--auth=trust", f"--username={ROLE}"]
        if self.version() >= 17:
            options += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        else:
            options += ["--locale=C.UTF-8"]
        if self.settings.get("fsync") == "off":
            options += ["--no-sync"]
        if not self.run("initdb", "-D", str(draft), *options):
            raise PostgresError(f"initdb failed ({self.log}):\n{self.last_words()}")
        draft.rename(self.data)

    def disown_stale_pid(self):
        """PostgreSQL takes any process of its own user for a running server, even a dead one whose
        parent has not collected it, as happens in containers.

        The file stays, under the number of a process that has ended: PostgreSQL needs its other
        lines to see whether children of the dead server still hold the data.
        """
        if self.pid() is None:
            return
        ended = subprocess.Popen(["/bin/sh", "-c", ":"])
        ended.wait()
        lines = self.pid_file.read_text().split("\n")
        self.pid_file.write_text("\n".join([str(ended.pid), *lines[1:]]))

    def create_database(self):
        """The data base inside the cluster, once."""
        if not self.query(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"):  # noqa: S608 - a constant
            self.query(f"CREATE DATABASE {DATABASE}")

    def create_web_role(self):
        """The roles that `township/wall.py` expects, once, before several could make them."""
        if not self.query(f"SELECT 1 FROM pg_roles WHERE rolname = '{WEB_ROLE}'"):  # noqa: S608 - a constant
            self.query(f"CREATE ROLE {WEB_ROLE} LOGIN NOINHERIT")
        if not self.query(f"SELECT 1 FROM pg_roles WHERE rolname = '{HOUSE_ROLE}'"):  # noqa: S608 - a constant
            self.query(f"CREATE ROLE {HOUSE_ROLE} NOLOGIN")
            self.query(f"GRANT {HOUSE_ROLE} TO {WEB_ROLE}")

    def query(self, sql):
        """What psql answers, as text."""
        to = ["-h", self.socket_folder, "-U", ROLE, "-d", "postgres"]
        done = subprocess.run(
            [self.programs / "psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", *to, "-c", sql],
            capture_output=True, text=True, **self.as_owner(),
        )  # fmt: skip
        if done.returncode:
            raise PostgresError(done.stderr)
        return done.stdout.strip()

    def version(self):
        answer = subprocess.run(
            [self.programs / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        return int(re.search(r"\d+", answer)[0])

    def control(self, *arguments):
        return self.run("pg_ctl", "-D", str(self.data), *arguments)

    def run(self, program, *arguments):
        """Into the log and never onto our stdout: a server that inherits it keeps pipes open."""
        with open(self.log, "ab") as log:
            os.chown(self.log, *owner(self.home))
            done = subprocess.run(
                [self.programs / program, *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self.as_owner(),
            )  # fmt: skip
        return done.returncode == 0

    def as_owner(self):
        return unprivileged(*owner(self.home))

    def last_words(self, lines=15):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def command_line(pid):
    """The command of a living process; empty when it is gone or only waits to be collected."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
        except OSError:
            return ""
    ps = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(ps, capture_output=True, text=True).stdout


def socket_folder(home):
    """In `home`, or where its path is too long for a socket, in a short folder of its own."""
    within = home / "socket"
    if len(os.fsencode(within / SOCKET_NAME)) < SOCKET_PATH_LIMIT - 4:
        return within
    return Path(tempfile.gettempdir()) / f"tongxin-{digest(home)}"


def make_folder(folder):
    """0700 and owned by whoever runs PostgreSQL; refuses a folder that somebody else put there."""
    if not folder.exists():
        user, group = owner(folder.parent if folder.name == "socket" else folder)
        folder.mkdir(mode=0o700, parents=True)
        os.chown(folder, user, group)
    status = folder.lstat()
    if folder.is_symlink() or status.st_uid not in (os.geteuid(), owner(folder)[0]):
        raise PostgresError(
            f"{folder} belongs to another user. Start as that user, or choose another VAR_DIR."
        )
    folder.chmod(0o700)


def owner(folder):
    """Who runs PostgreSQL there: whoever owns the folder; root never does, `nobody` instead."""
    if os.geteuid():
        return os.geteuid(), os.getegid()
    if folder.exists() and folder.stat().st_uid:
        return folder.stat().st_uid, folder.stat().st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def unprivileged(user, group):
    """How to run a program of PostgreSQL: it refuses root, and warns of folders it cannot enter."""
    how = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C"}}
    return how if os.geteuid() else how | {"user": user, "group": group, "extra_groups": []}


def within_reach(programs, home, tell):
    """The same folders, or others where the unprivileged user cannot get to them; tells which."""
    if os.geteuid():
        return programs, home
    refuge = Path("/var/lib") / f"tongxin-{digest(home)}"
    how = unprivileged(*owner(home))
    if not works(how, programs / "initdb", "--version"):
        programs = copy_programs(programs, refuge / "postgresql", tell)
    home.parent.mkdir(parents=True, exist_ok=True)
    if not works(how, "/bin/sh", "-c", 'cd "$1"', "sh", home.parent):
        tell(f"{home.parent} is closed to PostgreSQL's user: its data is in {refuge / home.name}.")
        refuge.mkdir(parents=True, exist_ok=True)
        home = refuge / home.name
    return programs, home


def works(how, *command):
    """Whether that user can run it at all."""
    try:
        return subprocess.run(command, capture_output=True, **how).returncode == 0
    except PermissionError:
        return False


def copy_programs(programs, folder, tell):
    """A readable copy of the whole installation (about 40 MB), anew when the original changed."""
    origin = programs.parent
    package = origin.parent
    target = folder / digest(f"{origin} {(programs / 'postgres').stat().st_mtime_ns}")
    if not target.exists():
        tell(f"{origin} is closed to PostgreSQL's user: its programs are copied to {target}.")
        shutil.rmtree(folder, ignore_errors=True)
        draft = folder / "draft"
        leave = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(origin, draft / package.name / origin.name, symlinks=True, ignore=leave)
        # Wheels for Linux keep the libraries that they bring along beside the package.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        subprocess.run(["chmod", "-R", "a+rX", str(folder.parent)], check=True)
        draft.rename(target)
    return target / package.name / origin.name / programs.name


def digest(value):
    return hashlib.sha256(str(value).encode()).hexdigest()[:12]
