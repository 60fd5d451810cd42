"""The erasure store in DuckDB: the writer's file, and the published copy of it."""

# ruff: noqa: S608 - literals are written by `text` and `moment`

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from suitehouse.privacy.erasure_rules import Suppression
from suitehouse.warehouses import _duckdb_erasure_sql as erasure_sql
from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses._duckdb_compacting import rewrite_file
from suitehouse.warehouses._duckdb_erasing import Eraser
from suitehouse.warehouses._duckdb_files import connect_file
from suitehouse.warehouses._duckdb_ledger import insert_rows, naive
from suitehouse.warehouses._erasure_store import ErasureNote, ErasureOrder, Findings, Piece
from suitehouse.warehouses._file_key import FileKey

_Connection = duckdb.DuckDBPyConnection
Faults = Callable[[str], AbstractContextManager[None]]
Transaction = Callable[[], AbstractContextManager[None]]

_SUPPRESS: Final = """
    insert into ops.suppressions by name
    select r.* from _rows as r anti join ops.suppressions as s
    on s.table_name = r.table_name and s.row_key = r.row_key and s.scope = r.scope"""
_FORGET: Final = "delete from ops.erasures where erasure_id in (select erasure_id from _rows)"
_REMEMBER: Final = "insert into ops.erasures by name from _rows"
_ERASURES: Final = """
    select erasure_id, subject, requested_at, applied_at, completed_at, tables, rows, columns,
        files, certificate
    from ops.erasures order by applied_at, rowid"""
# Models are built anew of tables whose last load is another one; nothing was read, so no window.
_NOTE_LOAD: Final = """
    insert into ops.table_loads by name
    select {run} as run_id, {table} as table_name, coalesce(max_by(lane, rowid), 'full') as lane,
        'window' as mode, max_by(watermark, rowid) as watermark, 0 as rows_read,
        {rows} as rows_changed, 0 as rows_removed,
        (select count(*) from {landing} where _removed_at is null) as landing_rows,
        0 as zero_dates, 0 as unreadable_values, 0 as card_refusals, 0 as rows_repeated,
        0 as rows_withheld, 0 as seconds, false as absent, {at} as loaded_at
    from ops.table_loads where table_name = {table} and absent is not true"""
_FORGET_QUARANTINE: Final = f"""
    delete from ops.quarantine where lower(row_key) in
    (select o.row_key from {erasure_sql.OWN} as o where o.table_name = quarantine.table_name)"""


@dataclass(frozen=True, slots=True)
class FileForm:
    """What the writer's file and its copies are like: the database's name, its key, `ops`."""

    name: str
    key: FileKey | None
    ops_tables: tuple[str, ...]


class DuckDbErasureStore:
    """See `ErasureStore`; of use as long as the connection is open."""

    def __init__(
        self,
        connection: _Connection,
        faults: Faults,
        transaction: Transaction,
        *,
        file: FileForm,
    ) -> None:
        self._connection = connection
        self._faults = faults
        self._transaction = transaction
        self._file = file

    def find(self, order: ErasureOrder) -> Findings:
        """Return what an erasure would empty; only temporary tables are made."""
        with self._faults("looking for what to erase"):
            return Eraser(self._connection, order).find()

    def erase(self, order: ErasureOrder, at: datetime) -> Findings:
        """Empty it, and note the suppressions and the erasure, all in one transaction."""
        with self._faults("erasing"), self._transaction():
            return _erase(self._connection, order, at)

    def find_in_copy(self, copy: Path, order: ErasureOrder) -> Findings:
        """Return what an erasure would empty in a published copy."""
        with self._faults("reading the published copy"), self._opened(copy, read_only=True) as file:
            return Eraser(file, order).find()

    def erase_copy(self, copy: Path, order: ErasureOrder, at: datetime) -> None:
        """Replace a published copy by one without the person."""
        work = copy.with_name(f".{copy.name}.erasing")
        log = work.with_name(f"{work.name}.wal")
        try:
            with self._faults("erasing from the published copy"):
                log.unlink(missing_ok=True)
                shutil.copyfile(copy, work)
                with self._opened(work) as file:
                    for statement in self._file.ops_tables:  # an older version may have made it
                        file.execute(statement)
                    file.begin()
                    _erase(file, order, at)
                    file.commit()
                    file.execute("checkpoint")
                rewrite_file(work, self._file.key, name=self._file.name, to=copy)
        finally:
            for left in (work, log):
                left.unlink(missing_ok=True)

    def erasures(self, subject: str | None = None) -> tuple[ErasureNote, ...]:
        """Return the erasures of a subject, or all of them, the latest last."""
        if not is_made(self._connection):
            return ()
        with self._faults("reading erasures"):
            rows = self._connection.execute(_ERASURES).fetchall()
        notes = (ErasureNote(*(_aware(value) for value in row)) for row in rows)
        return tuple(note for note in notes if subject in {None, note.subject})

    def note(self, note: ErasureNote) -> None:
        """Write an erasure's row over the one of the same id."""
        with self._faults("recording the erasure"), self._transaction():
            _note(self._connection, note)

    def suppressions(self) -> tuple[Suppression, ...]:
        """Return the rows that no pass brings back."""
        with self._faults("reading suppressions"):
            return suppressions(self._connection)

    @contextmanager
    def _opened(self, path: Path, *, read_only: bool = False) -> Iterator[_Connection]:
        connection = connect_file(path, self._file.key, read_only=read_only)
        try:
            connection.execute("set enable_progress_bar = false")
            yield connection
        finally:
            connection.close()


