"""The source URL as it is now: a password may be changed while a long process runs.

Whatever is read is used for one connection and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from suitehouse.errors import LoginRefusedError

# Reads the URL where it is kept, each time anew.
ReadUrl: TypeAlias = Callable[[], str]
Opened = TypeVar("Opened")


def open_current(read_url: ReadUrl, connect_to: Callable[[str], Opened]) -> Opened:
    """Return what `connect_to` opens with the URL as it is now.

    Where the login is refused the URL is read once more, since it may have been changed between
    reading and logging in; a refused password is not tried a second time, or it could lock the
    account.

    Raises:
        SuitehouseError: As `read_url` and `connect_to`.
    """
    url = read_url()
    try:
        return connect_to(url)
    except LoginRefusedError:
        newer = read_url()
        if newer == url:
            raise
    return connect_to(newer)
