"""The demo source's tables, made from the contracts: what is captured is what exists here.

Like the real thing there is no foreign key and no index on `date_modified`.
"""

from __future__ import annotations

from collections.abc import Mapping

from suitehouse.contracts.model import Column, TableContract, load_contracts
from suitehouse.demo.connection import Connection

# Columns that SuiteCRM's own relationship tables are looked up by.
_LOOKED_UP = {
    "accounts_contacts": ("contact_id", "account_id"),
    "accounts_opportunities": ("opportunity_id", "account_id"),
    "aos_line_item_groups": ("parent_id",),
    "aos_products_quotes": ("parent_id",),
    "calls_contacts": ("contact_id", "call_id"),
    "email_addr_bean_rel": ("bean_id", "email_address_id"),
    "email_addresses": ("email_address_caps",),
    "emails_beans": ("email_id", "bean_id"),
    "leads": ("contact_id",),
    "meetings_contacts": ("contact_id", "meeting_id"),
    "opportunities_contacts": ("contact_id", "opportunity_id"),
    "prospect_lists_prospects": ("prospect_list_id", "related_id"),
}


def create_tables(
    connection: Connection, contracts: Mapping[str, TableContract] | None = None
) -> int:
    """Create every contract's table in an empty database; return how many."""
    statements = [
        create_table_statement(contract) for contract in (contracts or load_contracts()).values()
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return len(statements)


def create_table_statement(contract: TableContract) -> str:
    """Return the `create table` statement of one contract."""
    parts = [_column_definition(column) for column in contract.columns]
    parts.append(f"primary key ({', '.join(_quoted(name) for name in contract.key)})")
    parts.extend(
        f"key `idx_{contract.table}_{name}` ({_quoted(name)})"
        for name in _LOOKED_UP.get(contract.table, ())
    )
    lines = ",\n    ".join(parts)
    return (
        f"create table {_quoted(contract.table)} (\n    {lines}\n) "
        "engine=InnoDB default charset=utf8mb4 collate=utf8mb4_general_ci"
    )


def _column_definition(column: Column) -> str:
    nullability = "null" if column.nullable else "not null"
    default = "" if column.default is None else f" default '{_escaped(column.default)}'"
    return f"{_quoted(column.name)} {column.type} {nullability}{default}"


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "''")
