"""Examines what a run depends on before one is needed: each finding says what to do.

Nothing is changed, created or repaired here. What is looked at is in `suitehouse.checkups`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from suitehouse import checkups
from suitehouse.capturing.selection import chosen_contracts
from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.discovery import objects_in
from suitehouse.errors import SuitehouseError
from suitehouse.operations.clock import Clock, system_clock
from suitehouse.settings import Policy, Settings
from suitehouse.source.current_url import ReadUrl

Level = Literal["ok", "warn", "fail"]
# Opens whatever the source needs while it is looked at, and yields what reads its URL.
OpenSource = Callable[[Settings], AbstractContextManager[ReadUrl]]
# The reference of the masking key that commands would use.
KeyReference = Callable[[Settings], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `remedy` is empty where there is nothing to do.

    `details` are what the message sums up, for those who ask for JSON.
    """

    level: Level
    subject: str
    message: str
    remedy: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examination:
    """What a checkup may look at."""

    settings: Settings
    policy: Policy
    open_source: OpenSource
    key_reference: KeyReference
    clock: Clock

    @cached_property
    def contracts(self) -> Mapping[str, TableContract]:
        """The contracts of the tables that policy selects."""
        chosen = chosen_contracts(load_contracts(), self.policy.capture.tables)
        return {contract.table: contract for contract in chosen}


Checkup = Callable[[Examination], Iterator[Finding]]


def examine(
    settings: Settings,
    policy: Policy,
    *,
    open_source: OpenSource,
    key_reference: KeyReference,
    clock: Clock = system_clock,
) -> tuple[Finding, ...]:
    """Return what every checkup found, in the order of their names."""
    examination = Examination(settings, policy, open_source, key_reference, clock)
    found: list[Finding] = []
    for subject, checkup in objects_in(checkups).items():
        found.extend(_findings(subject.replace("_", " "), checkup, examination))
    return tuple(found)


def is_fit(findings: Iterable[Finding]) -> bool:
    """Whether a run can be expected to work: nothing failed."""
    return all(finding.level != "fail" for finding in findings)


def _findings(subject: str, checkup: Checkup, examination: Examination) -> Iterator[Finding]:
    """What a checkup finds; an error of ours is one more finding, since it says what to do."""
    try:
        yield from checkup(examination)
    except SuitehouseError as error:
        yield Finding("fail", subject, str(error))
