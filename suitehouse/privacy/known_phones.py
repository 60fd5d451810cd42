"""Telephone numbers that the CRM knows, in whatever way a text groups their digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

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

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where these numbers are in a text."""
        if self._tails:
            for run in _RUN.finditer(text):
                yield from self._spans_in(run)

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
