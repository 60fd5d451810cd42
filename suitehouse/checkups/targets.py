"""The warehouses that the writer supplies: that each answers, and what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from suitehouse.doctor import Examination, Finding
from suitehouse.errors import SuitehouseError
from suitehouse.targets.opening import check_reference, open_target
from suitehouse.targets.protocol import VIEWS_SCHEMA
from suitehouse.warehouses.opening import target_urls

_SUBJECT = "targets"


def targets(examination: Examination) -> Iterator[Finding]:
    """Yield a line for each warehouse beside the writer; nothing where there is none."""
    for reference in target_urls(examination.settings):
        try:
            label = check_reference(reference)
            with closing(open_target(reference)) as target:
                receipts = target.receipts()
        except SuitehouseError as error:
            yield Finding("fail", _SUBJECT, str(error), "see docs/how-to/warehouses.md")
            continue
        tables = sum(receipt.schema != VIEWS_SCHEMA for receipt in receipts.values())
        if not tables:
            yield Finding("ok", _SUBJECT, f"{label} answers and holds nothing of ours yet")
            continue
        latest = max(receipt.delivered_at for receipt in receipts.values())
        held = f"{tables} table{'' if tables == 1 else 's'}"
        yield Finding(
            "ok", _SUBJECT, f"{label} holds {held}, the last of {latest:%Y-%m-%d %H:%M} UTC"
        )
