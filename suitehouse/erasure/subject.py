"""Who is to be erased, as asked for, and the mark by which that is remembered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from suitehouse.errors import ConfigurationError


class TokenMaker(Protocol):
    """Makes tokens with the warehouse's key."""

    def token(self, privacy_class: str, values: pl.Series) -> pl.Series:
        """Return the token of each value."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A person by e-mail address, or by a record: exactly one of the two.

    Raises:
        ConfigurationError: Neither or both are given.
    """

    email: str | None = field(default=None, repr=False)
    table: str | None = None
    row_key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        by_email, by_record = bool((self.email or "").strip()), bool(self.table and self.row_key)
        is_half = bool(self.table) != bool(self.row_key)
        if by_email == by_record or is_half:
            raise ConfigurationError(
                "Say whom to erase: with --email, or with --table and --id together."
            )

    def email_token(self, tokens: TokenMaker) -> str | None:
        """Return the token of the address; None where a record is asked for."""
        return None if self.email is None else _token(tokens, "email", self.email)

    def mark(self, tokens: TokenMaker) -> str:
        """Return a mark that only whoever holds the key can make of this subject again."""
        token = self.email_token(tokens)
        if token is None:
            token = _token(tokens, "identifier", f"{self.table} {(self.row_key or '').lower()}")
        return hashed(token)


def hashed(value: str) -> str:
    """Return what stands for a key or token where it may not be shown: its SHA-256."""
    return hashlib.sha256(value.encode()).hexdigest()


def _token(tokens: TokenMaker, privacy_class: str, value: str) -> str:
    return str(tokens.token(privacy_class, pl.Series("value", [value])).item())
