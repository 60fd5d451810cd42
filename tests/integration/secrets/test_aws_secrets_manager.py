"""`aws-sm:` on moto, which plays AWS Secrets Manager, and on answers that moto does not give."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from canned_http import Canned, canned_server
from moto import mock_aws
from telling import told_by

from suitehouse.errors import ConfigurationError, SecretStoreError, SuitehouseError
from suitehouse.operations.secret_references import resolve_secret, secret_schemes

pytestmark = pytest.mark.integration

SECRET = "s3cr3t-of-the-crm"
SESSION = "session-t0ken"
FIELDS = json.dumps({"password": SECRET, "port": 3306, "empty": ""})


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Credentials of the tests' own, and none of this machine's."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATESTS")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "access-s3cr3t")
    monkeypatch.setenv("AWS_SESSION_TOKEN", SESSION)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    monkeypatch.delenv("AWS_PROFILE", raising=False)


@pytest.fixture
def aws() -> Iterator[None]:
    """An AWS of this process: nothing leaves the machine."""
    with mock_aws():
        yield


def keep(name: str, secret: str | bytes = FIELDS) -> str:
    """Make a secret and return its ARN."""
    client = boto3.client("secretsmanager")
    kind = "SecretBinary" if isinstance(secret, bytes) else "SecretString"
    return str(client.create_secret(Name=name, **{kind: secret})["ARN"])


def fails(
    kind: type[SuitehouseError], mention: str, locator: str, waits: list[float] | None = None
) -> SuitehouseError:
    """Expect this error, which tells no secret."""
    slept: list[float] = [] if waits is None else waits
    scheme = type(secret_schemes()["aws-sm"])(sleep=slept.append)
    with pytest.raises(kind, match=mention) as caught:
        scheme.read(locator)
    told = told_by(caught.value)
    assert all(each not in told for each in (SECRET, SESSION, "access-s3cr3t"))
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.usefixtures("aws")
def test_a_secret_is_read_whole_or_by_field() -> None:
    arn = keep("suitehouse/crm")

    assert resolve_secret("aws-sm:suitehouse/crm") == FIELDS
    assert resolve_secret("aws-sm:suitehouse/crm#password") == SECRET
    assert resolve_secret(f"aws-sm:{arn}#password") == SECRET


@pytest.mark.usefixtures("aws")
def test_a_binary_secret_is_read_byte_for_byte() -> None:
    keep("masking-key", bytes(range(200, 240)))

    assert secret_schemes()["aws-sm"].read("masking-key") == bytes(range(200, 240))


@pytest.mark.usefixtures("aws")
def test_a_rotated_secret_is_read_anew() -> None:
    keep("rotated", "before")
    before = resolve_secret("aws-sm:rotated")
    boto3.client("secretsmanager").put_secret_value(SecretId="rotated", SecretString="after")

    assert (before, resolve_secret("aws-sm:rotated")) == ("before", "after")


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("locator", "fault"),
    [
        ("nothing", "no such secret .* check its name and AWS_DEFAULT_REGION"),
        ("held#user", "no such field"),
        ("held#port", "not text"),
        ("held#empty", "field is empty"),
        ("plain#password", "not a JSON object"),
        ("list#password", "not a JSON object"),
        ("gone", "scheduled for deletion"),
        ("held#", "aws-sm:NAME#FIELD"),
        ("#password", "aws-sm:NAME#FIELD"),
    ],
)
def test_what_is_not_there_is_named(locator: str, fault: str) -> None:
    keep("held")
    keep("plain", SECRET)
    keep("list", json.dumps([SECRET]))
    keep("gone", SECRET)
    boto3.client("secretsmanager").delete_secret(SecretId="gone")
    waits: list[float] = []

    error = fails(ConfigurationError, fault, locator, waits)

    assert str(error).startswith(f"aws-sm:{locator}: ")
    assert error.exit_status == 2
    assert waits == []


def test_without_credentials_the_message_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    fails(ConfigurationError, "NoCredentialsError.*AWS_ACCESS_KEY_ID", "crm")


def test_a_profile_that_is_not_there_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")

    fails(ConfigurationError, "ProfileNotFound", "crm")


def test_without_a_region_the_message_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")

    fails(ConfigurationError, "AWS_DEFAULT_REGION", "crm")


def test_without_boto3_the_message_says_how_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "suitehouse.operations.secrets._aws", raising=False)
    monkeypatch.setitem(sys.modules, "boto3", None)

    fails(ConfigurationError, r"pip install 'suitehouse\[aws\]'", "crm")


def refusal(code: str, status: int = 400, message: str = "no") -> Canned:
    """An error as the service's JSON protocol has it."""
    body = json.dumps({"__type": code, "message": message}).encode()
    return Canned(status, body, {"Content-Type": "application/x-amz-json-1.1"})


VALUE = Canned(
    200,
    json.dumps({"Name": "crm", "SecretString": SECRET}).encode(),
    {"Content-Type": "application/x-amz-json-1.1"},
)


@pytest.mark.parametrize(
    ("code", "mention"),
    [
        ("AccessDeniedException", "secretsmanager:GetSecretValue"),
        ("DecryptionFailure", "kms:Decrypt"),
        ("ExpiredTokenException", "renew them"),
        ("UnrecognizedClientException", "renew them"),
        ("ValidationException", "name of a secret"),
        ("SomethingNewException", "SomethingNewException"),
    ],
)
def test_a_refusal_is_final(monkeypatch: pytest.MonkeyPatch, code: str, mention: str) -> None:
    with canned_server(refusal(code)) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", service.url)
        error = fails(ConfigurationError, mention, "crm")

    assert len(service.asked) == 1
    assert error.exit_status == 2


def test_the_services_own_text_is_repeated_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    said = f"The Canonical String should have been … x-amz-security-token:{SESSION}"

    with canned_server(refusal("InvalidSignatureException", 403, said)) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", service.url)
        fails(ConfigurationError, "InvalidSignatureException", "crm")


@pytest.mark.parametrize(
    "passing", [refusal("ThrottlingException"), refusal("InternalServiceError", 500), Canned(0)]
)
def test_a_fault_that_stays_ends_after_three_tries(
    monkeypatch: pytest.MonkeyPatch, passing: Canned
) -> None:
    waits: list[float] = []

    with canned_server(passing) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", service.url)
        error = fails(SecretStoreError, "AWS Secrets Manager", "crm", waits)

    assert len(service.asked) == 3
    assert [int(wait) for wait in waits] == [1, 2]
    assert error.exit_status == 3


def test_no_service_ends_after_three_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    with canned_server(VALUE) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", service.url)

    fails(SecretStoreError, "EndpointConnectionError", "crm", waits)

    assert len(waits) == 2


def test_debugging_logs_show_neither_secret_nor_session(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "botocore")

    with canned_server(VALUE) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", service.url)
        assert resolve_secret("aws-sm:crm") == SECRET

    assert SECRET not in caplog.text
    assert SESSION not in caplog.text
