"""Finds the people whom the CRM knows in texts: names, e-mail addresses, numbers and streets.

The rule for names, which `docs/reference/redaction.md` states for readers:

- A full name is always found, in either order and in any case.
- A last name that stands alone is found with a capital; where it is a common word too, only behind
  a title ("Herr", "Mrs").
- A first name that stands alone is found with a capital where the word beside it has one too, or
  where it means nothing else; where it is a common word too, only behind a title.

Everything is kept in memory alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

import numpy as np
import polars as pl

from suitehouse.privacy.findings import Found, JoinedTexts
from suitehouse.privacy.folding import folded, one_apostrophe, stands_alone
from suitehouse.privacy.known_phones import KnownPhones
from suitehouse.privacy.lexicon import Lexicon, words_of
from suitehouse.privacy.neighbours import Beside, follow_titles, has_beside, least
from suitehouse.privacy.unspaced_names import UnspacedNames, has_words_edges

NAME: Final = "[name]"
_SPACES: Final = re.compile(r"\s+")


class People:
    """The people of a CRM, findable in texts.

    Args:
        phrases: What stands in place of each text that is found in any case, folded.
        words: By a word as it is written what must stand beside it for it to be a name.
        phones: Telephone numbers.
    """

    def __init__(
        self, phrases: Mapping[str, str], words: Mapping[str, Beside], phones: Iterable[str]
    ) -> None:
        self._words = words
        self._phones = KnownPhones(phones)
        self._unspaced = UnspacedNames(
            {each: name for each, name in phrases.items() if not has_words_edges(each)},
            [each for each in words if not has_words_edges(each)],
        )
        needs: dict[str, Beside] = {}
        small: set[str] = set()
        for word, beside in words.items():
            if has_words_edges(word):
                lower = folded(word)
                needs[lower] = least(needs.get(lower, beside), beside)
                if word[0] == lower[0]:
                    small.add(lower)
        spaced = [each for each in phrases if has_words_edges(each)]
        self._entries = [*needs, *spaced]
        self._first_phrase = len(needs)
        self._placeholders = [NAME] * len(needs) + [phrases[each] for each in spaced]
        with_s = [at for at, each in enumerate(self._entries) if each[-1].isalpha()]
        self._meant = np.array([*range(len(self._entries)), *with_s], np.int64)
        self._lexicon = Lexicon([*self._entries, *(self._entries[at] + "s" for at in with_s)])
        self._needs_title = np.zeros(len(self._entries), bool)
        self._needs_title[: len(needs)] = [beside == "title" for beside in needs.values()]
        self._needs_capital = np.zeros(len(self._entries), bool)
        self._needs_capital[: len(needs)] = [each not in small for each in needs]

    def __repr__(self) -> str:
        return f"<People: {len(self._entries)} names and addresses>"

    def replaced(self, texts: pl.Series) -> pl.Series:
        """Return the texts with a placeholder for each finding."""
        plain = texts.fill_null("")
        joined = JoinedTexts(plain)
        in_single = chain(self._unspaced_in(plain), self._phones_in(plain))
        found = chain(self._by_words(joined.text), joined.placed(in_single))
        treated = joined.with_placeholders(found)
        if not treated:
            return texts
        return texts.clone().scatter([*treated], pl.Series([*treated.values()], dtype=pl.String))

    def _by_words(self, text: str) -> Iterator[Found]:
        """What is found by its words, which are whole words therefore."""
        words = words_of(text)
        which, first, starts = self._lexicon.found(words)
        which = self._meant[which]
        may_be = ~self._needs_capital[which] | words.are_capital[first]
        may_be &= ~self._needs_title[which] | follow_titles(words, first)
        for entry, start in zip(which[may_be].tolist(), starts[may_be].tolist(), strict=True):
            written = self._entries[entry]
            if entry >= self._first_phrase:
                if end := _end_of(written, text, start):
                    yield start, end, self._placeholders[entry]
                continue
            end = start + len(written)
            beside = self._words.get(one_apostrophe(text[start:end]))
            if beside is not None and has_beside(beside, text, start, end):
                yield start, end, NAME

    def _phones_in(self, texts: pl.Series) -> Iterator[tuple[int, Found]]:
        for at, (start, end) in self._phones.spans(texts):
            yield at, (start, end, "[phone]")

    def _unspaced_in(self, texts: pl.Series) -> Iterator[tuple[int, Found]]:
        for at, text, phrases, words in self._unspaced.matches(texts):
            for placeholder, start, end in phrases:
                if _is_whole_name(text, start, end):
                    yield at, (start, end, placeholder)
            for word, start, end in words:
                beside = self._words[word]
                if _is_whole_name(text, start, end) and has_beside(beside, text, start, end):
                    yield at, (start, end, NAME)


def _end_of(phrase: str, text: str, start: int) -> int:
    """Where a phrase ends that begins here, with any white space for each space; 0 if none does."""
    end = start
    for part in phrase.split(" "):
        if end > start:
            space = _SPACES.match(text, end)
            if space is None:
                return 0
            end = space.end()
        if folded(text[end : end + len(part)]) != part:
            return 0
        end += len(part)
    return end


def _is_whole_name(text: str, start: int, end: int) -> bool:
    """Whole words, or with the s of a German or an English genitive behind."""
    has_s = text[end : end + 1] in {"s", "S"}
    return stands_alone(text, start, end) or (
        has_s and stands_alone(text, start, end + 1) and text[end - 1].isalpha()
    )
