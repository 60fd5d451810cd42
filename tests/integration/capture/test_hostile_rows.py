"""Rows that break readers land, or are in quarantine with the reason; the others are as they
are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from hostile_crm import KINDS, OPEN, contract_of, hostile_crm, sql

from suitehouse import misfits
from suitehouse.settings import CapturePolicy
from suitehouse.source import packets
from suitehouse.warehouses import _duckdb_quarantine

pytestmark = pytest.mark.integration

ID = {"id": "char(36)"}


def values(crm: Capturer, column: str) -> dict[str, Any]:
    return dict(crm.rows(f"select id, {column} from landing.hostile"))


def is_equal_and_still(crm: Capturer) -> bool:
    """Whether landing is proven equal, and another pass of every kind changes nothing."""
    before = crm.landed(), crm.rows("select * from ops.quarantine order by all")
    changed = [crm.run(full=full).changed_tables for full in (False, True)]
    after = crm.landed(), crm.rows("select * from ops.quarantine order by all")
    verdicts = [found.verdict for found in crm.verify("hostile")]
    return before == after and changed == [(), ()] and verdicts == ["equal"]


@pytest.fixture
def crm(mariadb: Any, tmp_path: Path) -> Capturer:
    """A table of many types, with one good row."""
    crm = hostile_crm(mariadb, tmp_path, contract_of({**ID, **KINDS}))
    sql(mariadb, crm.url, "insert into hostile (id, name) values ('good', 'n')")
    return crm


def test_dates_that_are_none_land_as_null_and_their_rows_are_named(
    crm: Capturer, mariadb: Any
) -> None:
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, day, moment) values "
        "('partial', '2024-00-00', '2024-02-00 10:00:00'), "
        "('impossible', '2024-02-31', '2023-02-29 10:00:00'), "
        "('year zero', '0000-05-12', '0000-05-12 00:00:00'), "
        "('zero', '0000-00-00', '0000-00-00 00:00:00'), "
        "('last', '9999-12-31', '9999-12-31 23:59:59')",
    )

    (load,) = crm.run().loads

    assert values(crm, "day") == {
        **dict.fromkeys(("good", "partial", "impossible", "year zero", "zero")),
        "last": date(9999, 12, 31),
    }
    assert values(crm, "moment")["last"] == datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001
    assert crm.rows(OPEN) == [
        (row, column, "does_not_fit", 1)
        for row in ("impossible", "partial", "year zero")
        for column in ("day", "moment")
    ]
    assert (load.unreadable_values, load.zero_dates) == (6, 2)
    assert is_equal_and_still(crm)


def test_a_row_that_is_put_right_closes_its_entry_in_whatever_pass_reads_it(
    crm: Capturer, mariadb: Any
) -> None:
    windowed = replace(crm, policy=CapturePolicy(tables=("hostile",), small_table_rows=0))
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, day, date_modified) values "
        "('a', '2024-00-00', '2026-11-01'), ('b', '2024-00-00', '2026-11-01'), "
        "('c', '2024-00-00', '2026-11-01')",
    )
    windowed.run()
    sql(
        mariadb,
        crm.url,
        "update hostile set day = '2024-01-01', date_modified = '2026-11-02' where id = 'a'",
        "delete from hostile where id = 'c'",
    )

    windowed.run()
    after_window = crm.rows(OPEN)
    windowed.run(full=True)

    assert [row for row, *_ in after_window] == ["b", "c"]
    assert [row for row, *_ in crm.rows(OPEN)] == ["b"]
    closed = "select row_key, run_id, resolved_at is not null from ops.quarantine order by all"
    assert crm.rows(closed) == [
        ("a", "pass-1", True),
        ("b", "pass-1", False),
        ("c", "pass-1", True),
    ]


def test_a_row_that_is_spoilt_again_has_an_entry_of_its_own(crm: Capturer, mariadb: Any) -> None:
    for number, day in enumerate(("2024-00-00", "2024-01-01", "2024-00-00")):
        sql(
            mariadb,
            crm.url,
            f"replace into hostile (id, day, date_modified) values ('a', '{day}', "
            f"'2026-11-0{number + 1}')",
        )
        crm.run()

    entries = "select run_id, resolved_at is null from ops.quarantine order by run_id"
    assert crm.rows(entries) == [("pass-1", False), ("pass-3", True)]


def test_text_in_columns_that_were_retyped_lands_as_null_where_it_does_not_fit(
    mariadb: Any, tmp_path: Path
) -> None:
    retyped = dict.fromkeys(("ratio", "amount", "number", "moment"), "varchar(60)")
    crm = hostile_crm(mariadb, tmp_path, contract_of({**ID, **KINDS}), live=retyped)
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, ratio, amount, number, moment) values "
        "('a', 'nan', 'nan', 'nan', 'infinity'), ('b', '-inf', '1e30', '', '12024-01-01'), "
        "('c', '1e999', '', '99999999999999999999', '2024-01-01 25:00:00'), "
        "('d', '1e3', '12.5', '12', '2024-01-01 10:00:00')",
    )

    crm.run()

    assert values(crm, "ratio") == {"a": None, "b": None, "c": None, "d": 1000.0}
    assert values(crm, "amount") == {"a": None, "b": None, "c": None, "d": Decimal("12.500000")}
    assert values(crm, "number") == {"a": None, "b": None, "c": None, "d": 12}
    assert len(crm.rows(OPEN)) == 12
    assert {row for row, *_ in crm.rows(OPEN)} == {"a", "b", "c"}
    assert is_equal_and_still(crm)


def test_values_of_a_retyped_column_are_neither_rounded_nor_cut(
    mariadb: Any, tmp_path: Path
) -> None:
    live = {
        "number": "decimal(20,4)",
        "deleted": "double",
        "amount": "varchar(40)",
        "day": "varchar(40)",
    }
    crm = hostile_crm(mariadb, tmp_path, contract_of({**ID, **KINDS}), live=live)
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, number, deleted, amount, day) values "
        "('whole', 12, 1, '1.50', '2024-01-02'), "
        "('zeros', -3.0000, 0, '-1.2500000000', '2024-01-02 00:00:00'), "
        "('part', 1.5, 0.4, '1.1234567', '2024-01-02 10:00:00')",
    )

    crm.run()

    columns = "number, deleted, amount, day"
    landed = {key: rest for key, *rest in crm.rows(f"select id, {columns} from landing.hostile")}
    assert landed == {
        "whole": [12, True, Decimal("1.500000"), date(2024, 1, 2)],
        "zeros": [-3, False, Decimal("-1.250000"), date(2024, 1, 2)],
        "part": [None, None, None, None],
    }
    assert [(row, column) for row, column, *_ in crm.rows(OPEN)] == [
        ("part", column) for column in sorted(live)
    ]
    assert is_equal_and_still(crm)


def test_decimals_beyond_38_digits_land_as_null(mariadb: Any, tmp_path: Path) -> None:
    kinds = {**ID, **KINDS}
    crm = hostile_crm(mariadb, tmp_path, contract_of(kinds), live={"amount": "decimal(60,10)"})
    sql(
        mariadb,
        crm.url,
        f"insert into hostile (id, amount) values ('wide', {'9' * 40}.5), ('ok', {'9' * 28}.5)",
    )

    crm.run()

    assert values(crm, "amount") == {"wide": None, "ok": Decimal(f"{'9' * 28}.5000000000")}
    assert crm.rows(OPEN) == [("wide", "amount", "does_not_fit", 1)]
    assert is_equal_and_still(crm)


@pytest.mark.parametrize("treated", [{}, {"name": "token"}])
def test_bytes_that_are_no_text_land_readable_and_their_rows_are_named(
    mariadb: Any, tmp_path: Path, treated: dict[str, str]
) -> None:
    contract = contract_of({**ID, **KINDS}, **treated)
    crm = hostile_crm(mariadb, tmp_path, contract, live={"name": "varbinary(50)"})
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, name) values ('latin', x'4DFC6C6C6572'), ('good', 'Müller'), "
        "('none', null), ('surrogate', x'EDA080'), ('nul', x'6100620063')",
    )

    crm.run()

    names = values(crm, "name")
    assert crm.rows(OPEN) == [
        ("latin", "name", "invalid_utf8", 1),
        ("surrogate", "name", "invalid_utf8", 1),
    ]
    if not treated:
        assert (names["latin"], names["good"]) == ("M\ufffdller", "Müller")
        assert names["nul"] == "a\x00b\x00c"
    assert names["none"] is None
    assert is_equal_and_still(crm)


def test_a_value_that_no_row_has_room_for_lands_as_null_and_the_table_goes_on(
    crm: Capturer, mariadb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packets, "LONGEST_ROW_BYTES", 1 << 24)
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, story, number) values "
        f"('long', repeat('x', {(1 << 24) + 9}), 7), ('z', 'short', 8)",
    )

    crm.run()

    assert values(crm, "story") == {"good": None, "long": None, "z": "short"}
    assert values(crm, "number") == {"good": None, "long": 7, "z": 8}
    assert crm.rows(OPEN) == [("long", "story", "too_long", 1)]
    assert is_equal_and_still(crm)

    monkeypatch.undo()
    sql(mariadb, crm.url, "update hostile set number = 9 where id = 'long'")
    crm.run()
    assert crm.rows(OPEN) == []
    assert len(values(crm, "story")["long"]) == (1 << 24) + 9


def test_rows_that_share_a_key_are_named_with_how_many_did_not_land(
    mariadb: Any, tmp_path: Path
) -> None:
    crm = hostile_crm(mariadb, tmp_path, contract_of({**ID, **KINDS}), keys="")
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, name) values ('a', '1'), ('A', '2'), ('a', '3'), "
        "(null, '4'), (null, '5'), ('', '6'), ('', '7'), ('b', '8')",
    )

    (first,) = crm.run().loads
    landed = crm.landed()
    again = crm.run(full=True)

    assert first.rows_repeated == 3
    found = [(key, reason, rows) for key, _, reason, rows in crm.rows(OPEN)]
    assert sum(rows for *_, rows in found) == 3
    assert {(key, reason) for key, reason, _ in found} == {
        (None, "repeated_key"),
        ("", "repeated_key"),
        ("a", "repeated_key"),
    }
    assert (again.changed_tables, crm.landed()) == ((), landed)
    # What did not land cannot be proven equal: verify says so.
    assert [verdict.verdict for verdict in crm.verify("hostile")] == ["different"]

    sql(mariadb, crm.url, "delete from hostile where name not in ('1', '2', '5', '7', '8')")
    crm.run()
    assert crm.rows(OPEN) == []
    assert is_equal_and_still(crm)


def test_ids_that_differ_in_case_are_rows_where_the_server_says_so(
    mariadb: Any, tmp_path: Path
) -> None:
    contract = contract_of({**ID, **KINDS})
    exact = {"id": "char(36) collate utf8mb4_bin"}
    crm = hostile_crm(mariadb, tmp_path, contract, live=exact)
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, day) values ('a', '2024-00-00'), ('A', '2024-01-01'), ('', null)",
    )

    crm.run()

    assert values(crm, "day") == {"a": None, "A": date(2024, 1, 1), "": None}
    assert crm.rows(OPEN) == [("a", "day", "does_not_fit", 1)]
    assert is_equal_and_still(crm)


def test_keys_of_several_columns_are_named_as_a_list(mariadb: Any, tmp_path: Path) -> None:
    contract = contract_of({"id": "int(11)", "part": "varchar(20)", **KINDS}, key=("id", "part"))
    crm = hostile_crm(mariadb, tmp_path, contract, keys=", primary key (id, part)")
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, part, day) values (7, 'a \"é\" \\\\ b', '2024-00-00'), "
        "(7, 'other', '2024-01-01')",
    )

    crm.run()

    assert crm.rows(OPEN) == [('["7","a \\"é\\" \\\\ b"]', "day", "does_not_fit", 1)]
    assert is_equal_and_still(crm)


def test_generated_columns_land_like_any_other(mariadb: Any, tmp_path: Path) -> None:
    contract = contract_of({**ID, **KINDS, "twice": "int(11)", "stored": "varchar(99)"})
    live = {"twice": "int(11) as (number * 2) virtual", "stored": "varchar(99) as (name) stored"}
    crm = hostile_crm(mariadb, tmp_path, contract, live=live)
    sql(mariadb, crm.url, "insert into hostile (id, name, number) values ('a', 'n', 21)")

    crm.run()

    assert crm.rows("select twice, stored from landing.hostile") == [(42, "n")]
    assert is_equal_and_still(crm)


def test_an_empty_table_lands_as_an_empty_table(mariadb: Any, tmp_path: Path) -> None:
    crm = hostile_crm(mariadb, tmp_path, contract_of({**ID, **KINDS}))

    (load,) = crm.run().loads

    assert (load.rows_read, load.landing_rows) == (0, 0)
    assert is_equal_and_still(crm)


def test_entries_are_as_many_as_there_is_room_for_and_the_rest_is_counted(
    crm: Capturer, mariadb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (misfits, _duckdb_quarantine):
        monkeypatch.setattr(module, "MOST_ENTRIES", 10)
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, day) select concat('row-', seq), '2024-00-00' from seq_10_to_44",
    )

    crm.run()

    entries = crm.rows(OPEN)
    assert len(entries) == 11
    assert (None, "day", "does_not_fit", 25) in entries
    assert is_equal_and_still(crm)
    sql(mariadb, crm.url, "update hostile set day = '2024-01-01' where id > 'row-14'")
    crm.run()
    assert crm.rows(OPEN) == [(f"row-{n}", "day", "does_not_fit", 1) for n in range(10, 15)]


def test_a_row_that_a_sweep_heals_is_named_too(crm: Capturer, mariadb: Any) -> None:
    windowed = replace(crm, policy=CapturePolicy(tables=("hostile",), small_table_rows=0))
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, day, date_modified) select concat('row-', seq), '2024-01-01', "
        "'2026-11-01' from seq_10_to_60",
    )
    windowed.run()
    sql(mariadb, crm.url, "update hostile set day = '2024-00-00' where id in ('row-11', 'row-22')")

    windowed.sweep("hostile")
    named = crm.rows(OPEN)
    sql(mariadb, crm.url, "update hostile set day = '2024-01-02' where id = 'row-11'")
    windowed.sweep("hostile")

    assert named == [(row, "day", "does_not_fit", 1) for row in ("row-11", "row-22")]
    assert crm.rows(OPEN) == [("row-22", "day", "does_not_fit", 1)]
    assert [verdict.verdict for verdict in crm.verify("hostile")] == ["equal"]


def test_no_value_is_kept_or_told(crm: Capturer, mariadb: Any) -> None:
    sql(mariadb, crm.url, "alter table hostile modify number varchar(60)")
    sql(mariadb, crm.url, "insert into hostile (id, number) values ('a', 'Xanthippe Canary')")

    crm.run()

    rows = crm.rows("select * from ops.quarantine")
    assert len(rows) == 1
    assert "Xanthippe" not in str(rows)
    assert b"Xanthippe" not in crm.path.read_bytes()
