"""What every target promises, tried on each of them; every test runs twice over the same place,
since a second run is where stand-ins and leftovers fail."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from deliveries import NOON, TYPED, HeldRows, relation, rows, shipment
from places import Place

from suitehouse.delivery.proof import Proof, prove
from suitehouse.delivery.relations import Held
from suitehouse.errors import ConfigurationError, SuitehouseError, WarehouseError
from suitehouse.operations.progress import SilentProgress
from suitehouse.targets._sql_target import SqlTarget
from suitehouse.targets.protocol import Column, Relation, Target, Totals, View

THINGS = relation()
PLAIN = (Column("id", "VARCHAR"), Column("text", "VARCHAR"))
SIMPLE = relation(PLAIN)


def test_values_arrive_to_the_last_digit_and_microsecond(place: Place, target: Target) -> None:
    for version in ("1 run-1", "2 run-2"):
        target.deliver([shipment(place.values, THINGS, version=version)])

        assert held(place, target, THINGS) == expected(place.values, THINGS)


def test_a_receipt_tells_what_was_delivered(place: Place, target: Target) -> None:
    assert target.receipts() == {}

    sent = shipment(place.values, THINGS)
    (cost,) = target.deliver([sent])

    assert target.receipts() == {"landing.things": sent.receipt}
    assert cost.rows == len(place.values)
    assert cost.statements > 0


def test_rows_of_the_same_keys_are_replaced_and_others_stay(place: Place, target: Target) -> None:
    for _ in range(2):
        target.deliver([shipment(texts("a", "b", "c"), SIMPLE)])
        changed = [{"id": "1", "text": "B"}, {"id": "9", "text": "new"}]
        target.deliver([shipment(changed, SIMPLE, mode="merge", version="2 run-2", held=4)])

        assert texts_held(place, target) == {"0": "a", "1": "B", "2": "c", "9": "new"}
        assert target.receipts()["landing.things"].version == "2 run-2"


def test_a_merge_of_the_same_rows_changes_nothing(place: Place, target: Target) -> None:
    target.deliver([shipment(place.values, THINGS)])
    before = held(place, target, THINGS)

    for _ in range(2):
        target.deliver([shipment(place.values, THINGS, mode="merge", held=len(place.values))])

    assert held(place, target, THINGS) == before


def test_a_key_may_be_on_several_rows_as_versions_are(place: Place, target: Target) -> None:
    versions = replace(relation(PLAIN, schema="history"), columns=PLAIN)
    target.deliver([shipment([*texts("a", "b"), {"id": "0", "text": "older"}], versions)])
    newer = [{"id": "0", "text": "a"}, {"id": "0", "text": "older"}, {"id": "0", "text": "newest"}]

    target.deliver([shipment(newer, versions, mode="merge", held=4)])

    found = sorted((row["id"], row["text"]) for row in held(place, target, versions))
    assert found == [("0", "a"), ("0", "newest"), ("0", "older"), ("1", "b")]


def test_keys_of_several_columns(place: Place, target: Target) -> None:
    columns = (Column("a", "VARCHAR"), Column("b", "BIGINT"), Column("text", "VARCHAR"))
    pairs = relation(columns, key=("a", "b"))
    first = [{"a": a, "b": b, "text": "old"} for a in "xy" for b in (1, 2)]
    target.deliver([shipment(first, pairs)])

    target.deliver([shipment([{"a": "x", "b": 2, "text": "new"}], pairs, mode="merge", held=4)])

    found = {(row["a"], row["b"]): row["text"] for row in held(place, target, pairs)}
    assert found == {("x", 1): "old", ("x", 2): "new", ("y", 1): "old", ("y", 2): "old"}


def test_no_rows_at_all_make_an_empty_table(target: Target) -> None:
    for _ in range(2):
        target.deliver([shipment([], THINGS)])

        assert target.totals(THINGS) == Totals(0, 0, 0)
        assert target.receipts()["landing.things"].rows == 0


@pytest.mark.parametrize("size", [1, None])
def test_one_row_and_very_many(place: Place, target: Target, size: int | None) -> None:
    count = size or place.many_rows
    many = replace(shipment([], SIMPLE, held=count), rows=lambda: numbered(count))

    (cost,) = target.deliver([many])

    assert cost.rows == count
    assert target.totals(SIMPLE) == Totals(count, 0, count * (count - 1) // 2)


def test_what_was_there_goes_when_nothing_comes(place: Place, target: Target) -> None:
    target.deliver([shipment(place.values, THINGS)])

    target.deliver([shipment([], THINGS)])

    assert held(place, target, THINGS) == []


def test_columns_come_go_and_change_their_type(place: Place, target: Target) -> None:
    target.deliver([shipment(place.values, THINGS)])
    kept = [column for column in TYPED if column.name not in {"flag", "small"}]
    other = relation([*kept, Column("small", "BIGINT"), Column("fresh", "VARCHAR")])
    values = [{"id": "1", "small": 2**40, "fresh": "x"}, {"id": "2"}]

    for _ in range(2):
        target.deliver([shipment(values, other)])

        assert held(place, target, other) == expected(values, other)


def test_tombstones_and_digests_are_added_up_as_the_writer_does(target: Target) -> None:
    values = [
        {"id": "1", "_digest": 2**63 - 1},
        {"id": "2", "_digest": 2**63 - 2},
        {"id": "3", "_digest": -(2**63)},
        {"id": "4", "_digest": 7, "_removed_at": NOON.replace(tzinfo=None)},
    ]
    target.deliver([shipment(values, THINGS)])

    live = sum(value["_digest"] for value in values[:3])
    assert target.totals(THINGS) == Totals(4, 1, live)


def test_every_value_is_proven_and_one_that_differs_is_found(place: Place, target: Target) -> None:
    values = [*place.values, {"id": "8", "_removed_at": NOON.replace(tzinfo=None)}]
    target.deliver([shipment(values, THINGS)])

    with HeldRows(values, THINGS) as writer:
        assert proof_of(writer, target).is_equal
        for change in (
            "update landing.things set text = 'other' where id = '1'",
            "update landing.things set amount = amount - 0.000001 where id = '2'",
            "update landing.things set _removed_reason = 'x' where id = '8'",
            "delete from landing.things where id = '3'",
            "insert into landing.things (id, _digest) values ('9', 0)",
        ):
            writer.change(change)
        found = proof_of(writer, target)

    assert (found.missing, found.extra, found.different) == (1, 1, 3)


def test_what_is_not_there_has_no_totals_and_no_contents(place: Place, target: Target) -> None:
    assert target.totals(THINGS) == Totals(0, 0, 0)
    assert list(target.contents(THINGS)) == []

    with HeldRows(place.values, THINGS) as writer:
        assert proof_of(writer, target).missing == len(place.values)


def test_relations_that_go_together_arrive_together(place: Place, target: Target) -> None:
    mart = relation(PLAIN, schema="marts", name="people", key=())
    other = relation(PLAIN, schema="marts", name="accounts", key=())
    for count in (1, 2):
        pair = [shipment(texts(*"ab" * count), mart), shipment(texts(*"xyz" * count), other)]
        target.deliver(pair)

        assert len(held(place, target, mart)) == 2 * count
        assert len(held(place, target, other)) == 3 * count


def test_a_stream_that_breaks_off_leaves_all_as_it_was(place: Place, target: Target) -> None:
    target.deliver([shipment(texts("a", "b"), SIMPLE)])
    mart = relation(PLAIN, schema="marts", name="people", key=())
    broken = shipment(texts("c", "d"), SIMPLE, version="2 run-2")

    for mode in ("replace", "merge"):
        with pytest.raises((SuitehouseError, RuntimeError, OSError, pa.ArrowException)):
            target.deliver(
                [
                    shipment(texts("x"), mart),
                    replace(broken, mode=mode, rows=lambda: breaking(SIMPLE)),
                ]
            )

    assert texts_held(place, target) == {"0": "a", "1": "b"}
    # Where tables are made outside of a transaction, a receipt without a version says: unfinished.
    finished = {name for name, receipt in target.receipts().items() if receipt.version}
    assert finished == {"landing.things"}
    target.deliver([shipment(texts("x"), mart), broken])
    assert texts_held(place, target) == {"0": "c", "1": "d"}


def test_too_few_rows_are_noticed_before_they_count(place: Place, target: Target) -> None:
    target.deliver([shipment(texts("a", "b"), SIMPLE)])

    with pytest.raises(WarehouseError, match=r"would hold 1 rows of landing\.things"):
        target.deliver([shipment(texts("c"), SIMPLE, held=2)])
    with pytest.raises(WarehouseError, match=r"would hold 3 rows of landing\.things"):
        target.deliver([shipment([{"id": "9"}], SIMPLE, mode="merge", held=2)])

    assert texts_held(place, target) == {"0": "a", "1": "b"}


def test_names_that_are_words_of_sql_and_names_with_quotes(place: Place, target: Target) -> None:
    names = ["select", "order", "Group by", 'quo"te', "user", "naïve_c", "percent%s", "semi;colon"]
    if place.plain_names:
        names = [name for name in names if name.isascii() and name.isidentifier()]
    columns = (Column("id", "VARCHAR"), *(Column(name, "VARCHAR") for name in names))
    hostile = relation(columns, name="table")
    values = [{"id": "1", **{name: name for name in names}}]

    for _ in range(2):
        target.deliver([shipment(values, hostile)])
        target.deliver([shipment(values, hostile, mode="merge", held=1)])

        assert held(place, target, hostile) == expected(values, hostile)


def test_a_name_that_is_too_long_is_named(place: Place, target: Target) -> None:
    longest = place.dialect.longest_name
    long = relation((Column("id", "VARCHAR"), Column("x" * (longest + 1), "VARCHAR")))

    with pytest.raises(ConfigurationError, match="longer than"):
        target.deliver([shipment([], long)])


def test_a_table_of_somebody_else_is_left_alone(place: Place, target: Target) -> None:
    target.deliver([shipment(texts("a"), relation(PLAIN, name="others"))])
    place.make_by_hand(target, relation((PLAIN[0], Column("theirs", "VARCHAR"))))

    with pytest.raises(WarehouseError, match="did not deliver"):
        target.deliver([shipment(texts("a"), SIMPLE)])


def test_an_empty_table_of_the_same_columns_is_taken_over_and_a_filled_one_is_not(
    place: Place, target: Target
) -> None:
    """The dbt project makes empty ones where it builds in the same warehouse."""
    if not isinstance(target, SqlTarget):
        pytest.xfail("no other tool makes tables of files")
    empty, filled = relation(PLAIN, name="empty"), relation(PLAIN, name="filled")
    target.deliver([shipment(texts("a"), relation(PLAIN, name="others"))])
    for each in (empty, filled):
        place.make_by_hand(target, relation(tuple(reversed(PLAIN)), name=each.name))
    name, key = place.dialect.relation(filled), place.dialect.quote("id")
    target.run(f"insert into {name} ({key}) values ('theirs')")

    target.deliver([shipment(texts("a", "b"), empty)])

    assert [row["text"] for row in held(place, target, empty)] == ["a", "b"]
    with pytest.raises(WarehouseError, match="did not deliver"):
        target.deliver([shipment(texts("a"), filled)])


def test_what_somebody_dropped_is_not_held_and_comes_anew(place: Place, target: Target) -> None:
    other = relation(PLAIN, name="others")
    target.deliver([shipment(texts("a"), SIMPLE), shipment(texts("b"), other)])
    place.drop_by_hand(target, SIMPLE)

    with closing(place.open()) as again:
        assert set(again.receipts()) == {other.qualified}
        assert again.totals(SIMPLE).rows == 0

        again.deliver([shipment(texts("a", "b"), SIMPLE, version="2 run-2")])

        assert texts_held(place, again) == {"0": "a", "1": "b"}


def test_another_connection_goes_on_where_one_was_closed(place: Place) -> None:
    for version in ("1 run-1", "2 run-2"):
        with closing(place.open()) as target:
            target.deliver([shipment(place.values, THINGS, version=version)])
    with closing(place.open()) as target:
        assert target.receipts()["landing.things"].version == "2 run-2"
        assert target.totals(THINGS).rows == len(place.values)


def test_readers_see_all_of_the_old_or_all_of_the_new(place: Place, target: Target) -> None:
    if not place.has_readers:
        pytest.xfail("nobody may read a DuckDB file that is written; an emulator isolates nothing")
    first = relation(PLAIN, schema="marts", name="people", key=())
    second = relation(PLAIN, schema="marts", name="accounts", key=())
    target.deliver([shipment(texts(*"a" * 10), first), shipment(texts(*"a" * 10), second)])
    seen: set[tuple[int, int]] = set()
    faults: list[BaseException] = []
    is_over = threading.Event()

    def look() -> None:
        query = place.count(first, second)
        try:
            with closing(place.open()) as reader:
                while not is_over.is_set():
                    (row,) = reader.read(query).to_pylist()
                    seen.add(tuple(int(value) for value in row.values()))
        except BaseException as error:  # noqa: BLE001 - told by the test
            faults.append(error)

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for count in range(11, 21):
        many = texts(*"b" * count)
        target.deliver([shipment(many, first), shipment(many, second)])
    is_over.set()
    for reader in readers:
        reader.join()

    assert faults == []
    assert {one == other for one, other in seen} == {True}


def test_views_are_made_anew_of_what_is_there(place: Place, target: Target) -> None:
    if not place.has_views:
        pytest.xfail("files have no views")
    target.deliver([shipment(texts("a", "b"), SIMPLE)])
    receipt = replace(shipment([], SIMPLE).receipt, schema="staging", table="(views)")
    missing = View("staging", "nothing", "create view staging.nothing as select * from landing.x")

    for condition, kept in (("true", 2), ("id = '1'", 1)):
        sql = (
            "create view staging.stg_things as with landed as (select * from landing.things) "
            f'select id, "text" from landed where coalesce({condition}, false)'
        )
        target.show([View("staging", "stg_things", sql), missing], receipt)

        view = Relation("staging", "stg_things", PLAIN)
        assert len(held(place, target, view)) == kept
        assert target.receipts()["staging.(views)"].rows == 1

    assert isinstance(target, SqlTarget)
    target.run(target.dialect.drop_view(View("staging", "stg_things", "")))
    assert "staging.(views)" not in target.receipts()


def texts(*values: str) -> list[dict[str, Any]]:
    return [{"id": str(number), "text": value} for number, value in enumerate(values)]


def proof_of(writer: HeldRows, target: Target) -> Proof:
    known = Held(writer.relation, "1 run-1", 0)
    (proof,) = prove(writer, target, [known], SilentProgress())  # type: ignore[arg-type]
    assert proof.problem is None
    return proof


def held(place: Place, target: Target, of: Relation) -> list[dict[str, Any]]:
    """A relation's rows, as plain values, in the order of their keys."""
    found = [
        dict(zip((c.name for c in of.columns), row.values(), strict=True))
        for row in place.read(target, of).to_pylist()
    ]
    plain = [{c.name: plainly(row[c.name], c) for c in of.columns} for row in found]
    return sorted(plain, key=lambda row: [str(value) for value in row.values()])


