"""What the settings say: the first rule that a row of the CRM meets names its ledger.

Conditions are compared with values, never written into SQL; of an account's columns only the names
are, after they were found among those that have landed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Final

import polars as pl

from suitehouse.errors import ConfigurationError
from suitehouse.reconcile.ledgers.ledgers import ASSIGNED
from suitehouse.reconcile.policy import LedgerRule
from suitehouse.reconcile.store import ItemStore
from suitehouse.warehouses.protocol import ArrowReadable

_COLUMNS: Final = """
select table_name, column_name from information_schema.columns
where table_schema = 'landing' and table_name in ('accounts', 'accounts_cstm')
order by table_name
"""
_INVOICES: Final = "select i.id, cast(i.number as varchar) as number from landing.aos_invoices as i"
_ACCOUNTS: Final = """
select i.id, cast(i.number as varchar) as number, {columns}
from landing.aos_invoices as i left join landing.accounts as a on a.id = i.billing_account_id
"""
_CUSTOM: Final = "left join landing.accounts_cstm as c on c.id_c = a.id"
_CURRENCIES: Final = "select source_id as id, currency from items where ledger = 'invoices'"


def assign_by_rules(
    rules: Sequence[LedgerRule], warehouse: ArrowReadable, store: ItemStore
) -> pl.DataFrame:
    """Return `source_id` and `system` of the CRM's invoices that meet a rule.

    Raises:
        ConfigurationError: A rule asks for a field of accounts that has not landed.
        WarehouseError: The fields cannot be read.
    """
    if not rules:
        return ASSIGNED.to_frame()
    fields = sorted({name for rule in rules for name in rule.account})
    facts = pl.DataFrame(pl.from_arrow(warehouse.read(_statement(fields, warehouse))))
    currencies = pl.DataFrame(pl.from_arrow(store.connection.execute(_CURRENCIES).to_arrow_table()))
    rows = facts.with_columns(pl.col("id").cast(pl.String)).join(currencies, on="id")
    named = pl.coalesce([pl.when(_holds(rule)).then(pl.lit(rule.system)) for rule in rules])
    found = rows.select(source_id="id", system=named).drop_nulls()
    return found.cast(ASSIGNED)


def _holds(rule: LedgerRule) -> pl.Expr:
    """Whether a row meets every condition of a rule, each by any of its values."""
    conditions = [pl.lit(value=True)]
    if rule.currency:
        conditions.append(pl.col("currency").is_in(list(rule.currency)))
    if rule.number_prefix:
        starts = [pl.col("number").str.starts_with(prefix) for prefix in rule.number_prefix]
        conditions.append(pl.any_horizontal(starts))
    for name, values in rule.account.items():
        conditions.append(pl.col(_column(name)).cast(pl.String).is_in(list(values)))
    return reduce(and_, conditions)


def _column(name: str) -> str:
    return f"account {name}"


def _statement(fields: Sequence[str], warehouse: ArrowReadable) -> str:
    """The statement for numbers and for the fields of the accounts billed."""
    if not fields:
        return _INVOICES
    homes = _tables(fields, warehouse)
    alias = {"accounts": "a", "accounts_cstm": "c"}
    columns = ", ".join(f'{alias[homes[name]]}."{name}" as "{_column(name)}"' for name in fields)
    statement = _ACCOUNTS.format(columns=columns)
    return statement + _CUSTOM if "accounts_cstm" in homes.values() else statement


def _tables(fields: Sequence[str], warehouse: ArrowReadable) -> Mapping[str, str]:
    """The landing table of each field; one that both have is the account's own."""
    landed: dict[str, str] = {}
    for row in warehouse.read(_COLUMNS).to_pylist():
        landed.setdefault(row["column_name"], row["table_name"])
    for name in fields:
        if name not in landed:
            message = (
                f"reconcile.ledgers asks for the account field {name}, which neither"
                " landing.accounts nor landing.accounts_cstm has; correct its name, or classify"
                " and capture it."
            )
            raise ConfigurationError(message)
    return {name: landed[name] for name in fields}
