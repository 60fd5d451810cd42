"""What a `snowflake://` URL says, and what Snowflake's driver connects with.

A password may stand in the URL; keys and tokens never do, only references to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from suitehouse.errors import ConfigurationError
from suitehouse.operations.secret_references import (
    is_secret_reference,
    resolve_secret,
    resolve_secret_bytes,
)
from suitehouse.targets._urls import label_of

_PLAIN: Final = {"warehouse", "role", "authenticator"}
_SECRETS: Final = {"password", "private_key", "private_key_passphrase", "token"}
# By the word in the URL: what the driver calls it.
_TOKENS: Final = {"oauth": "OAUTH", "programmatic_access_token": "PROGRAMMATIC_ACCESS_TOKEN"}
_EXAMPLE: Final = (
    "snowflake://user@account/database?warehouse=W&role=R&private_key=file:/path/key.p8"
)
# The driver tries again within it, and a statement that takes longer is cancelled.
_STATEMENT_SECONDS: Final = 3_600
_LOGIN_SECONDS: Final = 60
# Snowflake lets go of the locks of a connection that broke after five minutes.
_LOCK_SECONDS: Final = 600
_SESSION: Final = {
    "QUERY_TAG": "suitehouse",
    "TIMEZONE": "UTC",
    "LOCK_TIMEOUT": _LOCK_SECONDS,
    "CLIENT_TELEMETRY_ENABLED": False,
}


@dataclass(frozen=True, slots=True)
class Access:
    """How a database is reached; `secrets` are references, `password` stood in the URL."""

    label: str
    account: str
    database: str
    user: str
    warehouse: str = ""
    role: str = ""
    authenticator: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    password: str = field(default="", repr=False)

    @property
    def quoted_database(self) -> str:
        """The database as a quoted identifier: in upper case, where the URL does not quote it."""
        if self.database.startswith('"'):
            return self.database
        return f'"{self.database.upper()}"'

    def login(self) -> dict[str, Any]:
        """Return what the driver connects with.

        Raises:
            ConfigurationError: A secret is not there, or no key.
        """
        told = {"user": self.user, "warehouse": self.warehouse, "role": self.role}
        return {
            "account": self.account,
            "database": self.database,
            **{name: value for name, value in told.items() if value},
            **self._proof(),
            "application": "suitehouse",
            "autocommit": True,  # transactions are ours to say
            "arrow_number_to_decimal": True,  # and not a float
            "client_session_keep_alive": False,
            "log_imported_packages_in_telemetry": False,
            "platform_detection_timeout_seconds": 0.0,  # which machine this is, is not asked
            "login_timeout": _LOGIN_SECONDS,
            "network_timeout": _STATEMENT_SECONDS,
            "session_parameters": dict(_SESSION),
        }

    def _proof(self) -> dict[str, Any]:
        if "private_key" in self.secrets:
            return {"authenticator": "SNOWFLAKE_JWT", "private_key": self._private_key()}
        if "token" in self.secrets:
            token = resolve_secret(self.secrets["token"])
            return {"authenticator": _TOKENS[self.authenticator], "token": token}
        return {"password": self.password or resolve_secret(self.secrets["password"])}

    def _private_key(self) -> bytes:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - of the driver
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - of the driver

        reference = self.secrets.get("private_key_passphrase", "")
        passphrase = resolve_secret(reference).encode() if reference else None
        pem = resolve_secret_bytes(self.secrets["private_key"])
        try:
            key = serialization.load_pem_private_key(pem, passphrase)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise ConfigurationError(
                f"{self.label}: `private_key` points to something that is no private key in PEM "
                "form, or `private_key_passphrase` does not open it."
            ) from None
        return key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )


def access_of(url: str) -> Access:
    """Return what a URL says.

    Raises:
        ConfigurationError: Something is missing, unknown, or a secret that stands in the URL.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(set(options) - _PLAIN - _SECRETS)
    if unknown:
        raise _wrong(f"does not know the parameter {unknown[0]}")
    database = unquote(parts.path.strip("/"))
    if not parts.hostname or not database or "/" in database:
        raise _wrong("names an account and one database; schemas are landing, history and so on")
    secrets = {name: value for name, value in options.items() if name in _SECRETS}
    for name, value in secrets.items():
        if not is_secret_reference(value):
            raise _wrong(f"takes in `{name}=` a secret reference such as file:/path or env:NAME")
    access = Access(
        label=label_of(url),
        account=parts.hostname,
        database=database,
        user=unquote(parts.username or ""),
        warehouse=options.get("warehouse", ""),
        role=options.get("role", ""),
        authenticator=options.get("authenticator", "oauth" if "token" in secrets else ""),
        secrets=secrets,
        password=unquote(parts.password or ""),
    )
    _check_proof(access)
    return access


def _check_proof(access: Access) -> None:
    given = set(access.secrets) - {"private_key_passphrase"}
    if len(given) + bool(access.password) != 1:
        raise _wrong("needs one of private_key=, token= and a password")
    if access.authenticator and (access.authenticator not in _TOKENS or given != {"token"}):
        raise _wrong(f"takes as authenticator, with token=: {' or '.join(_TOKENS)}")
    if not access.user and access.authenticator != "oauth":
        raise _wrong("needs a user")


def _wrong(what: str) -> ConfigurationError:
    return ConfigurationError(f"A snowflake:// URL {what}; write {_EXAMPLE}.")
