"""What a URL says of any target: what it is called, and where on this machine it is."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from suitehouse.errors import ConfigurationError


def label_of(url: str) -> str:
    """Return a URL without user, password, query and fragment.

    Raises:
        ConfigurationError: It is no URL.
    """
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise ConfigurationError(
            "SUITEHOUSE_WAREHOUSE_URL has a URL that cannot be read; a password in it has to be "
            "percent-encoded."
        ) from error
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


def path_of(url: str) -> Path:
    """Return the file or folder of a URL, absolute where a slash follows `://`."""
    place = url.partition("://")[2]
    return Path("/" + place.lstrip("/")) if place.startswith("/") else Path(place)
