"""Which region of `phonenumbers` a country is, by its name as people type it or by an ISO code.

Names are those of the CLDR as `babel` has them. A name of two countries, or of none, is no region.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

import polars as pl

# The library's own word for it.
NO_REGION: Final = "ZZ"
# What people type besides; England and its like are dialled as the United Kingdom.
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "AE": ("uae", "emirates"),
    "BA": ("bosnia",),
    "CI": ("ivory coast",),
    "CV": ("cape verde",),
    "CZ": ("czech republic",),
    "DE": ("federal republic of germany", "brd"),
    "FK": ("falklands",),
    "GB": ("uk", "great britain", "england", "scotland", "wales", "northern ireland"),
    "HK": ("hong kong",),
    "IE": ("republic of ireland",),
    "KR": ("korea", "republic of korea"),
    "MK": ("macedonia",),
    "MM": ("burma", "myanmar"),
    "MO": ("macau", "macao"),
    "NL": ("holland", "the netherlands"),
    "PS": ("palestine",),
    "RU": ("russian federation",),
    "SK": ("slovak republic",),
    "SY": ("syrian arab republic",),
    "SZ": ("swaziland",),
    "TL": ("east timor",),
    "TR": ("turkey",),
    "TT": ("trinidad",),
    "TZ": ("united republic of tanzania",),
    "US": ("united states of america", "america"),
    "VA": ("vatican", "holy see"),
    "VN": ("viet nam",),
}
_LETTERS_OF_CODE: Final = 3
_WIDESPREAD: Final = ("de", "es", "fr", "it", "nl", "pl", "pt")
_Named = Iterator[tuple[str, str]]


def regions_of(countries: pl.Series, default: str = NO_REGION) -> pl.Series:
    """Return the region of each country; the default where it is blank, none where unknown."""
    distinct = countries.unique()
    found = [_region(_folded(each or ""), default) for each in distinct]
    known = pl.Series(found, dtype=pl.String)
    return countries.replace_strict(distinct, known, return_dtype=pl.String)


def _region(country: str, default: str) -> str:
    if not country:
        return default
    return _by_code_or_english().get(country) or _by_other_names().get(country, NO_REGION)


@cache
def _by_code_or_english() -> Mapping[str, str]:
    also = ((name, region) for region, names in _ALSO.items() for name in names)
    return _unambiguous((*_codes(), *_names("en", _regions()), *also))


@cache
def _by_other_names() -> Mapping[str, str]:
    """Names in other widespread languages and in each country's own; a third of a second."""
    from babel.languages import get_official_languages  # noqa: PLC0415 - only for such names

    named = [each for language in _WIDESPREAD for each in _names(language, _regions())]
    for region in _regions():
        for language in get_official_languages(region, de_facto=True):
            named.extend(_names(language, {region}))
    return _unambiguous(named)


def _codes() -> _Named:
    """ISO 3166 codes of two and of three letters."""
    from babel.core import get_global  # noqa: PLC0415 - only where there are numbers

    yield from ((region, region) for region in _regions())
    for code, regions in get_global("territory_aliases").items():
        if len(code) == _LETTERS_OF_CODE and code.isalpha():
            yield from ((code, region) for region in regions)


def _names(language: str, regions: Iterable[str]) -> _Named:
    """What a language calls regions; nothing where the library does not know the language."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only where there are numbers

    try:
        territories = Locale.parse(language).territories
    except UnknownLocaleError:
        return
    yield from ((territories[region], region) for region in regions if region in territories)


def _unambiguous(named: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    regions: dict[str, set[str]] = {}
    for name, region in named:
        regions.setdefault(_folded(name), set()).add(region)
    return {name: min(found) for name, found in regions.items() if len(found) == 1}


@cache
def _regions() -> frozenset[str]:
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 - a tenth of a second

    return frozenset(SUPPORTED_REGIONS)


def is_region(code: str) -> bool:
    """Whether there are telephone numbers of a region, by its two capital letters."""
    return code in _regions()


def _folded(name: str) -> str:
    """One spelling of a name: without case, dots and kinds of apostrophes, & as "and"."""
    text = unicodedata.normalize("NFKC", name).casefold().replace(".", "").replace("\u2019", "'")
    return " ".join(text.replace("&", " and ").split())
