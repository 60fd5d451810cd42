"""A table of a CRM whose rows are made to break readers, and what the warehouse notes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from captures import Capturer

from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.settings import CapturePolicy

KINDS = {
    "name": "varchar(50)",
    "story": "longtext",
    "day": "date",
    "moment": "datetime",
    "ratio": "double",
    "amount": "decimal(20,6)",
    "number": "int(11)",
    "date_modified": "datetime",
    "deleted": "tinyint(1)",
}
OPEN = """
    select row_key, column_name, reason, row_count from ops.quarantine
    where table_name = 'hostile' and resolved_at is null order by all
"""


def contract_of(
    kinds: dict[str, str], *, key: tuple[str, ...] = ("id",), lane: str = "stamp", **treated: str
) -> TableContract:
    """The contract of table `hostile`; `treated` names the treatment of columns that are not kept,
    as names of persons."""
    columns = {
        name: {
            "type": kind,
            "class": "name" if name in treated else "none",
            "treatment": treated.get(name, "keep"),
            "description": "Of one type",
        }
        for name, kind in kinds.items()
    }
    return TableContract.model_validate(
        {
            "table": "hostile",
            "kind": "base",
            "description": "Rows that break readers.",
            "owner": "team:test",
            "key": list(key),
            "lane": lane,
            "cursor": "date_modified" if "date_modified" in kinds else None,
            "columns": columns,
        }
    )


def hostile_crm(
    mariadb: Any,
    folder: Path,
    contract: TableContract,
    *,
    live: dict[str, str] | None = None,
    keys: str = ", primary key (id)",
) -> Capturer:
    """A source with table `hostile`, whose live types may be others than the contract's."""
    kinds = {column.name: column.type for column in contract.columns} | (live or {})
    columns = ", ".join(f"`{name}` {kind}" for name, kind in kinds.items())
    url = mariadb.fresh_database()
    sql(
        mariadb,
        url,
        *(
            f"create table {table} (id char(36) primary key)"
            for table in ("accounts", "contacts", "users")
        ),
        f"create table hostile ({columns}{keys})",
    )
    return Capturer(
        url,
        folder / "w.duckdb",
        contracts={**load_contracts(), "hostile": contract},
        policy=CapturePolicy(tables=("hostile",)),
    )


def sql(mariadb: Any, url: str, *statements: str) -> None:
    """Run statements without a SQL mode, as SuiteCRM does."""
    with mariadb.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("set session sql_mode = 'ALLOW_INVALID_DATES'")
        for statement in statements:
            cursor.execute(statement)
