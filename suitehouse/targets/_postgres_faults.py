"""What PostgreSQL's errors mean for us. Its own text is not repeated: it can quote values."""

from __future__ import annotations

import re
from typing import Any, Final

from suitehouse.errors import TargetUnreachableError, UnfitTextError, WarehouseError

# Connection lost, server starting or stopping, deadlock, serialisation, too many connections.
_TRANSIENT: Final = ("08", "57P", "40", "53300")
_PLAIN_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*")
_LOCKED: Final = "55P03"
_DEPENDED_ON: Final = "2BP01"
_NOT_TEXT: Final = "22021"
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
    "does not exist": _REMEDIES["3D000"],
}


def postgres_error(error: Any, where: str, *, user: str, database: str) -> WarehouseError:
    """Return the error of our tree for one of the driver, with its remedy; `where` begins it."""
    state = error.sqlstate or ""
    if state == _NOT_TEXT:
        return UnfitTextError(f"{where}: a text holds U+0000.")
    if state == _LOCKED:
        return WarehouseError(
            f"{where}: the table stayed locked by another session; end it, or wait for it: the "
            "next delivery tries again."
        )
    if state.startswith(_TRANSIENT) or (not state and _refusal(error) is None):
        return TargetUnreachableError(f"{where}: no connection, or it broke ({state or 'io'}).")
    remedy = _REMEDIES.get(state) or _refusal(error)
    if remedy is None and state.startswith(_ALTERED):
        remedy = _ALTERED_REMEDY
    if remedy is None:
        return WarehouseError(f"{where} (SQLSTATE {state or 'unknown'}); nothing was changed.")
    if state == _DEPENDED_ON:
        remedy += _what_depends(error)
    names = {"user": _as_said(user), "database": _as_said(database)}
    return WarehouseError(f"{where}: {remedy.format(**names)}.")


def _what_depends(error: Any) -> str:
    """The names of what depends, in brackets; these details hold nothing else."""
    told = next((text for name, text in error.details if "DETAIL" in str(name)), b"")
    names = ", ".join(told.decode(errors="replace").splitlines()[:3])
    return f" ({names})".replace("{", "{{").replace("}", "}}") if names else ""


def _as_said(name: str) -> str:
    """A name as a statement has it: in quotes where it needs them."""
    if _PLAIN_NAME.fullmatch(name):
        return name
    quoted = name.replace('"', '""')
    return f'"{quoted}"'


def _refusal(error: Any) -> str | None:
    """Why a login failed; None where it is no login's error."""
    text = "" if error.sqlstate else str(error).lower()
    return next((remedy for words, remedy in _REFUSALS.items() if words in text), None)
