"""Ten days of a genuine SuiteCRM in slices, a pass after each, and one sweep at the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from captures import AFTER_THE_JOURNAL, Capturer
from genuine import journal, load_genuine, replay

from suitehouse.contracts.model import Column, TableContract
from suitehouse.privacy.masking import Masker
from suitehouse.privacy.person_names import PersonNames
from suitehouse.settings import CapturePolicy
from suitehouse.sweeping.report import SweepReport

pytestmark = pytest.mark.integration

SLICES = 5
BASELINE_CLOCK = datetime(2026, 11, 24, 20, tzinfo=UTC)
# What PHP's htmlspecialchars writes, undone once; written out here on its own.
ENTITIES = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#039;", "'"), ("&#39;", "'")]
_CASTS = {"INTEGER": int, "BIGINT": int, "DOUBLE": float}


def sliced() -> list[list[Any]]:
    """The journal's operations in slices of equal numbers."""
    operations = list(journal())
    size = -(-len(operations) // SLICES)
    return [operations[start : start + size] for start in range(0, len(operations), size)]


@pytest.fixture(scope="module")
def capturer(mariadb: Any, tmp_path_factory: pytest.TempPathFactory) -> Capturer:
    """A warehouse that passes alone have kept, where no table counts as small."""
    url = mariadb.fresh_database()
    load_genuine(url)
    policy = CapturePolicy(
        small_table_rows=0,
        compare_budget_seconds=0,
        removal_guard_pct=30,
        sweep_bucket_rows=100,
    )
    path = tmp_path_factory.mktemp("sliced") / "w.duckdb"
    capturer = Capturer(url, path, policy=policy, now=BASELINE_CLOCK)
    capturer.run()
    for operations in sliced():
        replay(url, operations)
        last = datetime.fromisoformat(operations[-1].now.replace("Z", "+00:00"))
        capturer.now = last.replace(tzinfo=last.tzinfo or UTC) + timedelta(seconds=1)
        capturer.run()
    capturer.now = AFTER_THE_JOURNAL
    return capturer


@pytest.fixture(scope="module")
def before(capturer: Capturer) -> dict[str, str]:
    """What verify says before the sweep."""
    return {found.table: found.verdict for found in capturer.verify()}


@pytest.fixture(scope="module")
def report(capturer: Capturer, before: dict[str, str]) -> SweepReport:
    """The sweep at the end."""
    assert set(before.values()) == {"equal", "different"}
    return capturer.sweep()


def test_every_table_is_proven_equal_after_one_sweep(
    capturer: Capturer, report: SweepReport
) -> None:
    unequal = {f.table: f for f in capturer.verify() if f.verdict != "equal"}

    assert unequal == {}
    assert {row.status for row in report.tables} == {"proven"}
    assert len(report.tables) == len(capturer.contracts)


def test_what_passes_had_missed_is_counted_by_reason(
    capturer: Capturer, report: SweepReport
) -> None:
    noted = dict(capturer.rows("select reason, count(*) from ops.misses group by all"))
    told: dict[str, int] = {}
    for row in report.tables:
        for reason, count in row.reasons.items():
            told[reason] = told.get(reason, 0) + count

    assert {reason: count for reason, count in told.items() if count} == noted
    assert noted["unstamped_update"] > 0
    assert noted["hard_deleted"] > 0
    late = capturer.rows(
        "select min(lateness_seconds) > 0, max(lateness_seconds) <= 86400 from ops.misses "
        "where reason = 'late'"
    )
    assert late in ([(True, True)], [(None, None)])


def test_a_second_sweep_and_a_full_pass_find_nothing_more(
    capturer: Capturer, report: SweepReport
) -> None:
    assert report.healed > 0
    assert capturer.sweep().healed == 0
    assert capturer.run(full=True).changed_tables == ()


def test_a_plain_row_by_row_comparison_agrees(
    capturer: Capturer, report: SweepReport, mariadb: Any
) -> None:
    """Rows read by PyMySQL, decoded anew here and masked, are those of landing, value by value."""
    masker = Masker(capturer.key, capturer.contracts)
    masker.know(None, PersonNames([]))  # nobody of the company is an account
    compared = 0
    with mariadb.connect(capturer.url) as connection, connection.cursor() as cursor:
        for table, contract in capturer.contracts.items():
            expected = expected_rows(cursor, contract, masker)
            landed = landed_rows(capturer, contract)
            assert landed.keys() == expected.keys(), table
            for key, row in expected.items():
                assert landed[key] == row, (table, key)
            compared += len(expected)

    assert report.healed < compared
    assert compared > 5_000


def expected_rows(
    cursor: Any, contract: TableContract, masker: Masker
) -> dict[str, tuple[Any, ...]]:
    """The source's rows as landing should have them, by lower-case key."""
    cursor.execute(
        "select column_name from information_schema.columns "
        f"where table_schema = database() and table_name = '{contract.table}'"
    )
    there = {name for (name,) in cursor.fetchall()}
    columns = [column for column in contract.landed if column.name in there]
    names = ", ".join(f"cast(`{c.name}` as char)" for c in columns)
    cursor.execute(f"select {names} from `{contract.table}`")
    rows = [
        [decoded(value, column, contract) for value, column in zip(row, columns, strict=True)]
        for row in cursor.fetchall()
    ]
    schema = {column.name: pl.String for column in columns}
    masked = masker.mask(pl.DataFrame(rows, schema=schema, orient="row"), contract)
    place = [column.name for column in columns].index(contract.key[0])
    return {
        str(row[place]).lower(): tuple(
            typed(value, column) for value, column in zip(row, columns, strict=True)
        )
        for row in masked.select(list(schema)).rows()
    }


def decoded(value: str | None, column: Column, contract: TableContract) -> str | None:
    """SuiteCRM's ways of writing undone: zero dates, escaped custom text, multi-selects."""
    if value is None or (value.startswith("0000-00-00") and "date" in column.base_type):
        return None
    if contract.kind == "custom" and column.is_text:
        for entity, character in ENTITIES:
            value = value.replace(entity, character)
        value = value.replace("&amp;", "&")
    if column.decode == "multienum":
        parts = value.removeprefix("^").removesuffix("^").split("^,^")
        quoted = [part.replace("\\", "\\\\").replace('"', '\\"') for part in parts]
        return "[]" if parts == [""] else "[" + ",".join(f'"{part}"' for part in quoted) + "]"
    return value


def typed(value: str | None, column: Column) -> Any:
    """A value as DuckDB gives it for the column's landing type."""
    kind = column.landing_type
    if value is None or kind == "VARCHAR":
        return value
    if kind == "BOOLEAN":
        return int(value) != 0
    if kind == "TIMESTAMP":
        return datetime.fromisoformat(value)
    if kind == "DATE":
        return datetime.fromisoformat(value).date()
    if kind.startswith("DECIMAL"):
        scale = int(kind.partition(",")[2].rstrip(")"))
        return Decimal(value).quantize(Decimal(1).scaleb(-scale))
    return _CASTS[kind](value)


def landed_rows(capturer: Capturer, contract: TableContract) -> dict[str, tuple[Any, ...]]:
    """Landing's live rows by lower-case key, without our own columns and those the source lacks."""
    with capturer.open(read_only=True) as warehouse:
        missing = set(
            warehouse.read(
                "select column_name from ops.schema_changes where change = 'missing' "
                f"and table_name = '{contract.table}'"
            )
            .column(0)
            .to_pylist()
        )
        names = [c.name for c in contract.landed if c.name not in missing]
        columns = ", ".join(f'"{name}"' for name in names)
        table = warehouse.read(
            f"select {columns} from landing.{contract.table} where _removed_at is null"
        )
    place = names.index(contract.key[0])
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return {str(row[place]).lower(): tuple(row) for row in rows}
