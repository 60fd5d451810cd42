"""Who was erased stays erased in a warehouse that is made anew with another key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from captures import Capturer
from erasing import CONTACT, INVOICE, Erased
from rotations import NEW, NEW_HEX

pytestmark = pytest.mark.integration


def test_a_rotation_brings_nobody_back(erased_copy: Erased) -> None:
    world = erased_copy.world
    world.console.environment["NEW_TEST_KEY"] = NEW_HEX

    rotated = world.console("keys", "rotate", "--to", "env:NEW_TEST_KEY", "--apply")

    assert rotated.returncode == 0, rotated.stderr
    capturer: Capturer = replace(world.capturer, key=NEW)
    ((first, last, entered),) = capturer.rows(
        f"select first_name, last_name, date_entered from landing.contacts where id = '{CONTACT}'"
    )
    assert (first, last, entered) == (None, None, None)
    ((city, number),) = capturer.rows(
        f"select billing_address_city, number from landing.aos_invoices where id = '{INVOICE}'"
    )
    assert (city, number) == (None, 9001)
    assert capturer.rows("select count(*) > 0 from ops.suppressions") == [(True,)]
