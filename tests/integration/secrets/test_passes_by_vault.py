"""Passes whose secrets are all in Vault, before and after the password is rotated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from rotating_crm import SECOND, rotating_crm
from tiny_crm import TABLES

from suitehouse.settings import Settings

if TYPE_CHECKING:
    from conftest import Bao, PrivateServer

pytestmark = [
    pytest.mark.integration,
    # Dagster's own use of pydantic, when a resource is made.
    pytest.mark.filterwarnings("ignore:The `__fields__` attribute is deprecated"),
]


def test_the_pass_after_a_rotation_works_in_the_same_process(
    bao: Bao, mariadb: PrivateServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in bao.environment().items():
        monkeypatch.setenv(name, value)
    bao.ask("POST", "old/masking", {"key": "0123456789abcdef" * 4})
    settings = Settings(
        source_url=SecretStr("vault:secret/crm#url"), masking_key="vault:old/masking#key"
    )
    crm = rotating_crm(
        mariadb,
        settings,
        lambda url: bao.ask("POST", "secret/data/crm", {"data": {"url": url}}),
    )

    first = crm.capture("before")
    crm.rotate(SECOND)
    crm.add_account("2")

    assert (first, crm.capture("after")) == (len(TABLES), 1)
