"""What one area of the company leaves for the next: keys and the few values that get copied."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.demo.draw import Draw, joined

Rows = tuple[str, pl.DataFrame]


@dataclass(slots=True)
class Population:
    """The company so far. `size` is the number of contacts; everything scales with it."""

    draw: Draw
    size: int
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)

    def __getitem__(self, table: str) -> pl.DataFrame:
        """Return what was kept of a table."""
        return self.frames[table]

    def contract(self, table: str) -> TableContract:
        """Return a table's contract."""
        return load_contracts()[table]

    def share(self, part: float, *, least: int) -> int:
        """Return a number of rows as a part of the company's size."""
        return max(least, int(self.size * part))

    def record(
        self, count: int, *, entered: pl.Series | None = None, **columns: Any
    ) -> pl.DataFrame:
        """Return rows as a SuiteCRM bean saves them: key, stamps, users, soft-delete flag, fields.

        A third of the rows were never saved again, so both stamps are the same.
        """
        draw = self.draw
        entered = draw.stamps(count) if entered is None else entered
        saved = draw.later(entered, days=60)
        users = self["users"]["id"]
        system = {
            "id": draw.ids(count),
            "date_entered": entered,
            "date_modified": choose(draw.chance(count, 0.33), entered, saved),
            "modified_user_id": draw.pick(users, count),
            "created_by": draw.pick(users, count),
            "assigned_user_id": draw.sparse(draw.pick(users, count), 0.02, other=""),
            "deleted": draw.flags(count, 0.03),
        }
        return frame_of(count, {**system, **columns})

    def link(self, stamps: pl.Series, **columns: Any) -> pl.DataFrame:
        """Return rows of a relationship table, one per stamp."""
        count = len(stamps)
        system = {
            "id": self.draw.ids(count),
            "date_modified": stamps,
            "deleted": self.draw.flags(count, 0.03),
        }
        return frame_of(count, {**system, **columns})

    def enumeration(self, table: str, column: str, count: int, *, blank: float = 0.0) -> pl.Series:
        """Return keys of a column's list, first ones favoured; a share of rows is blank or NULL."""
        contract = self.contract(table).column(column)
        keys = list(contract.values) or list(contract.labels)
        weights = [1 / (place + 2) for place in range(len(keys))]
        drawn = self.draw.pick(keys, count, weights)
        drawn = self.draw.sparse(drawn, blank / 2)
        return self.draw.sparse(drawn, blank / 2, other="")


def frame_of(count: int, columns: dict[str, Any]) -> pl.DataFrame:
    """Return a frame of that many rows; single values are repeated, None is a column of NULL."""
    return pl.DataFrame({name: _column(value, count) for name, value in columns.items()})


def _column(value: Any, count: int) -> pl.Series:
    if isinstance(value, pl.Series):
        return value
    if value is None:
        return pl.Series([None], dtype=pl.String).new_from_index(0, count)
    if hasattr(value, "__len__") and not isinstance(value, str):
        return pl.Series(value)
    return pl.Series([value]).new_from_index(0, count)


def choose(mask: pl.Series, yes: Any, no: Any) -> pl.Series:
    """Return `yes` where the mask holds and `no` elsewhere; either may be one value."""
    count = len(mask)
    columns = {"mask": mask, "yes": _column(yes, count), "no": _column(no, count)}
    chosen = pl.when("mask").then("yes").otherwise("no")
    return pl.DataFrame(columns).select(chosen.alias("")).to_series()


def numbered(text: str, count: int) -> pl.Series:
    """Return 'text 1', 'text 2', ..."""
    return joined(text + " ", pl.Series(range(1, count + 1)))


def escaped(text: pl.Series) -> pl.Series:
    """Return text as SuiteCRM stores it in `_cstm` tables: HTML entities, quotes left alone."""
    for plain, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.str.replace_all(plain, entity, literal=True)
    return text
