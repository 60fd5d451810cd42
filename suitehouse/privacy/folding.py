"""One case and apostrophe for texts: places are the same in a text and its folded form."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Final

import polars as pl

_UNEVEN_SPACE: Final = r"\s\s|[^\S ]|[\x1c-\x1f]"
# Letters that polars lowers otherwise than one by one: the Turkish i's and sigma.
_ODD_CASE: Final = r"[\u0130\u0131\u03a3\u03c2]"
_WIDE: Final = re.compile(r"\s\s+")
# Scripts that set no spaces between words, from Thai to Han and Hangul.
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003ffff]"
)


def one_apostrophe(text: str) -> str:
    """Return a text with the apostrophe of typewriters where word processors set another."""
    return text.replace("\u2019", "'")


def folded(text: str) -> str:
    """Return a text in lower case with one kind of apostrophe, as long as it was."""
    if text.isascii():
        return text.lower()
    text = one_apostrophe(text)
    # Turkish i's are one; the others in lower case would be two characters, or none of ours.
    text = text.replace("\u0130", "i").replace("\u0131", "i")
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(each if len(each.lower()) != 1 else each.lower() for each in text)
    return lower.replace("\u03c2", "\u03c3")


def folded_texts(texts: pl.Series) -> pl.Series:
    """Return texts folded, with one space for each stretch of white space; none may be NULL."""
    lower = texts.str.to_lowercase()
    if len(odd := texts.str.contains(_ODD_CASE).arg_true()):
        lower = lower.scatter(odd, pl.Series(map(folded, texts[odd]), dtype=pl.String))
    if len(uneven := lower.str.contains(_UNEVEN_SPACE).arg_true()):
        lower = lower.scatter(uneven, lower[uneven].str.replace_all(r"[\s\x1c-\x1f]+", " "))
    return lower


class Widened:
    """Where the characters of a text were before each stretch of white space became one space."""

    def __init__(self, text: str) -> None:
        wide = [found.span() for found in _WIDE.finditer(text)]
        self._lost = [0, *accumulate(end - start - 1 for start, end in wide)]
        self._after = [start + 1 - lost for (start, _), lost in zip(wide, self._lost, strict=False)]

    def place(self, at: int) -> int:
        """Return where a character was before."""
        return at + self._lost[bisect_right(self._after, at)] if self._after else at


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a stretch is whole words: no letter or digit goes on before or after it."""
    return _is_edge(text, start - 1, start) and _is_edge(text, end, end - 1)


def _is_edge(text: str, outside: int, inside: int) -> bool:
    if not 0 <= outside < len(text) or not text[outside].isalnum():
        return True
    return not text[inside].isalnum() or is_unspaced(text[inside])


def is_unspaced(letter: str) -> bool:
    """Whether a letter is of a script that sets no spaces between words."""
    return _UNSPACED.match(letter) is not None


def is_uncased(word: str) -> bool:
    """Whether a word's script has no capitals."""
    return word.lower() == word.upper()
