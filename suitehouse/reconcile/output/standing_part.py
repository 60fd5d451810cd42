"""The summary's parts on what the result stands on: remarks, and the days that files cover."""

from __future__ import annotations

from typing import Any

from suitehouse.reconcile.coverage import Coverage
from suitehouse.reconcile.headline import Remark
from suitehouse.reconcile.period import Period


def remark_summary(remark: Remark) -> dict[str, Any]:
    """Return a remark as plain values."""
    return {"code": remark.code, "weight": remark.weight.value, "sentence": remark.sentence}


def coverage_summary(coverage: Coverage) -> dict[str, Any]:
    """Return which days of a period one side's files cover, as plain values."""
    return {
        "side": coverage.side.value,
        "period": _days(coverage.period),
        "covered": [_days(span) for span in coverage.spans],
        "whole": coverage.is_whole,
        "missing_breaks_outside": coverage.breaks_outside,
        "sentence": coverage.sentence,
    }


def _days(period: Period) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}
