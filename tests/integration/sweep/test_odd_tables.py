"""Keys and tables that no pass likes: whatever they hold, a sweep proves or says that it cannot."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from faulty import FaultySource
from tiny_crm import captured_tiny_crm, run

from suitehouse.errors import RemovalGuardError, SourceUnreachableError
from suitehouse.settings import CapturePolicy

pytestmark = pytest.mark.integration

HOSTILE = [
    *("", " ", "'", '"', "\\", "a'b\\", "%", "_", "a%b_c", "🚀", "é", "É-x", "ß", "\u017f", "東京"),
    *("A b", "~", "^", "-", "--", "/*x*/", "0", "00", "Zz", "zZz", "_a", "a_", "@", "[", "`", "{"),
    *(
        "x\ty",
        "x\ny",
        "nul\x00byte",
        "a;drop table contacts",
        "1e3",
        "NULL",
        "ﬁ",
        "İ",
        "\u0131",
        "Ω",
    ),
]
BUCKETS = CapturePolicy(
    small_table_rows=0,
    compare_budget_seconds=0,
    sweep_bucket_rows=3,
    removal_guard_rows=100,
    removal_guard_pct=100,
)


def quiet_changes(mariadb: Any, crm: Capturer, table: str, column: str) -> None:
    """Change every third row without a stamp, and remove every fifth."""
    with mariadb.connect(crm.url) as connection, connection.cursor() as cursor:
        cursor.execute(f"select id from {table} order by id")
        keys = [key for (key,) in cursor.fetchall()]
        for key in keys[::3]:
            cursor.execute(f"update {table} set {column} = 'quiet' where id = %s", (key,))
        for key in keys[1::5]:
            cursor.execute(f"delete from {table} where id = %s", (key,))


@pytest.mark.parametrize("method", ["server", "read"])
@pytest.mark.parametrize(
    "kind",
    [
        "varchar(60) collate utf8mb4_general_ci",
        "varchar(60) collate utf8mb4_unicode_ci",
        "varchar(60) collate utf8mb4_bin",
        "varchar(60) character set utf8mb3 collate utf8mb3_general_ci",
        "varbinary(60)",
    ],
)
def test_hostile_ids_are_swept_like_any_other(
    mariadb: Any, tmp_path: Path, kind: str, method: str
) -> None:
    policy = BUCKETS.model_copy(update={"sweep_method": method})
    crm = replace(captured_tiny_crm(mariadb, tmp_path), policy=policy)
    run(
        mariadb,
        crm.url,
        f"create table leads (id {kind} primary key, last_name varchar(100), date_modified "
        "datetime, deleted tinyint(1))",
    )
    with mariadb.connect(crm.url) as connection, connection.cursor() as cursor:
        for key in [*HOSTILE, *(f"{n:02x}-uuid" for n in range(40))]:
            if "utf8mb3" in kind and max(map(ord, key), default=0) > 0xFFFF:
                continue
            cursor.execute(
                "insert ignore into leads values (%s, 'x', '2026-11-20 07:00:00', 0)",
                (key.encode() if "binary" in kind else key,),
            )
    run(mariadb, crm.url, "insert into leads values ('last', 'x', '2026-11-25 07:00:00', 0)")
    crm.run("leads")
    assert crm.verify("leads")[0].verdict == "equal"
    quiet_changes(mariadb, crm, "leads", "last_name")

    report = crm.sweep("leads")

    assert crm.verify("leads")[0].verdict == "equal"
    assert report.tables[0].status == "proven"
    assert report.tables[0].buckets > 10
    assert report.tables[0].reasons["unstamped_update"] > 10
    assert report.tables[0].reasons["hard_deleted"] > 10
    assert crm.sweep("leads").healed == 0


def test_keys_that_differ_in_case_are_swept_apart_where_the_server_says_so(
    mariadb: Any, tmp_path: Path
) -> None:
    crm = replace(captured_tiny_crm(mariadb, tmp_path), policy=BUCKETS)
    run(
        mariadb,
        crm.url,
        "create table leads (id varchar(36) collate utf8mb4_bin primary key, last_name "
        "varchar(100), date_modified datetime, deleted tinyint(1))",
        "insert into leads values ('aa', 'x', '2026-11-20', 0), ('aA', 'x', '2026-11-20', 0), "
        "('AA', 'x', '2026-11-20', 0), ('bb', 'x', '2026-11-25', 0), ('BB', 'x', '2026-11-20', 0)",
    )
    crm.run("leads")
    run(
        mariadb,
        crm.url,
        "update leads set last_name = 'y' where id = 'aA'",
        "delete from leads where id = 'BB'",
    )

    report = crm.sweep("leads")

    assert crm.rows("select row_key, reason from ops.misses order by 1") == [
        ("BB", "hard_deleted"),
        ("aA", "unstamped_update"),
    ]
    assert report.tables[0].source_rows == report.tables[0].warehouse_rows == 4


def test_a_key_that_changed_its_case_is_another_row(swept: Capturer, mariadb: Any) -> None:
    run(mariadb, swept.url, "update contacts set id = upper(id) where id < 'row-005'")

    report = swept.sweep("contacts")

    assert report.tables[0].reasons["hard_deleted"] == 5
    assert report.healed == 10
    assert swept.verify("contacts")[0].verdict == "equal"


@pytest.mark.parametrize("method", ["server", "read"])
def test_rows_without_a_key_or_with_the_same_one_are_told(
    mariadb: Any, tmp_path: Path, method: str
) -> None:
    policy = BUCKETS.model_copy(update={"sweep_method": method})
    crm = replace(captured_tiny_crm(mariadb, tmp_path), policy=policy)
    run(
        mariadb,
        crm.url,
        "create table tasks (id char(36), name varchar(50), date_modified datetime, deleted "
        "tinyint(1))",
        "insert into tasks values (null, 'z', '2026-11-20', 0), ('b', 'v', '2026-11-25', 0), "
        "('c', 'v', '2026-11-20', 0), ('d', 'v', '2026-11-20', 0), ('e', 'v', '2026-11-20', 0)",
    )
    crm.run("tasks")
    run(mariadb, crm.url, "update tasks set name = 'quiet' where id is null or id = 'd'")

    report = crm.sweep("tasks")

    assert report.healed == report.tables[0].due == 2, "a pass reads a table without a key whole"
    assert report.tables[0].status == "proven"
    assert crm.verify("tasks")[0].verdict == "equal"

    run(mariadb, crm.url, "insert into tasks values ('d', 'twin', '2026-11-24', 0)")
    report = crm.sweep("tasks")

    assert report.tables[0].status == "unequal"
    assert report.status == "unequal"
    assert report.healed == 0
    broken = FaultySource(crm.snapshot, SourceUnreachableError("broken"), {2})
    assert crm.sweep("tasks", source=broken).tables[0].status == "unequal"
    assert crm.sweep("tasks").healed == 0
    run(mariadb, crm.url, "delete from tasks where id is null")
    assert crm.sweep("tasks").tables[0].due == 1


@pytest.mark.parametrize("method", ["server", "read"])
def test_keys_that_are_numbers_are_swept_by_ranges(
    mariadb: Any, tmp_path: Path, method: str
) -> None:
    policy = BUCKETS.model_copy(update={"sweep_method": method, "sweep_bucket_rows": 200})
    crm = replace(captured_tiny_crm(mariadb, tmp_path), policy=policy)
    (table,) = [
        name
        for name, contract in crm.contracts.items()
        if contract.column(contract.key[0]).base_type == "int"
    ]
    (key,) = crm.contracts[table].key
    other = next(
        column.name
        for column in crm.contracts[table].landed
        if column.base_type in {"varchar", "char"} and column.name != key
    )
    run(
        mariadb,
        crm.url,
        f"create table {table} ({key} int primary key, {other} varchar(36))",
        f"insert into {table} select cast(seq as signed) * 7 - 3000, concat('v', seq) "
        "from seq_1_to_2000",
    )
    crm.run(table)
    run(
        mariadb,
        crm.url,
        f"update {table} set {other} = 'quiet' where {key} % 100 = 4",
        f"delete from {table} where {key} % 100 = 11",
        f"insert into {table} values (2000000000, 'new')",
    )

    (found,) = crm.verify(table)

    report = crm.sweep(table)

    (row,) = report.tables
    assert row.buckets == 10
    assert row.status == "proven"
    assert found.missing == 1
    assert min(found.extra, found.different) > 10
    assert report.healed == found.missing + found.extra + found.different
    assert crm.verify(table)[0].verdict == "equal"


def test_a_custom_table_whose_keys_are_escaped_loses_no_row(mariadb: Any, tmp_path: Path) -> None:
    crm = replace(captured_tiny_crm(mariadb, tmp_path), policy=BUCKETS)
    run(
        mariadb,
        crm.url,
        "create table contacts_cstm (id_c char(36) primary key, jjwg_maps_lng_c float)",
        "insert into contacts_cstm values ('a&amp;b', 1), ('&lt;x&gt;', 1), ('plain', 1), "
        "('q', 1), ('r', 1), ('s', 1)",
    )
    crm.run("contacts_cstm")
    run(
        mariadb,
        crm.url,
        "insert into contacts_cstm values ('n&amp;m', 1)",
        "delete from contacts_cstm where id_c = 'r'",
    )

    report = crm.sweep("contacts_cstm")

    assert (report.tables[0].status, report.tables[0].buckets) == ("proven", 2)
    assert report.healed == 2
    gone = "select id_c from landing.contacts_cstm where _removed_at is not null"
    assert crm.rows(gone) == [("r",)]
    assert crm.verify("contacts_cstm")[0].verdict == "equal"


def test_a_table_that_was_never_captured_is_left_to_a_pass(swept: Capturer, mariadb: Any) -> None:
    run(mariadb, swept.url, "create table leads (id char(36) primary key, last_name varchar(9))")

    report = swept.sweep("leads", "bugs")

    assert [(row.table, row.status) for row in report.tables] == [
        ("bugs", "absent"),
        ("leads", "skipped"),
    ]
    assert swept.rows("select table_name, status from ops.sweeps order by 1") == [
        ("bugs", "absent"),
        ("leads", "skipped"),
    ]


def test_a_commit_during_the_sweep_is_not_seen_and_takes_no_row(
    swept: Capturer, mariadb: Any
) -> None:
    def source() -> Any:
        snapshot = swept.snapshot()
        run(
            mariadb,
            swept.url,
            "update contacts set last_name = 'during' where id in ('row-001', 'row-059')",
            "delete from contacts where id = 'row-002'",
            "insert into contacts values ('row-020a', 'during', '2026-11-25 12:00:00', 0)",
        )
        return snapshot

    report = swept.sweep("contacts", source=source)

    assert report.healed == 0
    assert report.tables[0].status == "proven"
    (verdict,) = swept.verify("contacts")
    assert (verdict.missing, verdict.extra, verdict.different) == (1, 1, 2)
    assert swept.sweep("contacts").healed == 4
    assert swept.verify("contacts")[0].verdict == "equal"


def test_a_handful_of_removals_passes_and_more_are_withheld(swept: Capturer, mariadb: Any) -> None:
    swept.policy = swept.policy.model_copy(update={"removal_guard_pct": 20})
    run(
        mariadb,
        swept.url,
        "delete from contacts where id between 'row-010' and 'row-029'",
        "update contacts set last_name = 'quiet' where id = 'row-001'",
        "insert into contacts values ('row-900', 'x', '2020-01-01', 0)",
    )
    before = swept.rows("select id from landing.contacts order by id")

    with pytest.raises(RemovalGuardError, match="20 of the 61 rows of landing") as raised:
        swept.sweep("contacts")

    assert raised.value.exit_status == 1
    assert swept.rows("select status from ops.sweeps") == [("refused",)]
    assert swept.rows("select row_key, reason from ops.misses order by 1") == [
        ("row-001", "unstamped_update"),
        ("row-900", "backdated"),
    ]
    there = swept.rows("select id from landing.contacts where _removed_at is null order by id")
    assert there == [*before, ("row-900",)]
    assert swept.rows("select * from ops.sweep_gone") == []

    swept.policy = swept.policy.model_copy(update={"removal_guard_pct": 50})
    assert swept.sweep("contacts").tables[0].reasons["hard_deleted"] == 20
    assert swept.verify("contacts")[0].verdict == "equal"


@pytest.mark.parametrize(
    "statement",
    [
        "truncate table contacts",
        "delete from contacts where id > 'row-020'",
        "update contacts set id = concat('other-', substr(id, 5))",
    ],
)
def test_an_emptied_truncated_or_swapped_source_is_refused_whole(
    swept: Capturer, mariadb: Any, statement: str
) -> None:
    before = swept.rows("from landing.contacts order by id")
    run(mariadb, swept.url, statement)

    with pytest.raises(RemovalGuardError, match="another or a truncated database"):
        swept.sweep("contacts", "users")

    assert swept.rows("from landing.contacts order by id") == before
    statuses = "select table_name, status from ops.sweeps order by 1"
    assert swept.rows(statuses) == [("contacts", "refused"), ("users", "skipped")]


def test_a_key_that_landing_has_twice_is_one_row_after_a_sweep(swept: Capturer) -> None:
    with swept.open() as warehouse:
        warehouse.read("insert into landing.contacts from landing.contacts where id = 'row-007'")

    report = swept.sweep("contacts")

    assert report.healed == 1
    assert swept.rows("select count(*), count(distinct id) from landing.contacts") == [(60, 60)]
    assert swept.verify("contacts")[0].verdict == "equal"
