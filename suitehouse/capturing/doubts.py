"""What a read knows of values that landing may not hold as they are, told to the warehouse.

Which values do not fit their landing type only the warehouse can say, since it casts. Where it
could cast fewer than were sent, the key and those columns alone are read once more, in the same
source snapshot; where all fit, which is nearly always, this costs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
import pyarrow as pa

from suitehouse.misfits import MOST_ENTRIES, Misfit, Reason
from suitehouse.source.reader import Misread


@dataclass(slots=True)
class StreamDoubts:
    """The doubts of one read; fulfils `suitehouse.misfits.Doubts` once the rows are read.

    `sent_values` counts, by column that is cast in landing, the values that were sent.
    """

    key: tuple[str, ...]
    reread: Callable[[Sequence[str]], pa.RecordBatchReader] | None = None
    sent_values: Counter[str] = field(default_factory=Counter)
    misfits: list[Misfit] = field(default_factory=list)
    unlisted: Counter[tuple[str, Reason]] = field(default_factory=Counter)

    def note(self, misread: Sequence[Misread], landed: pl.DataFrame) -> None:
        """Note the rows of a batch that were not read as they are, by their landed keys."""
        for found in misread:
            if found.column not in landed.columns:
                continue
            rows = landed.select(self.key)[list(found.rows)] if self.key else pl.DataFrame()
            keys = rows.rows() if self.key else [()] * len(found.rows)
            self._list(found, [Misfit(key, found.column, found.reason) for key in keys])

    def _list(self, found: Misread, misfits: Sequence[Misfit]) -> None:
        room = max(0, MOST_ENTRIES - len(self.misfits))
        self.misfits += misfits[:room]
        if more := len(misfits[room:]):
            self.unlisted[found.column, found.reason] += more

    def unfit_columns(self, present_values: Mapping[str, int]) -> tuple[str, ...]:
        """Return the columns of which fewer values could be cast than were sent."""
        sent = self.sent_values.items()
        return tuple(name for name, count in sent if count > present_values.get(name, count))

    def lost_values(self, present_values: Mapping[str, int]) -> int:
        """Return how many values did not land as they were sent."""
        sent = self.sent_values.items()
        uncast = sum(count - present_values.get(name, count) for name, count in sent)
        return uncast + len(self.misfits) + sum(self.unlisted.values())

    def values_again(self, columns: Sequence[str]) -> pa.RecordBatchReader:
        """Return the key and these columns, as text, of the rows that have a value in one."""
        if self.reread is None:
            raise AssertionError("a read of which nothing is read again has no doubts")
        return self.reread(columns)
