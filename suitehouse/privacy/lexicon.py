"""Finds many phrases in long texts by the words that they are made of, a batch at a time.

Each word of a text becomes a number; phrases are looked up by the numbers of their words, first by
the first, then by the first two, and so on. Looking up is arithmetic on arrays: an automaton would
step through every letter, and does not fit a processor's cache with the names of 100,000 people.
Two phrases may share a number, and what is between words is not looked at: whoever asks has to
compare what is found with the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from suitehouse.privacy.folding import folded

Numbers = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

# A piece's arrays stay in a processor's cache.
_PIECE: Final = 1 << 15
_BASE: Final = 0x9E37_79B9_7F4A_7C15
_MIX: Final = np.uint64(0xD6E8_FEB8_6659_FD93)
_POWERS: Final = np.cumprod(np.full(_PIECE, _BASE, np.uint64))
_INVERSES: Final = np.cumprod(np.full(_PIECE, pow(_BASE, -1, 1 << 64), np.uint64))
_SLOTS_PER_KEY: Final = 4


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: its stretches of letters and digits, from left to right.

    Attributes:
        starts: The first character of each.
        numbers: A number for each, the same in whatever case.
        are_capital: Whether each begins with a capital.
    """

    starts: Places
    numbers: Numbers
    are_capital: Flags


def words_of(text: str) -> Words:
    """Return the words of a text."""
    none = np.zeros(0, np.int64), np.zeros(0, np.uint64), np.zeros(0, bool)
    starts, numbers, are_capital = zip(none, *_pieces(text), strict=True)
    return Words(np.concatenate(starts), np.concatenate(numbers), np.concatenate(are_capital))


def _pieces(text: str) -> Iterator[tuple[Places, Numbers, Flags]]:
    """Words by pieces of a text, which are cut between words."""
    at = 0
    while at < len(text):
        codes = np.frombuffer(text[at : at + _PIECE].encode("utf-32-le"), np.uint32)
        lower = _folded_codes().take(codes, mode="clip")
        size = len(lower)
        if at + size < len(text):
            # A word as long as a piece is nobody's name and may be cut.
            size -= int((lower[::-1] == 0).argmax())
        starts, numbers = _words_in(lower[:size])
        yield starts + at, numbers, codes[starts] != lower[starts]
        at += size


def _words_in(lower: Numbers) -> tuple[Places, Numbers]:
    """Words by where they start; each one's number is a polynomial in its characters."""
    is_word = np.zeros(len(lower) + 2, bool)
    np.not_equal(lower, 0, out=is_word[1:-1])
    edges = np.flatnonzero(is_word[1:] != is_word[:-1])
    starts: Places = edges[::2]
    ends: Places = edges[1::2]
    sums = np.zeros(len(lower) + 1, np.uint64)
    np.cumsum(lower * _POWERS[: len(lower)], out=sums[1:])
    return starts, np.asarray((sums[ends] - sums[starts]) * _INVERSES[starts], np.uint64)


@cache
def _folded_codes() -> Numbers:
    """The folded form of each character that words are made of, 0 for each other."""
    characters = map(chr, range(0x110000))
    return np.array([ord(folded(each)) if each.isalnum() else 0 for each in characters], np.uint64)


class Lexicon:
    """Phrases by the numbers of their words, of which each has at least one."""

    def __init__(self, phrases: Sequence[str]) -> None:
        words = words_of("\0".join(phrases))
        opens = np.cumsum([0, *(len(phrase) + 1 for phrase in phrases)])
        bounds = np.searchsorted(words.starts, opens)
        first, count = bounds[:-1], np.diff(bounds)
        # What stands before the first word belongs to the phrase too.
        self._lead = words.starts[first] - opens[:-1]
        self._levels: list[_Level] = []
        at, keys = np.arange(len(phrases)), words.numbers[first]
        while len(at):
            is_whole = count[at] == len(self._levels) + 1
            self._levels.append(_Level(keys, is_whole, at))
            at, keys = at[~is_whole], keys[~is_whole]
            keys = keys * _MIX + words.numbers[first[at] + len(self._levels)]

    def found(self, words: Words) -> tuple[Places, Places, Places]:
        """Return which phrases may be where: their places, first words and first characters."""
        found = zip(*self._found(words.numbers), strict=True)
        which, first = (np.concatenate(each) for each in found)
        return which, first, words.starts[first] - self._lead[which]

    def _found(self, numbers: Numbers) -> Iterator[tuple[Places, Places]]:
        first, keys = np.arange(len(numbers)), numbers
        yield first[:0], first[:0]
        for reached, level in enumerate(self._levels, start=1):
            is_begun = np.flatnonzero(level.begins.may_hold(keys))
            first, keys = first[is_begun], keys[is_begun]
            yield level.wholes(first, keys)
            goes_on = first < len(numbers) - reached
            first, keys = first[goes_on], keys[goes_on]
            keys = keys * _MIX + numbers[first + reached]


class _Level:
    """What phrases begin with in so many words, and which phrases have no more of them."""

    def __init__(self, keys: Numbers, is_whole: Flags, phrases: Places) -> None:
        self.begins = Sieve(keys)
        keys, phrases = keys[is_whole], phrases[is_whole]
        order = np.argsort(keys)
        self._phrases = phrases[order]
        self._keys, opens = np.unique(keys[order], return_index=True)
        self._opens = np.append(opens, len(order))
        self._sieve = Sieve(self._keys)

    def wholes(self, first: Places, keys: Numbers) -> tuple[Places, Places]:
        """Return each phrase that has one of these keys, and the first word that the key is of."""
        may_be = np.flatnonzero(self._sieve.may_hold(keys))
        at = np.searchsorted(self._keys, keys[may_be])
        is_found = self._keys.take(at, mode="clip") == keys[may_be] if len(self._keys) else at < 0
        at, first = at[is_found], first[may_be][is_found]
        count = self._opens[at + 1] - self._opens[at]
        nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        return self._phrases[np.repeat(self._opens[at], count) + nth], np.repeat(first, count)


class Sieve:
    """Lets numbers through that are in a set, and few others."""

    def __init__(self, numbers: Numbers) -> None:
        bits = max(10, (len(np.unique(numbers)) * _SLOTS_PER_KEY).bit_length())
        self._shift = np.uint64(64 - bits)
        self._table = np.zeros(1 << bits, bool)
        self._table[self._places(numbers)] = True

    def may_hold(self, numbers: Numbers) -> Flags:
        """Whether each number may be in the set."""
        return self._table[self._places(numbers)]

    def _places(self, numbers: Numbers) -> Numbers:
        return (numbers * _MIX) >> self._shift
