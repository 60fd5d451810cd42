"""Puts placeholders where people are found, in a whole batch of texts at once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

import numpy as np
import polars as pl

from suitehouse.privacy.pattern import with_placeholders

# The first character, the one after the last, and what stands in their place.
Found = tuple[int, int, str]
_PLACEHOLDER: Final = re.compile(r"\[(?:name|email|phone|iban|card|id|ip|url|address)\]")
# Between texts that are looked through as one: neither a letter nor white space.
_APART: Final = "\0"


class JoinedTexts:
    """Texts one behind the other, so that a batch is looked through at once."""

    def __init__(self, texts: pl.Series) -> None:
        self.text = str(texts.str.join(_APART)[0]) if len(texts) else ""
        self._ends = np.cumsum(texts.str.len_chars().to_numpy().astype(np.int64) + len(_APART))

    def placed(self, found: Iterable[tuple[int, Found]]) -> Iterator[Found]:
        """Yield findings in single texts, by the texts' places, as those in all."""
        for at, (start, end, placeholder) in found:
            opening = self._bounds(at)[0]
            yield opening + start, opening + end, placeholder

    def with_placeholders(self, found: Iterable[Found]) -> dict[int, str]:
        """Return each text in which something is found, with placeholders, by its place.

        What overlaps a placeholder that stands there already is left.
        """
        spans = [*_merged(_free(found, self.text))]
        starts = np.array([start for start, _, _ in spans], np.int64)
        rows = np.searchsorted(self._ends, starts, side="right").tolist()
        treated = {}
        for row, each in groupby(zip(rows, spans, strict=True), key=itemgetter(0)):
            opening, closing = self._bounds(row)
            inside = ((a - opening, b - opening, name) for _, (a, b, name) in each if b <= closing)
            treated[row] = with_placeholders(self.text[opening:closing], inside)
        return treated

    def _bounds(self, row: int) -> tuple[int, int]:
        return int(self._ends[row - 1]) if row else 0, int(self._ends[row]) - len(_APART)


def _free(found: Iterable[Found], text: str) -> Iterator[Found]:
    """Findings that overlap no placeholder."""
    taken = [each.span() for each in _PLACEHOLDER.finditer(text)]
    ends = [end for _, end in taken]
    for each in found:
        after = bisect_right(ends, each[0])
        if after == len(taken) or each[1] <= taken[after][0]:
            yield each


def _merged(found: Iterable[Found]) -> Iterator[Found]:
    """What overlaps as one stretch, with the placeholder of its longest part."""
    start = end = longest = 0
    placeholder = ""
    for begin, last, name in sorted(found):
        if placeholder and begin >= end:
            yield start, end, placeholder
            placeholder = ""
        if not placeholder:
            start, end, longest = begin, last, 0
        end = max(end, last)
        if last - begin > longest:
            longest, placeholder = last - begin, name
    if placeholder:
        yield start, end, placeholder
