"""dbt in this process: no second start, and no second process that would meet the file's lock."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suitehouse.errors import WarehouseError
from suitehouse.modelling.dbt_key import handed_over
from suitehouse.modelling.project import (
    PROJECT_FOLDER,
    fingerprint,
    is_current,
    stamp_manifest,
)
from suitehouse.operations.private_files import private_files
from suitehouse.warehouses._file_key import FileKey

_DBT_FILE_LOG = "file_log"
DATABASE_VARIABLE = "SUITEHOUSE_DBT_DUCKDB_PATH"
_ENCRYPTED_TARGET = "encrypted"

Event = Mapping[str, Any]
OnEvent = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class DatabaseFile:
    """The file that dbt builds in, and its key if it is encrypted."""

    path: Path
    key: FileKey | None = None


@dataclass(frozen=True, slots=True)
class DatabaseServer:
    """A warehouse that dbt connects to: a target of the profile, and the variables it reads."""

    target: str
    variables: Mapping[str, str] = field(repr=False)


def run_dbt(
    arguments: Sequence[str],
    *,
    work: Path,
    database: DatabaseFile | DatabaseServer | None = None,
    folder: Path = PROJECT_FOLDER,
    on_event: OnEvent | None = None,
) -> bool:
    """Run a dbt command on the project and say whether all of it passed.

    The database's handle is closed when this returns; compiled SQL and the log go to `work`.
    A failed model or test is an answer, not an exception: `on_event` was told of it.

    Raises:
        WarehouseError: dbt could not run at all: a broken project, or a database it can't open.
    """
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - two seconds, and only if models are built
    from dbt_common.events.functions import msg_to_dict  # noqa: PLC0415 - as above

    callbacks = [lambda message: on_event(msg_to_dict(message))] if on_event else []
    with ExitStack() as around:
        if database:
            arguments = [*arguments, *_choose(database, around)]
        try:
            result = dbtRunner(callbacks=callbacks).invoke(_command(arguments, work, folder))
        finally:
            _close_database()
            _close_log()
    if result.exception is not None and not isinstance(result.exception, Exception):
        raise result.exception  # Ctrl-C and the like are no fault of dbt's
    if result.exception is not None:
        reason = type(result.exception).__name__
        message = f"dbt {arguments[0]} could not run ({reason}); see {work / 'dbt.log'}."
        raise WarehouseError(message) from result.exception
    return bool(result.success)


def build_command(base_currency: str, selection: Sequence[str] = ()) -> list[str]:
    """Return the arguments that build and test the selected models, all where none is named."""
    select = ["--select", *selection] if selection else []
    return ["build", *select, "--vars", json.dumps({"base_currency": base_currency})]


def prepare_manifest(folder: Path = PROJECT_FOLDER) -> bool:
    """Parse the project if its manifest is missing or not of these files; say whether it was.

    Whoever else is parsing it is waited for.
    """
    now = fingerprint(folder)
    if is_current(now, folder):
        return False
    with _alone_in(folder / "target"):
        if is_current(now, folder):
            return False
        run_dbt(["parse"], work=folder / "target", folder=folder)
        stamp_manifest(now, folder)
    return True


def _choose(database: DatabaseFile | DatabaseServer, around: ExitStack) -> list[str]:
    """Return the arguments that make dbt build there; what it needs besides lasts as `around`."""
    if isinstance(database, DatabaseServer):
        around.enter_context(_environment(database.variables))
        return ["--target", database.target]
    around.enter_context(_environment({DATABASE_VARIABLE: str(database.path)}))
    around.enter_context(private_files())
    if database.key is None:
        return []
    around.enter_context(handed_over(database.key))
    return ["--target", _ENCRYPTED_TARGET]


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".parsing").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _command(arguments: Sequence[str], work: Path, folder: Path) -> list[str]:
    quiet = ["--log-level", "none", "--log-level-file", "info", "--log-path", str(work)]
    places = ["--project-dir", str(folder), "--profiles-dir", str(folder)]
    return [*quiet, *arguments, *places, "--target-path", str(work)]


def _close_log() -> None:
    # dbt drops its log's handler without closing the file, and opens another each time.
    log = logging.getLogger(_DBT_FILE_LOG)
    for handler in tuple(log.handlers):
        log.removeHandler(handler)
        handler.close()


def _close_database() -> None:
    # dbt-duckdb keeps the file open until the process ends; capture needs it back.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415 - as above

    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
