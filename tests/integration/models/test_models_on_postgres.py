"""The dbt project, unchanged, on a real PostgreSQL: it passes whole, and its marts are DuckDB's.

The database orders texts by the rules of English, where DuckDB goes by bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
from building import VARIABLES, Project
from everything import EVERYTHING, MARTS, expected, supply

from suitehouse.contracts.model import load_contracts
from suitehouse.contracts.staging import PROJECT_FOLDER
from suitehouse.modelling.results import NodeResult, node_result
from suitehouse.modelling.runner import DatabaseServer, run_dbt
from suitehouse.targets.opening import open_target
from suitehouse.targets.postgresql import PostgresDialect
from suitehouse.targets.protocol import Column, Relation
from tests.deliveries import BOOKKEEPING
from tests.postgres import fresh_database

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::PendingDeprecationWarning"
)

ENGLISH = "template template0 locale_provider icu icu_locale 'en-US'"


@pytest.fixture(scope="module")
def there(here: Project) -> Iterator[str]:
    """The URL of a PostgreSQL that was supplied with the same rows."""
    with fresh_database(ENGLISH) as url:
        with closing(open_target(url)) as target:
            supply(here.warehouse, target)
        yield url


@pytest.fixture(scope="module")
def outcomes(there: str, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What dbt said of each model and test on PostgreSQL."""
    return build(there, tmp_path_factory.mktemp("postgres"))


def test_every_model_is_built_and_no_test_fails(outcomes: Mapping[str, str]) -> None:
    statuses = Counter(outcomes.values())
    passed = {"success", "pass", "warn"}

    assert {name for name, status in outcomes.items() if status not in passed} == set()
    assert statuses["success"] == len(list((PROJECT_FOLDER / "models").rglob("*.sql")))


@pytest.mark.parametrize("mart", MARTS)
@pytest.mark.usefixtures("outcomes")
def test_a_mart_is_duckdbs_row_by_row(mart: str, here: Project, there: str) -> None:
    names, ours = read(there, f"select * from marts.{mart}")
    columns, rows = expected(here, mart)

    assert names == columns
    assert len(ours) == len(rows) > 0
    assert Counter(ours) == Counter(rows)


@pytest.mark.usefixtures("outcomes")
def test_where_texts_tie_the_order_of_bytes_decides(there: str) -> None:
    twin = read(there, "select account_id, lead_id from marts.people where contact_id = 'twin'")
    tied = read(
        there,
        "select stage, previous_stage, valid_from is not null from marts.opportunity_stage_history "
        "where opportunity_id = 'tied' order by stage_number",
    )

    assert twin[1] == [("idle", "B_lead")]
    assert tied[1] == [("Open", None, True), ("won", "Open", True)]


@pytest.mark.usefixtures("outcomes")
def test_tables_that_never_landed_are_made_as_a_delivery_makes_them(there: str) -> None:
    dialect = PostgresDialect()
    missing = [each for table, each in load_contracts().items() if table not in EVERYTHING]
    with closing(psycopg2.connect(there)) as connection, connection.cursor() as cursor:
        cursor.execute(dialect.create_schema("delivered"))
        for contract in missing:
            columns = (Column(each.name, each.landing_type) for each in contract.landed)
            relation = Relation("delivered", contract.table, (*columns, *BOOKKEEPING))
            cursor.execute(dialect.create_table(relation))
        connection.commit()

    assert len(missing) > 100
    assert columns_of(there, "delivered") <= columns_of(there, "landing")


def build(url: str, work: Path) -> Mapping[str, str]:
    """Build and test the whole project in a database; return each status by its node's name."""
    found: list[NodeResult] = []

    def note(event: Mapping[str, Any]) -> None:
        result = node_result(event)
        if result is not None:
            found.append(result)

    parts = urlsplit(url)
    variables = {
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "DATABASE": parts.path.lstrip("/"),
    }
    named = {f"SUITEHOUSE_DBT_POSTGRES_{name}": value for name, value in variables.items()}
    server = DatabaseServer("postgres", named)
    run_dbt(["build", "--vars", VARIABLES], work=work, database=server, on_event=note)
    return {each.name: each.status for each in found}


def read(url: str, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """A query's columns and rows."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return [column.name for column in cursor.description], cursor.fetchall()


def columns_of(url: str, schema: str) -> set[tuple[Any, ...]]:
    """Every column of a schema's tables, with its place and type."""
    query = (
        "select table_name, column_name, ordinal_position, data_type, numeric_precision, "
        f"numeric_scale from information_schema.columns where table_schema = '{schema}'"
    )
    return set(read(url, query)[1])
