"""A compare of many rows has the memory that it takes; one that runs out of it is done again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from hostile_crm import contract_of, hostile_crm, sql

from suitehouse.warehouses import _duckdb_room
from suitehouse.warehouses import duckdb as duckdb_warehouse

pytestmark = pytest.mark.integration

ROWS = 400_000
KINDS = {"id": "char(40)", "number": "int(11)"}


def test_a_compare_that_runs_out_of_memory_is_done_with_more(
    mariadb: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm = hostile_crm(mariadb, tmp_path, contract_of(KINDS, lane="full"))
    sql(mariadb, crm.url, f"insert into hostile select sha1(seq), seq from seq_1_to_{ROWS}")
    crm.run("hostile")
    sql(mariadb, crm.url, "update hostile set number = -1 where number % 4000 = 7")
    sql(mariadb, crm.url, "delete from hostile where number % 4000 = 8")
    unlimited = []
    unlimit = _duckdb_room.unlimit
    monkeypatch.setattr(_duckdb_room, "MEMORY_LIMIT", "12MB")
    monkeypatch.setattr(_duckdb_room, "_USUAL_BYTES", 1)
    monkeypatch.setattr(
        duckdb_warehouse, "unlimit", lambda each: (unlimited.append(each), unlimit(each))
    )

    (load,) = crm.run("hostile", full=True).loads
    monkeypatch.undo()

    assert len(unlimited) == 1
    assert (load.rows_changed, load.rows_removed) == (100, 100)
    assert [verdict.verdict for verdict in crm.verify("hostile")] == ["equal"]


@pytest.mark.parametrize(
    ("rows", "limit"),
    [(0, 200 << 20), (1_000_000, 200 << 20), (3_000_000, (200 << 20) + 192_000_000)],
)
def test_a_compare_has_memory_by_its_rows(rows: int, limit: int) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{200 << 20} bytes'")

        _duckdb_room.make_room_to_compare(connection, rows)

        assert abs(_duckdb_room._limit(connection) - limit) < 2 << 20
