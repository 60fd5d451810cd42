"""What passes and sweeps left about the tables, read without changing the warehouse."""

from __future__ import annotations

from collections.abc import Mapping

from suitehouse.doctor import Examination
from suitehouse.errors import SuitehouseError
from suitehouse.warehouses._pass_memory import TableMemory
from suitehouse.warehouses.opening import is_there, open_configured


def remembered(examination: Examination) -> Mapping[str, TableMemory]:
    """Return what is remembered of each table; nothing where there is no warehouse to ask."""
    settings = examination.settings
    if not is_there(settings):
        return {}
    try:
        warehouse = open_configured(settings, access="read")
    except SuitehouseError:
        return {}  # the warehouse's own checkup tells why
    try:
        return warehouse.pass_memory().tables(examination.clock())
    finally:
        warehouse.close()