def expected(values: list[dict[str, Any]] | tuple[dict[str, Any], ...], of: Relation) -> list[Any]:
    table = rows(values, of).read_all().to_pylist()
    plain = [{c.name: plainly(row[c.name], c) for c in of.columns} for row in table]
    return sorted(plain, key=lambda row: [str(value) for value in row.values()])


def plainly(value: Any, column: Column) -> Any:
    """A value of any driver as text, where drivers differ by type alone."""
    if value is None:
        return None
    if column.type.startswith("DECIMAL"):
        return f"{Decimal(str(value)).normalize():f}"
    return value.replace(tzinfo=None) if hasattr(value, "tzinfo") and value.tzinfo else value


def texts_held(place: Place, target: Target) -> dict[str, str]:
    return {row["id"]: row["text"] for row in held(place, target, SIMPLE)}


def breaking(of: Relation) -> pa.RecordBatchReader:
    whole = rows(texts("c", "d"), of).read_all()

    def batches() -> Iterator[pa.RecordBatch]:
        yield whole.to_batches()[0]
        raise OSError("the writer's disk")

    return pa.RecordBatchReader.from_batches(whole.schema, batches())


def numbered(count: int) -> pa.RecordBatchReader:
    """Rows whose digest is their number."""
    work = duckdb.connect()
    rest = ", ".join(f"null::{c.type} as {c.name}" for c in SIMPLE.columns if c.name[0] == "_")
    query = f"select n::varchar as id, 'some text' as text, {rest} from range({count}) as t(n)"
    query = query.replace("null::BIGINT as _digest", "n::bigint as _digest")
    return work.execute(query).to_arrow_reader(20_000)
