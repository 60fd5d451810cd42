"""Drivers that come with an extra of the package: what to install where one is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from suitehouse.errors import ConfigurationError


@contextmanager
def needs_extra(extra: str, scheme: str) -> Iterator[None]:
    """Say what to install where an import in the block fails.

    Raises:
        ConfigurationError: The driver is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise ConfigurationError(
            f"{scheme}:// needs a driver that is not installed: pip install 'suitehouse[{extra}]'"
        ) from error
