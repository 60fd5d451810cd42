"""Finds names whose edges are not those of words: of scripts without spaces, and mere signs.

An Aho-Corasick automaton looks at every letter of the few texts that may hold one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import polars as pl
from ahocorasick_rs import AhoCorasick

from suitehouse.privacy.folding import Widened, folded_texts, is_unspaced

# What it is, its first character, and the one after its last.
Match = tuple[str, int, int]


def has_words_edges(phrase: str) -> bool:
    """Whether a phrase begins and ends where words do."""
    return any(each.isalnum() for each in phrase) and not (
        is_unspaced(phrase[0]) or is_unspaced(phrase[-1])
    )


class UnspacedNames:
    """Phrases, which are found in any case, and words, which are found as they are written.

    Phrases come with the placeholder for each.
    """

    def __init__(self, phrases: Mapping[str, str], words: Iterable[str]) -> None:
        self._placeholders = phrases
        self._phrases, self._words = _Automaton(phrases), _Automaton(words)
        # The cheapest to look for: a character of each that has no case.
        self._signs = sorted({*map(_sign, self._phrases.texts), *map(_sign, self._words.texts)})

    def matches(self, texts: pl.Series) -> Iterator[tuple[int, str, list[Match], list[Match]]]:
        """Yield each text that may hold one with its place, phrases as placeholders, and words."""
        if not self._signs:
            return
        places = texts.str.contains_any(self._signs).arg_true()
        some = texts[places]
        for at, text, narrow in zip(places, some, folded_texts(some), strict=True):
            place = Widened(text).place
            phrases = [
                (self._placeholders[name], place(start), place(end - 1) + 1)
                for name, start, end in self._phrases.matches(narrow)
            ]
            yield at, text, phrases, [*self._words.matches(text)]


class _Automaton:
    def __init__(self, texts: Iterable[str]) -> None:
        self.texts: Final = list(texts)
        self._automaton = AhoCorasick(self.texts) if self.texts else None

    def matches(self, text: str) -> Iterator[Match]:
        if self._automaton is not None:
            found = self._automaton.find_matches_as_indexes(text, overlapping=True)
            yield from ((self.texts[which], start, end) for which, start, end in found)


def _sign(phrase: str) -> str:
    return phrase[-1] if is_unspaced(phrase[-1]) else phrase[0]
