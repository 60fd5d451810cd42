"""What Google's client meets is said in our words: what to do, whether to try again, no secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from canned_http import Canned, canned_server
from deliveries import relation, shipment
from google.auth import exceptions as auth
from google.cloud import bigquery as google
from google.oauth2.credentials import Credentials

from suitehouse.errors import ConfigurationError, TargetUnreachableError, WarehouseError
from suitehouse.targets import bigquery
from suitehouse.targets._bigquery_access import Access, access_of
from suitehouse.targets.bigquery import BigQueryTarget, open_target
from suitehouse.targets.protocol import Column

URL = "bigquery://project/crm?location=EU"
SECRET = "hunter2-hunter2-hunter2"
SIMPLE = relation((Column("id", "VARCHAR"),))


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bigquery, "_PATIENCE_SECONDS", 0.01)


def refusal(status: int, reason: str, message: str = f"of '{SECRET}'") -> Canned:
    told = {"code": status, "message": message, "errors": [{"reason": reason, "message": message}]}
    body = json.dumps({"error": told}).encode()
    return Canned(status, body, {"Content-Type": "application/json"})


@contextmanager
def answering(*answers: Canned) -> Iterator[BigQueryTarget]:
    """A target whose client is Google's own, and whose server gives these answers."""
    with canned_server(*answers) as server:

        def connect(access: Access) -> google.Client:
            return google.Client(
                project=access.place.project,
                credentials=Credentials(SECRET),  # a token alone, which cannot be renewed
                client_options={"api_endpoint": server.url},
            )

        with closing(BigQueryTarget(access_of(URL), connect)) as target:
            yield target


def fault(*answers: Canned) -> WarehouseError:
    with answering(*answers) as target, pytest.raises(WarehouseError) as caught:
        target.deliver([shipment([], SIMPLE)])
    assert SECRET not in str(caught.value)
    assert "bigquery://project/crm failed while delivering landing.things" in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (403, "rateLimitExceeded"),
        (403, "quotaExceeded"),
        (429, "rateLimitExceeded"),
        (408, "requestTimeout"),
        (500, "internalError"),
        (503, "backendError"),
        (400, "jobRateLimitExceeded"),
    ],
)
def test_quotas_and_troubles_are_worth_another_try(status: int, reason: str) -> None:
    found = fault(refusal(status, reason))

    assert isinstance(found, TargetUnreachableError)
    assert reason in str(found)


def test_another_transaction_on_the_table_is_worth_another_try() -> None:
    message = "Transaction is aborted due to concurrent update against table project:crm.x"

    assert isinstance(fault(refusal(400, "invalidQuery", message)), TargetUnreachableError)


def test_a_connection_that_breaks_is_worth_another_try() -> None:
    assert isinstance(fault(Canned(0)), TargetUnreachableError)


@pytest.mark.parametrize(
    ("permission", "told"),
    [
        (
            "bigquery.jobs.create",
            "gcloud projects add-iam-policy-binding project --member=serviceAccount:ACCOUNT "
            "--role=roles/bigquery.jobUser",
        ),
        ("bigquery.tables.create", "GRANT `roles/bigquery.dataEditor` ON SCHEMA"),
        ("bigquery.datasets.create", "bq mk --location=EU --dataset project:NAME"),
        ("bigquery.datasets.get", "`project`.crm_landing"),
    ],
)
def test_a_missing_permission_says_which_role_to_grant(permission: str, told: str) -> None:
    message = f"Access Denied: Dataset project:x: Permission {permission} denied"

    found = fault(refusal(403, "accessDenied", message))

    assert not isinstance(found, TargetUnreachableError)
    assert permission in str(found)
    assert told in str(found)


@pytest.mark.parametrize(
    ("status", "reason", "told"),
    [
        (400, "bytesBilledLimitExceeded", "maximum_bytes_billed"),
        (403, "billingNotEnabled", "billing"),
        (401, "authError", "credentials were refused"),
        (400, "invalidQuery", "invalidQuery"),
    ],
)
def test_what_else_is_refused_is_named(status: int, reason: str, told: str) -> None:
    found = fault(refusal(status, reason))

    assert not isinstance(found, TargetUnreachableError)
    assert told in str(found)


def test_rows_that_fall_short_are_told_as_of_every_target() -> None:
    message = "Query error: suitehouse would hold 3 rows of landing.things, not 4 at [5:1]"

    with answering(refusal(400, "invalidQuery", message)) as target:  # noqa: SIM117 - one is tested
        with pytest.raises(WarehouseError, match=r"would hold 3 rows of landing\.things and the "):
            target.receipts()


def test_a_dataset_in_another_location_is_named() -> None:
    body = json.dumps(
        {"datasetReference": {"projectId": "project", "datasetId": "x"}, "location": "US"}
    ).encode()
    there = Canned(200, body, {"Content-Type": "application/json"})

    with answering(there) as target, pytest.raises(ConfigurationError, match="location=EU; set it"):
        target.deliver([shipment([], SIMPLE)])


@pytest.mark.parametrize(
    ("error", "ours", "told"),
    [
        (auth.DefaultCredentialsError(SECRET), ConfigurationError, "gcloud auth"),
        (auth.RefreshError(SECRET), WarehouseError, "make a new key"),
        (auth.RefreshError(SECRET, retryable=True), TargetUnreachableError, "sign-in"),
        (auth.TransportError(SECRET), TargetUnreachableError, "no connection"),
    ],
)
def test_faults_of_signing_in(error: Exception, ours: type[Exception], told: str) -> None:
    def connect(_: Access) -> Any:
        raise error

    with pytest.raises(ours, match=told) as caught:
        BigQueryTarget(access_of(URL), connect).receipts()

    assert type(caught.value) is ours
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("bigquery://project/crm", "needs the location"),
        ("bigquery://project/crm?location=EU&password=hunter2", "not known"),
        ("bigquery:///crm?location=EU", "a project's id"),
        ("bigquery://project/a/b?location=EU", "a prefix"),
        ("bigquery://project/crm?location=EU&maximum_bytes_billed=1GB", "whole number"),
    ],
)
def test_a_url_that_says_too_little_or_too_much(url: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told) as caught:
        open_target(url)

    assert "hunter2" not in str(caught.value)


def test_a_url_in_full() -> None:
    access = access_of(f"{URL}&credentials=file:/keys/bq.json&maximum_bytes_billed=1000000000")

    assert access.place.label == "bigquery://project/crm"
    assert (access.place.dataset("ops"), access.place.location) == ("crm_ops", "EU")
    assert (access.credentials, access.maximum_bytes_billed) == (
        "file:/keys/bq.json",
        1_000_000_000,
    )


def test_what_is_no_key_of_a_service_account_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (SECRET, json.dumps({"private_key": SECRET}), json.dumps([SECRET])):
        monkeypatch.setenv("BQ_KEY", text)

        with pytest.raises(ConfigurationError, match="no service account's") as caught:
            open_target(f"{URL}&credentials=env:BQ_KEY").receipts()

        assert SECRET not in str(caught.value)
        assert caught.value.__cause__ is None


def test_a_key_in_place_of_its_reference_is_not_shown() -> None:
    target = open_target(f"{URL}&credentials={SECRET}")

    with pytest.raises(ConfigurationError, match="given by reference") as caught:
        target.receipts()

    assert SECRET not in str(caught.value) + repr(target._access)
