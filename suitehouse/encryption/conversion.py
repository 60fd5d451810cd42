"""Writes the warehouse and the published snapshot anew with another key, with one, or without.

Each file takes the old one's place by a rename, once it is whole and on the disk. Which key a file
has is found by opening it, so a conversion that was killed at any instant is simply done again.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from suitehouse.errors import DiskFullError, KeyMaterialError
from suitehouse.rotation.files import folder_beside, refuse_log, settle
from suitehouse.rotation.remains import remove
from suitehouse.settings import Settings
from suitehouse.warehouses._duckdb_compacting import rewrite_with_key
from suitehouse.warehouses._duckdb_faults import warehouse_faults
from suitehouse.warehouses._duckdb_files import connect_file
from suitehouse.warehouses._file_key import FileKey, KeyChange
from suitehouse.warehouses.opening import writer_path


@dataclass(frozen=True, slots=True)
class ConvertedFile:
    """A file of the warehouse; `is_done` says that it was as wanted before anything was done."""

    path: Path
    is_done: bool


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a conversion does, or did; `removed` is what other work left beside the files."""

    files: tuple[ConvertedFile, ...]
    removed: tuple[Path, ...]


def plan_conversion(settings: Settings, *, to: str | None) -> Conversion:
    """Return what a conversion to the key of a secret reference would do; None decrypts.

    Raises:
        SuitehouseError: A key is wrong, or a file cannot be opened.
    """
    keys = _keys(settings, to)
    writer, published = _files(settings)
    files = tuple(
        ConvertedFile(path, _key_of(path, keys) is keys.wanted)
        for path in (writer, published)
        if path.exists()
    )
    return Conversion(files, _left(writer, published))


def convert_configured(settings: Settings, *, to: str | None) -> Conversion:
    """Convert what is not as wanted; the caller holds the writer's lock.

    A rotation of the masking key that was begun is dropped: its files have the former key, or none.

    Raises:
        SuitehouseError: As `plan_conversion`; a file cannot be written. It is as it was then, and
            those before it are converted.
    """
    plan = plan_conversion(settings, to=to)
    keys = _keys(settings, to)
    writer, published = _files(settings)
    for each in plan.files:
        if not each.is_done:
            _convert(each.path, keys, is_written=each.path == writer)
    remove(_left(writer, published))
    return plan


def _files(settings: Settings) -> tuple[Path, Path]:
    """The writer's file and the published one; where they are links, the files behind them."""
    return writer_path(settings).resolve(), settings.published_path.resolve()


def _convert(path: Path, keys: KeyChange, *, is_written: bool) -> None:
    key = _key_of(path, keys)
    _check_room(path)
    if is_written:
        settle(path, key)
        refuse_log(path, "it")
    with warehouse_faults(path, "writing it with another key"):
        rewrite_with_key(path, replace(keys, present=key), name=path.stem)


def _keys(settings: Settings, to: str | None) -> KeyChange:
    wanted = None if to is None else FileKey.from_reference(to)
    return KeyChange(FileKey.from_setting(settings.warehouse_key), wanted)


def _key_of(path: Path, keys: KeyChange) -> FileKey | None:
    """The key that opens a file; the wanted one where that does."""
    for key in (keys.wanted, None, keys.present):
        try:
            with warehouse_faults(path, "opening it"):
                connect_file(path, key, read_only=True).close()
        except KeyMaterialError:
            continue
        return key
    raise KeyMaterialError(
        f"{path} is encrypted with another key than SUITEHOUSE_WAREHOUSE_KEY points to; set the "
        "reference to the key that it has."
    )


def _check_room(path: Path) -> None:
    needed, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    if free < needed:
        raise DiskFullError(
            f"The disk of {path} has {free >> 20} MiB free, and {needed >> 20} are needed: the "
            "file is written anew beside the old one. Make room there, then run again."
        )


def _left(writer: Path, published: Path) -> tuple[Path, ...]:
    """What work that was broken off left beside the files; it has the former key, or none."""
    spilled = (path.with_name(f"{path.name}.tmp") for path in (writer, published))
    folders = [path for path in (folder_beside(writer), *spilled) if path.exists()]
    halves = [part for path in (writer, published) for part in path.parent.glob(f".{path.name}.*")]
    return (*folders, *sorted(halves))
