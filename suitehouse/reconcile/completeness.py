"""Whether the CRM's side is all there: when each table was captured and proven equal, what is not.

A reconciliation can be no better than its copy of the CRM, so the result says how good that is.
Proof is what a sweep has noted: `suitehouse verify` changes nothing, and leaves no record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from suitehouse.reconcile.crm_table import CrmSource
from suitehouse.reconcile.period import Period
from suitehouse.reconcile.pipeline_records import PipelineRecords, in_utc, printed
from suitehouse.reconcile.terms import CRM_NAME

Standing = Literal["proven", "proven_before_last_capture", "never_proven"]

_SWEEPS: Final = """
select status, finished_at, snapshot_at, source_rows, warehouse_rows
from ops.sweeps where table_name = $1 and finished_at is not null
order by finished_at desc, run_id desc limit 1
"""
_PROVEN: Final = """
select max(snapshot_at) as proven_at from ops.sweeps where table_name = $1 and status = 'proven'
"""
_CAPTURED: Final = "select snapshot_at from ops.watermarks where table_name = $1"
# Entries are by row and column; rows beyond the most that are named are counted without a key.
_QUARANTINED: Final = """
with by_row as (
    select row_key, max(row_count) as row_count from ops.quarantine
    where table_name = $1 and resolved_at is null and row_key is not null group by row_key
),
without_key as (
    select row_count from ops.quarantine
    where table_name = $1 and resolved_at is null and row_key is null
)
select cast(coalesce((select sum(row_count) from by_row), 0)
    + coalesce((select sum(row_count) from without_key), 0) as bigint) as quarantined
"""
_SWEEP_COLUMNS: Final = (
    "run_id",
    "table_name",
    "status",
    "finished_at",
    "snapshot_at",
    "source_rows",
    "warehouse_rows",
)
_QUARANTINE_COLUMNS: Final = ("table_name", "row_key", "row_count", "resolved_at")


@dataclass(frozen=True, slots=True)
class Sweep:
    """The last sweep that came to a table.

    Attributes:
        verdict: How it ended, as `ops.sweeps` has it: `proven`, `unequal`, `partial` and others.
        rows: The CRM's rows that it compared.
    """

    finished_at: datetime
    rows: int
    warehouse_rows: int
    verdict: str


@dataclass(frozen=True, slots=True)
class TableCompleteness:
    """How good the warehouse's copy of one of the CRM's tables is.

    Attributes:
        captured_at: The CRM's clock at the last capture.
        proven_at: Since which instant of the CRM the whole table is proven equal.
        quarantined: Rows that landing does not hold as the CRM does.
        tombstones: Rows removed from the CRM's database that are dated in the period; all of them
            where no date decides a row's period.
    """

    table: str
    captured_at: datetime | None
    proven_at: datetime | None
    last_sweep: Sweep | None
    quarantined: int
    tombstones: int

    @property
    def standing(self) -> Standing:
        """Whether what is reconciled is proven to be what the CRM has."""
        if self.proven_at is None:
            return "never_proven"
        is_newer = self.captured_at is not None and self.captured_at > self.proven_at
        return "proven_before_last_capture" if is_newer else "proven"

    @property
    def sentence(self) -> str:
        """The standing in words, with what to do where it is not proven."""
        parts = [self._proof]
        if self.last_sweep and self.last_sweep.verdict != "proven":
            ended = printed(self.last_sweep.finished_at)
            parts.append(f"The last sweep, on {ended}, ended as {self.last_sweep.verdict}.")
        return " ".join(parts)

    @property
    def _proof(self) -> str:
        captured = printed(self.captured_at) if self.captured_at else "never"
        if self.proven_at is None:
            return (
                f"Never proven equal to {CRM_NAME}; last captured: {captured}. Run `suitehouse"
                " sweep`, then reconcile again."
            )
        proven = f"Proven equal to {CRM_NAME} as it was on {printed(self.proven_at)}"
        if self.standing == "proven":
            return f"{proven}; last captured: {captured}."
        return (
            f"{proven}, before the last capture on {captured}; what was captured since is not"
            " proven. Run `suitehouse sweep`, then reconcile again."
        )


def completeness_of(
    records: PipelineRecords, sources: Iterable[CrmSource], period: Period | None
) -> tuple[TableCompleteness, ...]:
    """Return how good the copy of each table is, in the order given.

    Raises:
        WarehouseError: The warehouse cannot be read.
    """
    return tuple(_completeness(records, source, period) for source in sources)


def _completeness(
    records: PipelineRecords, source: CrmSource, period: Period | None
) -> TableCompleteness:
    name = [source.name]
    sweeps = records.rows("ops.sweeps", _SWEEP_COLUMNS, _SWEEPS, name)
    proven = records.rows("ops.sweeps", _SWEEP_COLUMNS, _PROVEN, name)
    captured = records.rows("ops.watermarks", ("table_name", "snapshot_at"), _CAPTURED, name)
    quarantined = records.rows("ops.quarantine", _QUARANTINE_COLUMNS, _QUARANTINED, name)
    return TableCompleteness(
        table=source.name,
        captured_at=in_utc(captured[0]["snapshot_at"]) if captured else None,
        proven_at=in_utc(proven[0]["proven_at"]) if proven else None,
        last_sweep=_sweep(sweeps[0]) if sweeps else None,
        quarantined=quarantined[0]["quarantined"] if quarantined else 0,
        tombstones=_tombstones(records, source, period),
    )


def _sweep(row: Mapping[str, Any]) -> Sweep:
    return Sweep(
        finished_at=row["finished_at"].replace(tzinfo=UTC),
        rows=row["source_rows"] or 0,
        warehouse_rows=row["warehouse_rows"] or 0,
        verdict=row["status"],
    )


def _tombstones(records: PipelineRecords, source: CrmSource, period: Period | None) -> int:
    table = f"landing.{source.name}"
    sql = f"select count(*) as tombstones from {table} where _removed_at is not null"  # noqa: S608
    days: list[object] = []
    if source.dated_by and period:
        dated = ", ".join(f"cast({column} as date)" for column in source.dated_by)
        sql += f" and coalesce({dated}) between $1 and $2"
        days = [period.start, period.end]
    found = records.rows(table, ("_removed_at", *source.dated_by), sql, days)
    return int(found[0]["tombstones"]) if found else 0
