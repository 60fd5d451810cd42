"""A session of Snowflake that breaks at any statement leaves all of the old rows or all of the new,
and another try brings the rest."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import snowflake.connector as driver
from deliveries import relation, shipment
from snowflake_emulator import emulated_connect

from suitehouse.errors import TargetUnreachableError
from suitehouse.targets._snowflake_access import access_of
from suitehouse.targets.protocol import Column, Shipment
from suitehouse.targets.snowflake import SnowflakeTarget

PLAIN = (Column("id", "VARCHAR"), Column("text", "VARCHAR"))
OLD = [{"id": str(number), "text": "old"} for number in range(4)]
NEW = [{"id": str(number), "text": "new"} for number in range(2, 8)]
SIMPLE = relation((*PLAIN, Column("gone", "BIGINT")))
OTHER = relation((*PLAIN, Column("more", "BIGINT")))
WAYS: dict[str, Callable[[], Shipment]] = {
    "merge": lambda: shipment(NEW, SIMPLE, mode="merge", version="2", held=8),
    "replace": lambda: shipment(NEW, SIMPLE, version="2", held=6),
    "reshape": lambda: shipment(NEW, OTHER, version="2", held=6),
}


class Breaking:
    """Connects to the emulator, and breaks for good at a statement of the first session."""

    def __init__(self, at: int) -> None:
        self._left = at
        self.sessions = 0

    def __call__(self, **login: Any) -> Any:
        session = emulated_connect(**login)
        self.sessions += 1
        if self.sessions == 1:
            make = session.cursor
            session.cursor = lambda: _Breaking(make(), self._count)  # type: ignore[method-assign, assignment, return-value, arg-type]
        return session

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise driver.OperationalError(msg="it broke", errno=250003)


class _Breaking:
    def __init__(self, cursor: Any, count: Callable[[], None]) -> None:
        self._cursor, self._count = cursor, count

    def __enter__(self) -> _Breaking:
        return self

    def __exit__(self, *fault: object) -> None:
        self._cursor.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, sql: str) -> None:
        self._count()
        self._cursor.execute(sql)


@pytest.fixture
def url() -> str:
    return f"snowflake://me:secret@emulated/t{uuid.uuid4().hex[:12]}"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("temporary")
@pytest.mark.parametrize("way", WAYS)
def test_old_or_new_at_every_statement(url: str, way: str) -> None:
    at, broken = 0, True
    while broken:
        with closing(SnowflakeTarget(access_of(url), emulated_connect)) as before:
            before.deliver([shipment(OLD, SIMPLE)])
        sessions = Breaking(at)
        with closing(SnowflakeTarget(access_of(url), sessions)) as target:
            try:
                target.deliver([WAYS[way]()])
                broken = False
            except TargetUnreachableError:
                at += 1
        with closing(SnowflakeTarget(access_of(url), emulated_connect)) as after:
            version = after.receipts()["landing.things"].version
            table = after.dialect.relation(SIMPLE)
            texts = sorted(row[0] for row in after.rows(f'select "TEXT" from {table}'))
            kept = ["old"] * 2 if way == "merge" else []
            assert texts == (["old"] * 4 if version == "1 run-1" else ["new"] * 6 + kept)
            assert after.deliver([WAYS[way]()])[0].rows == 6
            assert after.totals(SIMPLE).rows == (8 if way == "merge" else 6)
    assert at > 10


@pytest.mark.usefixtures("temporary")
def test_a_first_fill_that_breaks_anywhere_is_gone_on_with() -> None:
    for at in range(0, 30, 3):
        url = f"snowflake://me:secret@emulated/t{uuid.uuid4().hex[:12]}"
        with closing(SnowflakeTarget(access_of(url), Breaking(at))) as target:
            try:
                target.deliver([shipment(OLD, SIMPLE)])
            except TargetUnreachableError:
                with closing(SnowflakeTarget(access_of(url), emulated_connect)) as again:
                    assert again.totals(SIMPLE).rows == 0
                    again.deliver([shipment(OLD, SIMPLE)])
        with closing(SnowflakeTarget(access_of(url), emulated_connect)) as after:
            assert after.totals(SIMPLE).rows == 4
