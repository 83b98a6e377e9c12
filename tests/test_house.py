"""The embedded PostgreSQL and the commands of bin/, on real processes."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from township import postgres

ROOT = Path(__file__).resolve().parent.parent
SYSTEM_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))


def load_house():
    spec = spec_from_file_location("house", ROOT / "bin" / "house.py")
    house = module_from_spec(spec)
    spec.loader.exec_module(house)
    return house


house = load_house()


@pytest.fixture(scope="module")
def ground():
    """A folder that PostgreSQL's user can enter, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp(prefix="house-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def new_server(ground):
    """new_server(name) is a cluster in a folder of that name, with the wheel's programs."""
    programs, _ = postgres.within_reach(house.programs_folder(), ground / "any", print)

    def make(name, programs=programs):
        # What a killed process wrote is in the kernel's hands, so no test waits for a disk.
        return postgres.Server(programs, ground / name, {"fsync": "off"})

    return make


@pytest.fixture(scope="module")
def server(new_server):
    with new_server("server") as server:
        yield server


@pytest.fixture
def stranger(server):
    """A living process of PostgreSQL's user that is no PostgreSQL."""
    process = subprocess.Popen(["sleep", "60"], **server.as_owner())
    yield process
    process.kill()
    process.wait()


def kill_postmaster(server):
    os.kill(server.pid(), signal.SIGKILL)
    while server.is_running():
        time.sleep(0.01)


def test_nothing_listens_on_the_network(server):
    assert server.query("SHOW listen_addresses") == ""


def test_text_is_utf8_and_pages_have_checksums(server):
    assert server.query("SHOW server_encoding") == "UTF8"
    assert server.query("SHOW data_checksums") == "on"


def test_letters_beyond_english_are_letters(server):
    assert server.query(r"SELECT lower('Ä'), '张' ~ '^\w$', 'a' > 'B'") == "ä|t|t"


def test_only_the_owner_enters_the_socket_folder(server):
    status = Path(server.socket_folder).stat()
    assert stat.S_IMODE(status.st_mode) == 0o700
    assert status.st_uid == postgres.owner(server.home)[0] != 0


def test_the_last_one_out_stops_the_server(new_server):
    first, second = new_server("postgres"), new_server("postgres")
    with first:
        with second:
            assert second.pid() == first.pid()
        assert first.is_running()
    assert not first.is_running()


def test_two_starts_at_once_make_one_server(new_server):
    pids, meet = [], threading.Barrier(2)

    def start():
        with new_server("postgres") as server:
            pids.append(server.pid())
            meet.wait()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pids) == 2
    assert len(set(pids)) == 1


def test_rows_outlive_a_killed_server(new_server):
    first, second = new_server("postgres"), new_server("postgres")
    with first:
        first.query("CREATE TABLE kept AS SELECT 42 AS answer")
        kill_postmaster(first)
        with second:
            assert second.query("SELECT answer FROM kept") == "42"


def test_a_number_that_another_program_has_now_is_no_running_server(new_server, stranger):
    first, second = new_server("postgres"), new_server("postgres")
    with first:
        kill_postmaster(first)
        lines = first.pid_file.read_text().split("\n")
        first.pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        assert not second.is_running()
        with second:
            assert second.query("SELECT 1") == "1"
        assert stranger.poll() is None


def test_a_half_made_cluster_is_made_anew(new_server):
    server = new_server("interrupted")
    postgres.make_folder(server.home)
    (server.home / "data.new").mkdir()
    (server.home / "data.new" / "PG_VERSION").write_text("18")
    with server:
        assert server.query("SELECT 1") == "1"


def test_a_long_path_gets_a_short_socket_folder_of_its_own(new_server):
    with new_server("-".join(["long"] * 20)) as server:
        folder = Path(server.socket_folder)
        assert folder.parent == Path(tempfile.gettempdir())
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert server.query("SELECT 1") == "1"
    folder.rmdir()


def test_a_socket_folder_that_a_stranger_made_is_refused(ground):
    folder = ground / "planted"
    folder.symlink_to(ground)
    with pytest.raises(postgres.PostgresError, match="belongs to another user"):
        postgres.make_folder(folder)


@pytest.mark.skipif(not SYSTEM_PROGRAMS, reason="no PostgreSQL of the system's own")
def test_the_programs_of_the_system_serve_as_well(new_server):
    with new_server("system", programs=SYSTEM_PROGRAMS[-1].parent) as server:
        assert server.query("SHOW server_encoding") == "UTF8"
        assert server.query("SHOW data_checksums") == "on"


def test_programs_copied_out_of_a_closed_folder_run(server, ground):
    told = []
    original = house.programs_folder()
    copy = postgres.copy_programs(original, ground / "open" / "programs", told.append)
    assert postgres.copy_programs(original, ground / "open" / "programs", told.append) == copy
    assert len(told) == 1
    assert postgres.works(server.as_owner(), copy / "initdb", "--version")


@pytest.mark.parametrize(
    "name", ["serve", "test", "check", "manage", "start", "backup", "restore", "faults", "fuzz"]
)
def test_commands_can_be_run(name):
    assert os.access(ROOT / "bin" / name, os.X_OK)


def test_secrets_are_made_once_and_for_the_owner_only(tmp_path):
    folder = tmp_path / "secrets"
    first = house.kept_secret(folder, "KEY", house.random_key)
    assert house.kept_secret(folder, "KEY", house.random_key) == first
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "KEY").stat().st_mode) == 0o600


def run_command(name, *arguments, var):
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(var)}
    return subprocess.run(
        [ROOT / "bin" / name, *arguments], env=environment, capture_output=True, text=True
    )


def test_manage_uses_a_running_server_and_leaves_it_running(new_server, ground):
    with new_server("postgres") as running:
        pid = running.pid()
        done = run_command("manage", "version", var=ground)
        assert (done.returncode, done.stderr) == (0, "")
        assert running.is_running()
        assert running.pid() == pid
    assert not running.is_running()


def test_a_used_port_is_told_before_anything_starts(ground):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_command("serve", "--port", str(port), var=ground / "unused")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} cannot be used")
    assert not (ground / "unused").exists()


@pytest.mark.parametrize(("ci", "code", "words"), [("", 0, "1 skipped"), ("true", 1, "1 error")])
def test_a_missing_browser_skips_here_and_fails_in_ci(tmp_path, ci, code, words):
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\naddopts = -rs\n")
    (tmp_path / "test_page.py").write_text(
        "import pytest\n@pytest.mark.browser\ndef test_page(chromium): pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "no:cacheprovider", tmp_path],
        env={"PATH": os.environ["PATH"], "CHROMIUM": "/nowhere/chromium", "CI": ci},
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert (done.returncode, words in done.stdout) == (code, True), done.stdout
    assert done.stdout.count("no Chromium: install") == 1
