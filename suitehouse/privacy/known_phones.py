"""Telephone numbers that the CRM knows, in whatever way a text groups their digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import polars as pl
from ahocorasick_rs import AhoCorasick

_RUN: Final = re.compile(r"[+(]{0,2}[0-9](?:[ ().\-/]{0,3}[0-9]){5,29}")
_GROUP: Final = re.compile(r"[0-9]+")
# Country and area are written or not; this many digits at the end are the number.
_TAIL: Final = 8
_SHORTEST, _LONGEST = 6, 15


class KnownPhones:
    """A set of numbers, by their last digits."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._tails = {
            digits[-_TAIL:]
            for digits in (re.sub(r"[^0-9]", "", number) for number in numbers)
            if _SHORTEST <= len(digits) <= _LONGEST
        }
        self._automaton = AhoCorasick(self._tails)

    def spans(self, texts: pl.Series) -> Iterator[tuple[int, tuple[int, int]]]:
        """Yield where these numbers are: the place of a text, and the stretch."""
        places = self._candidates(texts)
        for at, text in zip(places, texts[places], strict=True):
            for run in _RUN.finditer(text):
                yield from ((at, span) for span in self._spans_in(run))

    def _candidates(self, texts: pl.Series) -> list[int]:
        """The places of the texts that may hold one of these numbers."""
        if not self._tails:
            return []
        runs = texts.str.extract_all(_RUN.pattern).alias("run").to_frame().with_row_index("at")
        digits = pl.col("run").str.replace_all(r"[^0-9]", "")
        runs = runs.explode("run", empty_as_null=False).select("at", digits)
        known = self._holding(runs["run"].unique())
        return runs.filter(pl.col("run").is_in(known))["at"].unique().sort().to_list()

    def _holding(self, runs: pl.Series) -> pl.Series:
        """Those of some runs of digits that have these numbers' last ones among theirs."""
        ends = runs.str.len_bytes().cum_sum() + pl.int_range(len(runs), eager=True)
        found = self._automaton.find_matches_as_indexes(str(runs.str.join("\n")[0]))
        starts = pl.Series([start for _, start, _ in found], dtype=ends.dtype)
        return runs[ends.search_sorted(starts, side="right").unique()]

    def _spans_in(self, run: re.Match[str]) -> Iterator[tuple[int, int]]:
        groups = [group.span() for group in _GROUP.finditer(run.string, run.start(), run.end())]
        for first, (start, _) in enumerate(groups):
            digits = ""
            for begin, end in groups[first:]:
                digits += run.string[begin:end]
                if len(digits) > _LONGEST:
                    break
                if digits[-_TAIL:] in self._tails:
                    yield _with_sign(run.string, start), end


def _with_sign(text: str, start: int) -> int:
    return start - 1 if start and text[start - 1] == "+" else start
