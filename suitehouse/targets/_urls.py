"""What a URL says of any target: what it is called, and where on this machine it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from suitehouse.errors import ConfigurationError

# libpq takes several hosts, and a port of each.
_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.%]+\]|[^\[\]:@]*)(:\d*)?")


def label_of(url: str) -> str:
    """Return a URL without user, password, query and fragment.

    Raises:
        ConfigurationError: It is no URL.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = None
    if parts is None or not _is_readable(parts):
        raise ConfigurationError(
            "SUITEHOUSE_WAREHOUSE_URL has a URL that cannot be read; a password in it has to be "
            "percent-encoded."
        )
    return f"{parts.scheme}://{_hosts(parts).lower()}{parts.path}"


def _hosts(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]


def _is_readable(parts: SplitResult) -> bool:
    """Whether what would be shown is host, port and path.

    A password with a plain `/`, `?` or `#` ends what a URL names as its host: `me:12` of
    `me:12/34@host` looks like a port, and the rest like a path.
    """
    if not all(_HOST.fullmatch(host) for host in _hosts(parts).split(",")):
        return False
    rest = f"{parts.path}{parts.query}{parts.fragment}"
    return not (":" in parts.netloc and "@" not in parts.netloc and "@" in rest)


def path_of(url: str) -> Path:
    """Return the file or folder of a URL, absolute where a slash follows `://`."""
    place = unquote(url.partition("://")[2])
    return Path("/" + place.lstrip("/")) if place.startswith("/") else Path(place)
