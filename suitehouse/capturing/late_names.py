"""Organisations that landed readable before the CRM knew the person whose name it is.

Their rows have not changed, so neither stamps nor digests tell. What landing shows is held against
the people of each pass; where a name is a person's by now, the pass reads its table whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from suitehouse.contracts.shape import TableShape
from suitehouse.privacy.person_names import KEY_COLUMN, NAME_COLUMN, PersonNames
from suitehouse.warehouses.protocol import ArrowReadable, TableState


def compared_for_names(
    states: Mapping[str, TableState],
    shapes: Mapping[str, TableShape],
    warehouse: ArrowReadable,
    names: PersonNames,
) -> dict[str, TableState]:
    """Return the states, with `must_compare` where landing shows the name of a known person."""
    compared = dict(states)
    for table, state in states.items():
        is_due = table in shapes and state.rows and state.position is None
        if is_due and _shows_organisations(shapes[table]):
            is_late = _shows_person(table, warehouse, names)
            compared[table] = replace(state, must_compare=state.must_compare or is_late)
    return compared


def _shows_organisations(shape: TableShape) -> bool:
    read = {column.name for column in shape.read if column.is_organisation}
    return NAME_COLUMN in read and shape.contract.key == (KEY_COLUMN,)


def _shows_person(table: str, warehouse: ArrowReadable, names: PersonNames) -> bool:
    sql = (
        f'select "{NAME_COLUMN}", "{KEY_COLUMN}" '  # noqa: S608 - our names
        f'from landing."{table}" where _removed_at is null and "{NAME_COLUMN}" <> \'\''
    )
    landed = pl.DataFrame(pl.from_arrow(warehouse.read(sql)))
    return names.are_persons(*landed.get_columns()).any()
