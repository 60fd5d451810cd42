"""Landing tables follow their contracts, and only where they differ."""

from __future__ import annotations

import pytest

from suitehouse.contracts.names import RESERVED_COLUMNS
from suitehouse.contracts.shape import LandingColumn
from suitehouse.warehouses._duckdb_evolution import evolution
from suitehouse.warehouses._duckdb_history_sql import OWN
from suitehouse.warehouses.protocol import BOOKKEEPING, LandingTable

THINGS = LandingTable(
    name="things",
    key=("id",),
    columns=(LandingColumn("id", "VARCHAR"), LandingColumn("amount", "DECIMAL(18,4)")),
    cursor=None,
    treated=(),
    has_soft_delete=False,
)
AS_DESCRIBED = [("things", c.name, c.type) for c in (*THINGS.columns, *BOOKKEEPING)]


def statements(existing: list[tuple[str, str, str]]) -> list[str]:
    return list(evolution([THINGS], existing))


def test_a_table_that_is_not_there_is_made() -> None:
    (statement,) = statements([("others", "id", "VARCHAR")])

    assert statement.startswith('create table landing."things" ("id" VARCHAR, "amount" DECIMAL')
    assert '"_removed_reason" VARCHAR' in statement


def test_a_table_as_described_is_left_alone() -> None:
    assert statements(AS_DESCRIBED) == []


def test_a_new_column_is_added() -> None:
    existing = [row for row in AS_DESCRIBED if row[1] != "amount"]

    assert statements(existing) == [
        'alter table landing."things" add column "amount" DECIMAL(18,4)'
    ]


def test_another_type_is_applied_without_losing_the_pass() -> None:
    existing = [
        (table, name, "INTEGER" if name == "amount" else kind) for table, name, kind in AS_DESCRIBED
    ]

    assert statements(existing) == [
        'alter table landing."things" alter column "amount" set data type DECIMAL(18,4) '
        'using try_cast("amount" as DECIMAL(18,4))'
    ]


@pytest.mark.parametrize("wider", ["DECIMAL(18,4)", "DECIMAL(26,6)", "DECIMAL(30,4)"])
def test_a_type_that_holds_more_stays_so_that_nothing_is_cut(wider: str) -> None:
    existing = [
        (table, name, wider if name == "amount" else kind) for table, name, kind in AS_DESCRIBED
    ]

    assert statements(existing) == []


@pytest.mark.parametrize("other", ["DECIMAL(18,6)", "DECIMAL(20,2)", "DOUBLE", "VARCHAR"])
def test_a_type_that_does_not_hold_all_gives_way(other: str) -> None:
    existing = [
        (table, name, other if name == "amount" else kind) for table, name, kind in AS_DESCRIBED
    ]

    assert len(statements(existing)) == 1


def test_a_column_that_may_no_longer_land_goes_with_its_values() -> None:
    assert statements([*AS_DESCRIBED, ("things", "secret", "VARCHAR")]) == [
        'alter table landing."things" drop column "secret"'
    ]


def test_no_column_of_a_contract_may_be_called_as_one_that_the_warehouse_adds() -> None:
    added = {column.name for column in (*BOOKKEEPING, *OWN)}

    assert added | {"rowid"} == RESERVED_COLUMNS
