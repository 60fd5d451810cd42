"""Free text with what points to a person taken out: patterns first, then people the CRM knows.

Patterns go first, since a name inside an e-mail address would break the address apart. What is
taken out may lay open what was hidden behind it, so changed texts are looked through again until
nothing is found: redacting twice is redacting once.
"""

from __future__ import annotations

from typing import Final, Protocol

import polars as pl

from suitehouse.privacy.normalisation import nfkc
from suitehouse.privacy.pattern import known_patterns

# Every pattern needs one of these; most texts have neither.
_ANY_CANDIDATE: Final = r"[0-9@%]|://"


class KnownPeople(Protocol):
    """Finds the people whom the CRM knows by name."""

    def replaced(self, texts: pl.Series) -> pl.Series:
        """Return the texts with a placeholder for each name, address, number and street."""


def redacted(texts: pl.Series, people: KnownPeople) -> pl.Series:
    """Return texts without what gives people away; NULL stays NULL, '' stays ''.

    A text in which nothing is found is unchanged; one in which something is comes back in NFKC.
    """
    plain = texts.to_frame("text").select(nfkc(pl.col("text"))).to_series()
    places, looked_at = pl.int_range(len(plain), dtype=pl.UInt32, eager=True), plain
    result = texts
    while not looked_at.is_empty():
        treated = _once(looked_at, people)
        is_changed = (treated != looked_at).fill_null(value=False)
        changed = treated.filter(is_changed)
        places = places.filter(is_changed)
        result = result.clone().scatter(places, changed) if len(changed) else result
        looked_at = changed.to_frame("text").select(nfkc(pl.col("text"))).to_series()
    return result.alias(texts.name)


def _once(texts: pl.Series, people: KnownPeople) -> pl.Series:
    return people.replaced(_without_patterns(texts))


def _without_patterns(texts: pl.Series) -> pl.Series:
    found = texts.str.contains(_ANY_CANDIDATE).fill_null(value=False).arg_true()
    if found.is_empty():
        return texts
    candidates = texts[found]
    for pattern in known_patterns():
        candidates = pattern.replaced(candidates)
    return texts.clone().scatter(found, candidates)
