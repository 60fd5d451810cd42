"""An erasure put together from settings, for the console script."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from suitehouse.contracts.model import load_contracts
from suitehouse.delivery.configured import check_targets, deliver_all
from suitehouse.delivery.course import Order
from suitehouse.demo.fallback import masking_reference
from suitehouse.erasure.course import ErasureCourse, ErasureReport, Places
from suitehouse.erasure.reached import note_reached
from suitehouse.erasure.subject import Subject
from suitehouse.errors import SuitehouseError
from suitehouse.operations.clock import Clock, system_clock
from suitehouse.operations.progress import Progress
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.settings import Settings
from suitehouse.warehouses._duckdb_files import connect_file
from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses.opening import open_file, writer_path


def erase_configured(
    settings: Settings,
    subject: Subject,
    progress: Progress,
    *,
    apply: bool,
    erasure_id: str,
    clock: Clock = system_clock,
) -> ErasureReport:
    """Plan an erasure, or apply it; the caller holds the writer's lock to apply.

    Raises:
        SuitehouseError: A setting is missing; the warehouse cannot be opened; as `ErasureCourse`.
    """
    check_targets(settings)
    contracts = load_contracts()
    writer = writer_path(settings)
    key = FileKey.from_setting(settings.warehouse_key)
    places = Places(
        home=settings.home,
        writer=writer,
        published=settings.published_path,
        open_file=lambda path, access: open_file(path, access=access, key=key),
        open_database=lambda path: connect_file(path, key),
        contracts=contracts,
        tokens=Masker(MaskingKey.from_reference(masking_reference(settings)), contracts),
        clock=clock,
    )
    course = ErasureCourse(places, subject, erasure_id=erasure_id, progress=progress)
    if not apply:
        return course.plan()
    report = course.apply()
    # Also where the person was erased before: a target may not have been reached then.
    order = Order(erasure_id, clock, progress)
    try:
        deliveries = deliver_all(settings, order)
    except SuitehouseError:
        with suppress(SuitehouseError):  # the fault of the delivery is the one to tell
            note_reached(settings)
        raise
    note_reached(settings)
    return replace(report, deliveries=deliveries)
