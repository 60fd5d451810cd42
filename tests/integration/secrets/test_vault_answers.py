"""Answers of Vault that a healthy server does not give: down, busy, broken off, redirecting."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from canned_http import Canned, canned_server
from telling import told_by

from suitehouse.errors import ConfigurationError, SecretStoreError, SuitehouseError
from suitehouse.operations.secret_references import secret_schemes

pytestmark = pytest.mark.integration

SECRET = "s3cr3t-of-the-crm"
TOKEN = "hvs.t0ken-of-the-tests"
REFERENCE = "secret/crm#password"


def answer(data: Any, status: int = 200) -> Canned:
    return Canned(status, json.dumps({"data": data, "auth": None, "warnings": None}).encode())


def refusal(status: int, *errors: str) -> Canned:
    return Canned(status, json.dumps({"errors": errors}).encode())


ENGINE = answer({"path": "secret/", "type": "kv", "options": {"version": "2"}})
VALUE = answer({"data": {"password": SECRET}, "metadata": {"version": 1}})


class Reader:
    """Reads one reference from a server, and counts how long it waited in between."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def read(self, url: str, locator: str = REFERENCE, token_file: str = "/none", **more: str):
        environment = {"VAULT_ADDR": url, "VAULT_TOKEN": TOKEN, **more}
        kind = type(secret_schemes()["vault"])
        scheme = kind(environment, token_file=Path(token_file), sleep=self.waits.append)
        return scheme.read(locator)

    def fails(
        self, kind: type[SuitehouseError], mention: str, url: str, locator: str = REFERENCE
    ) -> SuitehouseError:
        with pytest.raises(kind, match=mention) as caught:
            self.read(url, locator)
        told = told_by(caught.value)
        assert SECRET not in told
        assert TOKEN not in told
        return caught.value


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_what_is_sent(reader: Reader) -> None:
    with canned_server(ENGINE, VALUE) as server:
        value = reader.read(server.url, VAULT_NAMESPACE="team/finance")

    assert value == SECRET.encode()
    assert server.paths == ["/v1/sys/internal/ui/mounts/secret/crm", "/v1/secret/data/crm"]
    for _, headers in server.asked:
        assert headers["X-Vault-Token"] == TOKEN
        assert headers["X-Vault-Namespace"] == "team/finance"
        assert headers["X-Vault-Request"] == "true"


def test_an_address_may_have_a_path(reader: Reader) -> None:
    with canned_server(ENGINE, VALUE) as server:
        reader.read(f"{server.url}/behind/")

    assert server.paths[1] == "/behind/v1/secret/data/crm"


@pytest.mark.parametrize("options", [None, {}, {"version": "1"}])
def test_an_engine_without_version_is_version_one(reader: Reader, options: Any) -> None:
    engine = answer({"path": "secret/", "type": "kv", "options": options})

    with canned_server(engine, answer({"password": SECRET})) as server:
        assert reader.read(server.url) == SECRET.encode()

    assert server.paths[1] == "/v1/secret/crm"


@pytest.mark.parametrize("status", [412, 429, 500, 502, 503])
def test_a_fault_that_passes_is_waited_for(reader: Reader, status: int) -> None:
    with canned_server(refusal(status, "Vault is sealed"), ENGINE, VALUE) as server:
        assert reader.read(server.url) == SECRET.encode()

    assert [int(wait) for wait in reader.waits] == [1]


@pytest.mark.parametrize("passing", [refusal(503, "Vault is sealed"), Canned(0)])
def test_a_fault_that_stays_ends_after_three_tries(reader: Reader, passing: Canned) -> None:
    with canned_server(passing) as server:
        error = reader.fails(SecretStoreError, f"127.0.0.1:{server.port}", server.url)

    assert len(server.asked) == 3
    assert [int(wait) for wait in reader.waits] == [1, 2]
    assert error.exit_status == 3


