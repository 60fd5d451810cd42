"""Putting the outputs into a folder so that a reader never meets half of them."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from suitehouse.errors import ConfigurationError
from suitehouse.reconcile.output.bridge_items_table import bridge_items_csv
from suitehouse.reconcile.output.bridge_table import bridge_csv
from suitehouse.reconcile.output.html_report import report_html
from suitehouse.reconcile.output.replacing import Seal, replace_together
from suitehouse.reconcile.output.summary import summary_json
from suitehouse.reconcile.output.tables import breaks_csv, items_csv, suggestions_csv
from suitehouse.reconcile.report import ReconcileReport

REPORT_FILE = "report.html"
SUMMARY_FILE = "summary.json"


def write_outputs(report: ReconcileReport, out: Path) -> Path:
    """Write all outputs into `out`, each file replaced at once, and return the report's path.

    Everything is made before anything is replaced, so a failure leaves the former outputs alone.
    `summary.json` comes last and holds the digests of the others. Waits for another run that writes
    into the folder.

    Raises:
        ConfigurationError: The folder cannot be written.
    """
    contents = {
        "items.csv": items_csv(report),
        "breaks.csv": breaks_csv(report),
        "suggestions.csv": suggestions_csv(report),
        "bridge.csv": bridge_csv(report.bridge),
        "bridge_items.csv": bridge_items_csv(report.bridge),
        REPORT_FILE: [report_html(report)],
    }
    try:
        replace_together(out, contents, Seal(SUMMARY_FILE, partial(summary_json, report)))
    except OSError as error:
        message = f"The folder {out} cannot be written; choose another with --out."
        raise ConfigurationError(message) from error
    return out / REPORT_FILE


def refuse_overlap(out: Path, exports: Path) -> None:
    """Refuse outputs in, or above, the exports folder: the next run would take them for exports.

    Raises:
        ConfigurationError: One of the folders is the other, or lies in it.
    """
    # Not Path.resolve: it fails on a loop of links.
    written, read = Path(os.path.realpath(out)), Path(os.path.realpath(exports))
    if _lies_in(written, read) or _lies_in(read, written):
        message = (
            f"The results would go to {out}, which is, holds or lies in the exports folder"
            f" {exports}. Choose another with --out."
        )
        raise ConfigurationError(message)


def _lies_in(inner: Path, outer: Path) -> bool:
    return any(one == outer or _is_same(one, outer) for one in (inner, *inner.parents))


def _is_same(one: Path, other: Path) -> bool:
    """Whether two paths are one folder: a disk may ignore case, or show it in two places."""
    try:
        return one.samefile(other)
    except OSError:
        return False
