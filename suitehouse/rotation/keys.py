"""From which key to which, and how far that is: told before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from suitehouse.errors import ConfigurationError, KeyMaterialError
from suitehouse.privacy.keys import MaskingKey
from suitehouse.warehouses.protocol import KeyRotation, KnownKey


class Stage(StrEnum):
    """Whether the warehouse has the former key yet, or the new one already."""

    DUE = "due"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class KeyChange:
    """The keys of a rotation; `former` is what may be known of the key that goes."""

    former: KeyRotation | KnownKey
    new: MaskingKey
    stage: Stage


def key_change(
    present: MaskingKey,
    new: MaskingKey,
    known: KnownKey | None,
    rotations: tuple[KeyRotation, ...],
) -> KeyChange:
    """Return what a rotation to `new` is, given the configured key and what the warehouse knows.

    Raises:
        KeyMaterialError: Neither key is the warehouse's, or both are and always were.
        ConfigurationError: Nothing was captured yet.
    """
    if known is None:
        raise ConfigurationError(
            "The warehouse holds nothing yet, so no key has to be rotated; set "
            "SUITEHOUSE_MASKING_KEY to the new key and run `suitehouse capture`."
        )
    if known.check_value == new.check_value:
        return _replaced(new, rotations)
    if known.check_value != present.check_value:
        raise KeyMaterialError(
            f"The warehouse was made with masking key {known.key_id}, and SUITEHOUSE_MASKING_KEY "
            f"is key {present.key_id}; set it to the warehouse's key, which is then rotated."
        )
    if known.key_id == new.key_id:
        raise KeyMaterialError(
            f"The key of --to has by chance the id of the present one, {new.key_id}, so their "
            "tokens could not be told apart; make another with `openssl rand -hex 32`."
        )
    return KeyChange(known, new, Stage.DUE)


def _replaced(new: MaskingKey, rotations: tuple[KeyRotation, ...]) -> KeyChange:
    before = [each for each in rotations if each.next_key_id == new.key_id]
    if not before:
        raise KeyMaterialError(is_the_same(new))
    return KeyChange(before[-1], new, Stage.REPLACED)


def is_the_same(new: MaskingKey) -> str:
    """What to say where the new key is the one that there is."""
    return (
        f"The key of --to is key {new.key_id}, which the warehouse has already; make another "
        "with `openssl rand -hex 32`."
    )
