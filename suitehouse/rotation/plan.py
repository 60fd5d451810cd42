"""What a rotation will do, told before any of it is done."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from suitehouse.errors import DiskFullError
from suitehouse.rotation.files import successor_of
from suitehouse.rotation.keys import KeyChange, Stage
from suitehouse.rotation.remains import Remains
from suitehouse.warehouses.duckdb import DuckDbWarehouse
from suitehouse.warehouses.protocol import TableState

# What the new file may take more than the old one while it is loaded and its models are built.
_ROOM_TIMES: Final = 2
_HISTORIES: Final = """
    select table_name from duckdb_tables()
    where database_name = current_database() and schema_name = 'history' order by table_name
"""


@dataclass(frozen=True, slots=True)
class RotationPlan:
    """A rotation before it is done.

    `tables` are loaded anew, of which `rows` have landed. Of `ended_versions` in history and of
    `tombstones` tokens go, since what they were made of is no longer in the source. Models are
    built and published where they were before (`has_models`). `is_begun` says that an earlier
    rotation to the same key is gone on with.
    """

    former_key_id: str
    key_id: str
    stage: Stage
    tables: tuple[str, ...]
    rows: int
    ended_versions: int
    tombstones: int
    has_models: bool
    is_begun: bool
    room_bytes: int
    free_bytes: int
    remains: Remains

    def check_room(self, path: Path) -> None:
        """Make sure that the new file fits beside the old one.

        Raises:
            DiskFullError: It will not.
        """
        if self.free_bytes < self.room_bytes:
            raise DiskFullError(
                f"The disk of {path} has {self.free_bytes >> 20} MiB free, and a rotation needs "
                f"{self.room_bytes >> 20}: the new warehouse is made beside the present one. Make "
                "room there, then run again."
            )


def plan_rotation(
    warehouse: DuckDbWarehouse, change: KeyChange, remains: Remains, *, has_models: bool
) -> RotationPlan:
    """Return what a rotation will do to a warehouse, which is only read."""
    states = warehouse.states()
    path = warehouse.path.resolve()
    beside = successor_of(path)
    begun = beside.stat().st_size if beside.exists() else 0
    size = path.stat().st_size * _ROOM_TIMES
    return RotationPlan(
        former_key_id=change.former.key_id,
        key_id=change.new.key_id,
        stage=change.stage,
        tables=captured_tables(warehouse),
        rows=sum(state.landing_rows for state in states.values()),
        ended_versions=_ended_versions(warehouse),
        tombstones=_tombstones(warehouse, list(states)),
        has_models=has_models,
        is_begun=bool(begun),
        room_bytes=max(0, size - begun),
        free_bytes=shutil.disk_usage(path.parent).free,
        remains=remains,
    )


def captured_tables(warehouse: DuckDbWarehouse) -> tuple[str, ...]:
    """Return the tables that were captured, whole or in part, in name order."""
    return tuple(sorted(table for table, state in warehouse.states().items() if _has_landed(state)))


def _has_landed(state: TableState) -> bool:
    return state.fingerprint is not None or state.position is not None


def _ended_versions(warehouse: DuckDbWarehouse) -> int:
    tables = warehouse.read(_HISTORIES).column(0).to_pylist()
    return _total(warehouse, [f'history."{name}" where _valid_to is not null' for name in tables])


def _tombstones(warehouse: DuckDbWarehouse, tables: Sequence[str]) -> int:
    return _total(warehouse, [f'landing."{name}" where _removed_at is not null' for name in tables])


def _total(warehouse: DuckDbWarehouse, relations: Sequence[str]) -> int:
    counts = " + ".join(f"(select count(*) from {each})" for each in relations)  # noqa: S608 - names of ours
    return int(warehouse.read(f"select {counts or 0} as n").column("n")[0].as_py())
