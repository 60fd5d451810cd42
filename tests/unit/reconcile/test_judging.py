"""Rows that say the same are judged by no rule: what is passed over would have agreed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from suitehouse.reconcile.definition import load_definitions
from suitehouse.reconcile.parties import PartyTokens
from suitehouse.reconcile.period import Period
from suitehouse.reconcile.store import ItemStore
from suitehouse.reconcile.terms import Terms
from suitehouse.reconcile.verdicts import ALIKE, VERDICT

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
# Every row that differs from another in what rules ask for, against every row.
_SIDE = """
create table {side} as
    select amount, currency, amount * rate as compared, currency as asked_in, tax, status, "on",
        fee, fee + amount - wrong as net
    from unnest(cast([100, 0, -100] as decimal(38, 5)[])) as a(amount),
        unnest(['EUR', 'USD']) as c(currency), unnest([1, 2]) as x(rate),
        unnest(cast([null, 19, 20] as decimal(38, 5)[])) as t(tax),
        unnest(enum_range(cast(null as settled_word))) as s(status),
        unnest([date '2026-02-28', date '2026-03-15', date '2026-03-31']) as d("on"),
        unnest({fees}) as f(fee), unnest([0, 1]) as w(wrong)
"""
_PAIRS = f"""
with verdicts as (
    select {VERDICT} {ALIKE} as is_alike
    from l, r, (select cast(null as integer) as grp, cast(null as decimal(38, 5)) as figure,
        cast(null as boolean) as is_equal, cast(null as boolean) as is_own) x,
        (select cast(null as integer) as grp) n, (select cast(null as integer) as grp) y
)
select count(*) filter (is_alike), count(*) filter (is_alike and reason is null and rule is null),
    count(*) filter (not coalesce(is_alike, false))
from verdicts
"""


@pytest.fixture
def store() -> Iterator[ItemStore]:
    made = ItemStore(str, PartyTokens(lambda _, values: values))
    yield made
    made.close()


@pytest.mark.parametrize("name", ["crm_invoices_to_erp", "crm_invoices_to_processor"])
def test_no_rule_applies_to_rows_that_are_alike(store: ItemStore, name: str) -> None:
    store.connection.execute(Terms(load_definitions()[name], MARCH, "A", "B").macros)
    store.connection.execute(_SIDE.format(side="l", fees="[0]"))
    store.connection.execute(_SIDE.format(side="r", fees="[null, 0, 3]"))

    ((alike, agreeing, others),) = store.rows(_PAIRS)

    assert alike == agreeing
    assert min(alike, others) > 1_000
