"""What a pattern of personal data is, and the ones there are.

A pattern is looked for in whole columns by a regular expression of polars, which takes linear time
whatever the text. Only texts with a candidate are looked at one by one, where one needs a checksum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import polars as pl

from suitehouse.discovery import objects_in
from suitehouse.privacy import patterns

# A stretch of a text: its first character, and the one after its last.
Span = tuple[int, int]


class Spans(Protocol):
    """Finds what is meant among a text's candidates."""

    def __call__(self, text: str) -> Iterable[Span]:
        """Return stretches from left to right that do not overlap."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Something that is known by its form.

    Attributes:
        rank: Patterns are looked for from the lowest; what one took the next does not see.
        placeholder: What stands in its place afterwards.
        candidate: A regular expression of polars, without which a text holds none.
        spans: Where it is in a text; where left out, wherever `candidate` matches.
    """

    rank: int
    placeholder: str
    candidate: str
    spans: Spans | None = None

    def replaced(self, texts: pl.Series) -> pl.Series:
        """Return the texts with the placeholder for each finding."""
        if self.spans is None:
            return texts.str.replace_all(self.candidate, self.placeholder)
        found = texts.str.contains(self.candidate).fill_null(value=False).arg_true()
        if found.is_empty():
            return texts
        looked_at = [self._replaced(text, self.spans) for text in texts[found]]
        return texts.clone().scatter(found, pl.Series(looked_at, dtype=pl.String))

    def _replaced(self, text: str, spans: Spans) -> str:
        return with_placeholders(text, ((*span, self.placeholder) for span in spans(text)))


def with_placeholders(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with a placeholder for each stretch; from left to right, none overlapping."""
    parts, done = [], 0
    for start, end, placeholder in spans:
        parts += [text[done:start], placeholder]
        done = end
    return "".join([*parts, text[done:]])


@cache
def known_patterns() -> tuple[Pattern, ...]:
    """Return every pattern in the order in which they are looked for."""
    found: list[Pattern] = list(objects_in(patterns).values())
    return tuple(sorted(found, key=lambda pattern: pattern.rank))
