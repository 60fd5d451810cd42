"""Deliveries put together from settings, for the console script and for Dagster."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from typing import Final

from suitehouse.capturing.selection import chosen_contracts
from suitehouse.contracts.model import load_contracts
from suitehouse.delivery.course import Order, TargetCourse
from suitehouse.delivery.plan import Supplier
from suitehouse.delivery.proof import prove, with_proof
from suitehouse.delivery.relations import (
    LANDED,
    LEDGER,
    MODELLED,
    Writer,
    held_relations,
    held_views,
)
from suitehouse.delivery.report import Deliveries, TargetReport, one_each
from suitehouse.errors import ConfigurationError, SuitehouseError, WarehouseError
from suitehouse.operations.clock import Clock, system_clock
from suitehouse.operations.progress import Progress
from suitehouse.settings import Settings
from suitehouse.targets.opening import (
    check_reference,
    duckdb_file,
    known_schemes,
    open_target,
)
from suitehouse.verify import TableVerdict
from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses.opening import open_configured, open_file, target_urls, writer_path

_ROWS: Final = (*LANDED, *LEDGER)
# What is amiss with one table is often so with all; progress names each that failed.
_TOLD: Final = 3


def deliver_configured(
    settings: Settings, writer: Writer, order: Order, *, tables: Collection[str] = ()
) -> Deliveries:
    """Bring what has landed to every target of the settings; the caller holds the writer's lock.

    A target that fails does not keep the others from theirs.

    Raises:
        SuitehouseError: What failed, after all were tried; a rerun goes on from there.
    """
    if not target_urls(settings):
        return ()
    held = held_relations(writer, load_contracts(), _ROWS, tables)
    return _each_target(settings, order, writer, lambda course: course.bring(held))


@contextmanager
def delivered_in_any_case(settings: Settings, writer: Writer, order: Order) -> Iterator[None]:
    """Bring what has landed also where the work in the block fails: of one table, it may be.

    The work's own error is raised; a target that fails as well is for the next time.
    """
    try:
        yield
    except SuitehouseError:
        with suppress(SuitehouseError):
            deliver_configured(settings, writer, order)
        raise


def deliver_models(settings: Settings, writer: Writer, order: Order) -> Deliveries:
    """Bring the models that analysts have, out of the published copy, to every target.

    Raises:
        SuitehouseError: As `deliver_configured`.
    """
    published = settings.published_path
    if not target_urls(settings) or not published.exists():
        return ()
    key = FileKey.from_setting(settings.warehouse_key)
    with closing(open_file(published, access="read", key=key)) as copy:
        held, views = held_relations(copy, {}, MODELLED), held_views(copy)
        return _each_target(
            settings, order, writer, lambda course: course.bring(held, rows=copy, views=views)
        )


def _each_target(
    settings: Settings,
    order: Order,
    writer: Writer,
    bring: Callable[[TargetCourse], TargetReport],
) -> Deliveries:
    supplier = _supplier(writer)
    if supplier is None:
        return ()  # nothing was captured yet
    reports: list[TargetReport] = []
    failures: list[SuitehouseError] = []
    for reference in target_urls(settings):
        try:
            label = check_reference(reference)
            course = TargetCourse(label, partial(open_target, reference), writer, supplier, order)
            reports.append(bring(course))
            failures.extend(reports[-1].failures.values())
        except SuitehouseError as error:
            failures.append(error)
    if failures:
        raise joined(failures)
    return reports


def heal_targets(
    settings: Settings, writer: Writer, order: Order, tables: Collection[str]
) -> Deliveries:
    """Bring what has landed, prove tables and their history, and send anew what differs there.

    Raises:
        SuitehouseError: As `deliver_configured`.
    """
    if not target_urls(settings):
        return ()
    every = held_relations(writer, load_contracts(), _ROWS)
    swept = [
        each for each in every if each.relation.schema in LANDED and each.relation.name in tables
    ]

    def heal(course: TargetCourse) -> TargetReport:
        report = course.bring(every)
        with closing(course.open()) as target:
            proofs = prove(writer, target, swept, order.progress)
        unequal = {proof.table for proof in proofs if not proof.is_equal}
        due = [each for each in swept if each.relation.name in unequal]
        return course.bring_anew(due) if due else report

    return _each_target(settings, order, writer, heal)


def deliver_alone(
    settings: Settings,
    progress: Progress,
    *,
    tables: Sequence[str] = (),
    anew: bool = False,
    run_id: str,
    clock: Clock = system_clock,
) -> Deliveries:
    """Bring landing, history and models without reading the CRM; the caller holds the lock.

    Raises:
        SuitehouseError: As `deliver_configured`; no target is set, or nothing was captured yet.
    """
    if not target_urls(settings):
        raise ConfigurationError(
            "SUITEHOUSE_WAREHOUSE_URL names no warehouse to deliver to; set it to a URL such as "
            f"{', '.join(f'{scheme}://' for scheme in known_schemes())}."
        )
    check_targets(settings)
    chosen_contracts(load_contracts(), tables)
    order = Order(run_id, clock, progress, anew=anew)
    return deliver_all(settings, order, tables=tables)


def deliver_all(settings: Settings, order: Order, *, tables: Sequence[str] = ()) -> Deliveries:
    """Open the writer and bring what has landed and the models; the caller holds the lock.

    A report a target tells all that this run brought, also what its pass did before.

    Raises:
        SuitehouseError: As `deliver_configured`; the writer cannot be opened.
    """
    if not target_urls(settings):
        return ()
    with closing(open_configured(settings, access="write")) as writer:
        known = writer.last_deliveries().values()
        earlier = [each for each in known if each.run_id == order.run_id]
        landed = deliver_configured(settings, writer, order, tables=tables)
        models = deliver_models(settings, writer, order)
    return [
        report.with_earlier(each for each in earlier if each.target == report.target)
        for report in one_each([*landed, *models])
    ]


def check_targets(settings: Settings) -> None:
    """Make sure that every target of the settings can be spoken to, before anything is read.

    Raises:
        ConfigurationError: Nothing reads a URL's scheme, its secret is not there, or it names a
            file of ours.
    """
    own = {path.resolve() for path in (writer_path(settings), settings.published_path)}
    for reference in target_urls(settings):
        label = check_reference(reference)
        file = duckdb_file(reference)
        if file is not None and file.resolve() in own:
            raise ConfigurationError(
                f"{label} is our own file, from which the others are supplied; leave it out of "
                "SUITEHOUSE_WAREHOUSE_URL, or name another file."
            )


def target_labels(settings: Settings) -> tuple[str, ...]:
    """Return what the targets of the settings are called.

    Raises:
        ConfigurationError: As `check_targets`.
    """
    return tuple(check_reference(reference) for reference in target_urls(settings))


def verified(
    settings: Settings, writer: Writer, verdicts: Sequence[TableVerdict], progress: Progress
) -> tuple[TableVerdict, ...]:
    """Return verdicts that hold for every target of the settings too.

    Raises:
        SuitehouseError: A target cannot be opened or read.
    """
    if not target_urls(settings):
        return tuple(verdicts)
    found = list(verdicts)
    held = held_relations(writer, load_contracts(), LANDED, [v.table for v in verdicts])
    for reference in target_urls(settings):
        with closing(open_target(reference)) as target:
            progress.say(f"comparing every value with {target.label}")
            proofs = {proof.table: proof for proof in prove(writer, target, held, progress)}
            found = [
                with_proof(verdict, proofs[verdict.table], target.label)
                if verdict.table in proofs
                else verdict
                for verdict in found
            ]
    return tuple(found)


def _supplier(writer: Writer) -> Supplier | None:
    known = writer.known_key()
    if known is None:
        return None
    return Supplier(f"{known.key_id} {known.since.isoformat()}", known.key_id)


def joined(failures: Sequence[SuitehouseError]) -> SuitehouseError:
    """Return several faults as one: each told once, and a few of many."""
    told = {str(error): error for error in failures}
    if len(told) == 1:
        return failures[0]
    more = f" And {len(told) - _TOLD} more failed." if len(told) > _TOLD else ""
    return WarehouseError(" ".join(list(told)[:_TOLD]) + more)
