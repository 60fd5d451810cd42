"""The folder of export files that reconciliation reads."""

from __future__ import annotations

from collections.abc import Iterator

from suitehouse.doctor import Examination, Finding
from suitehouse.errors import ConfigurationError
from suitehouse.intake.folder import export_folder

_SUBJECT = "exports"


def exports(examination: Examination) -> Iterator[Finding]:
    """Yield whether there is something to reconcile; capture and models do without."""
    settings = examination.settings
    try:
        folder = export_folder(settings.exports_url or str(settings.home / "exports"))
    except ConfigurationError as error:
        # What was set has to be there; the default may not be needed yet.
        yield Finding("warn" if settings.exports_url is None else "fail", _SUBJECT, str(error))
        return
    files = sum(path.is_file() and not path.name.startswith(".") for path in folder.iterdir())
    if files:
        yield Finding("ok", _SUBJECT, f"{folder} holds {files} files")
    else:
        yield Finding("warn", _SUBJECT, f"{folder} is empty", "put the exports to reconcile there")
