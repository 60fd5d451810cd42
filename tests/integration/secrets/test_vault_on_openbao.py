"""`vault:` on a real server: OpenBao, which speaks the API of HashiCorp Vault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from canned_http import Canned, canned_server
from telling import told_by

from suitehouse.errors import ConfigurationError, SecretStoreError
from suitehouse.operations.secret_references import secret_schemes

if TYPE_CHECKING:
    from conftest import Bao

pytestmark = pytest.mark.integration

SECRET = "s3cr3t-of-the-crm"
NEWER = "n3w3r-of-the-crm"
Read = Callable[..., bytes]


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def read(bao: Bao, tmp_path: Path, waits: list[float]) -> Read:
    """Read a locator as the administrator, or in an environment that is changed."""
    kind = type(secret_schemes()["vault"])

    def read(locator: str, **changes: str) -> bytes:
        environment = bao.environment(**changes)
        scheme = kind(environment, token_file=tmp_path / "token", sleep=waits.append)
        return scheme.read(locator)

    return read


def keep(bao: Bao, name: str, value: str = SECRET, namespace: str = "") -> None:
    data = {"password": value, "port": 3306, "empty": ""}
    bao.ask("POST", f"secret/data/{name}", {"data": data}, namespace)


def test_version_two_reads_the_newest_version(bao: Bao, read: Read) -> None:
    keep(bao, "crm/db")
    first = read("secret/crm/db#password")
    keep(bao, "crm/db", NEWER)

    assert first == SECRET.encode()
    assert read("/secret/crm/db#password") == NEWER.encode()


def test_version_one_is_read_by_the_same_reference(bao: Bao, read: Read) -> None:
    bao.ask("POST", "old/crm/db", {"password": SECRET})

    assert read("old/crm/db#password") == SECRET.encode()


def test_names_with_blanks_and_letters_are_found(bao: Bao, read: Read) -> None:
    keep(bao, "my%20crm/gr%C3%BCn")

    assert read("secret/my crm/grün#password") == SECRET.encode()


def test_an_engine_may_be_mounted_deep(bao: Bao, read: Read) -> None:
    bao.ask("POST", "sys/mounts/team/finance/kv", {"type": "kv", "options": {"version": "2"}})
    bao.ask("POST", "team/finance/kv/data/crm", {"data": {"password": SECRET}})

    assert read("team/finance/kv/crm#password") == SECRET.encode()


def test_a_namespace_has_secrets_of_its_own(bao: Bao, read: Read) -> None:
    bao.ask("POST", "sys/namespaces/sales", {})
    kv = {"type": "kv", "options": {"version": "2"}}
    bao.ask("POST", "sys/mounts/secret", kv, namespace="sales")
    keep(bao, "of-sales", namespace="sales")

    assert read("secret/of-sales#password", VAULT_NAMESPACE="sales") == SECRET.encode()
    with pytest.raises(ConfigurationError, match="no such secret"):
        read("secret/of-sales#password")
    with pytest.raises(ConfigurationError, match="no such secret or namespace"):
        read("secret/of-sales#password", VAULT_NAMESPACE="purchases")


def test_the_token_file_stands_in_for_the_variable(bao: Bao, read: Read, tmp_path: Path) -> None:
    keep(bao, "by-file")
    (tmp_path / "token").write_text(f"{bao.environment()['VAULT_TOKEN']}\n")

    assert read("secret/by-file#password", VAULT_TOKEN="") == SECRET.encode()


def test_a_token_of_a_policy_reads_what_the_page_says_it_needs(bao: Bao, read: Read) -> None:
    keep(bao, "granted/crm")
    keep(bao, "other/crm")
    policy = 'path "secret/data/granted/crm" { capabilities = ["read"] }'
    bao.ask("PUT", "sys/policies/acl/granted", {"policy": policy})
    token = bao.token("granted")

    assert read("secret/granted/crm#password", VAULT_TOKEN=token) == SECRET.encode()
    with pytest.raises(ConfigurationError, match="refused access") as caught:
        read("secret/other/crm#password", VAULT_TOKEN=token)
    assert token not in told_by(caught.value)
    assert caught.value.exit_status == 2


@pytest.mark.parametrize(
    ("locator", "fault"),
    [
        ("secret/nothing#password", "no such secret"),
        ("secret/gone#password", "newest version is deleted"),
        ("secret/data/held#password", "without data/"),
        ("nowhere/crm#password", "no engine is mounted"),
        ("secret/held#user", "no such field"),
        ("secret/held#port", "not text"),
        ("secret/held#empty", "field is empty"),
        ("secret#password", "add the name of a secret"),
        ("cubbyhole/held#password", "no KV engine"),
    ],
)
def test_what_is_not_there_is_named(
    bao: Bao, read: Read, waits: list[float], locator: str, fault: str
) -> None:
    keep(bao, "held")
    keep(bao, "gone")
    bao.ask("DELETE", "secret/data/gone")

    with pytest.raises(ConfigurationError, match=fault) as caught:
        read(locator)

    assert str(caught.value).startswith(f"vault:{locator}: ")
    assert SECRET not in told_by(caught.value)
    assert waits == []


def test_a_wrong_token_is_refused_without_being_told(bao: Bao, read: Read) -> None:
    keep(bao, "guarded")
    token = f"hvs.{'wrong' * 4}"

    with pytest.raises(ConfigurationError, match="token is invalid") as caught:
        read("secret/guarded#password", VAULT_TOKEN=token)

    assert token not in told_by(caught.value)


def test_a_certificate_that_is_not_trusted_is_named(read: Read) -> None:
    with pytest.raises(ConfigurationError, match="VAULT_CACERT"):
        read("secret/crm#password", VAULT_CACERT="")


def test_http_in_place_of_https_is_named(bao: Bao, read: Read) -> None:
    with pytest.raises(ConfigurationError, match="http or https"):
        read("secret/crm#password", VAULT_ADDR=bao.url.replace("https", "http"))


def test_a_standby_sends_on_to_the_active_server(bao: Bao, read: Read) -> None:
    keep(bao, "redirected")
    lookup, secret = "/v1/sys/internal/ui/mounts/secret/redirected", "/v1/secret/data/redirected"
    to_active = [Canned(307, headers={"Location": f"{bao.url}{path}"}) for path in (lookup, secret)]

    with canned_server(*to_active) as standby:
        value = read("secret/redirected#password", VAULT_ADDR=standby.url)

    assert value == SECRET.encode()
    assert standby.paths == [lookup, secret]


def test_a_sealed_server_is_asked_three_times(
    tmp_path: Path, read: Read, waits: list[float], start_bao: Callable[[Path], Bao]
) -> None:
    sealed = start_bao(tmp_path / "sealed")
    sealed.ask("PUT", "sys/seal")

    with pytest.raises(SecretStoreError, match="sealed") as caught:
        read(
            "secret/crm#password",
            VAULT_ADDR=sealed.url,
            VAULT_CACERT=str(sealed.authority),
        )

    assert [int(wait) for wait in waits] == [1, 2]
    assert caught.value.exit_status == 3
