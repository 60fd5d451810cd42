"""Custom-field tables: rows appear when a record is first saved with one; text is HTML-escaped."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from suitehouse.demo.draw import joined
from suitehouse.demo.population import Population, Rows, escaped, frame_of
from suitehouse.demo.words import vocabulary

_TABLES = {
    "accounts": 0.9, "contacts": 0.5, "leads": 0.5, "prospects": 0.3, "opportunities": 0.4,
    "cases": 0.4, "meetings": 0.4, "project": 0.5,
}  # fmt: skip
_STATUSES = ("", "OK", "APPROXIMATE", "ZERO_RESULTS", None)


def custom(company: Population) -> Iterator[Rows]:
    """Yield the `_cstm` rows of a part of each module's records."""
    for table, share in _TABLES.items():
        ids = company[table]["id"]
        ids = ids.filter(company.draw.chance(len(ids), share))
        yield f"{table}_cstm", _rows(company, ids)


def _rows(company: Population, ids: pl.Series) -> pl.DataFrame:
    draw, count = company.draw, len(ids)
    places = pl.DataFrame([place.model_dump() for place in vocabulary().places])
    place = places[draw.index(count, places.height)]
    address = joined(place["city"], " <", place["country"], "> & Co")
    columns = {
        "id_c": ids,
        "jjwg_maps_lat_c": (pl.Series(draw.rng.random(count)) * 60).round(8),
        "jjwg_maps_lng_c": (pl.Series(draw.rng.random(count)) * 90).round(8),
        "jjwg_maps_geocode_status_c": draw.pick(_STATUSES, count),
        "jjwg_maps_address_c": draw.sparse(escaped(address), 0.4),
    }
    return frame_of(count, columns)
