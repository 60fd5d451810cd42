"""Payment card numbers never pass, whatever a contract says: a value holding one is refused.

A card number is 13 to 19 digits, with spaces, dashes or dots between them or without, that pass
Luhn's check and start with an issuer's range (ISO/IEC 7812) of that length. A cheap regular
expression finds candidates among a batch's distinct texts; only those are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

import polars as pl

from suitehouse.privacy.digit_runs import holds_card

SHORTEST, LONGEST = 13, 19
_BETWEEN = r"[ .\-\u00a0\u2010-\u2015]"
CARD_CANDIDATE = rf"\d(?:{_BETWEEN}{{0,3}}\d){{{SHORTEST - 1},}}"
# That is for polars; this is without a way back, which would be kept for each digit.
_RUN_PATTERN = re.compile(rf"\d(?:{_BETWEEN}{{0,3}}+\d){{{SHORTEST - 1},}}+")
_LONG_RUN = 1_000
# The sum of the digits of twice a digit.
_DOUBLED = str.maketrans("0123456789", "0246813579")
_SEPARATOR = re.compile(rf"({_BETWEEN}+)")
# Keys and fingerprints: UUIDs, and long hexadecimal words that have a letter.
_FINGERPRINT = re.compile(
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
    r"|\b(?=[0-9]*[a-f])[0-9a-f]{24,}\b",
    re.IGNORECASE,
)
_UUID_LENGTH = 36
_UUID_DASHES = (8, 13, 18, 23)
# First and last prefix of an issuer's range, with the lengths of its numbers.
_ISSUERS: tuple[tuple[str, str, range | tuple[int, ...]], ...] = (
    ("4", "4", (13, 16, 19)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),  # Mastercard
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),  # American Express
    ("300", "305", range(14, 20)),  # Diners Club
    ("3095", "3095", range(14, 20)),  # Diners Club
    ("36", "36", range(14, 20)),  # Diners Club
    ("38", "39", range(14, 20)),  # Diners Club
    ("3528", "3589", range(16, 20)),  # JCB
    ("2200", "2204", range(16, 20)),  # Mir
    ("50", "50", range(13, 20)),  # Maestro
    ("56", "58", range(13, 20)),  # Maestro
    ("60", "69", range(13, 20)),  # Discover, UnionPay, RuPay, Maestro
    ("81", "82", (16,)),  # RuPay, UnionPay
)


def card_texts(columns: Sequence[pl.Series]) -> list[str]:
    """Return the distinct texts that hold a card number; mostly none, at little cost."""
    long = [each for each in columns if _longest(each) >= SHORTEST]
    if not long:
        return []
    texts = pl.concat(long).unique()  # keys of users and the words of lists repeat
    candidates = texts.filter(texts.str.contains(CARD_CANDIDATE))
    return [text for text in candidates.filter(~_is_uuid(candidates)) if holds_card_number(text)]


def refuse_cards(values: pl.Series, refused: Sequence[str]) -> tuple[pl.Series, int]:
    """Return the values with NULL for each of the refused texts, and how many those were."""
    is_refused = values.is_in(refused).fill_null(value=False)
    count = int(is_refused.sum())
    return (values.set(is_refused, None) if count else values), count


def card_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text's card numbers are, from left to right; very long runs of digits whole."""
    # Few runs hold one, and it takes long to tell fingerprints from the words around.
    if not any(_holds_card(run.group()) for run in _RUN_PATTERN.finditer(text)):
        return
    readable = _FINGERPRINT.sub(lambda found: "#" * len(found.group()), text)
    for run in _RUN_PATTERN.finditer(readable):
        if len(run.group()) <= _LONG_RUN:
            yield from _spans_in(run)
        elif _holds_card(run.group()):
            yield run.span()


def _spans_in(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    done = run.start()
    for start, end, number in _stretches(run.group()):
        if run.start() + start >= done and _is_card(number):
            done = run.start() + end
            yield run.start() + start, done


def _longest(values: pl.Series) -> int:
    return int(values.str.len_bytes().max() or 0)  # type: ignore[arg-type]


def _is_uuid(values: pl.Series) -> pl.Series:
    is_uuid = values.str.len_bytes() == _UUID_LENGTH
    for place in _UUID_DASHES:
        is_uuid &= values.str.slice(place, 1) == "-"
    return is_uuid


def may_hold_card_number(text: str) -> bool:
    """Whether a text has as many digits in a run as a card number: a cheap first look."""
    return bool(_RUN_PATTERN.search(text))


def holds_card_number(text: str) -> bool:
    """Whether a text holds a card number, alone or among other digits set apart from it."""
    readable = _FINGERPRINT.sub(" # ", text)
    runs = (found.group() for found in _RUN_PATTERN.finditer(readable))
    return any(_holds_card(run) for run in runs)


def _holds_card(run: str) -> bool:
    if len(run) > _LONG_RUN:
        return holds_card(run, _ISSUERS, range(SHORTEST, LONGEST + 1))
    return any(_is_card(number) for number in _numbers(run))


def _numbers(run: str) -> Iterator[str]:
    return (number for _, _, number in _stretches(run))


def _stretches(run: str) -> Iterator[tuple[int, int, str]]:
    """Each stretch of whole digit groups of a run as long as a card number: start, end, digits."""
    parts = _SEPARATOR.split(run)
    places = [0, *accumulate(map(len, parts))]
    for start in range(0, len(parts), 2):
        number = ""
        for end in range(start, len(parts), 2):
            number += parts[end]
            if len(number) > LONGEST:
                break
            if len(number) >= SHORTEST and not _is_decimal(parts[start : end + 1]):
                yield places[start], places[end + 1], number


def _is_decimal(stretch: list[str]) -> bool:
    # Two groups with a dot between are an amount; cards written with dots have more.
    return len(stretch) == 3 and "." in stretch[1]  # noqa: PLR2004 - two groups and what parts them


def _is_card(digits: str) -> bool:
    # Full-width and other scripts' digits count as the digits they are.
    number = digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)
    return _has_issuer(number) and _passes_luhn(number)


def _has_issuer(number: str) -> bool:
    return any(
        len(number) in lengths and first <= number[: len(first)] <= last
        for first, last, lengths in _ISSUERS
    )


def _passes_luhn(number: str) -> bool:
    doubled = number[-2::-2].translate(_DOUBLED)
    return sum(map(int, number[::-2] + doubled)) % 10 == 0