def test_no_server_ends_after_three_tries(reader: Reader) -> None:
    with canned_server(ENGINE) as server:
        url = server.url

    reader.fails(SecretStoreError, "ConnectionRefusedError", url)

    assert len(reader.waits) == 2


def test_an_answer_that_is_broken_off_tells_none_of_it(reader: Reader) -> None:
    half = Canned(200, VALUE.body, {"Content-Length": "9000"})

    with canned_server(ENGINE, half) as server:
        reader.fails(SecretStoreError, "IncompleteRead", server.url)


@pytest.mark.parametrize(
    ("refused", "mention"),
    [
        (refusal(403, "permission denied"), "refused access"),
        (refusal(404), "no such secret"),
        (refusal(401), "refused the token"),
        (refusal(400, "missing client token"), "does not understand"),
        (refusal(301), "unexpected answer 301"),
        (Canned(200, f"<html>{SECRET}</html>".encode()), "unexpected answer 200"),
        (answer({"data": None, "metadata": {"deletion_time": "…"}}, 404), "is deleted"),
        (answer({"data": {"password": {"nested": SECRET}}}), "not text"),
        (answer({"data": {"other": SECRET}}), "no such field"),
        (Canned(200, b"[]"), "unexpected answer 200"),
    ],
)
def test_a_refusal_is_final(reader: Reader, refused: Canned, mention: str) -> None:
    with canned_server(ENGINE, refused) as server:
        error = reader.fails(ConfigurationError, mention, server.url)

    assert len(server.asked) == 2
    assert error.exit_status == 2


@pytest.mark.parametrize("location", ["http://127.0.0.1:1/v1/x", "/v1/x", "", "ftp://h/x"])
def test_the_token_is_sent_on_to_https_only(reader: Reader, location: str) -> None:
    with canned_server(Canned(307, headers={"Location": location})) as server:
        reader.fails(ConfigurationError, "without https", server.url)

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "address", ["", "vault.example:8200", "ftp://vault", "https://", "https://vault:port"]
)
def test_an_address_that_is_none_is_refused(reader: Reader, address: str) -> None:
    reader.fails(ConfigurationError, "VAULT_ADDR names no server", address)


@pytest.mark.parametrize("locator", ["secret/crm", "secret/crm#", "#password", "/#password"])
def test_a_reference_without_path_or_field_is_refused_and_not_quoted(
    reader: Reader, locator: str
) -> None:
    error = reader.fails(ConfigurationError, "vault:PATH#FIELD", "http://127.0.0.1:1", locator)

    assert locator not in str(error)


def test_without_a_token_the_message_says_where_one_comes_from(reader: Reader) -> None:
    with pytest.raises(ConfigurationError, match="VAULT_TOKEN, or run 'vault login'"):
        reader.read("http://127.0.0.1:1", VAULT_TOKEN="")


@pytest.mark.parametrize("token", ["hvs.one\r\ntwo", "hvs.one two", "hvs.grün"])
def test_a_token_that_is_none_is_not_quoted(reader: Reader, token: str) -> None:
    with pytest.raises(ConfigurationError, match="VAULT_TOKEN has blanks") as caught:
        reader.read("http://127.0.0.1:1", VAULT_TOKEN=token)

    assert "hvs.one" not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_namespace_that_is_none_is_refused(reader: Reader) -> None:
    with pytest.raises(ConfigurationError, match="VAULT_NAMESPACE has"):
        reader.read("http://127.0.0.1:1", VAULT_NAMESPACE="a\nb")


def test_certificates_that_are_none_are_named(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()

    for name in ("gone.pem", "empty.pem"):
        with pytest.raises(ConfigurationError, match=name):
            reader.read("https://127.0.0.1:1", VAULT_CACERT=str(tmp_path / name))


def test_the_scheme_shows_no_token() -> None:
    scheme = type(secret_schemes()["vault"])({"VAULT_TOKEN": TOKEN})

    assert TOKEN not in f"{scheme!r} {scheme}"
