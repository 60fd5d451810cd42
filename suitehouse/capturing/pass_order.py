"""What one pass was asked to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from suitehouse.contracts.model import TableContract
from suitehouse.misfits import RowKey
from suitehouse.operations.clock import Clock, SteadyClock, no_steady_clock
from suitehouse.privacy.suppression import Masking
from suitehouse.settings import CapturePolicy


@dataclass(frozen=True, slots=True)
class PassOrder:
    """What a pass was asked to do, and what it does it with.

    A table in `asked_keys` is read for rows of these keys alone, or whole where it names none.
    `new_source` says that the database is the warehouse's source from now on.
    """

    contracts: Mapping[str, TableContract]
    masker: Masking
    digest_secret: bytes
    policy: CapturePolicy
    full: bool
    run_id: str
    clock: Clock
    asked_keys: Mapping[str, Sequence[RowKey]] = field(default_factory=dict)
    steady: SteadyClock = no_steady_clock
    new_source: bool = False
