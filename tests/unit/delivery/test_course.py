"""A target is asked only where there is something to bring, tried again where it broke off, and a
table that it refuses does not keep the others from theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from deliveries import relation

from suitehouse.delivery.course import Order, TargetCourse
from suitehouse.delivery.plan import Supplier
from suitehouse.delivery.relations import Held
from suitehouse.delivery.report import one_each
from suitehouse.delivery.states import LoadMark
from suitehouse.errors import KeyMaterialError, TargetUnreachableError, WarehouseError
from suitehouse.operations.progress import SilentProgress
from suitehouse.targets.protocol import Column, Cost, Receipt, Relation, Shipment, Totals, View
from suitehouse.warehouses._deliveries import Delivery

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLAIN = (Column("id", "VARCHAR"),)
SUPPLIER = Supplier("writer", "0a1b2c3d")


@dataclass
class FakeTarget:
    """Takes shipments into a dictionary of receipts; `faults` are raised one after the other."""

    costs_to_ask: bool = False
    label: str = "fake://there"
    held: dict[str, Receipt] = field(default_factory=dict)
    faults: list[Exception] = field(default_factory=list)
    refuses: str = ""
    busy: Sequence[str] = ()
    asked: int = 0
    shown: int = 0
    transactions: list[tuple[str, ...]] = field(default_factory=list)

    def receipts(self) -> Mapping[str, Receipt]:
        self.asked += 1
        return dict(self.held)

    def deliver(self, shipments: Sequence[Shipment]) -> tuple[Cost, ...]:
        if self.faults:
            raise self.faults.pop(0)
        names = tuple(each.relation.qualified for each in shipments)
        if set(self.busy) & set(names):
            raise TargetUnreachableError("busy")
        if self.refuses in names:
            raise WarehouseError("refused")
        self.transactions.append(names)
        self.held |= {each.receipt.relation: each.receipt for each in shipments}
        return tuple(Cost(each.receipt.rows, 1, 10) for each in shipments)

    def show(self, views: Sequence[View], receipt: Receipt) -> None:  # noqa: ARG002 - as a target
        self.shown += 1
        self.held[receipt.relation] = receipt

    def totals(self, relation: Relation) -> Totals:
        raise NotImplementedError

    def read(self, sql: str) -> pa.Table:
        raise NotImplementedError

    def contents(self, relation: Relation) -> Iterator[pa.RecordBatch]:
        raise NotImplementedError

    def close(self) -> None:
        pass


@dataclass
class FakeWriter:
    """A writer that remembers what was noted."""

    noted: list[Delivery] = field(default_factory=list)

    def last_deliveries(self) -> Mapping[tuple[str, str], Delivery]:
        return {(each.target, each.relation): each for each in self.noted}

    def note_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        self.noted.extend(deliveries)

    def key_rotations(self) -> tuple[Any, ...]:
        return ()

    def stream(self, sql: str) -> pa.RecordBatchReader:
        raise NotImplementedError


def held(schema: str, name: str, version: str = "1 run-1") -> Held:
    of = relation(PLAIN, schema=schema, name=name)
    return Held(of, version, 3, lambda _: (LoadMark("run-1", rewrites=True),))


THINGS, VERSIONS, LEDGER = held("landing", "b"), held("history", "b"), held("ops", "runs")
OTHER = held("landing", "a")


def bring(
    target: FakeTarget,
    writer: FakeWriter,
    *what: Held,
    waits: list[float] | None = None,
    at: datetime = NOON,
    views: Sequence[View] = (),
) -> Any:
    sleep = (waits if waits is not None else []).append
    order = Order("run-1", lambda: at, SilentProgress(), sleep=sleep)
    return TargetCourse(target.label, lambda: target, writer, SUPPLIER, order).bring(  # type: ignore[arg-type]
        what, views=views
    )


def test_a_table_goes_with_its_history_and_the_ledger_last() -> None:
    target = FakeTarget()

    bring(target, FakeWriter(), LEDGER, VERSIONS, THINGS, OTHER)

    assert [sorted(names) for names in target.transactions] == [
        ["landing.a"],
        ["history.b", "landing.b"],
        ["ops.runs"],
    ]


def test_what_costs_to_ask_is_not_asked_where_all_is_there() -> None:
    target, writer = FakeTarget(costs_to_ask=True), FakeWriter()
    bring(target, writer, THINGS, LEDGER)
    asked = target.asked

    newer = held("ops", "runs", version="2 other")
    report = bring(target, writer, THINGS, newer)

    assert target.asked == asked
    assert not report.was_asked
    bring(target, writer, held("landing", "b", "9 run-9"), newer)
    assert target.transactions[-1] == ("ops.runs",)


def test_what_costs_nothing_to_ask_is_asked_whether_all_is_still_there() -> None:
    target, writer = FakeTarget(), FakeWriter()
    bring(target, writer, THINGS)
    target.held.clear()

    report = bring(target, writer, THINGS)

    assert report.was_asked
    assert len(report.deliveries) == 1


def test_views_are_made_anew_once_more_tables_are_there_to_be_read() -> None:
    target, writer = FakeTarget(), FakeWriter()
    views = [View("staging", "a", "create view staging.a as from landing.a")]

    bring(target, writer, THINGS, views=views)
    bring(target, writer, THINGS, views=views)
    assert target.shown == 1

    bring(target, writer, THINGS, OTHER, views=views)
    assert target.shown == 2


def test_a_broken_connection_is_tried_again_from_where_it_was() -> None:
    target, waits = FakeTarget(), []
    bring(target, FakeWriter(), OTHER)
    target.faults = [TargetUnreachableError("away")] * 2

    report = bring(target, FakeWriter(), OTHER, THINGS, waits=waits)

    assert len(waits) == 2
    assert [each.relation for each in report.deliveries] == ["landing.b"]
    assert report.unchanged == 1


def test_clocks_decide_nothing() -> None:
    """A receipt from the future, as after a clock was set back, is as good as any."""
    target, writer = FakeTarget(), FakeWriter()
    bring(target, writer, THINGS, at=NOON + timedelta(days=400))

    same = bring(target, writer, THINGS)
    newer = bring(target, writer, held("landing", "b", "9 run-9"), at=NOON - timedelta(days=400))

    assert same.deliveries == []
    assert [each.relation for each in newer.deliveries] == ["landing.b"]


def test_it_is_given_up_after_some_tries() -> None:
    target = FakeTarget(faults=[TargetUnreachableError("away")] * 9)

    with pytest.raises(TargetUnreachableError):
        bring(target, FakeWriter(), THINGS)

    assert target.asked == 4


def test_faults_that_were_got_over_do_not_add_up() -> None:
    class OnceBusy(FakeTarget):
        """Too busy for each table once, as where a quota is for each ten seconds."""

        def deliver(self, shipments: Sequence[Shipment]) -> tuple[Cost, ...]:
            name = shipments[-1].relation.name
            self.busy, was = (f"landing.{name}",), self.busy
            if self.busy != was:
                raise TargetUnreachableError("busy")
            self.busy = ()
            return super().deliver(shipments)

    target, tables = OnceBusy(), [held("landing", f"t{number}") for number in range(6)]

    report = bring(target, FakeWriter(), *tables)

    assert len(report.deliveries) == 6
    assert report.failures == {}


def test_a_table_that_the_target_stays_too_busy_for_leaves_the_others_alone() -> None:
    target, waits = FakeTarget(busy=["landing.a"]), []

    report = bring(target, FakeWriter(), OTHER, THINGS, LEDGER, waits=waits)

    assert set(report.failures) == {"landing.a"}
    assert [each.relation for each in report.deliveries] == ["landing.b", "ops.runs"]
    assert len(waits) == 3


def test_where_two_tables_in_a_row_fail_no_other_is_tried() -> None:
    target = FakeTarget(busy=["landing.a", "landing.b"])

    with pytest.raises(TargetUnreachableError, match="busy"):
        bring(target, FakeWriter(), OTHER, THINGS, LEDGER)

    assert target.transactions == []
    assert target.asked == 8


def test_a_table_that_is_refused_leaves_the_others_alone() -> None:
    target = FakeTarget(refuses="landing.a")

    report = bring(target, FakeWriter(), OTHER, THINGS)

    assert set(report.failures) == {"landing.a"}
    assert [each.relation for each in report.deliveries] == ["landing.b"]


def test_tokens_of_two_keys_do_not_come_to_lie_together() -> None:
    target = FakeTarget()
    bring(target, FakeWriter(), THINGS)
    receipt = target.held["landing.b"]
    target.held["landing.b"] = Receipt(
        **{name: getattr(receipt, name) for name in receipt.__slots__} | {"key_id": "ffffffff"}
    )

    with pytest.raises(KeyMaterialError, match="ffffffff"):
        bring(target, FakeWriter(), THINGS)


def test_views_of_a_former_key_are_in_nobodys_way() -> None:
    """They are made anew only where they read otherwise, and a lost writer forgets former keys."""
    target = FakeTarget()
    views = [View("staging", "a", "create view staging.a as from landing.a")]
    bring(target, FakeWriter(), THINGS, views=views)
    (made,) = (name for name in target.held if name.startswith("staging"))
    target.held[made] = replace(target.held[made], key_id="ffffffff")

    report = bring(target, FakeWriter(), THINGS, views=views)

    assert report.was_asked


def test_the_report_says_how_much_it_was() -> None:
    target = FakeTarget()

    report = bring(target, FakeWriter(), THINGS, OTHER)

    assert report.line.startswith("fake://there: 6 rows of 2 tables in ")
    again = bring(target, FakeWriter(), THINGS, OTHER)
    assert again.line == "fake://there: nothing to bring, 2 tables there already"


def test_a_targets_parts_are_one_line_that_tells_what_the_run_brought_before() -> None:
    target, writer = FakeTarget(), FakeWriter()
    earlier = bring(target, writer, THINGS).deliveries
    parts = [bring(target, writer, THINGS, OTHER), bring(target, writer, LEDGER)]

    (report,) = one_each(parts)
    told = report.with_earlier(earlier)

    assert (report.sent_rows, report.unchanged) == (6, 1)
    assert report.line.endswith("MB), 1 more there already")
    assert told.line.endswith("MB)")
    assert (told.sent_rows, told.unchanged) == (9, 0)
    assert "9 rows of 3 tables" in told.line
    assert told.with_earlier(earlier).sent_rows == 9
