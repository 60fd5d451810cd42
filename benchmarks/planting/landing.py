"""A stand-in for the warehouse: the landing tables that reconciliation reads, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb
import polars as pl
import pyarrow as pa

from benchmarks.planting.rows import CrmInvoice
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.reconcile.parties import PartyTokens

BASE_CURRENCY = "USD"
# Names land as tokens; the key is nobody's.
_MASKER = Masker(MaskingKey(bytes(range(32))))
PARTIES = PartyTokens(_MASKER.token)
# Units of a currency for one of the base currency, as SuiteCRM keeps them.
RATES = {"EUR": "0.92", "GBP": "0.79", "JPY": "150", "BHD": "0.376"}
_TABLES = """
create schema landing;
create table landing.aos_invoices (
    id varchar, name varchar, number integer, total_amt decimal(26, 6),
    subtotal_amount decimal(26, 6), tax_amount decimal(26, 6), shipping_amount decimal(26, 6),
    total_amount decimal(26, 6), currency_id varchar, invoice_date date, due_date date,
    date_entered timestamp, date_modified timestamp, status varchar, billing_account_id varchar,
    billing_contact_id varchar, deleted boolean, _removed_at timestamp
);
create table landing.accounts (
    id varchar, name varchar, account_type varchar, deleted boolean, _removed_at timestamp
);
create table landing.email_addresses (id varchar, email_address varchar, deleted boolean);
create table landing.email_addr_bean_rel (
    bean_id varchar, email_address_id varchar, deleted boolean
);
create table landing.currencies (
    id varchar, name varchar, iso4217 varchar, conversion_rate double, status varchar,
    deleted boolean, _removed_at timestamp
);
"""
_INVOICE = """
insert into landing.aos_invoices values (
    $1, '', $2, $3, $3, $4, 0, $5, $6, cast($7 as date), cast($7 as date) + 30, $7, $7, $8, $9, '',
    $10, if($11, cast($7 as timestamp), null)
)
"""
_ACCOUNT = "insert into landing.accounts values ($1, $2, 'Customer', false, null)"
_CURRENCY = "insert into landing.currencies values ($1, $2, $2, $3, 'Active', false, null)"


class StandInWarehouse:
    """Answers SQL as a warehouse does, from invoices and their customers."""

    def __init__(self, invoices: Iterable[CrmInvoice]) -> None:
        self._connection = duckdb.connect()
        self._connection.execute(_TABLES)
        currencies = [[_currency_id(code), code, rate] for code, rate in RATES.items()]
        self._connection.executemany(_CURRENCY, currencies)
        rows = list(invoices)
        parties = sorted({row.party for row in rows})
        tokens = _MASKER.token("name", pl.Series("name", parties)).to_list()
        accounts = zip(map(_account_id, parties), tokens, strict=True)
        self._connection.executemany(_ACCOUNT, [list(account) for account in accounts])
        self._connection.executemany(_INVOICE, [_cells(row) for row in rows])

    def read(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Return a query's rows."""
        return self._connection.execute(sql, list(parameters)).to_arrow_table()

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()


def _cells(row: CrmInvoice) -> list[object]:
    net = row.amount - row.tax
    return [
        row.key, row.number, net, row.tax, row.amount, _currency_id(row.currency), row.on,
        row.status, _account_id(row.party), row.is_deleted, row.is_removed,
    ]  # fmt: skip


def _currency_id(code: str) -> str:
    return "-99" if code == BASE_CURRENCY else f"currency-{code.lower()}"


def _account_id(party: str) -> str:
    return f"account-{party.rsplit(' ', 1)[-1]}"
