"""Ten days of a genuine SuiteCRM, seen by pass after pass: history agrees with its own audit."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

import pytest
from captures import Capturer
from genuine import Operation, journal, load_genuine, replay
from tiny_crm import run

pytestmark = pytest.mark.integration

SLICES = 40
BASELINE_CLOCK = datetime(2026, 11, 24, 20, tzinfo=UTC)
AUDIT = "opportunities_audit"


@dataclass(frozen=True, slots=True)
class StageChange:
    """Two versions of an opportunity that follow each other with different stages."""

    opportunity: str
    before: dict[str, Any]
    after: dict[str, Any]


def clock_after(operations: list[Operation]) -> datetime:
    """When the last of them was committed: processes run side by side."""
    latest = max(max(operation.at, operation.now) for operation in operations)
    return datetime.fromisoformat(latest).replace(tzinfo=UTC) + timedelta(seconds=1)


@pytest.fixture(scope="module")
def seen(mariadb: Any, tmp_path_factory: pytest.TempPathFactory) -> Capturer:
    """A warehouse that saw the journal in slices, and two writes that no audit row tells of."""
    url = mariadb.fresh_database()
    load_genuine(url)
    folder = tmp_path_factory.mktemp("seen")
    capturer = Capturer(url, folder / "w.duckdb", now=BASELINE_CLOCK)
    kept = [name for name, contract in capturer.contracts.items() if contract.history]
    capturer.run(*kept, AUDIT)
    operations = list(journal())
    size = -(-len(operations) // SLICES)
    for start in range(0, len(operations), size):
        replay(url, operations[start : start + size])
        capturer.now = max(capturer.now, clock_after(operations[start : start + size]))
        capturer.run(*kept, AUDIT)
    first, second = (
        key
        for (key,) in capturer.rows(
            "select id from landing.opportunities where _removed_at is null and not deleted "
            "and sales_stage not in ('Closed Won', 'Closed Lost') order by id limit 2"
        )
    )
    run(
        mariadb,
        url,
        f"update opportunities set sales_stage = 'Closed Won' where id = '{first}'",
        "update opportunities set sales_stage = 'Closed Lost', date_modified = "
        f"'{capturer.now:%Y-%m-%d %H:%M:%S}' where id = '{second}'",
    )
    capturer.now += timedelta(hours=1)
    capturer.run(*kept, AUDIT)
    return capturer


def stage_changes(capturer: Capturer) -> list[StageChange]:
    with capturer.open(read_only=True) as warehouse:
        versions = warehouse.read(
            "select id, sales_stage, date_modified, _valid_from from history.opportunities "
            "order by id, _valid_from"
        ).to_pylist()
    return [
        StageChange(key, before, after)
        for key, group in groupby(versions, key=lambda version: version["id"])
        for before, after in pairwise(list(group))
        if before["sales_stage"] != after["sales_stage"]
    ]


def audited_moves(capturer: Capturer) -> dict[str, list[tuple[Any, ...]]]:
    """By opportunity, what its audit rows say: stage before, stage after, when."""
    moves = defaultdict(list)
    for key, *move in capturer.rows(
        "select parent_id, before_value_string, after_value_string, date_created "
        f"from landing.{AUDIT} where field_name = 'sales_stage' order by date_created, id"
    ):
        moves[key].append(tuple(move))
    return moves


def is_explained(change: StageChange, moves: list[tuple[Any, ...]]) -> bool:
    """Whether audit rows of the range lead from the one stage to the other."""
    stage = change.before["sales_stage"]
    for before, after, at in moves:
        is_within = change.before["_valid_from"] <= at <= change.after["_valid_from"]
        if is_within and before == stage != change.after["sales_stage"]:
            stage = after
    return bool(stage == change.after["sales_stage"])


def test_every_stage_change_is_explained_by_the_audit_or_was_written_past_it(
    seen: Capturer,
) -> None:
    moves = audited_moves(seen)
    found: Counter[str] = Counter()
    for change in stage_changes(seen):
        if is_explained(change, moves[change.opportunity]):
            found["audited"] += 1
        elif change.before["date_modified"] == change.after["date_modified"]:
            found["written without a stamp"] += 1
        else:
            found["written with a stamp"] += 1

    assert found.pop("audited") > 45
    assert found == {"written without a stamp": 1, "written with a stamp": 1}


def test_every_audited_move_is_seen_unless_a_pass_came_too_late_for_it(seen: Capturer) -> None:
    """Of stages that followed each other between two passes, versions show the last."""
    changes = Counter(change.opportunity for change in stage_changes(seen))
    missed = sum(max(0, len(moves) - changes[key]) for key, moves in audited_moves(seen).items())

    assert missed <= 3


def test_the_open_versions_are_the_live_rows_of_every_table(seen: Capturer) -> None:
    for table, contract in seen.contracts.items():
        if not contract.history:
            continue
        names = ", ".join(column.name for column in contract.landed)
        live = seen.rows(
            f"select {names} from landing.{table} where _removed_at is null order by all"
        )
        assert live
        assert (
            seen.rows(f"select {names} from history.{table} where _valid_to is null order by all")
            == live
        ), table


def test_ranges_follow_each_other_without_overlap(seen: Capturer) -> None:
    for table, contract in seen.contracts.items():
        if contract.history:
            overlaps = seen.rows(
                "select id from (select id, _valid_from, lag(_valid_to) over "
                f"(partition by lower(id) order by _valid_from) as ended, _valid_to, "
                f"row_number() over (partition by lower(id) order by _valid_from) as number "
                f"from history.{table}) where number > 1 and (ended is null or "
                "ended > _valid_from) or _valid_to <= _valid_from"
            )
            assert overlaps == [], table


def test_saves_that_change_nothing_make_no_version(seen: Capturer) -> None:
    """The journal has dozens of them."""
    names = {
        table: ", ".join(
            column.name
            for column in contract.landed
            if column.name not in {contract.cursor, "modified_user_id"}
        )
        for table, contract in seen.contracts.items()
        if contract.history
    }

    for table, columns in names.items():
        repeated = seen.rows(
            f"select id from (select id, _valid_from, ({columns}) as state, lag(({columns})) over "
            "(partition by lower(id) order by _valid_from) as former, lag(_valid_to) over "
            f"(partition by lower(id) order by _valid_from) as ended from history.{table}) "
            "where state is not distinct from former and ended = _valid_from"
        )
        assert repeated == [], table
