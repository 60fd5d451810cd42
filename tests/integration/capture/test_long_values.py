"""A text of 64 MB lands whole, in few copies, and the rows around it as they are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hostile_crm import KINDS, OPEN, contract_of, hostile_crm, sql

from suitehouse.errors import WarehouseMemoryError
from suitehouse.warehouses import _duckdb_room
from suitehouse.warehouses import duckdb as duckdb_warehouse

pytestmark = pytest.mark.integration

SIZE = 64 << 20
MEGABYTE = 1 << 20
TESTS = Path(__file__).resolve().parents[2]
# Captures in a process of its own, and prints by how many bytes memory grew for it at most.
CAPTURE = """
import resource, sys
from pathlib import Path
from captures import Capturer
from hostile_crm import KINDS, contract_of
from suitehouse.contracts.model import load_contracts
from suitehouse.settings import CapturePolicy

url, folder, small, treatment = sys.argv[1:]
treated = {} if treatment == "keep" else {"story": treatment}
contract = contract_of({"id": "char(36)", **KINDS}, **treated)

def capturer(url, name):
    contracts = {**load_contracts(), "hostile": contract}
    policy = CapturePolicy(tables=("hostile",))
    return Capturer(url, Path(folder) / name, contracts=contracts, policy=policy)

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

capturer(small, "small.duckdb").run()
before = peak()
capturer(url, "w.duckdb").run()
print(peak() - before)
"""


def grown(mariadb: Any, folder: Path, treatment: str, story: str) -> tuple[Any, int]:
    """A CRM with a long story between two rows, and what capturing it took at most."""
    treated = {} if treatment == "keep" else {"story": treatment}
    contract = contract_of({"id": "char(36)", **KINDS}, **treated)
    small, long = (hostile_crm(mariadb, folder, contract) for _ in range(2))
    for crm in (small, long):
        rows = "('a', 'before', 'short'), ('z', 'after', 'short too')"
        sql(mariadb, crm.url, f"insert into hostile (id, name, story) values {rows}")
    sql(mariadb, long.url, f"insert into hostile (id, name, story) values ('m', 'long', {story})")
    done = subprocess.run(
        [sys.executable, "-c", CAPTURE, long.url, str(folder), small.url, treatment],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(
                map(str, (TESTS.parent, TESTS, TESTS / "integration/capture"))
            ),
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return long, int(done.stdout.split()[-1])


@pytest.mark.parametrize(("treatment", "copies"), [("keep", 5), ("token", 12)])
def test_a_text_of_64_megabytes_lands_in_few_copies(
    mariadb: Any, tmp_path: Path, treatment: str, copies: int
) -> None:
    crm, memory = grown(mariadb, tmp_path, treatment, f"repeat('lorem 4111 ', {SIZE // 11})")

    found = crm.rows("select id, name, length(story) from landing.hostile order by id")
    if treatment == "keep":
        assert [length for *_, length in found] == [5, SIZE // 11 * 11, 9]
    assert [row[:2] for row in found] == [("a", "before"), ("m", "long"), ("z", "after")]
    assert crm.rows(OPEN) == []
    assert memory < copies * SIZE
    assert [verdict.verdict for verdict in crm.verify("hostile")] == ["equal"]


def test_sixty_four_megabytes_of_digits_are_searched_for_cards(
    mariadb: Any, tmp_path: Path
) -> None:
    story = f"concat(repeat('1 ', {SIZE // 2 - 100}), '4111 1111 1111 1111')"

    crm, memory = grown(mariadb, tmp_path, "keep", story)

    found = crm.rows("select id, story is null from landing.hostile order by id")
    assert found == [("a", False), ("m", True), ("z", False)]
    assert memory < 10 * SIZE


def test_several_long_values_in_a_row_and_in_a_table(mariadb: Any, tmp_path: Path) -> None:
    kinds = {"id": "char(36)", "first": "longtext", "second": "longtext", "number": "int(11)"}
    crm = hostile_crm(mariadb, tmp_path, contract_of(kinds, lane="full"))
    size = 40 * MEGABYTE
    for key in "ab":
        sql(
            mariadb,
            crm.url,
            f"insert into hostile values ('{key}', repeat('x', {size}), repeat('y', {size}), 7)",
        )
    sql(mariadb, crm.url, f"insert into hostile values ('long', repeat('x', {SIZE}), null, 8)")

    crm.run()

    found = crm.rows("select id, length(first), length(second), number from landing.hostile")
    assert sorted(found, key=str) == [
        *((key, size, None, 7) for key in "ab"),
        ("long", SIZE, None, 8),
    ]
    assert crm.rows(OPEN) == [(key, "second", "too_long", 1) for key in "ab"]
    assert [verdict.verdict for verdict in crm.verify("hostile")] == ["equal"]


def test_rows_that_no_memory_is_enough_for_keep_only_their_table_back(
    mariadb: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_duckdb_room, "_ROOMY_BYTES", 1 << 40)
    monkeypatch.setattr(duckdb_warehouse, "unlimit", lambda _: None)
    kinds = {"id": "char(36)", "story": "longtext"}
    crm = hostile_crm(mariadb, tmp_path, contract_of(kinds, lane="full"))
    sql(mariadb, crm.url, "insert into users values ('u')")
    for key in "abcdef":
        story = f"repeat('lorem', {8 * MEGABYTE})"
        sql(mariadb, crm.url, f"insert into hostile values ('{key}', {story})")

    with pytest.raises(WarehouseMemoryError, match=r"landing\.hostile"):
        crm.run("hostile", "users")

    assert crm.rows("select count(*) from landing.users") == [(1,)]
    assert crm.rows("select count(*) from landing.hostile") == [(0,)]


def test_a_table_of_letters_lands_and_goes_on_landing(mariadb: Any, tmp_path: Path) -> None:
    # DuckDB holds 2,048 rows' text at once, here 120 MB, to write them.
    kinds = {"id": "char(36)", "body": "text", "date_modified": "datetime"}
    crm = hostile_crm(mariadb, tmp_path, contract_of(kinds))
    sql(
        mariadb,
        crm.url,
        "insert into hostile select concat('letter-', seq), repeat(concat('dear ', seq), 6500), "
        "'2026-11-01' from seq_1001_to_5000",
    )

    first = crm.run()
    sql(mariadb, crm.url, "update hostile set body = 'short' where id = 'letter-2000'")
    second = crm.run(full=True)

    assert (first.loads[0].landing_rows, second.loads[0].rows_changed) == (4000, 1)
    assert crm.rows("select count(*), max(length(body)) from landing.hostile") == [(4000, 58500)]
    assert [verdict.verdict for verdict in crm.verify("hostile")] == ["equal"]
