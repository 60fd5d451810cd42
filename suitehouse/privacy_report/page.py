"""`privacy.html`: one self-contained page for a data-protection officer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from suitehouse.operations.html import html_environment
from suitehouse.privacy_report.inventory import ColumnEntry
from suitehouse.privacy_report.scan import ScanResult
from suitehouse.privacy_report.small_groups import K, SmallGroup


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """What the page tells.

    `key_id` names the masking key of the warehouse, None where nothing has landed. `erasures` are
    rows of `ops.erasures`, `refusals` the card numbers refused by table.
    """

    at: datetime
    entries: Sequence[ColumnEntry]
    key_id: str | None = None
    scan: ScanResult | None = None
    erasures: Sequence[Mapping[str, Any]] = ()
    refusals: Mapping[str, int] = field(default_factory=dict)
    small_groups: Sequence[SmallGroup] = ()


def privacy_html(facts: PrivacyFacts) -> str:
    """Return the page; every text from outside is escaped."""
    environment = html_environment(Path(__file__).parent)
    entries = facts.entries
    return environment.get_template("page.html.j2").render(
        facts=facts,
        k=K,
        personal=[entry for entry in entries if entry.is_personal],
        unclassified=[entry for entry in entries if entry.is_unclassified],
        tables=[(name, list(group)) for name, group in groupby(entries, lambda e: e.table)],
        treatments=_by_treatment(entries),
    )


def _by_treatment(entries: Sequence[ColumnEntry]) -> Mapping[str, Mapping[str, int]]:
    """How many personal columns of each class have each treatment."""
    counted: dict[str, dict[str, int]] = {}
    for entry in entries:
        if entry.is_personal:
            row = counted.setdefault(entry.privacy_class, {})
            row[entry.treatment] = row.get(entry.treatment, 0) + 1
    return dict(sorted(counted.items()))
