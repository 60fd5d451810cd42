"""Small books for reconciliation tests: invoices in a real DuckDB `landing`, exports as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa

from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.reconcile.parties import PartyTokens
from suitehouse.reconcile.policy import ReconcilePolicy
from suitehouse.reconcile.report import ReconcileReport, Reconciliation
from suitehouse.reconcile.run import reconcile
from suitehouse.warehouses._duckdb_ledger import OPS_TABLES
from suitehouse.warehouses._duckdb_sweep_ledger import SWEEP_TABLES

POLICY = ReconcilePolicy(base_currency="USD", invoice_prefix="INV-")
MASKER = Masker(MaskingKey(bytes(range(32))))
PARTIES = PartyTokens(MASKER.token)
ERP = "crm_invoices_to_erp"
PROCESSOR = "crm_invoices_to_processor"

_TABLES = """
create schema landing;
create table landing.aos_invoices (
    id varchar, number bigint, total_amount decimal(26, 6), currency_id varchar, invoice_date date,
    date_entered timestamp, status varchar, deleted boolean, _removed_at timestamp,
    tax_amount decimal(26, 6)
);
create table landing.currencies (id varchar, iso4217 varchar);
insert into landing.currencies values ('cur-eur', 'eur'), ('cur-jpy', 'JPY');
"""

_BOOKKEEPING = (
    "alter table landing.aos_invoices add column date_modified timestamp",
    "alter table landing.aos_invoices add column _loaded_at timestamp",
    "alter table landing.aos_invoices add column _run_id varchar",
    "alter table landing.currencies add column _removed_at timestamp",
)


_TAX = "update landing.aos_invoices set tax_amount = ? where id = ?"


@dataclass(frozen=True, slots=True)
class Invoice:
    """A row of `landing.aos_invoices`; the id is made of the number unless given."""

    number: int | None
    amount: str | None = "100.00"
    day: str | None = "2026-03-10"
    status: str | None = "Unpaid"
    currency_id: str | None = "-99"
    deleted: bool | None = False
    removed: str | None = None
    entered: str | None = None
    id: str = ""
    tax: str | None = None

    @property
    def row(self) -> tuple[object, ...]:
        return (
            self.id or f"id-{self.number}",
            self.number,
            self.amount,
            self.currency_id,
            self.day,
            self.entered,
            self.status,
            self.deleted,
            self.removed,
        )


class Landing:
    """An in-memory DuckDB with the invoices given; answers SQL as the warehouse does."""

    def __init__(self, invoices: Sequence[Invoice] = ()) -> None:
        self._connection = duckdb.connect()
        self._connection.execute(_TABLES)
        self.fill("aos_invoices", [invoice.row for invoice in invoices])
        for invoice in invoices:
            self._connection.execute(_TAX, [invoice.tax, invoice.row[0]])

    def fill(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Put rows into a table; taxes and last columns that a row leaves out are empty."""
        described = self._connection.execute(f"describe landing.{table}").fetchall()
        names = [name for name, *_ in described if name != "tax_amount"]
        for row in rows:
            marks, into = ", ".join("?" * len(row)), ", ".join(names[: len(row)])
            insert = f"insert into landing.{table} ({into}) values ({marks})"
            self._connection.execute(insert, list(row))

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Change it behind the reconciliation's back, as capture and sweeps do."""
        self._connection.execute(sql, list(parameters))

    def with_records(self) -> Landing:
        """Add the tables of `ops`, as a warehouse has them, and the bookkeeping of invoices."""
        for statement in ("create schema ops", *OPS_TABLES, *SWEEP_TABLES, *_BOOKKEEPING):
            self._connection.execute(statement)
        return self

    def read(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
        return self._connection.execute(sql, list(parameters)).to_arrow_table()


_CUSTOMER_TABLES = """
alter table landing.aos_invoices add column billing_account_id varchar;
alter table landing.aos_invoices add column billing_contact_id varchar;
create table landing.accounts (
    id varchar, name varchar, account_type varchar, deleted boolean, _removed_at timestamp
);
create table landing.email_addresses (id varchar, email_address varchar, deleted boolean);
create table landing.email_addr_bean_rel (
    bean_id varchar, email_address_id varchar, deleted boolean
);
create table landing.aos_quotes (
    id varchar, number bigint, name varchar, total_amount decimal(26, 6), currency_id varchar,
    date_entered timestamp, stage varchar, invoice_status varchar, deleted boolean,
    _removed_at timestamp, billing_account_id varchar, billing_contact_id varchar
);
"""


class CustomerLanding(Landing):
    """A landing that has accounts, their addresses and quotes too."""

    def __init__(self, invoices: Sequence[Invoice] = ()) -> None:
        super().__init__(invoices)
        self._connection.execute(_CUSTOMER_TABLES)

    def add_account(
        self, key: str, name: str, *, kind: str = "Customer", email: str = "", deleted: bool = False
    ) -> None:
        """Add an account; name and address as they land, tokens or not."""
        self.fill("accounts", [(key, name, kind, deleted, None)])
        if email:
            self.fill("email_addresses", [(f"address-{key}", email, False)])
            self.fill("email_addr_bean_rel", [(key, f"address-{key}", False)])

    def add_quote(
        self,
        number: int,
        title: str,
        *,
        amount: str = "100.00",
        day: str = "2026-03-10",
        stage: str = "Closed Accepted",
        account: str = "",
    ) -> None:
        """Add a quote in the base currency; the title as it lands."""
        row = (f"quote-{number}", number, title, amount, "-99", day, stage, None, False, None)
        self.fill("aos_quotes", [(*row, account, "")])


QUICKBOOKS_HEADER = (
    ",Date,Transaction type,Num,Name,Memo/Description,Due date,Amount,Open balance\r\n"
)


def quickbooks(*rows: str, total: str = "", title: str = "March 1-31, 2026") -> bytes:
    """Return an Invoice List of `date,type,number,name,memo,due,amount,open` rows."""
    body = "".join(f",{row}\r\n" for row in rows)
    head = f'"Example Co, LLC",,,,,,,,\r\nInvoice List by Date,,,,,,,,\r\n"{title}",,,,,,,,\r\n\r\n'
    printed = '" Wednesday, April 01, 2026 02:43 PM GMT-05:00",,,,,,,,'
    foot = f"TOTAL,,,,,,,{total},\r\n\r\n\r\n{printed}\r\n"
    return (head + QUICKBOOKS_HEADER + body + foot).encode()


STRIPE_HEADER = (
    "automatic_payout_id,balance_transaction_id,created_utc,currency,gross,fee,net,"
    "reporting_category,source_id,charge_id,description,customer_facing_amount,"
    "customer_facing_currency,payment_metadata[invoice_number]\n"
)


def stripe(*rows: str) -> bytes:
    """Return a payout reconciliation report of rows from `balance_transaction_id` onwards."""
    return (STRIPE_HEADER + "".join(f"po_1,{row}\n" for row in rows)).encode()


def charge(
    transaction: str,
    invoice: str,
    *,
    gross: str = "100.00",
    fee: str = "3.20",
    net: str = "96.80",
    at: str = "2026-03-12 10:00:00",
) -> str:
    """Return a charge row whose metadata names an invoice; its charge is `ch_<transaction>`."""
    source = f"ch_{transaction}"
    return (
        f"{transaction},{at},usd,{gross},{fee},{net},charge,{source},{source},,"
        f"{gross},usd,{invoice}"
    )


def reconciled(
    folder: Path,
    files: dict[str, bytes],
    *invoices: Invoice,
    month: str | None = None,
    policy: ReconcilePolicy = POLICY,
) -> ReconcileReport:
    """Put the files into the folder and reconcile them with the invoices."""
    return reconciled_with(Landing(invoices), folder, files, month=month, policy=policy)


def reconciled_with(
    landing: Landing,
    folder: Path,
    files: dict[str, bytes],
    *,
    policy: ReconcilePolicy = POLICY,
    parties: PartyTokens = PARTIES,
    month: str | None = None,
) -> ReconcileReport:
    """Put the files into the folder and reconcile them with what landed."""
    folder.mkdir(exist_ok=True)
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    return reconcile(warehouse=landing, exports=folder, policy=policy, parties=parties, month=month)


def only(report: ReconcileReport, name: str) -> Reconciliation:
    """Return one reconciliation of a report."""
    return next(done for done in report.reconciliations if done.definition.name == name)


def told(report: ReconcileReport, name: str = ERP) -> dict[str, str]:
    """Return `{source id: what became of it}`: matched, a break kind, or the exclusion's reason.

    Rows with the same id are told apart by a `#2`, `#3` in source order.
    """
    done = only(report, name)
    results: dict[str, str] = {}
    for outcome in done.rows():
        key, seen = outcome.source_id, 1
        while key in results:
            seen += 1
            key = f"{outcome.source_id}#{seen}"
        kind = outcome.break_kind.value if outcome.break_kind else ""
        results[key] = outcome.reason or kind or outcome.status.value
    return results


def token(privacy_class: str, value: str) -> str:
    """Return the token of a value as the warehouse of these tests has it."""
    return str(MASKER.token(privacy_class, pl.Series("v", [value])).item())


def day(text: str) -> date:
    return date.fromisoformat(text)
