"""The summary's parts on the copy of the CRM, and on breaks that do not come from the business."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from suitehouse.reconcile.completeness import TableCompleteness
from suitehouse.reconcile.outcome import Break


def table_summary(table: TableCompleteness) -> dict[str, Any]:
    """Return how good the copy of one of the CRM's tables is, as plain values."""
    sweep = table.last_sweep
    return {
        "table": table.table,
        "standing": table.standing,
        "sentence": table.sentence,
        "captured_at": _iso(table.captured_at),
        "proven_at": _iso(table.proven_at),
        "last_sweep": sweep
        and {
            "finished_at": _iso(sweep.finished_at),
            "rows": sweep.rows,
            "warehouse_rows": sweep.warehouse_rows,
            "verdict": sweep.verdict,
        },
        "quarantined_rows": table.quarantined,
        "tombstones": table.tombstones,
    }


def breaks_by_origin(breaks: Iterable[Break]) -> dict[str, list[Break]]:
    """Return breaks under their origin, origins in name order."""
    origins: dict[str, list[Break]] = defaultdict(list)
    for found in breaks:
        origins[found.origin.value].append(found)
    return dict(sorted(origins.items()))


def evidence_summary(breaks: Iterable[Break]) -> list[dict[str, Any]]:
    """Return, of each break that does not come from the business, what shows it."""
    return [
        {
            "break_id": found.break_id,
            "origin": found.origin.value,
            "cause": found.evidence.cause.value,
            "shown_by": found.evidence.shown_by,
            "crm_table": found.evidence.crm_table,
            "crm_row": found.evidence.crm_row,
            "noticed_at": _iso(found.evidence.noticed_at),
            "remedy": found.evidence.remedy,
        }
        for found in breaks
        if found.evidence
    ]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
