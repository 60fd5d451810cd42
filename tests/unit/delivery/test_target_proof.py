"""Proving a target: what is missing, extra and different, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from deliveries import NOON, HeldRows, relation, shipment

from suitehouse.delivery.proof import Proof, prove, with_proof
from suitehouse.delivery.relations import Held
from suitehouse.errors import TargetUnreachableError, WarehouseError
from suitehouse.operations.progress import SilentProgress
from suitehouse.targets.duckdb import DuckDbTarget
from suitehouse.targets.protocol import Column, Relation
from suitehouse.verify import TableVerdict

PLAIN = (Column("id", "VARCHAR"), Column("text", "VARCHAR"))
LANDING = relation(PLAIN)
HISTORY = relation(PLAIN, schema="history")
ROWS = [{"id": "1", "text": "a"}, {"id": "2", "text": "b"}, {"id": "3", "text": "c"}]


@pytest.fixture
def target(tmp_path: Path) -> Iterator[DuckDbTarget]:
    with closing(DuckDbTarget(f"duckdb:///{tmp_path}/target.duckdb")) as target:
        yield target


def proof(writer: HeldRows, target: DuckDbTarget, of: Relation | None = None) -> Proof:
    held = Held(of or writer.relation, "1 run-1", len(ROWS))
    (found,) = prove(writer, target, [held], SilentProgress())  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("of", [LANDING, HISTORY])
def test_a_value_that_somebody_changed_is_different(target: DuckDbTarget, of: Relation) -> None:
    target.deliver([shipment(ROWS, of)])
    with HeldRows(ROWS, of) as writer:
        assert proof(writer, target).is_equal
        target.execute(f"update {of.qualified} set text = 'x' where id <> '3'")

        assert proof(writer, target).different == 2


def test_a_tombstone_that_is_alive_there_is_different(target: DuckDbTarget) -> None:
    gone = {"id": "4", "text": "d", "_removed_at": NOON.replace(tzinfo=None)}
    target.deliver([shipment([*ROWS, gone], LANDING)])
    target.execute("update landing.things set _removed_at = null")
    with HeldRows([*ROWS, gone], LANDING) as writer:
        found = proof(writer, target)

    assert (found.missing, found.extra, found.different, found.live_rows) == (0, 0, 1, 4)


def test_versions_that_are_amiss_count_with_their_table(target: DuckDbTarget) -> None:
    versions = [*ROWS, {"id": "1", "text": "older"}]
    target.deliver([shipment(ROWS, LANDING), shipment(versions, HISTORY)])
    target.execute("delete from history.things where text = 'older'")
    with HeldRows(ROWS, LANDING) as writer:
        writer.add(versions, HISTORY)
        held = [Held(each, "1 run-1", 0) for each in (HISTORY, LANDING)]
        (found,) = prove(writer, target, held, SilentProgress())  # type: ignore[arg-type]

    assert (found.table, found.different, found.missing, found.live_rows) == ("things", 1, 0, 3)


def test_rows_without_a_key_are_missing_and_extra(target: DuckDbTarget) -> None:
    keyless = relation(PLAIN, key=())
    target.deliver([shipment(ROWS, keyless)])
    target.execute("update landing.things set text = 'x' where id = '1'")
    with HeldRows(ROWS, keyless) as writer:
        found = proof(writer, target)

    assert (found.missing, found.extra, found.different) == (1, 1, 0)


def test_the_symbol_of_a_nul_is_no_difference(target: DuckDbTarget) -> None:
    target.deliver([shipment([{"id": "1", "text": "a\u2400b", "_digest": 1}], LANDING)])
    with HeldRows([{"id": "1", "text": "a\0b", "_digest": 1}], LANDING) as writer:
        assert proof(writer, target).is_equal


def test_a_column_that_was_not_delivered_yet_makes_every_row_different(
    target: DuckDbTarget,
) -> None:
    target.deliver([shipment(ROWS, LANDING)])
    wider = relation((*PLAIN, Column("more", "VARCHAR")))
    with HeldRows([*ROWS, {"id": "4"}], wider) as writer:
        found = proof(writer, target)

    assert (found.missing, found.different, found.problem) == (1, 3, None)


def test_a_table_that_cannot_be_read_says_why_and_is_unknown(target: DuckDbTarget) -> None:
    target.deliver([shipment(ROWS, LANDING)])
    target.execute("alter table landing.things drop column text")
    with HeldRows(ROWS, LANDING) as writer:
        found = proof(writer, target)

    assert isinstance(found.problem, WarehouseError)
    verdict = with_proof(TableVerdict("things", 3, 3, 0, 0, 0), found, "duckdb:///there")
    assert (verdict.verdict, verdict.target) == ("unknown", "duckdb:///there")


def test_a_target_that_goes_away_ends_the_proof(
    target: DuckDbTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.deliver([shipment(ROWS, LANDING)])

    def away(_: Relation) -> None:
        raise TargetUnreachableError("gone")

    monkeypatch.setattr(target, "contents", away)
    with HeldRows(ROWS, LANDING) as writer, pytest.raises(TargetUnreachableError):
        proof(writer, target)
