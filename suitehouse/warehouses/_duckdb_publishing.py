"""Hands analysts a copy of the writer's file, swapped in at once."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Final

from suitehouse.errors import DiskFullError, WarehouseError
from suitehouse.operations.durable import flush

_OWNER_ONLY: Final = 0o600


def publish_copy(file: Path, to: Path) -> None:
    """Copy a checkpointed DuckDB file beside its target and rename it over it.

    Where the target is a link, the file behind it is replaced. Readers of the old copy keep it
    until they reopen. Where anything fails, the old copy stays. The
    first copy is the owner's alone; later ones may be read by whoever may read the one before.

    Raises:
        DiskFullError: There is no room for the copy.
        WarehouseError: The target's folder cannot be written.
    """
    try:
        to = to.resolve()
        to.parent.mkdir(parents=True, exist_ok=True)
        copy = to.with_name(f".{to.name}.copying")
        try:
            _copy(file, copy)
            give_rights(copy, to)
            flush(copy)
            copy.replace(to)
        finally:
            copy.unlink(missing_ok=True)
        flush(to.parent)
    except OSError as error:
        raise WarehouseError(
            f"The published file {to} cannot be written; check the rights of its folder."
        ) from error


def give_rights(copy: Path, before: Path) -> None:
    """Give a copy the group and mode of the one before it; the owner's alone where there is none.

    A group that this user is not of is not given, and then has no rights either.
    """
    if not before.exists():
        copy.chmod(_OWNER_ONLY)
        return
    facts = before.stat()
    mode = stat.S_IMODE(facts.st_mode)
    if copy.stat().st_gid != facts.st_gid:
        try:
            os.chown(copy, -1, facts.st_gid)
        except PermissionError:
            mode &= ~stat.S_IRWXG
    copy.chmod(mode)


def _copy(file: Path, copy: Path) -> None:
    """Copy in another process: closing a second handle here would drop DuckDB's POSIX lock."""
    program = shutil.which("cp")
    if program is None:
        raise WarehouseError("Publishing needs the program `cp` on the PATH.")
    done = subprocess.run(  # noqa: S603 - a fixed program and two paths
        [program, "--", str(file), str(copy)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    if done.returncode and "No space left" in done.stderr:
        raise DiskFullError(
            f"The disk of {copy.parent} has no room for a copy of the warehouse; make room, then "
            "publish again."
        )
    if done.returncode:
        raise OSError(done.returncode, "cp failed")
