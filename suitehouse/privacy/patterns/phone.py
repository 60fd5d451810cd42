"""Telephone numbers: with a country's code, a leading zero, a known grouping, or a word before.

Bare digits without any of these are left: they are numbers of invoices, orders and items. Dates,
times, amounts and UUIDs are passed over before numbers are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from suitehouse.privacy.pattern import Pattern, Span

_APART: Final = r"[ ().\-/]{0,3}"
_NUMBER: Final = rf"(?:\((?=\+?[0-9 ]{{1,6}}\)))?(?:\+ ?)?[0-9](?:{_APART}[0-9]){{5,14}}"
_DATE: Final = (
    r"(?:[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}|[0-9]{1,2}[-./] ?[0-9]{1,2}[-./] ?"
    r"(?:[0-9]{4}|[0-9]{2}))(?![-./]?[0-9])(?:[T ]+[0-9]{1,2}[:.][0-9]{2}(?![0-9]|[.][0-9]))?"
)
_UUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# Looked for first: a search that begins with a look behind is many times slower. A date has four
# digits, a number more.
_START: Final = re.compile(rf"[0-9+(](?:(?<=[+(])|(?=(?:{_APART}[0-9]){{3}})[0-9]*)")
_FOUND: Final = re.compile(
    rf"(?:(?<![\w.,/:#+-])|(?<=[/:])(?=\+))(?:(?P<other>{_DATE}|{_UUID})|(?P<number>{_NUMBER}))"
    r"(?![\w#]|[.,:-][0-9])"
)
_CUES: Final = (
    r"(?:tele?(?:fono|phone|fon)?|téléphone|teléfono|tél|phone|call(?:ed|back)?|dial|ring|cell"
    r"|fax|mobile?|mob|handy|durchwahl|ruf(?:nummer)?|rückruf|móvil|movil|llamar|portable|gsm|sms"
    r"|whatsapp|text|appeler?|ph)"
)
_CUE: Final = re.compile(rf"\b{_CUES}\b[^0-9\n]{{0,15}}$", re.IGNORECASE)
_OTHER_CUE: Final = re.compile(
    r"(?:\b(?:invoice|rechnung|rg|rnr|facture|factura|order|auftrag|bestellung|commande|pedido"
    r"|ref(?:erence|erencia)?|référence|ticket|case|vorgang|item|artikel|sku|serial|lot|batch|po|id"
    r"|kundennummer|contract|vertrag|account|konto|number|nummer)\w*\b)[^0-9\n]{0,8}$",
    re.IGNORECASE,
)
_MONEY: Final = re.compile(r"^ ?(?:€|\$|£|%|(?:eur|usd|gbp|chf|euros?|dollars?)\b)", re.IGNORECASE)
_NORTH_AMERICAN: Final = re.compile(
    r"(?:1[ .-])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[ .-])[2-9][0-9]{2}[ .-][0-9]{4}"
)
_SPANISH: Final = re.compile(r"[6-9][0-9]{2} [0-9]{3} [0-9]{3}|[6-9][0-9]{1,2}(?: [0-9]{2}){3}"
                             r"|[89][0-9] [0-9]{3} [0-9]{2} [0-9]{2}")  # fmt: skip
_DECIMAL: Final = re.compile(r"0\.[0-9]+")
# Whatever `_is_phone` takes, and a little more: cheaper than looking at every text with a number.
_CANDIDATE: Final = (
    rf"\+ ?[0-9]|(?:^|[^0-9A-Za-z_])(?i:{_CUES})(?:[^0-9A-Za-z_\n][^0-9\n]{{0,14}})?[0-9+(]"
    rf"|(?:^|[^0-9A-Za-z_.,/:#+\-])(?:\(?0[0-9) ]*(?:{_APART}[0-9]){{6}}"
    r"|(?:1[ .\-])?\(?[2-9][0-9]{2}(?:\) ?|[ .\-])[2-9][0-9]{2}[ .\-][0-9]{4}"
    r"|[6-9][0-9]{2} [0-9]{3} [0-9]{3}|[6-9][0-9]{1,2}(?: [0-9]{2}){3}"
    r"|[89][0-9] [0-9]{3} [0-9]{2} [0-9]{2})"
)
_SHORTEST_NATIONAL, _SHORTEST_INTERNATIONAL, _LONGEST = 9, 8, 15
_LOOK_BACK: Final = 40


def _spans(text: str) -> Iterator[Span]:
    at = 0
    while start := _START.search(text, at):
        found = _FOUND.match(text, start.start())
        at = found.end() if found else start.end()
        if found and found["number"] and _is_phone(found):
            yield found.span()


def _is_phone(found: re.Match[str]) -> bool:
    written = found.group()
    digits = re.sub(r"[^0-9]", "", written)
    before = found.string[max(0, found.start() - _LOOK_BACK) : found.start()]
    if written.lstrip("(").startswith("+"):
        return _SHORTEST_INTERNATIONAL <= len(digits) <= _LONGEST and digits[0] != "0"
    if _CUE.search(before):
        return True
    if _OTHER_CUE.search(before) or _MONEY.match(found.string[found.end() : found.end() + 8]):
        return False
    return _has_form(written, digits)


def _has_form(written: str, digits: str) -> bool:
    if digits.startswith("00"):
        return len(digits) > _SHORTEST_INTERNATIONAL + 2 and digits[2] != "0"
    if digits.startswith("0"):
        return len(digits) >= _SHORTEST_NATIONAL and not _DECIMAL.fullmatch(written)
    return bool(_NORTH_AMERICAN.fullmatch(written) or _SPANISH.fullmatch(written))


phone = Pattern(
    rank=70,
    placeholder="[phone]",
    candidate=_CANDIDATE,
    spans=_spans,
)
