"""Tokens: `<class>:<key id>:<32 hex>`, the same for the same value and key wherever it occurs.

The 32 characters are the first half of HMAC-SHA-256 over "<class>:<normalised value>". The class is
part of the message rather than of the key, so a name and an address with the same spelling have
different tokens. NULL stays NULL, and a value with nothing in it stays the empty string: a token
for "nothing" would join strangers.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import polars_hash  # noqa: F401 - registers the `chash` namespace of expressions

from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.normalisation import normal_form

TOKEN_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class Tokeniser:
    """Makes tokens with one key."""

    key: MaskingKey

    def token(self, privacy_class: str, value: pl.Expr) -> pl.Expr:
        """Return the token of each value of a class of personal data."""
        label = token_class(privacy_class)
        filled = normal_form(privacy_class, value).replace("", None)
        message = pl.lit(f"{label}:") + filled
        hashed: pl.Expr = message.chash.hmac_sha256(key=self.key.token_key)  # type: ignore[attr-defined]
        token = pl.lit(f"{label}:{self.key.key_id}:") + hashed.str.head(TOKEN_CHARACTERS)
        return token.fill_null(value.str.head(0))


def token_class(privacy_class: str) -> str:
    """The first part of a token: the class, with the contracts' `free_text` as `text`."""
    return "text" if privacy_class == "free_text" else privacy_class
