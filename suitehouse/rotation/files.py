"""The files of a rotation: where the new warehouse is made, and how it takes the old one's place.

It is made under the name that it will have, in a folder beside it: views know their database by
the file's name.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from suitehouse.errors import WarehouseError
from suitehouse.operations.durable import flush
from suitehouse.operations.private_files import private_files
from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses.duckdb import DuckDbWarehouse

_OWNER_ONLY: Final = 0o700


def folder_beside(path: Path) -> Path:
    """Return the folder in which the successor of a warehouse is made."""
    return path.with_name(f"{path.stem}.rotating")


def successor_of(path: Path) -> Path:
    """Return where the successor of a warehouse is made."""
    return folder_beside(path) / path.name


def make_folder(path: Path) -> None:
    """Make the folder of a warehouse's successor, for its owner alone."""
    with private_files():
        folder_beside(path).mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)


def remove_folder(path: Path) -> None:
    """Remove what was made for a warehouse's successor, and what either spilled to disk."""
    for folder in (folder_beside(path), path.with_name(f"{path.name}.tmp")):
        if folder.exists():
            shutil.rmtree(folder)


def settle(path: Path, key: FileKey | None) -> None:
    """Write a warehouse's log into its file.

    Raises:
        BusyError: Another process has it open.
        WarehouseError: It cannot be written.
    """
    with DuckDbWarehouse(path, key=key):
        pass


def replace_warehouse(path: Path, key: FileKey | None) -> None:
    """Put the successor in the warehouse's place at once; whoever reads the old one keeps it.

    A log beside the old file would be taken for the new one's, so both are settled first, and no
    process can write the old one meanwhile.

    Raises:
        BusyError: Another process has one of them open.
        WarehouseError: A log is left.
    """
    fresh = successor_of(path)
    settle(fresh, key)
    settle(path, key)
    with DuckDbWarehouse(path, access="read", key=key):
        for file in (fresh, path):
            refuse_log(file, "the rotation")
        flush(fresh)
        fresh.replace(path)
        flush(path.parent)
    remove_folder(path)


def refuse_log(path: Path, work: str) -> None:
    """Remove the empty log of a settled file, which would be taken for the log of the next one.

    Raises:
        WarehouseError: It is not empty; `work` says what to do again.
    """
    log = path.with_name(f"{path.name}.wal")
    if log.exists() and log.stat().st_size:
        raise WarehouseError(
            f"The log {log} could not be written into its file, so the warehouse was not replaced; "
            f"close whatever has it open, then run {work} again."
        )
    log.unlink(missing_ok=True)
