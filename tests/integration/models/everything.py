"""All the rows that marts are compared by, and their delivery to another warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from building import Project
from landed import COMPANY, NEW_YEAR, Row, land
from odd import ODD

from suitehouse.contracts.staging import PROJECT_FOLDER
from suitehouse.targets._shape import shape_text
from suitehouse.targets.protocol import Column, Receipt, Relation, Shipment, Target
from tests.deliveries import NOON

MARTS = sorted(path.stem for path in (PROJECT_FOLDER / "models/marts").glob("*.sql"))
STAGE = {"field_name": "sales_stage", "parent_id": "tied", "date_created": NEW_YEAR}
LINE = {"parent_type": "AOS_Invoices", "parent_id": "cents", "currency_id": "-99"}
LEAD = {"converted": True, "contact_id": "twin"}
# Rows where the order of texts decides, and typed rates that are none everywhere.
TIES: Mapping[str, tuple[Row, ...]] = {
    "leads": tuple({**LEAD, "id": key} for key in ("b-lead", "B_lead", "a lead")),
    "accounts_contacts": (
        {"id": "a", "contact_id": "twin", "account_id": "acme", "date_modified": NEW_YEAR},
        {"id": "B", "contact_id": "twin", "account_id": "idle", "date_modified": NEW_YEAR},
    ),
    "opportunities": ({"id": "tied", "sales_stage": "won", "date_entered": NEW_YEAR},),
    "opportunities_audit": (
        {**STAGE, "id": "tie1", "before_value_string": "open", "after_value_string": "Won"},
        {**STAGE, "id": "tie2", "before_value_string": "Open", "after_value_string": "won"},
    ),
    "aos_products_quotes": tuple(
        {**LINE, "id": f"rate {typed}", "vat": typed}
        for typed in ("7%", " 19.00 ", "-.5", "5.", "1e1", "99999.99995", "123456", "none", "", "-")
    ),
}
EVERYTHING = {
    table: (*COMPANY.get(table, ()), *ODD.get(table, ()), *TIES.get(table, ()))
    for table in {*COMPANY, *ODD, *TIES}
}


def supplied(folder: Path) -> Project:
    """The project on a DuckDB warehouse that has the rows."""
    project = Project(folder / "warehouse.duckdb", folder / "target")
    land(project.warehouse, EVERYTHING)
    return project


def build_marts(project: Project) -> None:
    """Build the marts and what they are built from."""
    project.build("--select", "+path:models/marts", "--exclude-resource-type", "test")


def expected(project: Project, mart: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """A mart's columns and rows as DuckDB has them."""
    names = project.rows(
        "select column_name from duckdb_columns() where schema_name = 'marts' "
        f"and table_name = '{mart}' order by column_index"
    )
    return [name for (name,) in names], project.rows(f"select * from marts.{mart}")


def supply(warehouse: Path, target: Target) -> None:
    """Deliver those of a writer's landing tables that have rows."""
    with duckdb.connect(str(warehouse)) as database:
        target.deliver([landed(database, table) for table in EVERYTHING])


def landed(database: duckdb.DuckDBPyConnection, table: str) -> Shipment:
    """A landing table, whole."""
    found = database.sql(f'select * from landing."{table}"')
    named = zip(found.columns, found.types, strict=True)
    relation = Relation("landing", table, tuple(Column(name, str(kind)) for name, kind in named))
    rows = found.to_arrow_table()
    receipt = Receipt(
        schema=relation.schema,
        table=relation.name,
        version="1 run",
        shape=shape_text(relation.columns),
        key_id="0a1b2c3d",
        supplier="writer",
        rows=rows.num_rows,
        delivered_at=NOON,
    )
    return Shipment(relation, "replace", rows.to_reader, receipt)
