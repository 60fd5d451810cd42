"""A row's moment from three columns: the day, the clock, and the zone that both are told in."""

from __future__ import annotations

from datetime import date, datetime

from suitehouse.tabular.columns import Columns
from suitehouse.tabular.records import Record
from suitehouse.tabular.zones import instant_of, parse_clock, zone_named


def local_instant(columns: Columns, record: Record, day: date) -> datetime | None:
    """Return in UTC what the columns `time` and `zone` say of a day; nothing in no known zone.

    Raises:
        ExportError: The clock is none.
    """
    try:
        clock = parse_clock(columns.text(record, "time"))
    except ValueError as error:
        raise columns.fault(record, "time", str(error)) from error
    zone = zone_named(columns.text(record, "zone"))
    return instant_of(day, clock, zone) if zone else None
