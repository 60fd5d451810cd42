"""What a sweep asks the removal guard, and what it says where rows stay."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from suitehouse.removal_guard import REMEDY, RemovalGuard
from suitehouse.settings import CapturePolicy
from suitehouse.warehouses._sweep_store import Condemned

SAMPLE_ROWS: Final = 200


def is_believed(found: Condemned, policy: CapturePolicy) -> bool:
    """Whether so many rows may become tombstones."""
    return _guard(policy).believes(
        gone=found.gone, rows=found.rows, gone_live=found.gone_live, live=found.live
    )


def is_another_source(
    asked: Collection[str], found: Collection[str], policy: CapturePolicy
) -> bool:
    """Whether half of a sample of landing's keys is gone."""
    return _guard(policy).finds_another_source(gone=len(asked) - len(found), of=len(asked))


def _guard(policy: CapturePolicy) -> RemovalGuard:
    return RemovalGuard(policy.removal_guard_pct, policy.removal_guard_rows)


def withheld(table: str, found: Condemned, policy: CapturePolicy) -> str:
    """Return what is said where removals were withheld."""
    return (
        f"{found.gone} of the {found.rows} rows of landing.{table} are gone from the source, more "
        f"than the {policy.removal_guard_pct:g}% one sweep may remove; they stay, and what else "
        f"differed was healed. {REMEDY}"
    )


def another_source(table: str) -> str:
    """Return what is said where nothing was healed."""
    return (
        f"At least half of the rows of landing.{table} are gone from the source, which looks like "
        f"another or a truncated database; nothing of the table was changed. {REMEDY}"
    )
