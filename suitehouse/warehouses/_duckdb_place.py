"""Where the DuckDB file of a warehouse lies."""

from __future__ import annotations

from pathlib import Path

from suitehouse.errors import ConfigurationError
from suitehouse.settings import Settings


def file_at(place: str) -> Path:
    """Return the file of what follows `duckdb://` in a URL; `/path` is absolute."""
    return Path("/" + place.lstrip("/")) if place.startswith("/") else Path(place)


def writer_path(settings: Settings, work: str) -> Path:
    """Return the writer's file; `work` says what is done with it, up to "a warehouse".

    Raises:
        ConfigurationError: The warehouse is no DuckDB file.
    """
    scheme, _, place = (settings.warehouse_url or "").partition("://")
    if scheme not in {"", "duckdb"}:
        raise ConfigurationError(
            f"{work} a duckdb:// warehouse only; SUITEHOUSE_WAREHOUSE_URL has another scheme."
        )
    return file_at(place) if place else settings.warehouse_path
