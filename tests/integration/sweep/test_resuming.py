"""A sweep that is killed, loses its connection or runs out of budget goes on where it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from faulty import FaultySource
from tiny_crm import run

from suitehouse.errors import (
    NotSuiteCrmError,
    RemovalGuardError,
    SourceError,
    SourceUnreachableError,
)
from suitehouse.operations.progress import SilentProgress
from suitehouse.verify import verify

pytestmark = pytest.mark.integration

CHANGES = (
    "update contacts set last_name = 'quiet' where id in ('row-001', 'row-033', 'row-058')",
    "insert into contacts values ('row-020a', 'x', '2020-01-01', 0)",
    "delete from contacts where id in ('row-005', 'row-050')",
)
MISSES = "select row_key, reason from ops.misses order by all"
EXPECTED = [
    ("row-001", "unstamped_update"),
    ("row-005", "hard_deleted"),
    ("row-020a", "backdated"),
    ("row-033", "unstamped_update"),
    ("row-050", "hard_deleted"),
    ("row-058", "unstamped_update"),
]


@pytest.fixture(params=["server", "read"])
def changed(swept: Capturer, mariadb: Any, request: pytest.FixtureRequest) -> Capturer:
    """The sixty contacts in buckets of two, changed at both ends and in between."""
    run(mariadb, swept.url, *CHANGES)
    policy = swept.policy.model_copy(update={"sweep_method": request.param, "sweep_bucket_rows": 2})
    return replace(swept, policy=policy)


def copy_of(crm: Capturer, name: str) -> Capturer:
    """The same source with a warehouse of its own."""
    path = crm.path.with_name(name)
    path.write_bytes(crm.path.read_bytes())
    return replace(crm, path=path, waits=[])


def statements_of(crm: Capturer) -> int:
    source = FaultySource(crm.snapshot, SourceUnreachableError("broken"), set())
    copy_of(crm, "counted.duckdb").sweep("contacts", source=source)
    return source.statements


def assert_healed(crm: Capturer) -> None:
    assert crm.rows(MISSES) == EXPECTED
    assert crm.verify("contacts")[0].verdict == "equal"
    assert crm.rows("select * from ops.sweep_positions") == []
    assert crm.rows("select * from ops.sweep_gone") == []
    gone = "select id from landing.contacts where _removed_reason = 'hard_deleted' order by id"
    assert crm.rows(gone) == [("row-005",), ("row-050",)]


def test_a_kill_at_any_statement_loses_nothing(changed: Capturer) -> None:
    count = statements_of(changed)
    assert count > 30

    for number in range(1, count + 1, count // 12):
        crm = copy_of(changed, f"killed-{number}.duckdb")
        source = FaultySource(crm.snapshot, KeyboardInterrupt(), {number})
        with pytest.raises(KeyboardInterrupt):
            crm.sweep("contacts", source=source)

        crm.sweep("contacts")

        assert_healed(crm)


def test_a_connection_that_breaks_at_any_statement_is_gone_on_with(changed: Capturer) -> None:
    count = statements_of(changed)

    for number in range(2, count + 1, count // 8):
        crm = copy_of(changed, f"broken-{number}.duckdb")
        source = FaultySource(crm.snapshot, SourceUnreachableError("broken"), {number})

        report = crm.sweep("contacts", source=source)

        assert report.tables[0].status == "proven"
        assert (source.opened, len(crm.waits)) == (2, 1)
        assert_healed(crm)


def test_a_sweep_goes_on_at_the_bucket_it_was_at(swept: Capturer) -> None:
    crm = replace(swept, policy=swept.policy.model_copy(update={"sweep_bucket_rows": 2}))
    whole = FaultySource(crm.snapshot, KeyboardInterrupt(), set())
    copy_of(crm, "whole.duckdb").sweep("contacts", source=whole)
    killed = FaultySource(crm.snapshot, KeyboardInterrupt(), {whole.statements})
    with pytest.raises(KeyboardInterrupt):
        crm.sweep("contacts", source=killed)
    ((position, since),) = crm.rows("select position, since from ops.sweep_positions")
    assert position > "ROW-040"

    before = crm.now
    crm.now += timedelta(hours=1)
    proofs = proofs_of(crm)

    # The rest of the table completes the former sweep; then what that had proven is proven anew.
    buckets = [bucket for bucket, _ in proofs]
    assert buckets[0] < 10
    assert buckets[-1] == 30
    assert {at for _, at in proofs[:-1]} == {before}
    assert proofs[-1][1] == crm.now
    assert before.replace(tzinfo=None) == since


def test_removals_withheld_at_the_turn_stay_withheld_for_the_rest_of_the_sweep(
    swept: Capturer, mariadb: Any
) -> None:
    guarded = {"sweep_bucket_rows": 2, "removal_guard_pct": 20}
    crm = replace(swept, policy=swept.policy.model_copy(update=guarded))
    gone = "delete from contacts where id between 'row-0{0}0' and 'row-0{0}9'"
    run(mariadb, crm.url, gone.format(1), gone.format(4))
    whole = FaultySource(crm.snapshot, KeyboardInterrupt(), set())
    with pytest.raises(RemovalGuardError):
        copy_of(crm, "whole.duckdb").sweep("contacts", source=whole)
    half = FaultySource(crm.snapshot, KeyboardInterrupt(), {whole.statements // 2})
    with pytest.raises(KeyboardInterrupt):
        crm.sweep("contacts", source=half)

    for _ in range(2):
        with pytest.raises(RemovalGuardError, match="20 of the 60 rows"):
            crm.sweep("contacts")

        statuses = "select max_by(status, started_at) from ops.sweeps"
        assert crm.rows(statuses) == [("refused",)]
        assert crm.rows("select count(*) from landing.contacts where _removed_at is null") == [
            (60,)
        ]


def test_rows_are_counted_once_where_the_connection_broke(changed: Capturer) -> None:
    count = statements_of(changed)
    for number in range(2, count + 1, count // 8):
        crm = copy_of(changed, f"counted-{number}.duckdb")
        source = FaultySource(crm.snapshot, SourceUnreachableError("broken"), {number})

        (row,) = crm.sweep("contacts", source=source).tables

        assert (row.source_rows, row.warehouse_rows) == (59, 59)


def test_a_table_that_cannot_be_read_further_is_noted_as_failed(changed: Capturer) -> None:
    broken = FaultySource(changed.snapshot, SourceError("damaged"), {statements_of(changed) // 2})

    with pytest.raises(SourceError):
        changed.sweep("contacts", source=broken)

    noted = "select status, finished_at is not null from ops.sweeps"
    assert changed.rows(noted) == [("failed", True)]
    changed.now += timedelta(hours=1)
    changed.sweep("contacts")
    assert_healed(changed)


def proofs_of(crm: Capturer) -> list[tuple[int, Any]]:
    """Sweep, and return what was noted as proven: how many buckets in, and since when."""
    found = []
    with crm.open() as warehouse:
        store = warehouse.sweep_store()
        note = store.note

        def noted(row: Any, *rest: Any) -> None:
            if row.status == "proven":
                found.append((row.buckets, row.snapshot_at))
            note(row, *rest)

        store.note = noted  # type: ignore[method-assign]
        warehouse.sweep_store = lambda: store  # type: ignore[method-assign]
        crm.sweep("contacts", warehouse=warehouse)
    return found


def test_a_budget_ends_a_sweep_and_the_next_goes_on(changed: Capturer, mariadb: Any) -> None:
    run(mariadb, changed.url, "update accounts set name = 'quiet' where id = 'accounts-1'")
    changed.run("users")
    policy = changed.policy.model_copy(update={"sweep_budget_seconds": 5})
    crm = replace(changed, policy=policy)
    reached: list[tuple[str, ...]] = []

    for _ in range(40):
        start = crm.now
        report = crm.sweep("contacts", "users", clock=ticking(crm))
        crm.now = start + timedelta(hours=1)
        reached.append(tuple(row.table for row in report.tables))
        if any(row.table == "users" for row in report.tables):
            break
        assert report.status == "partial"
        assert report.source_seconds < 10

    assert len(reached) > 3
    assert reached[0] == ("contacts",)
    assert reached[-1][0] == "users", "what was never proven comes first"
    proven = "select distinct table_name from ops.sweeps where status = 'proven' order by 1"
    assert crm.rows(proven) == [("contacts",), ("users",)]
    assert crm.rows(MISSES) == EXPECTED
    assert crm.verify("contacts")[0].verdict == "equal"


def ticking(crm: Capturer) -> Any:
    """A clock that moves a fifth of a second whenever it is looked at."""

    def now() -> Any:
        crm.now += timedelta(seconds=0.2)
        return crm.now

    return now


def test_verify_goes_on_where_the_connection_broke(changed: Capturer) -> None:
    def verdict(faults: set[int]) -> tuple[Any, int]:
        source = FaultySource(changed.snapshot, SourceUnreachableError("broken"), faults)
        crm = replace(changed, waits=[])
        with crm.open(read_only=True) as warehouse:
            found = verify(
                source=source,
                warehouse=warehouse,
                contracts=crm.contracts,
                digest_secret=crm.key.digest_key,
                progress=SilentProgress(),
                tables=("contacts",),
                policy=crm.policy,
                clock=lambda: crm.now,
                sleep=crm.waits.append,
            )
        return found[0], source.statements

    expected, count = verdict(set())
    assert (expected.missing, expected.extra, expected.different) == (1, 2, 3)

    for number in range(1, count + 1, count // 10):
        assert verdict({number})[0] == expected


def test_verify_writes_nothing(changed: Capturer) -> None:
    before = {path.name: path.read_bytes() for path in files_of(changed.path)}

    assert changed.verify("contacts")[0].verdict == "different"

    assert {path.name: path.read_bytes() for path in files_of(changed.path)} == before


def files_of(path: Path) -> list[Path]:
    return sorted(each for each in path.parent.iterdir() if each.name.startswith(path.name))


def test_a_core_table_that_goes_in_the_middle_is_named_and_the_rest_left_alone(
    swept: Capturer, mariadb: Any
) -> None:
    tables = ("accounts", "contacts", "users")
    swept.run(*tables)
    for table, column in (("accounts", "name"), ("contacts", "last_name")):
        run(mariadb, swept.url, f"update {table} set {column} = 'quiet'")
    before = swept.landed()
    opened: list[int] = []

    def source() -> Any:
        opened.append(1)
        if len(opened) == 2:
            run(mariadb, swept.url, "rename table users to users_before")
        return swept.snapshot()

    minutes = count(step=2)
    with pytest.raises(NotSuiteCrmError) as raised:
        swept.sweep(
            *tables, source=source, clock=lambda: swept.now + timedelta(minutes=next(minutes))
        )

    assert "has no table users, as every SuiteCRM has" in str(raised.value)
    assert "Tables that failed as well: users." in str(raised.value)
    after = swept.landed()
    assert after["accounts"] != before["accounts"], "what was proven before is kept"
    assert (after["contacts"], after["users"]) == (before["contacts"], before["users"])
    assert swept.rows("select table_name, status from ops.sweeps") == [("accounts", "proven")]
    assert swept.rows("select status, error from ops.runs where command = 'sweep'") == [
        ("failed", "NotSuiteCrmError")
    ]

    run(mariadb, swept.url, "rename table users_before to users")
    assert {row.status for row in swept.sweep(*tables).tables} == {"proven"}
    assert {found.verdict for found in swept.verify(*tables)} == {"equal"}
