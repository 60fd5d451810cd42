"""How a `snowflake://` URL is read, and what Snowflake's driver is given to log in with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric import rsa

from suitehouse.errors import ConfigurationError
from suitehouse.targets._snowflake_access import Access, access_of
from suitehouse.targets.opening import check_reference

SECRET = "hunter2-hunter2-hunter2"
PLACE = "snowflake://me@org-account/analytics?warehouse=loading&role=loader"


def login(parameters: str, url: str = PLACE) -> dict[str, Any]:
    return access_of(f"{url}&{parameters}").login()


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def written(key: rsa.RSAPrivateKey, file: Path, passphrase: str = "") -> Path:
    lock: Any = (
        pem.BestAvailableEncryption(passphrase.encode()) if passphrase else pem.NoEncryption()
    )
    file.write_bytes(key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, lock))
    return file


def opened(told: dict[str, Any]) -> int:
    """The number that makes the key what it is."""
    loaded = pem.load_der_private_key(told["private_key"], None)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    return loaded.private_numbers().d


def test_a_session_is_named_and_in_utc_and_kept_alive_by_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOKEN", SECRET)

    told = login("token=env:TOKEN")

    assert told["account"] == "org-account"
    assert told["database"] == "analytics"
    assert (told["user"], told["warehouse"], told["role"]) == ("me", "loading", "loader")
    assert told["autocommit"] is True
    assert told["client_session_keep_alive"] is False
    assert told["arrow_number_to_decimal"] is True
    assert told["session_parameters"] == {
        "QUERY_TAG": "suitehouse",
        "TIMEZONE": "UTC",
        "LOCK_TIMEOUT": 600,
        "CLIENT_TELEMETRY_ENABLED": False,
    }


def test_a_key_is_read_by_reference(key: rsa.RSAPrivateKey, tmp_path: Path) -> None:
    told = login(f"private_key=file:{written(key, tmp_path / 'key.p8')}")

    assert told["authenticator"] == "SNOWFLAKE_JWT"
    assert opened(told) == key.private_numbers().d


def test_a_key_is_opened_by_its_passphrase(
    key: rsa.RSAPrivateKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHRASE", SECRET)
    file = written(key, tmp_path / "key.p8", SECRET)

    told = login(f"private_key=file:{file}&private_key_passphrase=env:PHRASE")

    assert opened(told) == key.private_numbers().d


@pytest.mark.parametrize("phrase", ["", "&private_key_passphrase=env:PHRASE"])
def test_a_key_that_does_not_open_is_told_without_it(
    key: rsa.RSAPrivateKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phrase: str
) -> None:
    monkeypatch.setenv("PHRASE", "another")
    file = written(key, tmp_path / "key.p8", SECRET)

    with pytest.raises(ConfigurationError, match="no private key in PEM form") as caught:
        login(f"private_key=file:{file}{phrase}")

    assert caught.value.__suppress_context__
    assert "another" not in str(caught.value)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("", "OAUTH"),
        ("&authenticator=oauth", "OAUTH"),
        ("&authenticator=programmatic_access_token", "PROGRAMMATIC_ACCESS_TOKEN"),
    ],
)
def test_tokens_are_read_by_reference(
    monkeypatch: pytest.MonkeyPatch, word: str, said: str
) -> None:
    monkeypatch.setenv("TOKEN", SECRET)

    told = login(f"token=env:TOKEN{word}")

    assert (told["authenticator"], told["token"]) == (said, SECRET)


def test_a_password_may_be_a_reference_or_stand_in_the_url(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PASSWORD", SECRET)

    assert login("password=env:PASSWORD")["password"] == SECRET
    assert access_of("snowflake://me:env%3Ax%40@account/db").login()["password"] == "env:x@"


def test_a_reference_is_read_when_it_connects() -> None:
    access = access_of(f"{PLACE}&token=env:NOT_SET")

    with pytest.raises(ConfigurationError, match="NOT_SET"):
        access.login()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"{PLACE}&token={SECRET}", "takes in `token=` a secret reference"),
        (f"{PLACE}&private_key={SECRET}", "takes in `private_key=` a secret reference"),
        (f"{PLACE}&password={SECRET}", "takes in `password=` a secret reference"),
        (f"{PLACE}&schema={SECRET}", "does not know the parameter schema"),
        (PLACE, "needs one of private_key=, token= and a password"),
        (f"{PLACE}&token=env:A&password=env:B", "needs one of"),
        (f"{PLACE}&private_key=env:A&authenticator=oauth", "takes as authenticator, with token="),
        (f"{PLACE}&token=env:A&authenticator=externalbrowser", "takes as authenticator"),
        ("snowflake://account/db?password=env:A", "needs a user"),
        (f"snowflake://me:{SECRET}@account", "names an account and one database"),
        (f"snowflake://me:{SECRET}@account/db/schema", "names an account and one database"),
    ],
)
def test_a_url_that_says_too_little_or_too_much_is_refused(url: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        access_of(url)

    assert told in str(caught.value)
    assert SECRET not in str(caught.value)


def test_oauth_needs_no_user() -> None:
    assert access_of("snowflake://account/db?token=env:A").user == ""


@pytest.mark.parametrize(
    ("path", "quoted"), [("analytics", '"ANALYTICS"'), ("%22My%20Db%22", '"My Db"')]
)
def test_a_database_is_in_upper_case_unless_it_is_quoted(path: str, quoted: str) -> None:
    assert access_of(f"snowflake://me:x@account/{path}").quoted_database == quoted


def test_nothing_shows_a_secret() -> None:
    access: Access = access_of(f"snowflake://me:{SECRET}@account/db?warehouse=w")

    assert SECRET not in f"{access} {access!r} {[access]}"
    assert access.label == "snowflake://account/db"
    assert check_reference(f"snowflake://me:{SECRET}@account/db") == "snowflake://account/db"
