"""The key of encrypted files: that it opens what analysts read, and is kept from others."""

from __future__ import annotations

from collections.abc import Iterator

from suitehouse.checkups._key_files import open_to_others
from suitehouse.doctor import Examination, Finding
from suitehouse.warehouses._duckdb_faults import warehouse_faults
from suitehouse.warehouses._duckdb_files import connect_file
from suitehouse.warehouses._file_key import FileKey

_SUBJECT = "warehouse key"


def warehouse_key(examination: Examination) -> Iterator[Finding]:
    """Yield whether the key opens the published snapshot; nothing where no key is set."""
    settings = examination.settings
    key = FileKey.from_setting(settings.warehouse_key)
    if key is None or settings.warehouse_key is None:
        return
    if settings.published_path.exists():
        with warehouse_faults(settings.published_path, "opening it"):
            connect_file(settings.published_path, key, read_only=True).close()
        yield Finding("ok", _SUBJECT, f"it opens {settings.published_path}")
    else:
        yield Finding("ok", _SUBJECT, "it is usable; nothing is published yet")
    yield from open_to_others(settings.warehouse_key, _SUBJECT)
