"""`suitehouse capture` and `suitehouse verify` as a user runs them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from console import Console

from suitehouse.operations.lock import writer_lock
from suitehouse.warehouses.duckdb import DuckDbWarehouse

pytestmark = pytest.mark.integration


@pytest.fixture
def console(genuine_url: str, tmp_path: Path) -> Console:
    """The console script on the genuine baseline."""
    return Console(genuine_url, tmp_path / "home")


def test_capture_then_verify(console: Console) -> None:
    captured = console("capture", "--json")
    verified = console("verify", "--json")

    assert (captured.returncode, verified.returncode) == (0, 0)
    assert "dagster" not in captured.stderr + verified.stderr
    loads = json.loads(captured.stdout)["loads"]
    verdicts = json.loads(verified.stdout)
    assert len(loads) == len(verdicts) == 162
    assert {row["verdict"] for row in verdicts} == {"equal"}
    assert list(verdicts[0]) == [
        "table",
        "source_rows",
        "warehouse_rows",
        "missing",
        "extra",
        "different",
        "verdict",
    ]


def test_chosen_tables_and_plain_output(console: Console) -> None:
    captured = console("capture", "--tables", "contacts, accounts")
    verified = console("verify", "--tables", "contacts")

    log = (console.home / "logs" / "suitehouse.jsonl").read_text().splitlines()
    events = [json.loads(line) for line in log]
    assert [(event["event"], event.get("table"), event.get("rows")) for event in events] == [
        ("pass_started", None, None),
        ("table_started", "accounts", None),
        ("table_finished", "accounts", 50),
        ("table_started", "contacts", None),
        ("table_finished", "contacts", 200),
        ("pass_finished", None, 250),
    ]
    assert len({event["run"] for event in events}) == 1
    assert all(event["seconds"] >= 0 for event in events if "finished" in event["event"])
    assert "2 tables, 250 rows read, 250 changed, 0 removed" in captured.stdout
    assert "contacts: 200 read, 200 changed" in captured.stderr
    assert "1 of 1 tables are equal" in verified.stdout


def test_what_did_not_land_is_told_and_recorded(
    genuine_copy: str, mariadb: Any, tmp_path: Path
) -> None:
    with mariadb.connect(genuine_copy) as connection, connection.cursor() as cursor:
        cursor.execute("update accounts set name = '4000 0000 0000 0002' order by id limit 3")
        cursor.execute("update accounts set date_entered = 0 order by id limit 1")
    console = Console(genuine_copy, tmp_path / "home")

    plain = console("capture", "--tables", "accounts")
    again = console("capture", "--tables", "accounts", "--full", "--json")

    assert "\naccounts: 3 card numbers refused, 1 zero date landed as NULL\n" in plain.stdout
    (load,) = json.loads(again.stdout)["loads"]
    assert (load["card_refusals"], load["zero_dates"], load["unreadable_values"]) == (3, 1, 0)
    with DuckDbWarehouse(console.home / "warehouse.duckdb", access="read") as warehouse:
        noted = warehouse.read("select card_refusals, zero_dates from ops.table_loads").to_pylist()
    assert noted == [{"card_refusals": 3, "zero_dates": 1}] * 2


def test_verify_exits_with_1_where_rows_are_missing(console: Console) -> None:
    console("capture", "--tables", "accounts")

    verified = console("verify", "--tables", "accounts,contacts")

    assert verified.returncode == 1
    assert "1 of 2 tables are equal" in verified.stdout


def test_names_are_whole_where_the_output_is_no_terminal(console: Console) -> None:
    console.environment["COLUMNS"] = "20"
    name = "aos_products_quotes"

    console("capture", "--tables", name)
    printed = console("verify", "--tables", name).stdout

    assert f" {name} " in printed


def test_a_second_writer_exits_with_2(console: Console) -> None:
    with writer_lock(console.home):
        refused = console("capture")

    assert refused.returncode == 2
    assert refused.stderr == (
        f"suitehouse: Another run holds {console.home / 'writer.lock'} (process {os.getpid()}); "
        "wait until it has ended, then run again.\n"
    )


@pytest.mark.parametrize(
    ("url", "status", "mention"),
    [
        (None, 2, "SUITEHOUSE_SOURCE_URL is not set"),
        ("mysql+pymysql://nobody:hunter2@localhost/genuine?unix_socket={socket}", 3, "'nobody'"),
        ("mysql+pymysql://root@localhost/mysql?unix_socket={socket}", 3, "has no table accounts"),
        ("postgresql://u:hunter2@localhost/crm", 2, "mysql+pymysql://"),
    ],
)
def test_a_wrong_source_is_one_line_and_a_status(
    mariadb: Any, tmp_path: Path, url: str | None, status: int, mention: str
) -> None:
    place = url.format(socket=mariadb.socket) if url else None

    refused = Console(place, tmp_path / "home")("capture")

    assert refused.returncode == status
    assert refused.stderr.count("\n") == 1
    assert refused.stderr.startswith("suitehouse: ")
    assert mention in refused.stderr
    assert "hunter2" not in refused.stderr


def test_verify_with_another_key_is_refused_and_names_the_keys(
    crm: Capturer, tmp_path: Path
) -> None:
    console = Console(crm.url, tmp_path / "keyed")
    assert console("capture", "--tables", "accounts").returncode == 0
    console.environment["COMMAND_TEST_KEY"] = bytes(range(1, 33)).hex()

    done = console("verify", "--tables", "accounts")

    assert done.returncode == 2
    assert "SUITEHOUSE_MASKING_KEY" in done.stderr
    assert "key" in done.stderr
    assert "different" not in done.stdout
    assert "Traceback" not in done.stderr
