"""Looks through very long runs of digits for card numbers, a stretch at a time, without objects.

A megabyte of digit groups holds some ten million stretches that are as long as a card number; one
by one they would take minutes and gigabytes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

_Numbers = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]

# An issuer's first and last prefix, and the lengths of its numbers.
Issuer = tuple[str, str, Collection[int]]

_PIECE: Final = 1 << 18
# More than a number of 19 digits spans, with three separators between each two.
_REACH: Final = 128
_PREFIX_DIGITS: Final = 4
_DOT: Final = ord(".")


def holds_card(run: str, issuers: Iterable[Issuer], lengths: Iterable[int]) -> bool:
    """Whether whole groups of digits of a run make a card number of one of these lengths.

    Two groups with a dot between are an amount. Digits of other scripts count as what they are.
    """
    known, sizes = tuple(issuers), tuple(lengths)
    return any(_Piece(run, start).holds_card(known, sizes) for start in range(0, len(run), _PIECE))


class _Piece:
    """Part of a run: numbers that begin in it, with as much behind it as they reach."""

    def __init__(self, run: str, start: int) -> None:
        before = min(start, 1)
        text = run[start - before : start + _PIECE + _REACH]
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        values = _digit_values(codes)
        at = np.flatnonzero(values >= 0)
        self._digits: _Numbers = values[at]
        self._dots = np.cumsum(codes == _DOT)[at]
        parts = np.diff(at) > 1
        self._opens: _Flags = np.concatenate(([True], parts))[: len(at)]
        self._closes: _Flags = np.concatenate((parts, [True]))[-len(at) :] if len(at) else parts
        self._group = np.cumsum(self._opens)
        # What stands before the piece is there to tell whether a group begins with it.
        self._is_own: _Flags = (at >= before) & (at < before + _PIECE)
        self._sums = [self._luhn_sums(parity) for parity in (0, 1)]

    def holds_card(self, issuers: tuple[Issuer, ...], lengths: tuple[int, ...]) -> bool:
        """Whether a card number of one of these lengths begins here."""
        begins = np.flatnonzero(self._opens & self._is_own)
        return any(self._holds_length(begins, length, issuers) for length in lengths)

    def _holds_length(self, begins: _Numbers, length: int, issuers: tuple[Issuer, ...]) -> bool:
        first = begins[begins + length <= len(self._digits)]
        last = first + length - 1
        first, last = (each[self._closes[last]] for each in (first, last))
        is_amount = (self._group[last] - self._group[first] == 1) & (
            self._dots[last] > self._dots[first]
        )
        first, last = first[~is_amount], last[~is_amount]
        sums = np.where(
            last % 2 == 0,
            self._sums[0][last + 1] - self._sums[0][first],
            self._sums[1][last + 1] - self._sums[1][first],
        )
        first = first[sums % 10 == 0]
        return bool(_has_issuer(self._prefixes(first), length, issuers).any())

    def _luhn_sums(self, parity: int) -> _Numbers:
        """Running sums in which digits at places of this parity count as they are."""
        doubled = self._digits * 2
        doubled -= 9 * (doubled > 9)  # noqa: PLR2004 - the sum of its two digits
        is_plain = np.arange(len(self._digits)) % 2 == parity
        return np.concatenate(([0], np.cumsum(np.where(is_plain, self._digits, doubled))))

    def _prefixes(self, first: _Numbers) -> _Numbers:
        """The first four digits of each number."""
        places = first[:, None] + np.arange(_PREFIX_DIGITS)
        return np.asarray(self._digits[places] @ np.array([1000, 100, 10, 1]), np.int64)


def _digit_values(codes: npt.NDArray[np.uint32]) -> _Numbers:
    values = codes.astype(np.int64) - ord("0")
    is_ascii = (values >= 0) & (values <= 9)  # noqa: PLR2004 - the digits
    values[~is_ascii] = -1
    for code in np.unique(codes[codes > 127]).tolist():  # noqa: PLR2004 - beyond ASCII
        values[codes == code] = unicodedata.decimal(chr(code), -1)
    return values


def _has_issuer(prefixes: _Numbers, length: int, issuers: tuple[Issuer, ...]) -> _Flags:
    found = np.zeros(len(prefixes), bool)
    for low, high, lengths in issuers:
        if length in lengths:
            head = prefixes // 10 ** (_PREFIX_DIGITS - len(low))
            found |= (head >= int(low)) & (head <= int(high))
    return found
