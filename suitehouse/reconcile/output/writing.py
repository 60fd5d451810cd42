"""Putting the outputs into a folder so that a reader never meets half of them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from suitehouse.errors import ConfigurationError
from suitehouse.reconcile.output.html_report import report_html
from suitehouse.reconcile.output.summary import summary_json
from suitehouse.reconcile.output.tables import breaks_csv, items_csv
from suitehouse.reconcile.run import ReconcileReport

REPORT_FILE = "report.html"


def write_outputs(report: ReconcileReport, out: Path) -> Path:
    """Write all outputs into `out`, each file replaced at once, and return the report's path.

    Everything is made before anything is replaced, so a failure leaves the former outputs alone.

    Raises:
        ConfigurationError: The folder cannot be written.
    """
    contents = {
        "items.csv": items_csv(report),
        "breaks.csv": breaks_csv(report),
        "summary.json": summary_json(report),
        REPORT_FILE: report_html(report),
    }
    try:
        _replace_all(contents, out)
    except OSError as error:
        message = f"The folder {out} cannot be written; choose another with --out."
        raise ConfigurationError(message) from error
    return out / REPORT_FILE


def _replace_all(contents: dict[str, str], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=out))
    try:
        for name, content in contents.items():
            (draft / name).write_bytes(content.encode())
        for name in contents:
            (draft / name).replace(out / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
