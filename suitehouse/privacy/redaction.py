"""Free text with what points to a person taken out: patterns first, then people the CRM knows.

Patterns go first, since a name inside an e-mail address would break the address apart. What is
taken out may lay open what was hidden behind it, so changed texts are looked through again until
nothing is found: redacting twice is redacting once.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, Protocol

import polars as pl

from suitehouse.privacy.pattern import known_patterns
from suitehouse.privacy.western_digits import western_digits

# Every pattern needs one of these; most texts have neither.
_ANY_CANDIDATE: Final = r"[0-9@%]|://"
# Besides ASCII, Western letters, dashes, quotation marks and € are what NFKC makes of them.
_NOT_PLAIN: Final = (
    r"[^\x00-\x7f\u00c0-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u2013\u2014"
    r"\u2018-\u201e\u20ac]"
)

# No pattern reaches across a line's end, save the word before a number that starts the next line:
# lines are cut apart where none does.
_LINE_END: Final = re.compile(r"\n(?=[^0-9+(\n]{8})")


class KnownPeople(Protocol):
    """Finds the people whom the CRM knows by name."""

    def replaced(self, texts: pl.Series) -> pl.Series:
        """Return the texts with a placeholder for each name, address, number and street."""


def redacted(texts: pl.Series, people: KnownPeople) -> pl.Series:
    """Return texts without what gives people away; NULL stays NULL, '' stays ''.

    A text in which nothing is found is unchanged; one in which something is comes back in NFKC,
    with the ten digits for those of other scripts.
    """
    plain = _plain(texts)
    places, looked_at = pl.int_range(len(plain), dtype=pl.UInt32, eager=True), plain
    result = texts
    settled: set[str] = set()
    while not looked_at.is_empty():
        treated = people.replaced(_without_patterns(looked_at, settled))
        is_changed = (treated != looked_at).fill_null(value=False)
        changed = treated.filter(is_changed)
        places = places.filter(is_changed)
        result = result.clone().scatter(places, changed) if len(changed) else result
        looked_at = _plain(changed)
    return result.alias(texts.name)


def _plain(texts: pl.Series) -> pl.Series:
    """The texts in NFKC, with the ten digits; most are, and looking is faster than making sure."""
    odd = texts.str.contains(_NOT_PLAIN).fill_null(value=False).arg_true()
    if odd.is_empty():
        return texts
    plain = texts[odd].str.normalize("NFKC").str.replace_many(western_digits())
    return texts.clone().scatter(odd, plain)


def _without_patterns(texts: pl.Series, settled: set[str]) -> pl.Series:
    """The texts without what patterns find; lines that are settled hold nothing.

    Lines in which nothing is found are settled from then on.
    """
    candidates = texts.str.contains(_ANY_CANDIDATE).fill_null(value=False).arg_true()
    lines = [_lines(text) for text in texts[candidates].to_list()]
    treated = _treated({line for each in lines for line in each} - settled, settled)
    changed = [at for at, each in enumerate(lines) if not treated.keys().isdisjoint(each)]
    if not changed:
        return texts
    joined = ["\n".join(treated.get(line, line) for line in lines[at]) for at in changed]
    return texts.clone().scatter(candidates[changed], pl.Series(joined, dtype=pl.String))


def _lines(text: str) -> list[str]:
    return _LINE_END.split(text) if "\n" in text else [text]


def _treated(lines: Collection[str], settled: set[str]) -> dict[str, str]:
    """What becomes of each of these lines in which something is found."""
    before = pl.Series(list(lines), dtype=pl.String)
    before = before.filter(before.str.contains(_ANY_CANDIDATE))
    after = before
    for pattern in known_patterns():
        after = pattern.replaced(after)
    is_same = after == before
    settled.update(before.filter(is_same))
    return dict(zip(before.filter(~is_same), after.filter(~is_same), strict=True))
