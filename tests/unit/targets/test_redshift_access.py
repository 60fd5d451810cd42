"""What a redshift:// URL says."""

from __future__ import annotations

from inspect import signature

import pytest
import redshift_connector

from suitehouse.errors import ConfigurationError
from suitehouse.targets._redshift_access import access_of

ROLE = "arn:aws:iam::123456789012:role/reader"
STAGED = f"staging=s3://bucket/a/b&iam_role={ROLE}"


def test_a_password_is_used_where_no_iam_is_asked_for() -> None:
    access = access_of(f"redshift://me:p%40ss@host/db?{STAGED}")

    assert (access.bucket, access.prefix, access.iam_role) == ("bucket", "a/b", ROLE)
    assert access.login == {
        "host": "host",
        "port": 5439,
        "database": "db",
        "application_name": "suitehouse",
        "ssl": True,
        "sslmode": "verify-full",
        "user": "me",
        "password": "p@ss",
    }
    assert "p@ss" not in repr(access)


def test_a_password_may_be_a_secret_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDSHIFT_WORD", "s3cr3t")

    access = access_of(f"redshift://me@host/db?{STAGED}&password=env:REDSHIFT_WORD")

    assert access.login["password"] == "s3cr3t"


def test_temporary_credentials_of_a_cluster() -> None:
    url = f"redshift://me@host/db?{STAGED}&iam=true&cluster=c1&region=eu-central-1"

    login = access_of(url).login

    assert login["iam"] is True
    assert login["is_serverless"] is False
    assert (login["cluster_identifier"], login["db_user"]) == ("c1", "me")
    assert "password" not in login


def test_a_serverless_workgroup_costs_to_ask() -> None:
    host = "wg.123456789012.eu-central-1.redshift-serverless.amazonaws.com"
    access = access_of(f"redshift://{host}/db?{STAGED}&iam=true&workgroup=wg")

    assert access.is_serverless
    assert access.login["serverless_work_group"] == "wg"
    assert not access_of(f"redshift://me@host/db?{STAGED}").is_serverless


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"redshift://me@host/db?{STAGED}&colour=red", "parameter colour"),
        (f"redshift://me@host/db?iam_role={ROLE}", "needs staging"),
        (f"redshift://me@host/db?staging=gs://bucket&iam_role={ROLE}", "needs staging"),
        ("redshift://me@host/db?staging=s3://bucket", "needs iam_role"),
        (f"redshift://me@host/?{STAGED}", "host and a database"),
        (f"redshift://me@host/db?{STAGED}&password=s3cr3t", "secret reference"),
        (f"redshift://me@host/db?{STAGED}&sslmode=prefer", "sslmode"),
    ],
)
def test_what_is_amiss_is_told_and_no_secret(url: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told) as caught:
        access_of(url).login  # noqa: B018 - read for what it raises

    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize(
    "asked",
    ["", "&iam=true&cluster=c1&region=r&profile=p", "&iam=true&workgroup=w", "&sslmode=disable"],
)
def test_the_driver_knows_what_it_is_told(asked: str) -> None:
    login = access_of(f"redshift://me:pass@host/db?{STAGED}{asked}").login

    signature(redshift_connector.connect).bind(**login)
