"""What PostgreSQL's errors mean for us. Its own text is not repeated: it can quote values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from suitehouse.errors import TargetUnreachableError, WarehouseError
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._urls import label_of

# Connection lost, server starting or stopping, deadlock, serialisation, too many connections.
_TRANSIENT: Final = ("08", "57P", "40", "53300")
_PLAIN_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*")
_BROKEN: Final = "the connection broke, or was refused for now ({})"
_AWAY: Final = (
    "no server answers, or the connection broke; see that it runs, and host and port of the URL"
)
_LOCKED: Final = "55P03"
_DEPENDED_ON: Final = "2BP01"
_REMEDIES: Final = {
    "28P01": "the password was refused; put the right one into the URL or .pgpass",
    "28000": "the login was refused; see pg_hba.conf, and `sslmode` of the URL",
    "3D000": "the database does not exist; create it, or name another one in the URL",
    "42501": "a privilege is missing; as its owner: GRANT CREATE, CONNECT, TEMPORARY ON DATABASE "
    "{database} TO {user}; and, for schemas that others own, ALTER SCHEMA landing OWNER TO {user} "
    "(likewise history, ops, marts, staging)",
    "57014": "the server ended a statement, by statement_timeout or by hand; as an administrator: "
    "ALTER ROLE {user} SET statement_timeout = 0",
    "54011": "it would have more than the 1600 columns that PostgreSQL allows, in which those "
    "count that were dropped; leave columns out by its contract, or drop the table there, then "
    "run again",
    "22P05": "a text has a character that the database's encoding has not; name a database that "
    "was made with ENCODING 'UTF8'",
    "53100": "the server's disk is full; make room there",
    "2BP01": "a view of someone depends on what goes; drop the view, then run again",
    "25006": "the server is read-only, perhaps a replica; name the primary in the URL",
    "42P07": "a table of that name was made meanwhile; run again",
}
# What a table of ours answers that has other columns, types or constraints than we gave it.
_ALTERED: Final = ("42703", "42804", "22001", "22P03", "23")
_ALTERED_REMEDY: Final = (
    "somebody altered a table of ours there; drop it (DROP TABLE … CASCADE), then run "
    "`suitehouse deliver`"
)
# A login that fails has no SQLSTATE in libpq, only these words.
_REFUSALS: Final = {
    "password authentication failed": _REMEDIES["28P01"],
    "no password supplied": "the server wants a password; put it into the URL or .pgpass",
    "no pg_hba.conf entry": _REMEDIES["28000"],
    "certificate": "the server's certificate could not be verified; see `sslrootcert` of the URL",
    "does not support ssl": "the server does not speak TLS; see `sslmode` of the URL",
    "not permitted to log in": "the user may not log in; as an administrator: "
    "ALTER ROLE {user} LOGIN",
    'role "': "the user does not exist there; as an administrator: CREATE ROLE {user} LOGIN, or "
    "name another one in the URL",
    "does not exist": _REMEDIES["3D000"],
}


@contextmanager
def postgres_faults(url: str, work: str) -> Iterator[None]:
    """Turn what the driver raises in the block into our own errors.

    Raises:
        ConfigurationError: The driver is not installed.
        TargetUnreachableError: Worth another try.
        WarehouseError: What to grant or to change.
    """
    with needs_extra("postgres", "postgresql"):
        import adbc_driver_manager as manager  # noqa: PLC0415 - an extra
    try:
        yield
    except manager.Error as fault:
        error = _error(fault, url, f"{label_of(url)} failed while {work}")
    else:
        return
    raise error from None


def _error(error: Any, url: str, where: str) -> WarehouseError:
    state = error.sqlstate or ""
    if state == _LOCKED:
        return WarehouseError(
            f"{where}: the table stayed locked by another session; end it, or wait for it: the "
            "next delivery tries again."
        )
    if state.startswith(_TRANSIENT) or (not state and _refusal(error) is None):
        return TargetUnreachableError(f"{where}: {_BROKEN.format(state) if state else _AWAY}.")
    remedy = _REMEDIES.get(state) or _refusal(error)
    if remedy is None and state.startswith(_ALTERED):
        remedy = _ALTERED_REMEDY
    if remedy is None:
        return WarehouseError(f"{where} (SQLSTATE {state or 'unknown'}); nothing was changed.")
    if state == _DEPENDED_ON:
        remedy += _what_depends(error)
    user, database = _login(url)
    told = remedy.replace("{user}", user).replace("{database}", database)
    return WarehouseError(f"{where}: {told}.")


def _login(url: str) -> tuple[str, str]:
    """The user and the database of a URL, as a statement has them; libpq's query takes both too."""
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    user = unquote(parts.username or "") or given.get("user", "")
    database = unquote(parts.path.lstrip("/")) or given.get("dbname", user)
    return _as_said(user) or "the user", _as_said(database) or "the database"


def _as_said(name: str) -> str:
    """A name as a statement has it: in quotes where it needs them."""
    if not name or _PLAIN_NAME.fullmatch(name):
        return name
    quoted = name.replace('"', '""')
    return f'"{quoted}"'


def _what_depends(error: Any) -> str:
    """The names of what depends, in brackets; these details hold nothing else."""
    told = next((text for name, text in error.details if "DETAIL" in str(name)), b"")
    names = ", ".join(told.decode(errors="replace").splitlines()[:3])
    return f" ({names})" if names else ""


def _refusal(error: Any) -> str | None:
    """Why a login failed; None where it is no login's error."""
    text = "" if error.sqlstate else str(error).lower()
    return next((remedy for words, remedy in _REFUSALS.items() if words in text), None)
