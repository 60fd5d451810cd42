"""From which key to which: what the warehouse knows decides, before anything is written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from suitehouse.errors import ConfigurationError, KeyMaterialError
from suitehouse.privacy.keys import MaskingKey
from suitehouse.rotation.keys import Stage, key_change
from suitehouse.warehouses.protocol import KeyRotation, KnownKey

AT = datetime(2026, 3, 1, tzinfo=UTC)
PRESENT, NEW, OTHER = (MaskingKey(bytes(range(first, first + 32))) for first in (0, 40, 80))
KNOWN = KnownKey(PRESENT.key_id, PRESENT.check_value, AT)
KNOWN_NEW = KnownKey(NEW.key_id, NEW.check_value, AT)
ROTATED = KeyRotation(PRESENT.key_id, PRESENT.check_value, NEW.key_id, AT)


def test_the_warehouses_key_is_rotated_to_another() -> None:
    change = key_change(PRESENT, NEW, KNOWN, ())

    assert (change.stage, change.former, change.new) == (Stage.DUE, KNOWN, NEW)


@pytest.mark.parametrize("in_use", [PRESENT, NEW])
def test_a_warehouse_that_has_the_new_key_says_which_it_had(in_use: MaskingKey) -> None:
    change = key_change(in_use, NEW, KNOWN_NEW, (ROTATED,))

    assert (change.stage, change.former) == (Stage.REPLACED, ROTATED)


def test_the_present_key_is_no_new_one() -> None:
    with pytest.raises(KeyMaterialError, match="has already"):
        key_change(PRESENT, PRESENT, KNOWN, ())


def test_a_key_that_the_warehouse_never_had_rotates_nothing() -> None:
    with pytest.raises(KeyMaterialError, match="SUITEHOUSE_MASKING_KEY"):
        key_change(OTHER, NEW, KNOWN, ())


def test_an_empty_warehouse_has_nothing_to_rotate() -> None:
    with pytest.raises(ConfigurationError, match="holds nothing yet"):
        key_change(PRESENT, NEW, None, ())


def test_keys_of_one_id_cannot_be_told_apart() -> None:
    known = KnownKey(NEW.key_id, PRESENT.check_value, AT)

    with pytest.raises(KeyMaterialError, match="by chance"):
        key_change(PRESENT, NEW, known, ())
