"""What a target is called, in reports and in what the writer remembers of it."""

from __future__ import annotations

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
