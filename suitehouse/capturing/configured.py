"""A pass or a comparison put together from settings, for the console script and for Dagster.

The source may be the demo's private server, which then runs for the length of the call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from suitehouse.capture import PassReport, capture
from suitehouse.capturing.course import SnapshotOpener
from suitehouse.capturing.quarantine import Entry, Replay, keys_to_ask, open_entries
from suitehouse.capturing.selection import chosen_contracts
from suitehouse.contracts.model import load_contracts
from suitehouse.delivery.configured import (
    check_targets,
    deliver_configured,
    delivered_in_any_case,
    verified,
)
from suitehouse.delivery.course import Order
from suitehouse.demo.fallback import masking_reference, source_url
from suitehouse.misfits import RowKey
from suitehouse.operations.clock import Clock, steady_clock, system_clock
from suitehouse.operations.event_log import event_log
from suitehouse.operations.progress import Progress
from suitehouse.privacy.dialling import dialled_in
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.settings import CapturePolicy, Settings
from suitehouse.source.current_url import open_current
from suitehouse.source.snapshot import open_snapshot
from suitehouse.verify import TableVerdict, verify
from suitehouse.warehouses.opening import open_configured
from suitehouse.warehouses.protocol import Access, Warehouse


@dataclass(frozen=True, slots=True)
class Places:
    """The source and the warehouse that the settings name, and the key between them."""

    source: SnapshotOpener
    warehouse: Warehouse
    key: MaskingKey


@contextmanager
def opened(
    settings: Settings,
    policy: CapturePolicy,
    *,
    access: Access = "make",
) -> Iterator[Places]:
    """Yield the places of a run; the warehouse is closed afterwards.

    The source's secret is read anew for each source snapshot, the masking key's for each run.

    Raises:
        SuitehouseError: A setting is missing; the warehouse cannot be opened, or closed.
    """
    with source_url(settings) as read_url:
        snapshot = partial(open_snapshot, batch_bytes=policy.batch_bytes)
        key = MaskingKey.from_reference(masking_reference(settings))
        warehouse = open_configured(settings, access=access)
        with closing(warehouse):
            yield Places(lambda: open_current(read_url, snapshot), warehouse, key)


def capture_configured(  # noqa: PLR0913 - what a pass may be asked
    settings: Settings,
    policy: CapturePolicy,
    progress: Progress,
    *,
    tables: Sequence[str] = (),
    full: bool = False,
    run_id: str,
    clock: Clock = system_clock,
    asked_keys: Mapping[str, Sequence[RowKey]] = MappingProxyType({}),
    new_source: bool = False,
) -> PassReport:
    """Make one pass as the settings say, named `run_id`; the caller holds the writer's lock.

    With `new_source` the database is the warehouse's source from now on. Tables in `asked_keys` are
    read for these rows in place of those that may have changed.

    Raises:
        SuitehouseError: As `capture`; a setting is missing; the warehouse cannot be opened.
    """
    check_targets(settings)
    contracts = dialled_in(load_contracts(), policy.phone_region)
    with event_log(settings.home, clock=clock) as events, opened(settings, policy) as places:
        order = Order(run_id, clock, progress)
        with delivered_in_any_case(settings, places.warehouse, order):
            report = capture(
                source=places.source,
                warehouse=places.warehouse,
                contracts=contracts,
                masker=Masker(places.key, contracts),
                policy=policy,
                tables=tables,
                full=full,
                clock=clock,
                run_id=run_id,
                progress=progress,
                events=events,
                asked_keys=asked_keys,
                steady=steady_clock,
                new_source=new_source,
            )
        return replace(report, deliveries=deliver_configured(settings, places.warehouse, order))


def entries_configured(settings: Settings, *, tables: Sequence[str] = ()) -> tuple[Entry, ...]:
    """Return the open entries of `ops.quarantine`, of these tables where some are named.

    Raises:
        ConfigurationError: A table has no contract.
        WarehouseError: The warehouse cannot be opened or read.
    """
    chosen_contracts(load_contracts(), tables)
    warehouse = open_configured(settings, access="read")
    with closing(warehouse):
        return open_entries(warehouse, tables)


def replay_configured(
    settings: Settings,
    policy: CapturePolicy,
    progress: Progress,
    *,
    tables: Sequence[str] = (),
    run_id: str,
) -> Replay:
    """Read the rows in quarantine again; the caller holds the writer's lock.

    Raises:
        SuitehouseError: As `capture_configured`.
    """
    before = entries_configured(settings, tables=tables)
    asked = keys_to_ask(before, load_contracts())
    if asked:
        capture_configured(
            settings, policy, progress, tables=tuple(asked), run_id=run_id, asked_keys=asked
        )
    return Replay(before, entries_configured(settings, tables=tables) if asked else before)


def verify_configured(
    settings: Settings, policy: CapturePolicy, progress: Progress, *, tables: Sequence[str] = ()
) -> tuple[TableVerdict, ...]:
    """Compare as the settings say.

    Raises:
        SuitehouseError: As `verify`; a setting is missing; the warehouse cannot be opened, or was
            made with another key.
    """
    with opened(settings, policy, access="read") as places:
        places.warehouse.check_key(places.key.key_id, places.key.check_value)
        verdicts = verify(
            source=places.source,
            warehouse=places.warehouse,
            contracts=dialled_in(load_contracts(), policy.phone_region),
            digest_secret=places.key.digest_key,
            progress=progress,
            tables=tables or policy.tables,
            policy=policy,
        )
        return verified(settings, places.warehouse, verdicts, progress)
