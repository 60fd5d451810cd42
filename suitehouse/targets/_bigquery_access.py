"""What a `bigquery://` URL says, and Google's client made of it.

No secret stands in the URL, since a URL is shown by many things: it points to one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

from suitehouse.errors import ConfigurationError
from suitehouse.operations.secret_references import resolve_secret
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._urls import label_of

if TYPE_CHECKING:
    from google.cloud import bigquery

_OPTIONS: Final = {"location", "credentials", "maximum_bytes_billed"}
_PROJECT: Final = re.compile(r"[a-z][a-z0-9-]*")
_PREFIX: Final = re.compile(r"[A-Za-z0-9_]*")
_SCOPES: Final = ("https://www.googleapis.com/auth/cloud-platform",)


@dataclass(frozen=True, slots=True)
class Place:
    """Where datasets are, and by which account they are written; remedies name it."""

    label: str
    project: str
    prefix: str
    location: str
    account: str = ""

    @property
    def member(self) -> str:
        """Who is granted what is missing."""
        return f"serviceAccount:{self.account or 'ACCOUNT'}"

    def dataset(self, schema: str) -> str:
        """Return the dataset of a schema."""
        return f"{self.prefix}_{schema}" if self.prefix else schema


@dataclass(frozen=True, slots=True)
class Access:
    """How BigQuery is reached; `credentials` is a secret reference."""

    place: Place
    credentials: str = field(default="", repr=False)
    maximum_bytes_billed: int | None = None


Login = Callable[[Access], "bigquery.Client"]


def access_of(url: str) -> Access:
    """Return what a URL says.

    Raises:
        ConfigurationError: It has no project or location, or an option that is not known.
    """
    parts = urlsplit(url)
    label = label_of(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    prefix = parts.path.strip("/")
    if set(options) - _OPTIONS:
        raise ConfigurationError(
            f"{label} has an option that is not known; known are {', '.join(sorted(_OPTIONS))}."
        )
    if not _PROJECT.fullmatch(parts.hostname or "") or not _PREFIX.fullmatch(prefix):
        raise ConfigurationError(
            f"{label} is not bigquery://project/prefix?location=EU: a project's id has small "
            "letters, digits and dashes, a prefix letters, digits and underscores."
        )
    if not options.get("location"):
        raise ConfigurationError(
            f"{label} needs the location of its datasets, which cannot be changed later: "
            "?location=EU, say."
        )
    limit = options.get("maximum_bytes_billed", "")
    if limit and not limit.isdecimal():
        raise ConfigurationError(f"{label}: maximum_bytes_billed is a whole number of bytes.")
    place = Place(label, parts.hostname or "", prefix, options["location"])
    return Access(place, options.get("credentials", ""), int(limit) if limit else None)


def google_client(access: Access) -> bigquery.Client:
    """Return Google's client, with a service account's key or what the machine is signed in as.

    Raises:
        ConfigurationError: The client is not installed; the key is not one.
    """
    with needs_extra("bigquery", "bigquery"):
        from google.api_core.client_info import ClientInfo  # noqa: PLC0415 - an extra
        from google.cloud import bigquery  # noqa: PLC0415 - an extra
    credentials = _service_account(access.credentials) if access.credentials else None
    return bigquery.Client(
        project=access.place.project,
        credentials=credentials,
        location=access.place.location,
        client_info=ClientInfo(user_agent="suitehouse"),  # type: ignore[no-untyped-call]
    )


def _service_account(reference: str) -> Any:
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 - an extra
    from google.oauth2 import service_account  # noqa: PLC0415 - an extra

    secret = resolve_secret(reference)
    try:
        return service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            json.loads(secret), scopes=_SCOPES
        )
    except (ValueError, KeyError, TypeError, AttributeError, GoogleAuthError):
        raise ConfigurationError(
            "`credentials` of the bigquery:// URL points to something that is no service "
            "account's JSON key; other kinds are read from GOOGLE_APPLICATION_CREDENTIALS."
        ) from None
