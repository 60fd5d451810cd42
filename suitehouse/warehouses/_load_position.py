"""How far a first load in parts has come: what a warehouse keeps so that it can go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LoadPosition:
    """A row of `ops.load_positions`, there as long as the load is not complete.

    The rows up to `last_key`, in the source's order of `key_column`, have landed in the shape of
    `fingerprint`. `snapshot_at` is the clock of the first source snapshot that rows came from,
    `loaded_at` when the last part landed, `highest_stamp` the highest stamp so far; the counts are
    of all parts so far, as in `TableLoad`.
    """

    table: str
    fingerprint: str
    key_column: str
    last_key: str
    snapshot_at: datetime
    run_id: str
    loaded_at: datetime
    rows: int
    highest_stamp: datetime | None = None
    zero_dates: int = 0
    unreadable_values: int = 0
    card_refusals: int = 0
    unstamped_rows: int = 0
