"""The types of landing tables that dbt makes are those of the tables that a delivery makes."""

from __future__ import annotations

import pytest
from jinja2 import Environment
from sqlglot import exp

from suitehouse.contracts.model import load_contracts
from suitehouse.contracts.staging import PROJECT_FOLDER
from suitehouse.targets._bigquery_sql import BigQueryDialect
from suitehouse.targets._dialect import Dialect
from suitehouse.targets._redshift_dialect import RedshiftDialect
from suitehouse.targets._snowflake_dialect import SnowflakeDialect
from suitehouse.targets.postgresql import PostgresDialect

MACROS = (PROJECT_FOLDER / "macros/landing_type.sql").read_text(encoding="utf-8")
LANDED = {column.landing_type for each in load_contracts().values() for column in each.landed}
DIALECTS = {
    "bigquery": BigQueryDialect("project"),
    "postgres": PostgresDialect(),
    "redshift": RedshiftDialect(),
    "snowflake": SnowflakeDialect(),
}


@pytest.mark.parametrize("vendor", DIALECTS)
@pytest.mark.parametrize("kind", sorted(LANDED | {"TIMESTAMP", "VARCHAR", "BIGINT"}))
def test_a_type_is_that_of_a_delivered_column(vendor: str, kind: str) -> None:
    dialect: Dialect = DIALECTS[vendor]
    module = Environment().from_string(MACROS).module
    said = getattr(module, f"{vendor}__landing_type")(kind.lower()).strip()

    delivered = dialect.column_type(kind)

    assert type_named(said, dialect) == type_named(delivered, dialect)


def type_named(text: str, dialect: Dialect) -> exp.DataType:
    """A type by its one name: NUMERIC and DECIMAL are the same everywhere."""
    return exp.DataType.build(text, dialect=dialect.sqlglot_name)
