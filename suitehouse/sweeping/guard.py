"""When so many rows are gone from the source that the source is doubted, not the warehouse."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from suitehouse.settings import CapturePolicy
from suitehouse.warehouses._sweep_store import Condemned

SAMPLE_ROWS: Final = 200
_HALF: Final = 2


def is_believed(found: Condemned, policy: CapturePolicy) -> bool:
    """Whether so many rows may become tombstones; soft-deleted ones do not count.

    The CRM's own clean-up removes those for good.
    """
    if found.gone == found.rows > policy.removal_guard_rows:
        return False
    is_handful = found.gone_live <= policy.removal_guard_rows
    return is_handful or found.gone_live * 100 <= found.live * policy.removal_guard_pct


def is_another_source(
    asked: Collection[str], found: Collection[str], policy: CapturePolicy
) -> bool:
    """Whether half of a sample of landing's keys is gone: nothing of it is to be trusted then."""
    gone = len(asked) - len(found)
    if gone <= policy.removal_guard_rows or gone * _HALF < len(asked):
        return False
    return gone * 100 > len(asked) * policy.removal_guard_pct


def withheld(table: str, found: Condemned, policy: CapturePolicy) -> str:
    """Return what is said where removals were withheld."""
    return (
        f"{found.gone} of the {found.rows} rows of landing.{table} are gone from the source, more "
        f"than the {policy.removal_guard_pct:g}% one sweep may remove; they stay, and what else "
        "differed was healed. Check that SUITEHOUSE_SOURCE_URL is the right, complete database; "
        "if it is, raise removal_guard_pct in suitehouse.toml."
    )


def another_source(table: str) -> str:
    """Return what is said where nothing was healed."""
    return (
        f"At least half of the rows of landing.{table} are gone from the source, which looks like "
        "another or a truncated database; nothing of the table was changed. Check that "
        "SUITEHOUSE_SOURCE_URL is the right, complete database; if it is, raise "
        "removal_guard_pct in suitehouse.toml."
    )
