"""What a source URL may hold, and that its password shows nowhere."""

from __future__ import annotations

import pytest

from suitehouse.errors import ConfigurationError
from suitehouse.source.address import parse_address


def test_every_part_of_a_url_is_read() -> None:
    address = parse_address(
        "mysql+pymysql://crm%40ro:p%2Fw@db.example.com:3307/suite?ssl_ca=/ca.pem"
    )

    assert (address.host, address.port, address.database) == ("db.example.com", 3307, "suite")
    assert (address.user, address.password) == ("crm@ro", "p/w")
    assert address.ssl_ca == "/ca.pem"
    assert address.place == "db.example.com:3307"


def test_a_socket_is_the_place() -> None:
    address = parse_address("mysql+pymysql://root@localhost/crm?unix_socket=/tmp/x/s.sock")

    assert address.unix_socket == "/tmp/x/s.sock"
    assert address.place == "/tmp/x/s.sock"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hunter2@h/db",
        "mysql+pymysql://u:hunter2@h",
        "mysql+pymysql://u:hunter2@h:port/db",
        "mysql+pymysql://u:hunter2@[h/db",
        "mysql+pymysql://u:hunter2@h/db?sslmode=on",
        "mysql+pymysql://u:hunter2@h/db?charset=latin1",
        "mysql+pymysql://:hunter2@h/db",
        "mysql+pymysql://localhost/db?unix_socket=/tmp/hunter2.sock",
        "hunter2",
        "mysql+pymysql://u:hunter2@ho..st/db",
        "mysql+pymysql://u:hunter2@" + "h" * 300 + "/db",
        "mysql+pymysql://u:hunter2@" + ".".join(["h" * 60] * 5) + "/db",
    ],
)
def test_what_is_no_source_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        parse_address(url)

    assert "hunter2" not in str(raised.value)
    assert "SUITEHOUSE_SOURCE_URL" in str(raised.value)


def test_a_url_without_a_user_is_told_so() -> None:
    with pytest.raises(ConfigurationError, match="names no user"):
        parse_address("mysql+pymysql://db.example.com/suite")


def test_the_charset_that_is_read_anyway_may_be_named() -> None:
    assert parse_address("mysql+pymysql://u:p@h/db?charset=UTF8MB4").user == "u"


def test_the_repr_does_not_show_the_password() -> None:
    assert "hunter2" not in repr(parse_address("mysql+pymysql://u:hunter2@h/db"))
