"""Passwords and TLS as libpq has them: from the URL, from .pgpass, verified or refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from postgres import private_server

from suitehouse.errors import WarehouseError
from suitehouse.targets.opening import open_target

_PASSWORD = "s3cret/w@rd"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server that wants a password and speaks TLS; the URL names none."""
    with private_server(_PASSWORD, with_tls=True) as url:
        yield url


def answers(url: str) -> bool:
    with closing(open_target(url)) as target:
        return target.receipts() == {}


def test_a_password_in_the_url_is_percent_encoded(server: str) -> None:
    assert answers(server.replace("postgres@", "postgres:s3cret%2Fw%40rd@"))


def test_a_password_file_is_read_as_by_psql(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pgpass"
    file.write_text(f"127.0.0.1:{urlsplit(server).port}:*:postgres:{_PASSWORD}\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))

    assert answers(server)


def test_a_wrong_password_is_named_and_not_told(server: str) -> None:
    with pytest.raises(WarehouseError, match="password was refused") as caught:
        answers(server.replace("postgres@", "postgres:wr0ng@"))

    assert "wr0ng" not in str(caught.value)


def test_tls_is_verified_where_it_is_asked_for(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", _PASSWORD)
    (folder,) = {path.parent for path in Path("/tmp").glob("suitehouse-postgres-*/server.crt")}
    certificate = tmp_path / "ca.pem"
    certificate.write_bytes((folder / "server.crt").read_bytes())

    assert answers(f"{server}?sslmode=verify-full&sslrootcert={certificate}")
    with pytest.raises(WarehouseError, match="sslrootcert"):
        answers(f"{server}?sslmode=verify-full&sslrootcert={tmp_path / 'missing.pem'}")
