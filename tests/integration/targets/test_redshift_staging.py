"""What waits in S3 for Redshift, and what is told when something is amiss on the way."""

from __future__ import annotations

import errno
import logging
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from botocore.stub import Stubber
from deliveries import relation, shipment
from redshift import redshift_stand_in, staged_objects

from suitehouse.errors import (
    ConfigurationError,
    DiskFullError,
    SuitehouseError,
    TargetUnreachableError,
    UnfitTextError,
    WarehouseError,
)
from suitehouse.targets import _load_files
from suitehouse.targets._redshift_access import access_of
from suitehouse.targets.protocol import Column
from suitehouse.targets.redshift import RedshiftTarget

TEXTS = relation((Column("id", "VARCHAR"), Column("text", "VARCHAR")))
SECRET = "of a customer"


@pytest.fixture
def url() -> Iterator[str]:
    with redshift_stand_in() as found:
        yield found


@pytest.fixture
def target(url: str) -> Iterator[RedshiftTarget]:
    with closing(RedshiftTarget(access_of(url))) as opened:
        yield opened


def rows(count: int, text: str = "x") -> list[dict[str, Any]]:
    return [{"id": str(number), "text": text} for number in range(count)]


def test_nothing_is_left_in_s3_or_on_the_disk(
    url: str, target: RedshiftTarget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for version in ("1 run-1", "2 run-2"):
        target.deliver([shipment(rows(3), TEXTS, version=version)])
        with pytest.raises(WarehouseError, match="would hold 3 rows"):
            target.deliver([shipment(rows(3), TEXTS, held=4)])

        assert staged_objects(url) == []
        assert [each for each in tmp_path.iterdir() if each.name != "home"] == []


def test_many_files_are_one_table(
    url: str, target: RedshiftTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_load_files, "GROUP_BYTES", 1)
    monkeypatch.setattr(_load_files, "FILE_BYTES", 1)
    uploaded: list[str] = []
    put = type(target._staging).put
    monkeypatch.setattr(
        type(target._staging),
        "put",
        lambda self, path, folder: (uploaded.append(path.name), put(self, path, folder)),
    )

    target.deliver([shipment(rows(5), TEXTS)])

    assert uploaded == ["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"]
    assert target.totals(TEXTS).rows == 5
    assert staged_objects(url) == []


def test_contents_are_fetched_a_part_at_a_time(target: RedshiftTarget) -> None:
    target.deliver([shipment(rows(2_001), TEXTS)])

    found = [batch.num_rows for batch in target.contents(TEXTS)]

    assert found == [1_000, 1_000, 1]


def test_a_text_that_is_too_long_is_named_without_its_value(target: RedshiftTarget) -> None:
    longest = "ä" * 32_767 + "x"
    target.deliver([shipment(rows(1, longest), TEXTS)])

    with pytest.raises(
        UnfitTextError, match=r"column text of landing\.things has 65,536 bytes"
    ) as at:
        target.deliver([shipment(rows(1, longest + "y"), TEXTS)])

    assert "ää" not in str(at.value)
    assert target.totals(TEXTS).rows == 1


def test_a_nul_is_shown_by_its_symbol(target: RedshiftTarget) -> None:
    target.deliver([shipment(rows(1, "a\0b"), TEXTS)])

    assert target.read("select text from landing.things").to_pylist() == [{"text": "a\u2400b"}]


def test_no_log_tells_a_row_or_a_statement(
    target: RedshiftTarget, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    target.deliver([shipment(rows(1, SECRET), TEXTS)])
    assert target.read("select text from landing.things").to_pylist() == [{"text": SECRET}]

    told = [record for record in caplog.records if "redshift" in record.name]
    assert told == []
    assert SECRET not in caplog.text


def test_a_key_of_another_type_makes_the_table_anew(target: RedshiftTarget) -> None:
    target.deliver([shipment(rows(2), TEXTS)])
    numbered = relation((Column("id", "BIGINT"), Column("text", "VARCHAR")))

    target.deliver([shipment([{"id": 7, "text": "x"}], numbered)])

    assert target.read('select "id" from landing.things').to_pylist() == [{"id": 7}]


def test_a_full_disk_is_told_and_changes_nothing(
    url: str, target: RedshiftTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.deliver([shipment(rows(2), TEXTS)])

    def write(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", write)
    with pytest.raises(DiskFullError, match="TMPDIR"):
        target.deliver([shipment(rows(3), TEXTS)])

    assert target.totals(TEXTS).rows == 2
    assert staged_objects(url) == []


def test_a_missing_bucket_says_so(url: str) -> None:
    other = url.replace("staging=s3://staging-", "staging=s3://missing-")
    with closing(RedshiftTarget(access_of(other))) as target:
        with pytest.raises(ConfigurationError, match="no such bucket"):
            target.deliver([shipment(rows(1), TEXTS)])

        assert target.receipts() == {}


@pytest.mark.parametrize(
    ("code", "status", "kind", "told"),
    [
        ("AccessDenied", 403, ConfigurationError, "s3:PutObject and s3:DeleteObject on arn:aws:s3"),
        ("SlowDown", 503, TargetUnreachableError, "no time"),
        ("ExpiredToken", 400, ConfigurationError, "expired"),
    ],
)
def test_what_s3_refuses_says_what_to_allow(
    target: RedshiftTarget, code: str, status: int, kind: type[SuitehouseError], told: str
) -> None:
    stub = Stubber(target._staging._client)
    stub.add_client_error("put_object", code, SECRET, status)

    with stub, pytest.raises(kind, match=told) as caught:
        target.deliver([shipment(rows(1), TEXTS)])

    assert SECRET not in str(caught.value)


def test_what_cannot_be_removed_is_told_where_it_lies(target: RedshiftTarget) -> None:
    stub = Stubber(target._staging._client)
    stub.add_response("put_object", {})
    stub.add_response("delete_objects", {"Errors": [{"Key": "k", "Code": "AccessDenied"}]})
    target._staging._keys.append("a/key")

    with stub:
        target._staging._client.put_object(Bucket="b", Key="k")
        with pytest.raises(WarehouseError, match="Staged rows remain under s3://staging-"):
            target._staging.clear()


def test_a_server_that_does_not_answer_is_worth_another_try() -> None:
    url = "redshift://me@127.0.0.1:1/db?staging=s3://bucket/p&iam_role=r&sslmode=disable"
    told = r"redshift://127\.0\.0\.1:1/db failed"

    with (
        closing(RedshiftTarget(access_of(url))) as target,
        pytest.raises(TargetUnreachableError, match=told),
    ):
        target.receipts()


def test_no_credentials_are_told(target: RedshiftTarget, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))

        with pytest.raises(ConfigurationError, match="no AWS credentials"):
            target.deliver([shipment(rows(1), TEXTS)])
