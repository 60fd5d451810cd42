"""What DuckDB's errors mean for us. Its own text is not repeated: it can quote values."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from suitehouse.errors import (
    BusyError,
    DiskFullError,
    SuitehouseError,
    WarehouseError,
    WarehouseMemoryError,
)

_FULL = (
    os.strerror(errno.ENOSPC).lower(),
    os.strerror(errno.EFBIG).lower(),
    os.strerror(errno.EDQUOT).lower(),
    "out of disk",
    "max_temp_directory_size",
)
# At a commit it is said inside another error.
_NO_MEMORY = ("failed to pin block", "could not allocate block", "failed to allocate data")
_FORBIDDEN = (os.strerror(errno.EACCES).lower(), os.strerror(errno.EROFS).lower())
_HOLDER = re.compile(r"PID (\d+)")


@contextmanager
def warehouse_faults(path: Path, work: str) -> Iterator[None]:
    """Turn what DuckDB raises in the block into our own errors; `work` says what was done.

    Raises:
        BusyError: Another process has the file.
        DiskFullError: No room; what was begun was rolled back.
        WarehouseError: Anything else.
    """
    try:
        yield
    except duckdb.Error as error:
        raise warehouse_error(error, path, work) from error


def warehouse_error(error: duckdb.Error, path: Path, work: str) -> SuitehouseError:
    """Return the error of our tree for an error of DuckDB, with its remedy."""
    text = str(error).lower()
    if "could not set lock on file" in text:
        holder = _HOLDER.search(str(error))
        process = f"process {holder[1]}" if holder else "another process"
        return BusyError(
            f"The warehouse {path} is open in {process}; close it or wait for it to end."
        )
    if is_disk_full(error):
        return DiskFullError(
            f"The disk of the warehouse {path} is full; nothing of this step was kept. "
            "Make room there, then run again."
        )
    if any(sign in text for sign in _FORBIDDEN):
        return WarehouseError(
            f"The warehouse {path} cannot be written; give this user the right to write the file "
            "and its folder."
        )
    if isinstance(error, duckdb.OutOfMemoryException) or any(sign in text for sign in _NO_MEMORY):
        return WarehouseMemoryError(
            f"DuckDB ran out of memory while {work}; free memory on this machine, then run again."
        )
    if "not a valid duckdb database" in text:
        return WarehouseError(f"{path} is not a DuckDB file of a version we read; move it away.")
    return WarehouseError(
        f"DuckDB failed while {work} ({type(error).__name__}); the warehouse is as it was before."
    )


def is_disk_full(error: duckdb.Error) -> bool:
    """Whether DuckDB found no room on the disk."""
    text = str(error).lower()
    return any(sign in text for sign in _FULL)


def log_too_large(path: Path) -> str:
    """What to say where rows were committed to the log and cannot move into the file."""
    return (
        f"The disk of the warehouse {path} is full: the rows that landed are safe in "
        f"{path.name}.wal, which does not fit into the file. Make room there, then run again."
    )
