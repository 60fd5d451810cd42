"""What the writer notes of a delivery to another warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Delivery:
    """One relation brought to one target; a row of `ops.deliveries`.

    `mode` is `replace` or `merge`, `reason` why. `held_rows` are what the target holds now,
    `sent_rows` what was sent for it, in so many `statements`, `bytes` and seconds.
    """

    target: str
    relation: str
    mode: str
    reason: str
    version: str
    shape: str
    key_id: str
    run_id: str
    held_rows: int
    sent_rows: int
    statements: int
    bytes: int
    seconds: float
    delivered_at: datetime


class Supplying(Protocol):
    """A warehouse that others are supplied from."""

    def stream(self, sql: str) -> pa.RecordBatchReader:
        """Stream a query's rows; other queries may be made meanwhile."""

    def last_deliveries(self) -> Mapping[tuple[str, str], Delivery]:
        """Return the last delivery by target and relation."""

    def note_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Note what was delivered."""
