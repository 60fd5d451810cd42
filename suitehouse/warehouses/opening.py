"""Opens the configured warehouse: the URL's scheme names the file of the target."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import cast

from suitehouse import warehouses
from suitehouse.errors import ConfigurationError
from suitehouse.settings import Settings
from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses.protocol import Access, Warehouse

_NOT_TARGETS = {"opening", "protocol"}


def open_configured(settings: Settings, *, access: Access = "make") -> Warehouse:
    """Return the warehouse that the settings name, with its key.

    Raises:
        SuitehouseError: As `open_warehouse`; the key cannot be read.
    """
    return open_warehouse(
        settings.warehouse_url,
        settings.warehouse_path,
        access=access,
        key=FileKey.from_setting(settings.warehouse_key),
    )


def open_warehouse(
    url: str | None,
    default: Path,
    *,
    access: Access = "make",
    key: FileKey | None = None,
) -> Warehouse:
    """Return the warehouse behind a URL, or the DuckDB file at `default` where none is configured.

    Args:
        url: `duckdb:///path/to/file`, or None.
        default: Where the DuckDB file lies when there is no URL.
        access: What may be done with it; verify and analysts' tools ask to read.
        key: What the DuckDB file is encrypted with; None for a plain one.

    Raises:
        ConfigurationError: No target has the URL's scheme.
        BusyError: Another process has the warehouse.
        KeyMaterialError: The file needs another key, one at all, or none.
        WarehouseError: It cannot be opened.
    """
    scheme, _, place = (url or f"duckdb:///{default.absolute()}").partition("://")
    if scheme not in _targets():
        known = ", ".join(f"{name}://" for name in _targets())
        raise ConfigurationError(
            f"SUITEHOUSE_WAREHOUSE_URL has a scheme no target reads; use {known}."
        )
    module = importlib.import_module(f"{warehouses.__name__}.{scheme}")
    target = module.open_target(place, access=access, key=key)
    return cast("Warehouse", target)


def _targets() -> list[str]:
    found = (module.name for module in pkgutil.iter_modules(warehouses.__path__))
    return sorted(name for name in found if name not in _NOT_TARGETS and not name.startswith("_"))
