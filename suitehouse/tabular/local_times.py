"""A row's moment from three columns: the day, the clock, and the zone that both are told in."""

from __future__ import annotations

from datetime import date, datetime

from suitehouse.tabular.columns import Columns
from suitehouse.tabular.dates import DateStyle
from suitehouse.tabular.records import Record
from suitehouse.tabular.zones import instant_of, parse_clock, zone_named


def local_moment(
    columns: Columns, record: Record, style: DateStyle
) -> tuple[date, datetime | None]:
    """Return the day that the columns `date`, `time` and `zone` print, and the instant in UTC.

    There is no instant where the zone is not known.

    Raises:
        ExportError: The day or the clock is none.
    """
    day = style.parse(columns.text(record, "date"))
    if day is None:
        raise columns.fault(record, "date", "is not a date")
    try:
        clock = parse_clock(columns.text(record, "time"))
    except ValueError as error:
        raise columns.fault(record, "time", str(error)) from error
    zone = zone_named(columns.text(record, "zone"))
    return day, instant_of(day, clock, zone) if zone else None
