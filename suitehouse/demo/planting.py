"""Canaries in every personal column, and card numbers where text is kept.

They are planted while a table is filled, in one live row: the last, so that the named users and the
biggest accounts stay as they are.
"""

from __future__ import annotations

import polars as pl

from suitehouse.contracts.model import Column, TableContract, load_contracts
from suitehouse.demo.population import frame_of
from suitehouse.privacy.canaries import canary

CANARY_DOMAIN = "planted.example"
# Test numbers of the card schemes: they pass Luhn's check and belong to nobody.
CARD_NUMBERS = {
    ("accounts", "website"): "4111 1111 1111 1111",
    ("aos_contracts", "reference_code"): "Paid with 5555-5555-5555-4444",
    ("campaign_trkrs", "tracker_url"): "http://www.shop.example/?card=6011111111111117",
    ("contacts", "description"): "card 4242424242424242",
}


def plant(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with canaries and card numbers planted in one live row.

    A column that the rows lack is added, NULL elsewhere. An audit trail's row gets a field whose
    values are personal, since its values are treated as that field is.
    """
    contract = load_contracts()[table]
    place = _last_live_row(rows)
    for name, value in _planted(contract).items():
        rows = _with_value(rows, name, place, value)
    return rows


def canary_text(table: str, column: Column) -> str:
    """Return what is planted in a column: for e-mail columns an address with the canary in it."""
    planted = canary(table, column.name)
    return f"{planted}@{CANARY_DOMAIN}" if column.privacy_class == "email" else planted


def personal_columns(contract: TableContract) -> tuple[Column, ...]:
    """Return the text columns whose values must not reach the warehouse as they are."""
    return tuple(column for column in contract.columns if column.is_text and not column.is_readable)


def _planted(contract: TableContract) -> dict[str, str]:
    values = {
        column.name: canary_text(contract.table, column) for column in personal_columns(contract)
    }
    values |= {
        column: text
        for (table, column), text in CARD_NUMBERS.items()
        if table == contract.table and column not in values
    }
    if contract.kind == "audit":
        values["field_name"] = _personal_field(contract)
    return values


def _personal_field(contract: TableContract) -> str:
    """Return a personal field of the audited table, one that lands if there is one."""
    audited = load_contracts()[contract.table.removesuffix("_audit")]
    fields = sorted(personal_columns(audited), key=lambda column: not column.is_landed)
    return fields[0].name


def _last_live_row(rows: pl.DataFrame) -> int:
    if "deleted" not in rows.columns:
        return rows.height - 1
    live = rows["deleted"].cast(pl.Int64).fill_null(0) == 0
    return int(live.arg_true().max() or 0)  # type: ignore[arg-type]


def _with_value(rows: pl.DataFrame, name: str, place: int, value: str) -> pl.DataFrame:
    column = rows[name] if name in rows.columns else frame_of(rows.height, {name: None})[name]
    if column.dtype != pl.String:
        column = column.cast(pl.String)
    return rows.with_columns(column.scatter(place, value).alias(name))
