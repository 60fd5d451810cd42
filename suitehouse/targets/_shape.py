"""A relation's columns as one line of text, by which a receipt tells whether they have changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from suitehouse.targets.protocol import Column


@dataclass(frozen=True, slots=True)
class Alterations:
    """What brings a table into another shape; a column of another type goes and comes anew."""

    dropped: tuple[str, ...]
    added: tuple[Column, ...]

    def __bool__(self) -> bool:
        """Whether there is anything to alter."""
        return bool(self.dropped or self.added)


def shape_text(columns: Sequence[Column]) -> str:
    """Return columns as a receipt has them."""
    return json.dumps({column.name: column.type for column in columns}, separators=(",", ":"))


def alterations(shape: str, columns: Sequence[Column]) -> Alterations:
    """Return what brings a table of that shape to these columns."""
    before: Mapping[str, str] = json.loads(shape) if shape else {}
    after = {column.name: column.type for column in columns}
    return Alterations(
        tuple(name for name, kind in before.items() if after.get(name) != kind),
        tuple(column for column in columns if before.get(column.name) != column.type),
    )
