"""`summary.json`: the proof, the files and the breaks in numbers, for programs and sign-off.

It holds no time of the run: equal inputs give equal bytes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from suitehouse.intake.folder import QuarantinedFile
from suitehouse.ledger.export_file import CardCells, ExportFile
from suitehouse.ledger.money import Money, plain
from suitehouse.ledger.tally import Tally
from suitehouse.reconcile.control_totals import SideTotals
from suitehouse.reconcile.outcome import Break
from suitehouse.reconcile.output.bounds import largest
from suitehouse.reconcile.output.bridge_table import bridge_summary
from suitehouse.reconcile.output.ledger_part import ledger_summary
from suitehouse.reconcile.output.pipeline_part import (
    breaks_by_origin,
    evidence_summary,
    table_summary,
)
from suitehouse.reconcile.output.standing_part import coverage_summary, remark_summary
from suitehouse.reconcile.output.suggestion_part import suggestions_by_reason, suggestions_listed
from suitehouse.reconcile.rates import RateTable
from suitehouse.reconcile.report import ReconcileReport, Reconciliation

_TALLIES = ("opening", "in", "matched", "broken", "excluded", "closing")


def summary_json(report: ReconcileReport, outputs: Mapping[str, str]) -> str:
    """Return the summary as JSON, keys sorted; amounts are strings, so no reader rounds them.

    Args:
        report: What was found.
        outputs: SHA-256 of each file that is written with it, by name.
    """
    told = {**summary(report), "outputs": dict(outputs)}
    return json.dumps(told, indent=2, sort_keys=True) + "\n"


def summary(report: ReconcileReport) -> dict[str, Any]:
    """Return the summary as plain values."""
    period = report.period
    return {
        "period": {
            "start": period.start.isoformat() if period else None,
            "end": period.end.isoformat() if period else None,
            "taken_from": "request" if report.is_requested else "files",
        },
        "foots": report.foots,
        "complete": report.is_complete,
        "headline": report.headline,
        "remarks": [remark_summary(remark) for remark in report.remarks],
        "persons_compared": report.compares_persons,
        "bridge": bridge_summary(report.bridge),
        "crm_tables": [table_summary(table) for table in report.crm_tables],
        "card_numbers_refused": report.refused_card_count,
        "files": [
            {**_file(file), "reconciliations": report.reconciliations_of(file)}
            for file in report.files
        ],
        "rates": _rates(report.rates),
        "quarantined": [_quarantined(found) for found in report.quarantined],
        "not_run": [{"name": each.name, "reason": each.reason} for each in report.not_run],
        "reconciliations": [_reconciliation(done) for done in report.reconciliations],
    }


def breaks_by_kind(breaks: Iterable[Break]) -> dict[str, list[Break]]:
    """Return breaks under their kind, kinds in name order."""
    kinds: dict[str, list[Break]] = defaultdict(list)
    for found in breaks:
        kinds[found.kind].append(found)
    return dict(sorted(kinds.items()))


def parts_by_cause(breaks: Iterable[Break]) -> dict[tuple[str, str], Tally]:
    """Return how many parts of effects have a cause and what they add to, by cause and currency."""
    parts: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for cause in (cause for found in breaks for cause in found.causes):
        parts[cause.kind.value, cause.money.currency] += Tally(1, cause.money.amount)
    return dict(sorted(parts.items()))


def effects(breaks: Iterable[Break]) -> dict[str, Money]:
    """Return the sum of the breaks' effects by currency; breaks across currencies have none."""
    sums: dict[str, Money] = {}
    for effect in (found.effect for found in breaks):
        if effect:
            nothing = Money(Decimal(0), effect.currency)
            sums[effect.currency] = sums.get(effect.currency, nothing) + effect
    return dict(sorted(sums.items()))


def _file(file: ExportFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "sha256": file.sha256,
        "format": file.format,
        "side": file.side,
        "encoding": file.encoding,
        "delimiter": file.delimiter,
        "lines": {"all": file.line_count, **file.lines_by_kind},
        "rows": file.item_count,
        "covers": [day.isoformat() for day in file.covers] if file.covers else None,
        "sound": file.is_sound,
        "agrees_to_total": file.facts.agrees_to_total,
        "card_numbers": _card_cells(file.card_cells),
        "findings": [
            {
                "severity": finding.severity,
                "code": finding.code,
                "message": finding.message,
                "line": finding.line,
            }
            for finding in file.findings
        ],
    }


def _rates(rates: RateTable) -> dict[str, Any] | None:
    if not rates.name:
        return None
    return {"name": rates.name, "sha256": rates.sha256, "rows": len(rates)}


def _quarantined(found: QuarantinedFile) -> dict[str, Any]:
    error = found.error
    return {
        "name": found.name,
        "sha256": found.sha256,
        "line": error.line,
        "column": error.column or None,
        "reason": error.reason,
        "remedy": error.remedy,
        "card_numbers": _card_cells(found.card_cells),
    }


def _card_cells(found: Iterable[CardCells]) -> list[dict[str, Any]]:
    return [
        {"column": each.column or None, "cells": len(each.lines), "lines": list(each.lines)}
        for each in found
    ]


def _reconciliation(done: Reconciliation) -> dict[str, Any]:
    ledgers = {"ledgers": ledger_summary(done.ledgers)} if done.ledgers else {}
    sides: dict[str, dict[str, Any]] = defaultdict(dict)
    for totals in done.totals:
        sides[totals.side.value][totals.currency] = _totals(totals)
    return {
        "name": done.definition.name,
        "title": done.definition.title,
        "period": {"start": done.period.start.isoformat(), "end": done.period.end.isoformat()},
        "foots": done.foots,
        **ledgers,
        "coverage": [coverage_summary(coverage) for coverage in done.coverage],
        "sides": dict(sides),
        "passes": [{"pass": name, "groups": count} for name, count in done.groups_by_pass.items()],
        "breaks": {
            kind: {"count": len(found), "effect": _plain_amounts(effects(found))}
            for kind, found in breaks_by_kind(done.breaks).items()
        },
        "suggestions": suggestions_listed(done),
        "suggestions_by_reason": suggestions_by_reason(done),
        "origins": {
            origin: {"count": len(found), "effect": _plain_amounts(effects(found))}
            for origin, found in breaks_by_origin(done.breaks).items()
        },
        "not_from_the_business": evidence_summary(
            largest([found for found in done.breaks if found.evidence])
        ),
        "crm_tables": [source.name for source in done.sources],
        "causes": [
            {"cause": cause, "currency": currency, **_plain_tally(tally, currency)}
            for (cause, currency), tally in parts_by_cause(done.breaks).items()
        ],
        "excluded": [
            {"side": side, "reason": reason, "currency": currency, **_plain_tally(tally, currency)}
            for (side, reason, currency), tally in done.exclusions().items()
        ],
    }


def _totals(totals: SideTotals) -> dict[str, Any]:
    tallies = (
        totals.opening,
        totals.incoming,
        totals.matched,
        totals.broken,
        totals.excluded,
        totals.closing,
    )
    plain_tallies = [_plain_tally(tally, totals.currency) for tally in tallies]
    return {**dict(zip(_TALLIES, plain_tallies, strict=True)), "foots": totals.foots}


def _plain_tally(tally: Tally, currency: str) -> dict[str, Any]:
    return {"count": tally.count, "amount": plain(tally.amount, currency)}


def _plain_amounts(sums: Mapping[str, Money]) -> dict[str, str]:
    return {currency: plain(money.amount, currency) for currency, money in sums.items()}
