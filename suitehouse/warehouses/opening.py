"""Opens the configured warehouse: the URL's scheme names the file of the target."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import cast

from suitehouse import warehouses
from suitehouse.errors import ConfigurationError
from suitehouse.warehouses.protocol import Warehouse

_NOT_TARGETS = {"opening", "protocol"}


def open_warehouse(
    url: str | None, default: Path, *, read_only: bool = False, must_exist: bool = False
) -> Warehouse:
    """Return the warehouse behind a URL, or the DuckDB file at `default` where none is configured.

    Args:
        url: `duckdb:///path/to/file`, or None.
        default: Where the DuckDB file lies when there is no URL.
        read_only: Refuse every write; what verify and analysts' tools ask for.
        must_exist: Make nothing where there is none, as if it were only read.

    Raises:
        ConfigurationError: No target has the URL's scheme.
        BusyError: Another process has the warehouse.
        WarehouseError: It cannot be opened.
    """
    scheme, _, place = (url or f"duckdb:///{default.absolute()}").partition("://")
    if scheme not in _targets():
        known = ", ".join(f"{name}://" for name in _targets())
        raise ConfigurationError(
            f"SUITEHOUSE_WAREHOUSE_URL has a scheme no target reads; use {known}."
        )
    module = importlib.import_module(f"{warehouses.__name__}.{scheme}")
    return cast("Warehouse", module.open_target(place, read_only=read_only, must_exist=must_exist))


def _targets() -> list[str]:
    found = (module.name for module in pkgutil.iter_modules(warehouses.__path__))
    return sorted(name for name in found if name not in _NOT_TARGETS and not name.startswith("_"))
