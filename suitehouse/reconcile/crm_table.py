"""The CRM's side: each row of one of its landed tables, and the table's control totals.

Rows and totals come from two separate statements, so that neither can hide the other's fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl
import pyarrow as pa

from suitehouse.ledger.item import ItemKind, PaymentStatus
from suitehouse.ledger.money import CURRENCY_CODE
from suitehouse.ledger.tally import Tally
from suitehouse.reconcile.policy import ReconcilePolicy
from suitehouse.warehouses.protocol import ArrowReadable

# SuiteCRM keeps no row for its base currency.
_BASE_CURRENCY_IDS: Final = ("", "-99")
# ISO 4217's code for "no currency": an id that SuiteCRM's list does not explain.
UNKNOWN_CURRENCY: Final = "XXX"
_LANDED: Final = "select table_name from information_schema.tables where table_schema = 'landing'"
_PARTIES: Final = pa.schema([(name, pa.string()) for name in ("id", "privacy_class", "value")])


@dataclass(frozen=True, slots=True)
class CrmSource:
    """A table of landing that a reconciliation reads.

    Attributes:
        dated_by: The columns that decide the period of a row, the first that is filled; none where
            no date does.
        holds_items: Whether its rows take part, rather than being looked up for those that do.
    """

    name: str
    dated_by: tuple[str, ...] = ()
    holds_items: bool = False


@dataclass(frozen=True, slots=True)
class CrmTable:
    """One of the CRM's tables.

    Attributes:
        source: The landing table whose rows take part.
        kind: What a row says happened.
        rows_sql: Every row, live or deleted, in id order: `id`, `number`, `title`, `amount`, `tax`,
            `currency_id`, `iso4217`, `day`, `entered_at` (UTC; counts where there is no day),
            `status`, `is_deleted`, `is_removed`.
        totals_sql: `currency_id`, `iso4217`, `row_count`, `amount`, a row for each currency.
        parties_sql: Who is named: `id` of the row, `privacy_class` (`name` or `email`), `value` as
            it landed.
        parties_need: Landing tables without which nobody is named.
        statuses: What the table's statuses mean.
        prefix: What other systems put before the row's number; None where they do not use it.
        bare_number: Whether other systems write the number without the prefix too.
        is_dated: Whether a row belongs to a period, by its `day` or `entered_at`.
        dated_by: The landing columns that these are made of, the first that is filled.
        looked_up: Other landing tables that `rows_sql` reads.
    """

    source: str
    kind: ItemKind
    rows_sql: str
    totals_sql: str
    parties_sql: str
    parties_need: frozenset[str]
    statuses: Mapping[str, PaymentStatus]
    prefix: Callable[[ReconcilePolicy], str | None]
    bare_number: bool = True
    is_dated: bool = True
    dated_by: tuple[str, ...] = ()
    looked_up: tuple[str, ...] = ("currencies",)

    def sources(self, landed: frozenset[str]) -> tuple[CrmSource, ...]:
        """Return the tables of landing that are read, the one whose rows take part first."""
        parties = self.parties_need if self.parties_need <= landed else frozenset()
        others = sorted({*self.looked_up, *parties} - {self.table})
        own = CrmSource(self.table, self.dated_by, holds_items=True)
        return (own, *(CrmSource(name) for name in others))

    @property
    def needed(self) -> tuple[str, ...]:
        """The landing tables without which no row can be read."""
        return (self.table, *self.looked_up)

    @property
    def table(self) -> str:
        """The landing table's name."""
        return self.source.removeprefix("landing.")

    def read(self, warehouse: ArrowReadable, policy: ReconcilePolicy) -> pa.Table:
        """Return every row, deleted ones included, in id order, as an `ItemStore` takes them."""
        frame = pl.DataFrame(pl.from_arrow(warehouse.read(self.rows_sql)))
        number = pl.col("number").cast(pl.Int64)
        prefix = self.prefix(policy)
        has_number = (number > 0).fill_null(value=False) & (prefix is not None)
        shown = pl.lit(prefix, dtype=pl.String) + number.cast(pl.String)
        stated = [shown, number.cast(pl.String)] if self.bare_number else [shown]
        day = _day(policy)
        return frame.select(
            line=pl.int_range(1, pl.len() + 1),
            source_id=pl.col("id").cast(pl.String),
            kind=pl.lit(self.kind.value),
            on=day.fill_null(date.min),
            amount=pl.col("amount").cast(pl.Decimal(38, 6)).fill_null(Decimal(0)),
            tax=pl.col("tax").cast(pl.Decimal(38, 5)),
            currency=_currency(policy),
            status=pl.col("status")
            .cast(pl.String)
            .replace_strict(
                {word: status.value for word, status in self.statuses.items()},
                default=PaymentStatus.UNKNOWN.value,
                return_dtype=pl.String,
            ),
            label=pl.when(has_number).then(shown).otherwise(pl.col("id").cast(pl.String)),
            references=pl.when(has_number).then(pl.concat_list(stated)),
            title=pl.col("title").cast(pl.String),
            set_aside=pl.when("is_removed")
            .then(pl.lit("removed"))
            .when("is_deleted")
            .then(pl.lit("deleted"))
            .when(day.is_null() & self.is_dated)
            .then(pl.lit("undated"))
            .otherwise(pl.lit("")),
        ).to_arrow(compat_level=pl.CompatLevel.oldest())

    def totals(self, warehouse: ArrowReadable, policy: ReconcilePolicy) -> Mapping[str, Tally]:
        """Return count and sum of the rows by currency, added up by the warehouse."""
        frame = pl.DataFrame(pl.from_arrow(warehouse.read(self.totals_sql)))
        rows = frame.select("row_count", "amount", currency=_currency(policy)).rows()
        totals: dict[str, Tally] = {}
        for count, amount, currency in rows:
            totals[currency] = totals.get(currency, Tally()) + Tally(count, Decimal(amount))
        return totals

    def parties(self, warehouse: ArrowReadable, landed: frozenset[str]) -> pa.Table:
        """Return who is named in the rows, as it landed; nobody where tables of it are missing."""
        if not self.parties_need <= landed:
            return _PARTIES.empty_table()
        return warehouse.read(self.parties_sql).cast(_PARTIES)


