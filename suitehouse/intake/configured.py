"""The folder of exports that the settings name."""

from __future__ import annotations

from pathlib import Path

from suitehouse.intake.folder import export_folder
from suitehouse.settings import Settings


def configured_folder(settings: Settings) -> Path | None:
    """Return the folder of exports; None where none is named and the home has none either.

    Raises:
        ConfigurationError: The one that is named is no existing local folder, or cannot be read.
    """
    default = settings.home / "exports"
    if settings.exports_url is None and not default.is_dir():
        return None
    return export_folder(settings.exports_url or str(default))
