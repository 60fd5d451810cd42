"""`domain`: the token of an e-mail address with its domain: people join, companies group."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from suitehouse.contracts.model import Column
from suitehouse.privacy.normalisation import nfkc
from suitehouse.privacy.treatment import TreatmentContext

# Exactly one @, no white space, dotted labels. A long run of digits is no domain to show: it may be
# a number of somebody's.
_ADDRESS = r"^[^@\s]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}][\p{L}\p{N}-]*$"
_LONG_NUMBER = r"[0-9][0-9.-]{6,}[0-9]"


@dataclass(frozen=True, slots=True)
class Domain:
    """`email:<key id>:<hex>@<domain>`; no address, no domain; NULL stays NULL, blank becomes ''."""

    shows_text: bool = True

    def apply(self, value: pl.Expr, column: Column, context: TreatmentContext) -> pl.Expr:  # noqa: ARG002
        """Return the token of each address with the domain in lower case."""
        address = nfkc(value).str.strip_chars().str.to_lowercase()
        # Parting at the only @ and then looking is faster than extracting what was looked at.
        found = address.str.splitn("@", 2).struct.field("field_1")
        is_shown = address.str.contains(_ADDRESS) & ~found.str.contains(_LONG_NUMBER)
        shown = pl.when(is_shown).then(pl.lit("@") + found)
        return context.tokens.token("email", value) + shown.fill_null("")


domain = Domain()
