"""What has to stand beside a word for it to be a name: nothing, a capital, or a title."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, Literal

from suitehouse.privacy.lexicon import Flags, Places, Sieve, Words, words_of

Beside = Literal["anything", "capital", "title"]
_WORD_BEFORE: Final = re.compile(r"([^\W\d_])[\w.'\u2019]*[ \t\-]{1,2}$")
_WORD_AFTER: Final = re.compile(r"[ \t\-]{1,2}([^\W\d_])")
_TITLES: Final = (
    "herr|herrn|frau|fr|hr|familie|mr|mrs|ms|miss|mister|dr|prof|sir|madam|madame|mme|mlle"
    "|monsieur|m|maître|sr|sra|srta|señor|señora|don|doña|dear|hi|hello|hallo|liebe|lieber|cher"
    "|chère|querido|querida|estimado|estimada"
)
_TITLE: Final = re.compile(rf"\b(?:{_TITLES})\.? $", re.IGNORECASE)
_LOOK_BACK: Final = 40


def least(*asked: Beside) -> Beside:
    """Return what asks for least."""
    return min(asked, key=("anything", "capital", "title").index)


def has_beside(beside: Beside, text: str, start: int, end: int) -> bool:
    """Return whether what is asked for stands beside this stretch of a text."""
    return _IS_BESIDE[beside](text, start, end)


def follow_titles(words: Words, first: Places) -> Flags:
    """Return whether the word before each of some words may be a title."""
    return (first > 0) & _title_sieve().may_hold(words.numbers[first - 1])


@cache
def _title_sieve() -> Sieve:
    return Sieve(words_of(_TITLES).numbers)


def _has_company(text: str, start: int, end: int) -> bool:
    """Whether a word with a capital stands right beside."""
    before = _WORD_BEFORE.search(text[max(0, start - _LOOK_BACK) : start])
    after = _WORD_AFTER.match(text, end)
    return any(each is not None and each[1].isupper() for each in (before, after))


def _has_title(text: str, start: int, _: int) -> bool:
    return _TITLE.search(text[max(0, start - _LOOK_BACK) : start]) is not None


def _is_alone(_: str, __: int, ___: int) -> bool:
    return True


_IS_BESIDE: Final[Mapping[Beside, Callable[[str, int, int], bool]]] = {
    "anything": _is_alone,
    "capital": _has_company,
    "title": _has_title,
}
