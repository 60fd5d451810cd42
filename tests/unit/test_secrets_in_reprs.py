"""What holds a secret, or may hold one by mistake, does not show it when it is printed."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from suitehouse.operations.secret_references import secret_schemes
from suitehouse.privacy.keys import MaskingKey
from suitehouse.settings import Settings
from suitehouse.source.address import parse_address

SECRET = "hunter2-hunter2-hunter2-hunter2-hunter2"


def shown(value: object) -> str:
    return f"{value} {value!r} {[value]} {value:}"


@pytest.mark.parametrize(
    "settings",
    [
        Settings(source_url=SecretStr(f"mysql+pymysql://crm:{SECRET}@db/crm"), _env_file=None),
        Settings(warehouse_url=f"postgresql://crm:{SECRET}@db/crm", _env_file=None),
        Settings(masking_key=SECRET, _env_file=None),
    ],
    ids=["source", "warehouse", "key in place of its reference"],
)
def test_settings(settings: Settings) -> None:
    assert SECRET not in shown(settings)
    assert "home" in shown(settings)


def test_an_address_shows_the_user_and_no_password() -> None:
    address = parse_address(f"mysql+pymysql://reader:{SECRET}@db/crm")

    assert SECRET not in shown(address)
    assert "reader" in shown(address)


def test_a_masking_key_shows_its_id() -> None:
    key = MaskingKey(SECRET.encode())

    assert SECRET not in shown(key)
    assert key.key_id in shown(key)


@pytest.mark.parametrize("name", sorted(secret_schemes()))
def test_a_scheme_shows_nothing_that_it_can_read(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable in ("VAULT_TOKEN", "AWS_SECRET_ACCESS_KEY", "CRM_SECRET"):
        monkeypatch.setenv(variable, SECRET)

    assert SECRET not in shown(secret_schemes()[name])
