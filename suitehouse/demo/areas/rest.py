"""The tables that no other area fills: a few plausible rows each, made from their contracts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from suitehouse.contracts.model import Column, TableContract
from suitehouse.demo.population import Population, Rows, numbered

_COUNT = 20
_KEY_TYPES = ("char(36)", "varchar(36)")
_NUMBER_TYPES = {"decimal", "double", "float"}
_KEY_ENDINGS = ("_ida", "_idb", "_id_c", "_id1_c", "_id")


def rest(company: Population, contracts: Iterable[TableContract]) -> Iterator[Rows]:
    """Yield rows of the given tables: records first, so that links and trails can point to them."""
    kinds = ("base", "reference", "custom", "relationship", "audit")
    for contract in sorted(contracts, key=lambda each: kinds.index(each.kind)):
        rows = _rows(company, contract)
        if contract.kind == "base":
            company.frames[contract.table] = rows.select(contract.key[0])
        yield contract.table, rows


def _rows(company: Population, contract: TableContract) -> pl.DataFrame:
    usual = company.record(_COUNT)
    columns = {
        column.name: usual[column.name]
        if column.name in usual.columns and column.type != "int(11)"
        else _values(company, contract, column)
        for column in contract.columns
    }
    rows = pl.DataFrame(columns)
    return _trail(company, contract, rows) if contract.kind == "audit" else rows


def _values(company: Population, contract: TableContract, column: Column) -> pl.Series:
    draw = company.draw
    if column.values or column.labels:
        return company.enumeration(contract.table, column.name, _COUNT)
    if column.type in _KEY_TYPES or column.name.endswith(_KEY_ENDINGS):
        return _references(company, column.name)
    if column.is_text:
        return _texts(company, column)
    return pl.Series(_plain(draw, column.base_type))


def _plain(draw: Any, base_type: str) -> Any:
    """Return values of a type that is not text."""
    if base_type == "datetime":
        return draw.stamps(_COUNT)
    if base_type == "date":
        return draw.stamps(_COUNT).dt.strftime("%Y-%m-%d")
    if base_type == "time":
        return ["10:30:00"] * _COUNT
    if base_type == "tinyint":
        return draw.flags(_COUNT, 0.3)
    if base_type in _NUMBER_TYPES:
        return draw.integers(_COUNT, 1, 90) / 2
    return range(1, _COUNT + 1)


def _texts(company: Population, column: Column) -> pl.Series:
    if column.name == "name":
        return numbered("Item", _COUNT)
    return company.draw.pick((column.default, "", None, "A"), _COUNT)


def _references(company: Population, name: str) -> pl.Series:
    """Return keys of the table that a column's name ends with, or NULL where it names none."""
    ending = next((each for each in _KEY_ENDINGS if name.endswith(each)), "")
    stem = name.removesuffix(ending)
    tables = [table for table in company.frames if stem.endswith(_forms(table))]
    if not tables:
        return pl.Series([None] * _COUNT, dtype=pl.String)
    return company.draw.pick(_keys(company, max(tables, key=len)), _COUNT)


def _keys(company: Population, table: str) -> pl.Series:
    return company[table][company.contract(table).key[0]]


def _forms(table: str) -> tuple[str, ...]:
    singular = f"{table[:-3]}y" if table.endswith("ies") else table.removesuffix("s")
    return (table, singular)


def _trail(company: Population, contract: TableContract, rows: pl.DataFrame) -> pl.DataFrame:
    """Point audit rows at records of the audited table and at fields that it has."""
    audited = contract.table.removesuffix("_audit")
    fields = [column.name for column in company.contract(audited).columns if column.is_text]
    parents = _keys(company, audited)
    return rows.with_columns(
        company.draw.pick(parents, rows.height).alias("parent_id"),
        company.draw.pick(fields, rows.height).alias("field_name"),
        pl.lit("varchar").alias("data_type"),
    )
