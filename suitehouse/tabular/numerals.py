"""How one file writes its numbers: decimal point or comma, told from all of its amounts.

Systems print amounts as the user who exported likes them. One cell may leave it open (`1.234`);
all cells of a file together mostly do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_GROUPING = re.compile(r"(?<=[0-9])[ '\u2019\u00a0\u202f](?=[0-9]{3})")
_TRAILING_MINUS = re.compile(r"(?P<number>[0-9.,]*[0-9][.,]?)\s?-")
_THOUSANDS = 3


@dataclass(slots=True)
class Numerals:
    """What a file's amounts say of its decimal mark.

    Attributes:
        commas: Amounts that can only have a decimal comma.
        points: Amounts that can only have a decimal point.
        open: Amounts that have a mark and leave it open.
    """

    commas: int = 0
    points: int = 0
    open: int = 0

    def add(self, cell: str) -> None:
        """Take in one more amount."""
        mark = _decimal_mark(plain_amount(cell))
        self.commas += mark == ","
        self.points += mark == "."
        self.open += mark == "?"

    @property
    def is_contradictory(self) -> bool:
        """Whether some amounts have a decimal comma and some a decimal point."""
        return bool(self.commas and self.points)

    @property
    def decimal_comma(self) -> bool:
        """Whether amounts are to be read with a decimal comma; a point where all leave it open."""
        return bool(self.commas)


def plain_amount(cell: str) -> str:
    """Return an amount without spaces or apostrophes between thousands, its minus in front."""
    bare = _GROUPING.sub("", cell.strip())
    trailing = _TRAILING_MINUS.fullmatch(bare)
    return f"-{trailing['number']}" if trailing else bare


def _decimal_mark(cell: str) -> str:
    marks = [letter for letter in cell if letter in ",."]
    if not marks:
        return ""
    if len(set(marks)) > 1:
        return marks[-1]
    other = "," if marks[0] == "." else "."
    if len(marks) > 1:
        return other
    before, _, after = cell.partition(marks[0])
    whole = "".join(filter(str.isdecimal, before))
    # Thousands stand behind one digit to three, of which the first is no nought.
    may_group = 0 < len(whole) <= _THOUSANDS and not whole.startswith("0")
    digits = sum(letter.isdecimal() for letter in after)
    return "?" if may_group and digits == _THOUSANDS else marks[0]
