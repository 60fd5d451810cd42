"""A rotation put together from settings, for the console script.

The order is the safe one: the new warehouse is complete, models included, before it takes the old
one's place; then what analysts read is replaced; then files that quote old tokens go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from suitehouse.contracts.model import load_contracts
from suitehouse.delivery.configured import deliver_all
from suitehouse.delivery.course import Order
from suitehouse.delivery.report import Deliveries
from suitehouse.demo.fallback import masking_reference, source_url
from suitehouse.errors import KeyMaterialError
from suitehouse.modelling.publishing import is_shown, notes_of, publish_build
from suitehouse.operations.clock import Clock, steady_clock, system_clock
from suitehouse.operations.event_log import event_log
from suitehouse.operations.progress import Progress
from suitehouse.privacy.dialling import dialled_in
from suitehouse.privacy.keys import MaskingKey
from suitehouse.rotation.course import RotationCourse, RotationWork
from suitehouse.rotation.files import folder_beside, remove_folder
from suitehouse.rotation.keys import Stage, is_the_same, key_change
from suitehouse.rotation.models import build_models, has_models
from suitehouse.rotation.plan import RotationPlan, plan_rotation
from suitehouse.rotation.remains import Remains, find_remains, remove
from suitehouse.settings import Policy, Settings
from suitehouse.source.current_url import open_current
from suitehouse.source.snapshot import open_snapshot
from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses.duckdb import DuckDbWarehouse
from suitehouse.warehouses.opening import open_configured
from suitehouse.warehouses.protocol import KeyRotation, KnownKey


@dataclass(frozen=True, slots=True)
class Rotation:
    """A rotation that was done: its plan, whether analysts have its tokens, what was removed.

    `deliveries` is what other warehouses were brought.
    """

    plan: RotationPlan
    was_published: bool
    removed: tuple[Path, ...]
    deliveries: Deliveries = ()


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What may be known of a warehouse's masking key and of those before it."""

    known: KnownKey | None
    rotations: Sequence[KeyRotation]


def key_facts(settings: Settings) -> KeyFacts:
    """Return which masking key the warehouse has; it is only read.

    Raises:
        SuitehouseError: The warehouse cannot be opened.
    """
    with _opened(settings) as warehouse:
        return KeyFacts(warehouse.known_key(), warehouse.key_rotations())


def plan_configured(settings: Settings, policy: Policy, *, to: str) -> RotationPlan:
    """Return what a rotation to the key of a secret reference would do; nothing is written.

    Raises:
        SuitehouseError: A key is wrong, or the warehouse cannot be opened.
    """
    present, new = _keys(settings, to)
    with _opened(settings) as warehouse:
        change = key_change(present, new, warehouse.known_key(), warehouse.key_rotations())
        notes = notes_of(settings, policy)
        remains = _remains(settings, warehouse, new)
        plan = plan_rotation(warehouse, change, remains, has_models=has_models(settings, notes))
        is_left = plan.is_begun or remains.made or (plan.has_models and not is_shown(notes))
    if change.stage is Stage.REPLACED and present == new and not is_left:
        raise KeyMaterialError(is_the_same(new))
    return plan


def rotate_configured(
    settings: Settings,
    policy: Policy,
    progress: Progress,
    *,
    to: str,
    new_id: Callable[[], str],
    clock: Clock = system_clock,
) -> Rotation:
    """Rotate the masking key to that of a secret reference; the caller holds the writer's lock.

    Raises:
        SuitehouseError: As `plan_configured`; the source, a model or a check failed. The warehouse
            is as it was then, and the next try goes on.
    """
    plan = plan_configured(settings, policy, to=to)
    present, new = _keys(settings, to)
    with _opened(settings) as warehouse:
        path = warehouse.path.resolve()
    if plan.stage is Stage.DUE:
        plan.check_room(path)
        snapshot = partial(open_snapshot, batch_bytes=policy.capture.batch_bytes)
        with source_url(settings) as read_url, event_log(settings.home, clock=clock) as events:
            work = RotationWork(
                path=path,
                former=present,
                new=new,
                source=lambda: open_current(read_url, snapshot),
                contracts=dialled_in(load_contracts(), policy.capture.phone_region),
                policy=policy.capture,
                progress=progress,
                clock=clock,
                new_id=new_id,
                finish=_finisher(settings, policy, plan, new_id()),
                file_key=FileKey.from_setting(settings.warehouse_key),
                steady=steady_clock,
                events=events,
            )
            RotationCourse(work).complete()
    rotation = _tidied(settings, policy, plan, (path, new))
    order = Order(new_id(), clock, progress)
    return replace(rotation, deliveries=deliver_all(settings, order))


def _finisher(
    settings: Settings, policy: Policy, plan: RotationPlan, run_id: str
) -> Callable[[Path], None]:
    """What completes the successor: the models, where there were some."""

    def finish(successor: Path) -> None:
        if plan.has_models:
            notes = notes_of(settings, policy)
            build_models(successor, settings, policy, notes, run_id=run_id)

    return finish


def _tidied(
    settings: Settings, policy: Policy, plan: RotationPlan, done: tuple[Path, MaskingKey]
) -> Rotation:
    """Publish and remove what still shows tokens of former keys."""
    path, new = done
    notes = notes_of(settings, policy)
    was_published = False
    if plan.has_models and not is_shown(notes):
        key = FileKey.from_setting(settings.warehouse_key)
        with DuckDbWarehouse(path, key=key) as warehouse:
            publish_build(warehouse, notes)
        was_published = True
    with _opened(settings) as warehouse:
        remains = _remains(settings, warehouse, new)
    remove(remains.made)
    remove_folder(path)
    return Rotation(plan, was_published, remains.made)


def _keys(settings: Settings, to: str) -> tuple[MaskingKey, MaskingKey]:
    """The configured key and the new one."""
    new = MaskingKey.from_reference(to)
    return MaskingKey.from_reference(masking_reference(settings)), new


def _remains(settings: Settings, warehouse: DuckDbWarehouse, new: MaskingKey) -> Remains:
    """Files with tokens of every key that the warehouse has or had, but the new one."""
    key_ids = {each.key_id for each in warehouse.key_rotations()}
    if known := warehouse.known_key():
        key_ids.add(known.key_id)
    path = warehouse.path
    skip = (path, path.with_name(f"{path.name}.wal"), folder_beside(path), settings.published_path)
    return find_remains(settings.home, sorted(key_ids - {new.key_id}), skip=skip)


def _opened(settings: Settings) -> DuckDbWarehouse:
    return open_configured(settings, access="read")
