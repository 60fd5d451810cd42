"""International bank account numbers (ISO 13616): as long as their country's, and right mod 97."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from suitehouse.privacy.pattern import Pattern, Span

_START: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ -]?[0-9]{2}(?:[ -]?[A-Za-z0-9]){11,30}")
_LENGTHS: Final = {
    country: int(length)
    for length, countries in {
        "15": "NO", "16": "BE", "18": "DK FI FK FO GL NL SD", "19": "MK SI",
        "20": "AT BA EE KZ LT LU MN XK", "21": "CH HR LI LV", "22": "BG BH CR DE GB GE IE ME RS",
        "23": "AE GI IL IQ OM SO TL", "24": "AD CZ DZ ES MD PK RO SA SE SK TN VG",
        "25": "LY PT ST", "26": "IS TR", "27": "BI DJ FR GR IT MC MR SM",
        "28": "AL AZ BY CY DO GT HN HU LB NI PL SV", "29": "BR EG PS QA UA", "30": "JO KW MU YE",
        "31": "MT SC", "32": "LC", "33": "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip


def _spans(text: str) -> Iterator[Span]:
    at = 0
    while found := _START.search(text, at):
        end = _end(found)
        if end is not None:
            yield found.start(), end
        at = end or found.start() + 2


def _end(found: re.Match[str]) -> int | None:
    """Where the number ends whose beginning was found, None where it is none."""
    country = found.group()[:2].upper()
    length = _LENGTHS.get(country)
    places = [at for at in range(*found.span()) if found.string[at] not in " -"]
    if length is None or len(places) < length:
        return None
    end = places[length - 1] + 1
    is_cut = found.string[end : end + 1].isalnum()
    number = "".join(found.string[at] for at in places[:length])
    return end if not is_cut and _passes_mod_97(number) else None


def _passes_mod_97(number: str) -> bool:
    return int("".join(str(int(each, 36)) for each in number[4:] + number[:4])) % 97 == 1


iban = Pattern(
    rank=30,
    placeholder="[iban]",
    candidate=rf"(?:^|[^0-9A-Za-z])(?i:{'|'.join(_LENGTHS)})[ \-]?"
    r"[0-9]{2}(?:[ \-]?[A-Za-z0-9]){11}",
    spans=_spans,
)
