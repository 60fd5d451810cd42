"""What the errors of Redshift and its driver mean for us; their own text is not repeated."""

from __future__ import annotations

import ssl
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
from suitehouse.targets._redshift_access import Access

# Connection lost, cluster starting or stopping, deadlock, serialisation, too many connections.
_TRANSIENT: Final = ("08", "57P", "40", "53300", "55P03")
# Redshift says so in an internal error: another session wrote the same table.
_SERIALISATION: Final = "1023"
# What the driver says of a connection that broke.
_LOST: Final = ("communication error", "connection is closed", "BrokenPipe", "connection time out")
_CERTIFICATE: Final = (
    "the server's certificate was refused; name the host as AWS does, or set sslmode=verify-ca"
)
_REMEDIES: Final = {
    "28000": "the login was refused; put the right password or secret reference into the URL, or "
    "iam=true for temporary credentials",
    "28P01": "the password was refused; put the right one into the URL",
    "3D000": "the database does not exist; create it, or name another one in the URL",
    "42501": "a privilege is missing; as an administrator: GRANT CREATE, TEMPORARY ON DATABASE "
    "{database} TO {user}; and, for schemas that others own, ALTER SCHEMA landing OWNER TO {user} "
    "(likewise history, ops, marts)",
    "53100": "the cluster's disk is full; resize it, or remove tables",
    "2BP01": "a view of someone depends on a column that goes; make the view WITH NO SCHEMA "
    "BINDING, or drop it, then run again",
    "42P07": "a table of that name was made meanwhile; run again",
}
# The driver asks AWS for temporary credentials through boto3.
_IAM: Final = (
    "AWS gave no temporary credentials ({kind}); allow redshift:GetClusterCredentials (serverless: "
    "redshift-serverless:GetCredentials), and check cluster= or workgroup= and region= of the URL"
)
# COPY and Spectrum refuse with internal errors of which the text alone tells what is amiss.
_COPY_DENIED: Final = ("Access Denied", "AccessDenied", "not authorized to assume IAM Role")


@contextmanager
def redshift_faults(access: Access, work: str) -> Iterator[None]:
    """Turn what the driver raises in the block into our own errors.

    Raises:
        ConfigurationError: The driver is not installed; AWS gives no credentials.
        TargetUnreachableError: Worth another try.
        WarehouseError: What to grant or to change.
    """
    with needs_extra("redshift", "redshift"):
        from botocore import exceptions  # noqa: PLC0415 - comes with it
        from redshift_connector.error import Error  # noqa: PLC0415 - an extra
    where = f"{access.label} failed while {work}"
    try:
        yield
    except Error as fault:
        error = _error(fault, where, access)
    except (exceptions.BotoCoreError, exceptions.ClientError) as fault:
        error = ConfigurationError(f"{where}: {_IAM.format(kind=type(fault).__name__)}.")
    else:
        return
    raise error from None


def _error(fault: Any, where: str, access: Access) -> SuitehouseError:
    told = fault.args[0] if fault.args else ""
    if isinstance(fault.args[-1] if fault.args else None, ssl.SSLError):
        return ConfigurationError(f"{where}: {_CERTIFICATE}.")
    if not isinstance(told, dict):
        return _of_driver(str(told), where)
    state, message = told.get("C", ""), told.get("M", "")
    if state.startswith(_TRANSIENT) or message.startswith(_SERIALISATION):
        return TargetUnreachableError(f"{where}: no connection, or another session was in the way.")
    if any(sign in message for sign in _COPY_DENIED):
        return WarehouseError(
            f"{where}: the cluster may not read the staged files; give the role {access.iam_role} "
            f"s3:GetObject on arn:aws:s3:::{access.bucket}/* and s3:ListBucket on the bucket, and "
            "associate it with the cluster."
        )
    remedy = _REMEDIES.get(state)
    if remedy is None:
        return WarehouseError(f"{where} (SQLSTATE {state or 'unknown'}); nothing was changed.")
    user = access.user or "the user"
    return WarehouseError(f"{where}: {remedy.format(user=user, database=access.database)}.")


def _of_driver(text: str, where: str) -> SuitehouseError:
    if text.startswith(_LOST):
        return TargetUnreachableError(f"{where}: no connection, or it broke.")
    if "SSL" in text:
        return ConfigurationError(f"{where}: the server speaks no TLS; see sslmode of the URL.")
    return WarehouseError(
        f"{where}: the driver refused; check host, login and the IAM settings of the URL."
    )
