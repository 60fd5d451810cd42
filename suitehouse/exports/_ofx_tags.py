"""OFX as a stream of tags, whether SGML without closing tags or XML.

No XML parser reads it: banks write `&` and `<` as they are in both forms. Only what looks like a
tag is one, and five entities are the characters they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from suitehouse.tabular.text import TextFile

_TAG: Final = re.compile(r"<(?P<close>/?)(?P<name>[A-Z][A-Z0-9._]*)[ \t]*/?>|<!\[CDATA\[")
_CDATA_END: Final = "]]>"
_ENTITY: Final = re.compile(r"&(amp|lt|gt|quot|apos|nbsp);")
_CHARACTERS: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}


@dataclass(frozen=True, slots=True)
class OfxTag:
    """A tag with the text behind it, and the line it stands on."""

    name: str
    is_closing: bool
    line: int
    text: str


def ofx_tags(text: TextFile) -> Iterator[OfxTag]:
    """Yield each tag of a file."""
    scanner = _Scanner()
    for number, line in enumerate(text.lines(), start=1):
        yield from scanner.take(line, number)
    yield from scanner.flush()


@dataclass(slots=True)
class _Scanner:
    """What has been read of the tag whose text goes on."""

    name: str = ""
    is_closing: bool = False
    line: int = 0
    text: str = ""
    in_cdata: bool = False

    def take(self, line: str, number: int) -> Iterator[OfxTag]:
        at = 0
        while at < len(line):
            if self.in_cdata:
                at = self._cdata(line, at)
                continue
            found = _TAG.search(line, at)
            self.text += _decoded(line[at : found.start() if found else None])
            if found is None:
                return
            at = found.end()
            if found["name"] is None:
                self.in_cdata = True
                continue
            yield from self.flush()
            self.name, self.is_closing = found["name"], bool(found["close"])
            self.line, self.text = number, ""

    def _cdata(self, line: str, at: int) -> int:
        end = line.find(_CDATA_END, at)
        if end < 0:
            self.text += line[at:]
            return len(line)
        self.text += line[at:end]
        self.in_cdata = False
        return end + len(_CDATA_END)

    def flush(self) -> Iterator[OfxTag]:
        if self.name:
            yield OfxTag(self.name, self.is_closing, self.line, " ".join(self.text.split()))
        self.name = ""


def _decoded(text: str) -> str:
    return _ENTITY.sub(lambda found: _CHARACTERS[found[1]], text)
