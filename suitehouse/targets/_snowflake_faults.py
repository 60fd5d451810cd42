"""What the errors of Snowflake and its driver mean for us; their own text is not repeated.

Of a message only the kind and name of an object are taken, for the statement that grants it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from suitehouse.errors import (
    ConfigurationError,
    SuitehouseError,
    TargetUnreachableError,
    WarehouseError,
)
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._snowflake_access import Access

# Connection lost or not made, deadlock, cancelled by a timeout of statements or of locks.
_TRANSIENT_STATES: Final = ("08", "40", "57014")
# The session or its token is gone; upload or download broke; a request was tried in vain.
_TRANSIENT: Final = {
    390104,
    390111,
    390112,
    390113,
    390114,
    390115,
    250001,
    250002,
    250003,
    250005,
    251011,
    251012,
    252010,
    252014,
    253002,
    253003,
    255005,
}
# HTTP's own codes; the driver adds its 290,000 once, or twice.
_HTTP: Final = range(290_000, 291_000)
_TWICE: Final = range(580_000, 581_000)
_LOGINS: Final = range(390_000, 400_000)
_CERTIFICATES: Final = range(254_000, 255_000)
_NO_ACCOUNT: Final = {290403, 290404}
_DENIED: Final = 3001
_NOT_THERE: Final = {2003, 2043}
_NO_WAREHOUSE: Final = "{warehouse} is not there, may not be used, or is suspended and may not wake"
_REMEDIES: Final = {
    606: f"no warehouse computes: {_NO_WAREHOUSE}; as its owner: ALTER WAREHOUSE {{warehouse}} SET "
    "AUTO_RESUME = TRUE; GRANT USAGE ON WAREHOUSE {warehouse} TO ROLE {role}",
    2002: "a table of that name was made meanwhile, or belongs to another role, which this one "
    "does not see; move it away, or grant: GRANT OWNERSHIP ON ALL TABLES IN DATABASE {database} TO "
    "ROLE {role} COPY CURRENT GRANTS",
    100078: "a text is longer than its column; leave the column out by its contract",
    390100: "the user or password was refused; put the right one into the URL. Users who must have "
    "a second factor need private_key= or a programmatic access token",
    390101: "the user is locked or disabled; as an administrator: ALTER USER {user} SET DISABLED = "
    "FALSE",
    390144: "the private key was refused; as an administrator: ALTER USER {user} SET "
    "RSA_PUBLIC_KEY = '…', and check the clock of this machine",
    390189: "the role is not the user's; as an administrator: GRANT ROLE {role} TO USER {user}",
    390303: "the token was refused; renew what `token=` of the URL points to",
    390318: "the token has expired; renew what `token=` of the URL points to",
}
_MONITOR: Final = re.compile(r"resource monitor", re.IGNORECASE)
_OBJECT: Final = re.compile(r"operate on (?P<kind>[a-z ]+?) '(?P<name>[^']+)'", re.IGNORECASE)
_MISSING: Final = re.compile(r"(?P<kind>[A-Za-z]+) '(?P<name>[^']+)' does not exist")
_GRANTS: Final = {
    "database": "GRANT USAGE, CREATE SCHEMA ON DATABASE {name} TO ROLE {role}",
    "schema": "GRANT OWNERSHIP ON SCHEMA {name} TO ROLE {role} COPY CURRENT GRANTS",
    "table": "GRANT OWNERSHIP ON TABLE {name} TO ROLE {role} COPY CURRENT GRANTS",
    "view": "GRANT OWNERSHIP ON VIEW {name} TO ROLE {role} COPY CURRENT GRANTS",
    "warehouse": "GRANT USAGE ON WAREHOUSE {name} TO ROLE {role}",
}
_ANY_GRANT: Final = "GRANT USAGE, CREATE SCHEMA ON DATABASE {database} TO ROLE {role}"


@contextmanager
def snowflake_faults(access: Access, work: str) -> Iterator[None]:
    """Turn what the driver raises in the block into our own errors.

    Raises:
        ConfigurationError: The driver is not installed; the account is not there.
        TargetUnreachableError: Worth another try.
        WarehouseError: What to grant or to change.
    """
    with needs_extra("snowflake", "snowflake"):
        from snowflake.connector import errors  # noqa: PLC0415 - an extra
        from snowflake.connector.vendored.requests.exceptions import (  # noqa: PLC0415 - of the extra
            RequestException,
        )
    where = f"{access.label} failed while {work}"
    try:
        yield
    except RequestException as fault:
        kind = type(fault).__name__
        error: SuitehouseError = TargetUnreachableError(f"{where}: no connection ({kind}).")
    except errors.Error as fault:
        error = _error(fault, access, where)
    else:
        return
    raise error from None


def _error(fault: Any, access: Access, where: str) -> SuitehouseError:
    number, state = int(fault.errno or -1), str(fault.sqlstate or "")
    if number in _TWICE:
        number -= _HTTP.start
    if number in _NO_ACCOUNT or type(fault).__name__ == "ForbiddenError":
        return ConfigurationError(
            f"{where}: there is no account {access.account}, or its network policy refuses this "
            "machine; write it as ORGANISATION-NAME, or LOCATOR.REGION."
        )
    if number in _CERTIFICATES or type(fault).__name__ == "NonRetryableTlsError":
        return ConfigurationError(
            f"{where}: the server's certificate was refused ({number}); see what stands between."
        )
    names = {
        "user": access.user or "USER",
        "role": access.role or "ROLE",
        "warehouse": access.warehouse or "WAREHOUSE",
        "database": access.database,
    }
    remedy = _remedy(fault, number, names)
    if remedy is not None:
        return WarehouseError(f"{where}: {remedy}.")
    if number in _TRANSIENT or number in _HTTP or _is_passing(number, state):
        return TargetUnreachableError(
            f"{where}: no connection, it broke, or the statement had to wait too long ({number})."
        )
    return WarehouseError(f"{where} ({_told(fault, number, state)}); nothing was changed.")


def _is_passing(number: int, state: str) -> bool:
    """A login that was refused has a state of lost connections too."""
    return state.startswith(_TRANSIENT_STATES) and number not in _LOGINS


def _remedy(fault: Any, number: int, names: dict[str, str]) -> str | None:
    message = str(fault.msg or "")
    if _MONITOR.search(message):
        return (
            "a resource monitor has suspended the warehouse; raise its quota, or name another one "
            "by warehouse="
        )
    if number == _DENIED:
        return f"a privilege is missing; as an administrator: {_grant(message, names)}"
    if number in _NOT_THERE:
        found = _MISSING.search(message)
        what = f"{found['kind'].lower()} {found['name']}" if found else "something"
        return (
            f"{what} is not there, or the role may not see it; as an administrator: "
            f"{_ANY_GRANT.format(**names)}"
        )
    remedy = _REMEDIES.get(number)
    return remedy.format(**names) if remedy else None


def _grant(message: str, names: dict[str, str]) -> str:
    found = _OBJECT.search(message)
    if found is None or found["kind"].lower() not in _GRANTS:
        return _ANY_GRANT.format(**names)
    return _GRANTS[found["kind"].lower()].format(**{**names, "name": found["name"]})


def _told(fault: Any, number: int, state: str) -> str:
    """Name the statement, whose page in Snowflake tells more."""
    query = f", query {fault.sfqid}" if fault.sfqid else ""
    return f"Snowflake's error {number:06d}, SQLSTATE {state or 'unknown'}{query}"