def is_made(connection: _Connection) -> bool:
    """Whether the warehouse was written since there are erasures."""
    return bool(connection.execute(erasure_sql.IS_MADE).fetchall())


def suppressions(connection: _Connection) -> tuple[Suppression, ...]:
    """Return the rows that no pass brings back."""
    if not is_made(connection):
        return ()
    rows = connection.execute(erasure_sql.SUPPRESSIONS).fetchall()
    return tuple(Suppression(*row) for row in rows)


def _erase(connection: _Connection, order: ErasureOrder, at: datetime) -> Findings:
    eraser = Eraser(connection, order)
    found = eraser.find()
    eraser.empty()
    connection.execute(_FORGET_QUARANTINE)
    _suppress(connection, order, found, at)
    for table, rows in _landing_rows(found.pieces).items():
        connection.execute(
            _NOTE_LOAD.format(
                run=sql.text(order.erasure_id),
                table=sql.text(table),
                landing=f"landing.{sql.quote(table)}",
                rows=rows,
                at=sql.moment(at),
            )
        )
    _note(connection, _first_note(order, found, at))
    return found


def _suppress(connection: _Connection, order: ErasureOrder, found: Findings, at: datetime) -> None:
    scopes = (("own", order.own), ("retained", found.kept))
    rows = [
        {
            "table_name": table,
            "row_key": key,
            "scope": scope,
            "erased_at": naive(at),
            "erasure_id": order.erasure_id,
        }
        for scope, keys in scopes
        for table, each in keys.items()
        for key in each
    ]
    insert_rows(connection, _SUPPRESS, rows)


def _landing_rows(pieces: tuple[Piece, ...]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for piece in pieces:
        if piece.schema == "landing":
            counts[piece.table] = counts.get(piece.table, 0) + piece.rows
    return counts


def _first_note(order: ErasureOrder, found: Findings, at: datetime) -> ErasureNote:
    return ErasureNote(
        erasure_id=order.erasure_id,
        subject=order.subject,
        requested_at=order.requested_at,
        applied_at=at,
        completed_at=None,
        tables=len({(piece.schema, piece.table) for piece in found.pieces}),
        rows=sum(piece.rows for piece in found.pieces),
        columns=sum(len(piece.columns) for piece in found.pieces),
        files=0,
        certificate=None,
    )


def _note(connection: _Connection, note: ErasureNote) -> None:
    row: dict[str, Any] = {
        name: naive(value) if isinstance(value, datetime) else value
        for name, value in asdict(note).items()
    }
    # A column of nothing but NULLs has no type of its own.
    filled = {name: value for name, value in row.items() if value is not None}
    insert_rows(connection, _REMEMBER, [filled], forget=_FORGET)


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
