"""Tokens: `<class>:<key id>:<32 hex>`, the same for the same value and key wherever it occurs.

The 32 characters are the first half of HMAC-SHA-256 over "<class>:<normalised value>". The class is
part of the message rather than of the key, so a name and an address with the same spelling have
different tokens. NULL stays NULL, and a value with nothing in it stays the empty string: a token
for "nothing" would join strangers.

Normalising and hashing are most of what masking costs, and names, places and titles repeat: each
distinct value of a batch is done once, all columns of a class together. Where few repeat, as mobile
numbers do, finding those would cost more than doing them twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
import polars_hash  # noqa: F401 - registers the `chash` namespace of expressions

from suitehouse.privacy.countries import NO_REGION
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.normalisation import normal_form, with_region

TOKEN_CHARACTERS = 32
_MOSTLY_DISTINCT = 0.8
# The server lets no column name end in a space, so a name that does is ours alone.
_OURS = " "
_REGION = f"region{_OURS}"
_NOWHERE = pl.lit(NO_REGION)


@dataclass(frozen=True, slots=True)
class Tokeniser:
    """Makes tokens with one key."""

    key: MaskingKey

    def tokens(self, privacy_class: str, values: pl.Series) -> pl.Series:
        """Return the token of each value of a class of personal data; phones come `with_region`."""
        by_code, codes = _coded(values)
        # Never one alone: polars would copy it at every step, and it may be of many MiB.
        made = self._made(privacy_class, by_code.extend_constant(None, 1))
        return made.gather(codes)

    def _made(self, privacy_class: str, values: pl.Series) -> pl.Series:
        label = token_class(privacy_class)
        filled = pl.when(pl.col("value") != "").then(pl.col("value"))
        message = pl.lit(f"{label}:") + filled
        hashed: pl.Expr = message.chash.hmac_sha256(key=self.key.token_key)  # type: ignore[attr-defined]
        token = pl.lit(f"{label}:{self.key.key_id}:") + hashed.str.head(TOKEN_CHARACTERS)
        normal = normal_form(privacy_class, values).to_frame("value")
        return normal.select(token.fill_null("")).to_series()


class TokenRequests:
    """The values that one table's treatments want tokens of, before there is a batch.

    A treatment asks for a token while the table's plan is made and gets a column that will hold it.
    `region` is where the telephone numbers of a row are dialled.
    """

    def __init__(self, region: pl.Expr = _NOWHERE) -> None:
        self._region = region.alias(_REGION)
        self._wanted: dict[str, list[pl.Expr]] = {}

    def token(self, privacy_class: str, value: pl.Expr) -> pl.Expr:
        """Return the column that will hold the token of each value."""
        wanted = self._wanted.setdefault(privacy_class, [])
        name = f"{privacy_class} {len(wanted)}{_OURS}"
        wanted.append(with_region(privacy_class, value, pl.col(_REGION)).alias(name))
        return pl.col(name)

    def granted(self, frame: pl.DataFrame, tokeniser: Tokeniser) -> pl.DataFrame:
        """Return a batch with the tokens that were asked for beside its own columns."""
        wanted = [value for values in self._wanted.values() for value in values]
        if not wanted:
            return frame
        # Lazily, since only then are the expressions that values share computed once.
        values = frame.lazy().with_columns(self._region).select(wanted).collect()
        return frame.hstack([*self._tokens(values, tokeniser)])

    def _tokens(self, values: pl.DataFrame, tokeniser: Tokeniser) -> Iterator[pl.Series]:
        for privacy_class, wanted in self._wanted.items():
            columns = values.select(pl.col(each.meta.output_name()) for each in wanted)
            tokens = tokeniser.tokens(privacy_class, pl.concat(columns.get_columns()))
            for position, name in enumerate(columns.columns):
                yield tokens.slice(position * values.height, values.height).alias(name)


def _coded(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The values without NULLs, each once where many repeat; and by row which of them it has."""
    filled = values.drop_nulls()
    if filled.n_unique() > _MOSTLY_DISTINCT * len(filled):
        is_filled = values.is_not_null()
        return filled, (is_filled.cum_sum() - 1).set(~is_filled, None)
    # A dictionary of its own: the usual one outlives the batch, and these are people.
    coded = values.cast(pl.Categorical(pl.Categories.random()))
    distinct = coded.unique().drop_nulls()
    by_code = distinct.gather(distinct.to_physical().arg_sort()).cast(pl.String)
    return by_code, coded.to_physical()


def token_class(privacy_class: str) -> str:
    """The first part of a token: the class, with the contracts' `free_text` as `text`."""
    return "text" if privacy_class == "free_text" else privacy_class
