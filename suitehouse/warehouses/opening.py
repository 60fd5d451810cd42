"""Opens the writer: the DuckDB file in which rows are merged, proven and modelled.

Whatever else `SUITEHOUSE_WAREHOUSE_URL` names is supplied from it; see `suitehouse.targets`.
"""

from __future__ import annotations

from pathlib import Path

from suitehouse.settings import Settings
from suitehouse.targets._places import local_path
from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses.duckdb import DuckDbWarehouse
from suitehouse.warehouses.protocol import Access

_WRITER = "duckdb://"


def open_configured(settings: Settings, *, access: Access = "make") -> DuckDbWarehouse:
    """Return the writer that the settings name, with its key.

    Raises:
        BusyError: Another process has the warehouse.
        KeyMaterialError: The file needs another key, one at all, or none.
        WarehouseError: It cannot be opened.
    """
    key = FileKey.from_setting(settings.warehouse_key)
    return open_file(writer_path(settings), access=access, key=key)


def open_file(
    path: Path, *, access: Access = "make", key: FileKey | None = None
) -> DuckDbWarehouse:
    """Return the warehouse in a DuckDB file.

    Raises:
        SuitehouseError: As `open_configured`.
    """
    return DuckDbWarehouse(path, access=access, key=key)


def writer_path(settings: Settings) -> Path:
    """Return the writer's file: of the first URL, if it is a duckdb:// one, or under home."""
    first = _urls(settings)[:1]
    if first and first[0].startswith(_WRITER):
        return local_path(first[0])
    return settings.warehouse_path.absolute()


def target_urls(settings: Settings) -> tuple[str, ...]:
    """Return the URLs, or secret references to them, of the warehouses that the writer supplies."""
    urls = _urls(settings)
    return urls[1:] if urls and urls[0].startswith(_WRITER) else urls


def is_there(settings: Settings) -> bool:
    """Whether the writer's file exists: something was captured."""
    return writer_path(settings).exists()


def _urls(settings: Settings) -> tuple[str, ...]:
    return tuple((settings.warehouse_url or "").split())
