"""A `redshift://` URL: where the cluster is, how to log in, where rows are staged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from suitehouse.errors import ConfigurationError
from suitehouse.operations.secret_references import is_secret_reference, resolve_secret
from suitehouse.targets._urls import label_of

_PARAMETERS: Final = {
    "cluster",
    "iam",
    "iam_role",
    "password",
    "profile",
    "region",
    "sslmode",
    "staging",
    "workgroup",
}
_EXAMPLE: Final = (
    "redshift://user@host:5439/database?staging=s3://bucket/prefix&iam_role=arn:aws:iam::…:role/…"
)
_PORT: Final = 5439
_SERVERLESS_HOST: Final = ".redshift-serverless.amazonaws.com"


@dataclass(frozen=True, slots=True)
class Access:
    """A database of a cluster or workgroup, and the S3 prefix that it loads from."""

    label: str
    host: str
    port: int
    database: str
    user: str
    bucket: str
    prefix: str
    iam_role: str
    options: Mapping[str, str]
    password: str = field(default="", repr=False)

    @property
    def is_serverless(self) -> bool:
        """Whether it sleeps, and bills for being woken."""
        return "workgroup" in self.options or self.host.endswith(_SERVERLESS_HOST)

    @property
    def login(self) -> dict[str, Any]:
        """What the driver connects with; a password where no temporary one is asked for."""
        plain = {
            "host": self.host,
            "port": self.port,
            "database": self.database,
            "application_name": "suitehouse",
            **_tls(self.options),
        }
        if self.options.get("iam") != "true":
            return {**plain, "user": self.user, "password": self.password}
        told = {
            "region": self.options.get("region"),
            "profile": self.options.get("profile"),
            "cluster_identifier": self.options.get("cluster"),
            "serverless_work_group": self.options.get("workgroup"),
            "db_user": self.user or None,
        }
        return {
            **plain,
            "iam": True,
            "is_serverless": self.is_serverless,
            **{name: value for name, value in told.items() if value},
        }


def access_of(url: str) -> Access:
    """Return what a `redshift://` URL says; a password in it may be a secret reference.

    Raises:
        ConfigurationError: Something is missing or unknown, or the secret is not there.
    """
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = sorted(set(options) - _PARAMETERS)
    if unknown:
        raise _wrong(f"does not know the parameter {unknown[0]}")
    bucket, prefix = _staging(options.get("staging", ""))
    if not options.get("iam_role"):
        raise _wrong("needs iam_role, the role by which the cluster reads the staging bucket")
    if not parts.hostname or not parts.path.strip("/"):
        raise _wrong("needs a host and a database")
    return Access(
        label=label_of(url),
        host=parts.hostname,
        port=parts.port or _PORT,
        database=unquote(parts.path.strip("/")),
        user=unquote(parts.username or ""),
        bucket=bucket,
        prefix=prefix,
        iam_role=options["iam_role"],
        options=options,
        password=_password(unquote(parts.password or ""), options.get("password", "")),
    )


def _staging(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc:
        raise _wrong("needs staging=s3://bucket/prefix, where rows wait to be copied")
    return parts.netloc, parts.path.strip("/")


def _password(plain: str, reference: str) -> str:
    if not reference:
        return plain
    if not is_secret_reference(reference):
        raise _wrong("takes in `password=` a secret reference such as aws-sm:NAME#password")
    return resolve_secret(reference)


def _tls(options: Mapping[str, str]) -> dict[str, Any]:
    """The driver asks for TLS and verifies the certificate; `disable` is for a tunnel."""
    mode = options.get("sslmode", "verify-full")
    if mode not in {"verify-ca", "verify-full", "disable"}:
        raise _wrong("takes as sslmode: verify-full, verify-ca or disable")
    return {"ssl": False} if mode == "disable" else {"ssl": True, "sslmode": mode}


def _wrong(what: str) -> ConfigurationError:
    return ConfigurationError(f"A redshift:// URL {what}; write {_EXAMPLE}.")
