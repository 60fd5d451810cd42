"""What an MT940 remark (`:86:`) says, in the three ways in which banks write it.

German banks number its parts (`?20` to `?29` purpose, `?32` name), Dutch and Belgian ones name them
(`/EREF/`, `/REMI/`), others write freely. Within a purpose SEPA's own words (`EREF+`) may stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_NUMBERED: Final = re.compile(r"[0-9]{3}(?P<mark>[?~^<>@|])[0-9]{2}")
_PURPOSE: Final = (*range(20, 30), *range(60, 64))
_NAME: Final = (32, 33)
_NAMED: Final = re.compile(
    r"/(EREF|REMI|NAME|PREF|MARF|IBAN|BIC|ORDP|BENM|CSID|TRTP|ISDT|RTRN|CNTP|SVCL|PURP|ULTD|ULTC)/"
)
_WORDS: Final = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC)\+")
_PART_WIDTH: Final = 27
_LINE_WIDTH: Final = 65


@dataclass(frozen=True, slots=True)
class Remark:
    """What a remark says.

    Attributes:
        references: The reference that the payer gave, where the remark tells it apart.
        text: The rest, in which document numbers are looked for.
    """

    references: tuple[str, ...] = ()
    text: str = ""
    party: str = ""


def read_remark(lines: Sequence[str]) -> Remark:
    """Return what the lines of a remark say."""
    if not lines:
        return Remark()
    if found := _NUMBERED.match(lines[0].strip()):
        return _numbered("".join(lines).strip(), found["mark"])
    text = _joined([line.strip() for line in lines], _LINE_WIDTH)
    return _named(text) if _NAMED.search(text) else _worded(text, "")


def _numbered(text: str, mark: str) -> Remark:
    """Every part has two digits behind the mark; a mark without is a character of the text."""
    pieces = re.split(rf"{re.escape(mark)}([0-9]{{2}})", text)
    parts: dict[int, str] = {}
    for number, part in zip(pieces[1::2], pieces[2::2], strict=True):
        parts.setdefault(int(number), part)
    purpose = _joined(_taken(parts, _PURPOSE), _PART_WIDTH)
    return _worded(purpose, " ".join(_taken(parts, _NAME)).strip())


def _taken(parts: Mapping[int, str], numbers: Iterable[int]) -> list[str]:
    return [parts[number] for number in numbers if number in parts]


def _named(text: str) -> Remark:
    pieces = _NAMED.split(text)
    parts = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return Remark(_references(parts), parts.get("REMI", ""), parts.get("NAME", "").strip())


def _worded(text: str, party: str) -> Remark:
    pieces = _WORDS.split(text)
    parts = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    said = parts.get("SVWZ", "") if parts else text
    return Remark(_references(parts), f"{pieces[0]} {said}" if parts else said, party)


def _references(parts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(text for word in ("EREF", "KREF") if (text := parts.get(word, "").strip()))


def _joined(parts: Iterable[str], width: int) -> str:
    """Text that fills its part goes on in the next, in the middle of a word perhaps."""
    text = ""
    for part in parts:
        text += part if len(part) >= width else f"{part} "
    return text.strip()
