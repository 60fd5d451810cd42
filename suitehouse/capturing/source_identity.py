"""Is this the database that the warehouse was filled from?

SuiteCRM keeps no name of the installation in its database, so it is known by the database's name
and by its oldest users: their ids and dates of entry, which no save changes, as keyed marks. Host,
port and credentials may change: a replica that took over is the same source. A copy under another
name is not, since nothing else tells a staging system from the one it was copied from. Nor is one
that shows no users where the warehouse knows some, whether it is another, emptied, or hides them.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from suitehouse.errors import ConfigurationError
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.warehouses._pass_memory import KnownSource

_USERS = "users"
_MARKED_USERS = 50
_REMEDY = (
    "Correct SUITEHOUSE_SOURCE_URL, or set SUITEHOUSE_HOME to a new folder for another CRM. If "
    "this is the same CRM, say so once with `suitehouse capture --new-source`; it compares all."
)


def identify(snapshot: SourceSnapshot, secret: bytes) -> KnownSource:
    """Return how a source is known; where our user sees no users, by a mark that says so.

    Args:
        snapshot: The source.
        secret: The key of the marks, so that they tell nobody else who the users are.

    Raises:
        SourceError: The users could not be read.
    """
    live = snapshot.catalogue.get(_USERS)
    oldest: list[tuple[str, ...]] = []
    if live is not None and live.column("id") is not None:
        names = [name for name in ("date_entered", "id") if live.column(name) is not None]
        oldest = snapshot.oldest(_USERS, names, _MARKED_USERS)
    marks = frozenset(_mark(secret, row) for row in oldest or [()])
    return KnownSource(snapshot.address.database, marks)


def shows_users(source: KnownSource, secret: bytes) -> bool:
    """Return whether there were users by whom a source can be told."""
    return _mark(secret, ()) not in source.marks


def check_source(known: KnownSource | None, found: KnownSource, place: str, secret: bytes) -> None:
    """Make sure that a source is the one that the warehouse was filled from.

    Args:
        known: The source that was noted, None where none was.
        found: The present one.
        place: Host and port of the present one.
        secret: The key of the marks.

    Raises:
        ConfigurationError: It is another one, or a copy under another name.
    """
    if known is None:
        return
    is_known_by_users = shows_users(known, secret)
    if is_known_by_users and not shows_users(found, secret):
        raise ConfigurationError(
            f"Database '{found.database}' on {place} shows none of the users by whom the warehouse "
            "knows its CRM: it is another, its table 'users' was emptied, or the right to read it "
            f"is gone; nothing was captured. {_REMEDY}"
        )
    if is_known_by_users and 2 * len(known.marks & found.marks) < len(known.marks):
        raise ConfigurationError(
            f"Database '{found.database}' on {place} is not the CRM that the warehouse was filled "
            f"from: most of the users that it knows are not there; nothing was captured. {_REMEDY}"
        )
    if known.database != found.database:
        raise ConfigurationError(
            f"The warehouse was filled from database '{known.database}', and "
            f"SUITEHOUSE_SOURCE_URL names '{found.database}' on {place}, which has the same "
            f"users: a copy, or the same CRM under a new name; nothing was captured. {_REMEDY}"
        )


def _mark(secret: bytes, row: tuple[str, ...]) -> str:
    return hmac.new(secret, "\x1f".join(row).encode(), sha256).hexdigest()[:32]
