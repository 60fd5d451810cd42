"""The fields of an MT940 file one by one, each with the lines it stands on.

Banks wrap statements in lines of their own and in SWIFT blocks, and end them in several ways; a
field starts at a known tag, and what stands outside of a field is layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from suitehouse.errors import ExportError
from suitehouse.exports._bank_entries import EXPORT_AGAIN
from suitehouse.tabular.text import TextFile

# Nothing else that looks like a tag is one: a remark may hold `:15:`.
_TAG: Final = re.compile(
    r"(?:(?:\{1:.*)?\{4:)?:(13D?|20|21|25P?|28C?|34F|60[FM]?|61|62[FM]?|64|65|86|90[CD]|NS):(.*)"
)
_END: Final = re.compile(r"-(?:\}.*|XXX)?\s*|\{[1-5]:.*")
_MOST_LINES: Final = 1_000
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(slots=True)
class TaggedField:
    """A tag and what stands behind it, up to the next tag.

    Attributes:
        lines: Its lines without line ends and control characters, the first without its tag.
    """

    tag: str
    start: int
    end: int
    lines: list[str] = field(default_factory=list)

    def add(self, file: str, line: str, number: int) -> None:
        """Take in one more line.

        Raises:
            ExportError: There are far more than any field has.
        """
        if len(self.lines) == _MOST_LINES:
            reason = "goes on for far more lines than a field has"
            raise ExportError(
                file, reason, line=self.start, column=f":{self.tag}:", remedy=EXPORT_AGAIN
            )
        self.lines.append(line)
        self.end = number

    @property
    def value(self) -> str:
        """The first line, trimmed."""
        return self.lines[0].strip()


def tagged_fields(text: TextFile) -> Iterator[TaggedField]:
    """Yield each field of a file; blank lines and wrappers behind it belong to none."""
    current: TaggedField | None = None
    for number, line in enumerate(text.lines(), start=1):
        plain = _CONTROL.sub("", line).rstrip()
        if found := _TAG.fullmatch(plain):
            if current is not None:
                yield current
            current = TaggedField(found[1], number, number, [found[2]])
        elif current is not None and _END.fullmatch(plain):
            yield current
            current = None
        elif current is not None and plain:
            current.add(text.name, plain, number)
    if current is not None:
        yield current


def has_statement(head: str) -> bool:
    """Whether a text has the fields that an MT940 statement begins with."""
    matches = (_TAG.fullmatch(_CONTROL.sub("", line).rstrip()) for line in head.splitlines())
    tags = [found[1] for found in matches if found]
    return {"20", "25"} <= {tag[:2] for tag in tags} and bool({"60F", "60M", "60"} & set(tags))
