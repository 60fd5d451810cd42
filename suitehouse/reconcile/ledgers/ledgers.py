"""The accounting systems that a run has to tell apart, and what the settings say of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

ASSIGNED: Final = pl.Schema({"source_id": pl.String, "system": pl.String})


@dataclass(frozen=True, slots=True)
class Ledgers:
    """The systems of a side, in name order; none where there is nothing to tell apart.

    Attributes:
        systems: Those of which there are files, and those that the settings name.
        with_files: Those of which there are files.
        assigned: The system to which the settings assign a row of the CRM, by `source_id`; rows of
            which they say nothing are not in it.
    """

    systems: tuple[str, ...] = ()
    with_files: tuple[str, ...] = ()
    assigned: pl.DataFrame = field(default_factory=ASSIGNED.to_frame, compare=False, repr=False)

    def __bool__(self) -> bool:
        """Whether there are several."""
        return len(self.systems) > 1
