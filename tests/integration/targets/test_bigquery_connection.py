"""A connection to BigQuery that breaks at any step leaves all of the old rows or all of the new."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from bigquery_emulator import emulated_client, emulator
from cutting import CuttingProxy, cutting_proxy
from deliveries import relation, shipment

from suitehouse.errors import TargetUnreachableError
from suitehouse.targets import bigquery
from suitehouse.targets._bigquery_access import Access, access_of
from suitehouse.targets.bigquery import BigQueryTarget
from suitehouse.targets.protocol import Column

SIMPLE = relation((Column("id", "VARCHAR"), Column("text", "VARCHAR")))
MANY = [{"id": str(number), "text": "x" * 500} for number in range(100)]
STEPS = [b"create or replace table", b"PAR1", b"merge into", b"drop table"]


@pytest.fixture
def url() -> str:
    return f"bigquery://emulated/t{uuid.uuid4().hex[:12]}?location=US"


@contextmanager
def through_a_proxy(url: str) -> Iterator[tuple[CuttingProxy, BigQueryTarget]]:
    server = urlsplit(emulator())
    with cutting_proxy(server.hostname or "", server.port or 0) as proxy:

        def connect(access: Access) -> Any:
            return emulated_client(access, f"http://127.0.0.1:{proxy.port}")

        with closing(BigQueryTarget(access_of(url), connect)) as target:
            yield proxy, target


@pytest.mark.parametrize("word", STEPS)
def test_one_break_is_got_over_by_googles_client(url: str, word: bytes) -> None:
    with through_a_proxy(url) as (proxy, target):
        target.deliver([shipment(MANY[:10], SIMPLE)])
        proxy.at_word = word

        target.deliver([shipment(MANY[5:20], SIMPLE, mode="merge", version="2", held=20)])

        assert proxy.cuts == 1
        assert target.totals(SIMPLE).rows == 20
        assert target.receipts()["landing.things"].version == "2"


def test_a_break_that_stays_changes_nothing_and_is_worth_another_try(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bigquery, "_PATIENCE_SECONDS", 0.5)
    again = shipment(MANY[5:20], SIMPLE, mode="merge", version="2", held=20)
    with closing(BigQueryTarget(access_of(url), emulated_client)) as direct:
        direct.deliver([shipment(MANY[:10], SIMPLE)])
        with through_a_proxy(url) as (proxy, target):
            target.receipts()
            proxy.close()

            with pytest.raises(TargetUnreachableError, match="no connection"):
                target.deliver([again])

        assert direct.totals(SIMPLE).rows == 10
        assert direct.receipts()["landing.things"].version == "1 run-1"
        direct.deliver([again])
        assert direct.totals(SIMPLE).rows == 20
