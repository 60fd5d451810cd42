"""Files and folders that URLs name."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote


def local_path(url: str) -> Path:
    """Return the path of a URL such as `duckdb:///srv/my%20file`.

    After two slashes alone it is one from the working directory.
    """
    place = unquote(url.partition("://")[2])
    return Path("/" + place.lstrip("/")) if place.startswith("/") else Path(place)