def document_totals(table: str) -> str:
    """Return the SQL for the totals of one of the CRM's tables of documents, by currency."""
    return f"""
        select d.currency_id, c.iso4217, count(*) as row_count,
            sum(coalesce(d.total_amount, 0)) as amount
        from landing.{table} as d left join landing.currencies as c on d.currency_id = c.id
        group by d.currency_id, c.iso4217
    """  # noqa: S608 - our own names


def landed_tables(warehouse: ArrowReadable) -> frozenset[str]:
    """Return the names of the tables that have landed."""
    return frozenset(map(str, warehouse.read(_LANDED).column(0).to_pylist()))


def _day(policy: ReconcilePolicy) -> pl.Expr:
    entered = pl.col("entered_at").cast(pl.Datetime("us"))
    if policy.zone:
        entered = entered.dt.replace_time_zone("UTC").dt.convert_time_zone(policy.zone.key)
    return pl.coalesce(pl.col("day").cast(pl.Date), entered.dt.date())


def _currency(policy: ReconcilePolicy) -> pl.Expr:
    key = pl.col("currency_id").cast(pl.String).fill_null("")
    code = pl.col("iso4217").cast(pl.String).str.strip_chars().str.to_uppercase()
    known = pl.when(code.str.contains(f"^(?:{CURRENCY_CODE.pattern})$")).then(code)
    base = pl.lit(policy.base_currency)
    return (
        pl.when(key.is_in(_BASE_CURRENCY_IDS))
        .then(base)
        .otherwise(known.fill_null(UNKNOWN_CURRENCY))
    )
