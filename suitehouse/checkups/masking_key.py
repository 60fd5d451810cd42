"""The masking key: that there is one, that it is strong, private, and the warehouse's own."""

from __future__ import annotations

from collections.abc import Iterator

from suitehouse.checkups._key_files import open_to_others
from suitehouse.doctor import Examination, Finding
from suitehouse.errors import SuitehouseError
from suitehouse.privacy.keys import MaskingKey
from suitehouse.warehouses.opening import is_there, open_configured

_SUBJECT = "masking key"
_KNOWN_KEYS = "select key_id, check_value from ops.keys"


def masking_key(examination: Examination) -> Iterator[Finding]:
    """Yield whether the key can be used and kept."""
    reference = examination.key_reference(examination.settings)
    key = MaskingKey.from_reference(reference)
    yield Finding("ok", _SUBJECT, f"key {key.key_id} is usable")
    if key.looks_typed:
        yield Finding(
            "warn",
            _SUBJECT,
            "the key looks typed rather than random, so it may be guessed",
            "make one with `openssl rand -hex 32`, then load all tables again",
        )
    yield from open_to_others(reference, _SUBJECT)
    yield from _warehouse_of(examination, key)


def _warehouse_of(examination: Examination, key: MaskingKey) -> Iterator[Finding]:
    settings = examination.settings
    if not is_there(settings):
        return
    try:
        warehouse = open_configured(settings, access="read")
    except SuitehouseError:
        # The warehouse's own checkup tells why.
        return
    try:
        known = warehouse.read(_KNOWN_KEYS).to_pylist()
    finally:
        warehouse.close()
    if known and all(each["check_value"] != key.check_value for each in known):
        yield Finding(
            "fail",
            _SUBJECT,
            f"the warehouse was made with key {known[0]['key_id']}, not with {key.key_id}",
            "set the key it was made with, or move the warehouse away and load anew",
        )
