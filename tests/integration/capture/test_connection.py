"""Who may read the CRM logs in, whatever their password is made of."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from suitehouse.source.address import parse_address
from suitehouse.source.connection import connect

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("password", ["日本1", "naïve", "p@ss:w/ord?#%"])
@pytest.mark.parametrize("spell", [quote, lambda password: quote(password, safe="日本ï")])
def test_a_password_of_any_characters_logs_in(mariadb: Any, password: str, spell: Any) -> None:
    url = mariadb.fresh_database()
    with mariadb.connect(url) as owner, owner.cursor() as cursor:
        cursor.execute("create or replace user spelled@localhost identified by %s", [password])
        cursor.execute("grant select on *.* to spelled@localhost")

    address = parse_address(url.replace("root@", f"spelled:{spell(password).replace('/', '%2F')}@"))
    with connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("select current_user()")
        assert cursor.fetchone() == ("spelled@localhost",)
