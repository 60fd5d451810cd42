"""The private server starts, is shared, and never outlives its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from suitehouse.demo.connection import connect
from suitehouse.demo.server import private_mariadb
from suitehouse.errors import DemoError

pytestmark = pytest.mark.integration

_HOLDER = """
import sys, time
from pathlib import Path
from suitehouse.demo.server import private_mariadb
with private_mariadb(Path(sys.argv[1])) as url:
    print(url, flush=True)
    time.sleep(600)
"""


def _rows(url: str, query: str) -> tuple[tuple[object, ...], ...]:
    with connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _server_pids(home: Path) -> list[str]:
    wanted = f"--datadir={home / 'data'}".encode()
    return [
        path.parent.name
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if path.exists() and wanted in path.read_bytes()
    ]


def _wait_for_no_server(home: Path) -> bool:
    for _ in range(200):
        if not _server_pids(home):
            return True
        time.sleep(0.05)
    return False


def test_the_server_answers_and_is_gone_after_the_block(tmp_path: Path) -> None:
    with private_mariadb(tmp_path / "db") as url:
        row = _rows(url, "select database(), @@sql_mode, @@skip_networking")

    assert row == (("crm", "", 1),)
    assert _server_pids(tmp_path / "db") == []
    assert not Path(url.rsplit("=", 1)[1]).parent.exists()


def test_rows_survive_a_restart(tmp_path: Path) -> None:
    with private_mariadb(tmp_path / "db") as url, connect(url) as connection:
        connection.cursor().execute("create table t as select 7 as a")

    with private_mariadb(tmp_path / "db") as url:
        assert _rows(url, "select a from t") == ((7,),)


def test_the_server_stops_when_the_block_raises(tmp_path: Path) -> None:
    with pytest.raises(KeyError), private_mariadb(tmp_path / "db"):
        raise KeyError

    assert _server_pids(tmp_path / "db") == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_killed_process_leaves_no_server_and_its_data_recovers(
    tmp_path: Path, number: signal.Signals
) -> None:
    home = tmp_path / "db"
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        url = holder.stdout.readline().strip()
        with connect(url) as connection:
            connection.cursor().execute("create table kept (a int)")
        os.kill(holder.pid, number)

    assert _wait_for_no_server(home)
    with private_mariadb(home) as url:
        assert _rows(url, "show tables") == (("kept",),)


def test_a_killed_server_recovers(tmp_path: Path) -> None:
    home = tmp_path / "db"
    with private_mariadb(home) as url:
        with connect(url) as connection:
            connection.cursor().execute("create table kept (a int)")
        os.kill(int(_server_pids(home)[0]), signal.SIGKILL)

    with private_mariadb(home) as url:
        assert _rows(url, "show tables") == (("kept",),)


def test_an_installation_cut_short_is_made_anew(tmp_path: Path) -> None:
    half = tmp_path / "db" / "data" / "mysql"
    half.mkdir(parents=True)
    (half / "db.frm").write_bytes(b"half")

    with private_mariadb(tmp_path / "db") as url, connect(url) as connection:
        assert connection.open


def test_a_second_user_shares_the_running_server(tmp_path: Path) -> None:
    with private_mariadb(tmp_path / "db") as first:
        with private_mariadb(tmp_path / "db") as second:
            assert second == first

        assert _rows(first, "select 1") == ((1,),)


def test_a_failed_start_shows_the_error_log(tmp_path: Path) -> None:
    home = tmp_path / "db"
    with private_mariadb(home):
        pass
    (home / "data" / "ibdata1").write_bytes(b"not a tablespace")

    with (
        pytest.raises(DemoError, match=r"stopped while starting(.|\n)*InnoDB"),
        private_mariadb(home),
    ):
        pass


def test_two_servers_start_at_once_with_temporary_folders_of_their_own(tmp_path: Path) -> None:
    homes = [tmp_path / name for name in ("first", "second one")]
    asked = "select @@tmpdir, @@innodb_tmpdir"

    holders = [
        subprocess.Popen(
            [sys.executable, "-c", _HOLDER, str(home)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for home in homes
    ]
    try:
        urls = [holder.stdout.readline().strip() for holder in holders if holder.stdout]
        places = [_rows(url, asked) for url in urls]
        modes = [(home / "tmp").stat().st_mode & 0o777 for home in homes]
    finally:
        for holder in holders:
            holder.terminate()
            holder.communicate()

    assert places == [((str(home / "tmp"), None),) for home in homes]
    assert modes == [0o700, 0o700]


def test_the_installation_too_keeps_to_the_servers_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))

    with private_mariadb(tmp_path / "db") as url:
        assert _rows(url, "select 1") == ((1,),)

    assert list((tmp_path / "db" / "tmp").iterdir()) == []
