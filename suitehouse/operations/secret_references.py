"""Secret references: `scheme:locator` so that no secret stands in configuration.

The schemes are the files of `suitehouse.operations.secrets`. No message here quotes a reference of
an unknown shape, since it may be the secret itself, put where its reference belongs.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

from suitehouse.discovery import objects_in
from suitehouse.errors import ConfigurationError
from suitehouse.operations import secrets

# What starts like a URL is not a reference: "mysql+pymysql://…" is itself the value.
_REFERENCE = re.compile(r"(?P<scheme>[a-z][a-z0-9-]*):(?!//)(?P<locator>.+)", re.DOTALL)


class SecretScheme(Protocol):
    """One place where secrets are kept."""

    def read(self, locator: str) -> bytes:
        """Return the secret at a locator; what was read before is never kept.

        Raises:
            ConfigurationError: It is not there or may not be read; says what to set.
            SecretStoreError: Where it is kept does not answer, after a few tries.
        """


@cache
def secret_schemes() -> dict[str, SecretScheme]:
    """Return each scheme by the name that references give it, with dashes for underscores."""
    return {name.replace("_", "-"): scheme for name, scheme in objects_in(secrets).items()}


def is_secret_reference(value: str) -> bool:
    """Whether a value points to a secret instead of being one; a URL with `//` never does."""
    return _REFERENCE.fullmatch(value) is not None


def resolve_secret_bytes(reference: str) -> bytes:
    """Return what a reference points to, byte for byte.

    Raises:
        ConfigurationError: It is not a reference, its scheme is unknown, or nothing is there.
        SecretStoreError: Where it is kept does not answer.
    """
    parts = _REFERENCE.fullmatch(reference)
    if parts is None:
        raise ConfigurationError(f"A secret is given by reference: {_accepted()}.")
    scheme = secret_schemes().get(parts["scheme"])
    if scheme is None:
        raise ConfigurationError(
            f"The secret reference has a scheme that suitehouse does not read; use {_accepted()}."
        )
    return scheme.read(parts["locator"])


def resolve_secret(reference: str) -> str:
    """Return what a reference points to as text, without the line end that editors leave.

    Raises:
        ConfigurationError: As `resolve_secret_bytes`, or the secret is not UTF-8 text.
        SecretStoreError: As there.
    """
    text = _as_text(resolve_secret_bytes(reference))
    if text is None:
        raise ConfigurationError(f"{reference}: not UTF-8 text, and text is needed here.")
    return text.rstrip("\r\n")


def resolve_if_reference(value: str) -> str:
    """Return the secret where a value is a reference, and the value itself where it is not.

    Raises:
        ConfigurationError: As `resolve_secret`.
        SecretStoreError: As there.
    """
    return resolve_secret(value) if is_secret_reference(value) else value


def _accepted() -> str:
    *others, last = (f"{name}:…" for name in secret_schemes())
    return f"{', '.join(others)} or {last}"


def _as_text(secret: bytes) -> str | None:
    # The decoding error carries the bytes it failed on, so it ends here.
    try:
        return secret.decode("utf-8")
    except UnicodeDecodeError:
        return None
