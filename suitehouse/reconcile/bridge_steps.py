"""The steps of the bridge: every row of a total that is left or reached, in one bucket.

Each step fills `moves` with what a row takes from one total and adds to the next. The totals are
added up apart from that, in `POSITIONS`, so that a row without a bucket, or with two, shows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from suitehouse.reconcile.bridge_pairs import PairedStep, take_paired_step
from suitehouse.reconcile.store import ItemStore

MOVES: Final = """
create or replace table moves (
    step varchar, item integer, currency varchar, amount decimal(38, 5), type varchar, name varchar,
    side varchar
)
"""
_REFUNDS: Final = "('refund', 'refund_reversal')"
_DISPUTES: Final = "('dispute', 'dispute_reversal')"
_COUNTED: Final = "from placed where left_out is null"
_SUMMED: Final = "count(*), coalesce(sum({amount}), 0)"
POSITIONS: Final = {
    "crm_invoiced": f"select currency, count(*), sum(amount) {_COUNTED} and side = 'crm'",
    "matched_in_erp": """
        select p.currency, count(*), sum(p.amount) from placed p join verdicts v using (item)
        where p.left_out is null and p.side = 'crm' and v.stage = 'erp' and v.type = 'matched'
    """,
    "erp_total": f"select currency, count(*), sum(amount) {_COUNTED} and side = 'erp'",
    "processor_gross": f"""
        select currency, count(*), sum(amount) {_COUNTED} and side = 'processor'
            and kind = 'charge'
    """,
    "after_refunds": f"""
        select currency, count(*), sum(amount) {_COUNTED} and side = 'processor'
            and (kind = 'charge' or kind in {_REFUNDS})
    """,
    "after_disputes": f"""
        select currency, count(*), sum(amount) {_COUNTED} and side = 'processor'
            and (kind = 'charge' or kind in {_REFUNDS} or kind in {_DISPUTES})
    """,
    "after_fees": f"""
        select currency, count(*), sum(if(
                kind in ('charge', 'fee') or kind in {_REFUNDS} or kind in {_DISPUTES}, amount, 0)
            - fee)
        {_COUNTED} and side = 'processor'
    """,
    "processor_net": f"select currency, count(*), sum(net) {_COUNTED} and side = 'processor'",
    "payouts": f"""
        select currency, count(*), sum(-amount) {_COUNTED} and side = 'processor'
            and kind = 'payout'
    """,
    "bank_received": f"select currency, count(*), sum(amount) {_COUNTED} and side = 'bank'",
}  # fmt: skip
MATCHED_IN_ERP: Final = """
insert into moves
    with counted as (
        select p.item, p.currency, p.amount, v.type, v.name
        from placed p join verdicts v using (item)
        where p.left_out is null and p.side = 'crm' and v.stage = 'erp'
    )
    select 'matched_in_erp', item, currency, -amount, type, name, '' from counted
    union all
    select 'matched_in_erp', item, currency, amount, type, name, '' from counted
    where type = 'matched'
"""
ERP_TOTAL: Final = """
insert into moves
    with judged as (
        select p.*, v.unit, v.type, v.name from placed p join verdicts v using (item)
        where v.stage = 'erp'
    ),
    groups as (
        select unit, bool_or(left_out is not null) as is_outside,
            bool_or(is_converted) as is_converted
        from judged where type = 'matched' group by unit
    )
    select 'erp_total', j.item, j.currency, if(j.side = 'crm', -j.amount, j.amount),
        if(g.is_outside or g.is_converted, 'other', j.type),
        case when g.is_outside then 'partner_outside_period'
            when g.is_converted then 'converted' else j.name end, ''
    from judged j left join groups g using (unit)
    where j.left_out is null and (j.side = 'erp' or j.type = 'matched')
"""
_BY_KIND: Final = """
insert into moves
    select '{step}', p.item, p.currency, {amount}, v.type, v.name, ''
    from placed p join verdicts v using (item)
    where p.left_out is null and p.side = 'processor' and v.stage = 'processor' and {rows}
"""
REFUNDS: Final = _BY_KIND.format(
    step="after_refunds", amount="p.amount", rows=f"p.kind in {_REFUNDS}"
)
DISPUTES: Final = _BY_KIND.format(
    step="after_disputes", amount="p.amount", rows=f"p.kind in {_DISPUTES}"
)
FEES: Final = _BY_KIND.format(
    step="after_fees",
    amount="if(p.kind = 'fee', p.amount, 0) - p.fee",
    rows="(p.kind = 'fee' or p.fee <> 0)",
)
_OTHER: Final = _BY_KIND.format(
    step="processor_net",
    amount="p.gross",
    rows=f"""p.kind not in ('charge', 'fee', 'payout') and p.kind not in {_REFUNDS}
        and p.kind not in {_DISPUTES}""",
)
_NET_DIFFERS: Final = """
insert into moves
    select 'processor_net', item, currency, net - (gross - fee), 'break', 'fee_mismatch', ''
    from placed where left_out is null and side = 'processor' and net <> gross - fee
"""
NET: Final = (_OTHER, _NET_DIFFERS)
# Rows and the payout that paid them out make a lot. What they add to is the payout, or it differs.
PAYOUTS: Final = """
insert into moves
    with moved as (
        select item, currency, lot, kind = 'payout' as is_payout, left_out,
            if(kind = 'payout', -amount, 0) - net as amount
        from placed
        where side = 'processor' and coalesce(left_out, 'outside_period') = 'outside_period'
            and (kind = 'payout' or net <> 0)
    ),
    lots as (
        select lot, currency, bool_or(left_out is not null) as is_outside,
            bool_or(is_payout) as has_payout, bool_or(not is_payout) as has_rows,
            sum(amount) filter (left_out is null) = 0 as is_even
        from moved where lot is not null group by all
    )
    select 'payouts', m.item, m.currency, m.amount,
        if(l.is_even and l.has_payout and l.has_rows, 'matched', 'other'),
        case when l.lot is null then 'not_paid_out'
            when not l.has_payout then 'payout_not_in_files'
            when not l.has_rows then 'rows_not_in_files'
            when l.is_even then ''
            when l.is_outside then 'partner_outside_period' else 'payout_differs' end, ''
    from moved m left join lots l on m.lot = l.lot and m.currency = l.currency
    where m.left_out is null
"""
_PROCESSOR_STEPS: Final = (
    "after_refunds",
    "after_disputes",
    "after_fees",
    "processor_net",
    "payouts",
)


def take_steps(store: ItemStore, stages: Collection[str]) -> Sequence[str]:
    """Fill `moves` with all steps between the stages; return the names of the totals in order."""
    _run(store, MOVES)
    chain = ["crm_invoiced"]
    if "erp" in stages:
        _run(store, MATCHED_IN_ERP, ERP_TOTAL)
        chain += ["matched_in_erp", "erp_total"]
    if "processor" in stages:
        left = "erp" if "erp" in stages else "crm"
        through = [stage for stage in stages if stage != "bank"]
        take_paired_step(store, PairedStep("processor_gross", left, "processor", through, "charge"))
        _run(store, REFUNDS, DISPUTES, FEES, *NET, PAYOUTS)
        chain += ["processor_gross", *_PROCESSOR_STEPS]
    if "bank" in stages:
        take_paired_step(
            store, PairedStep("bank_received", "processor", "bank", ["bank"], "payout")
        )
        chain.append("bank_received")
    return chain


def _run(store: ItemStore, *statements: str) -> None:
    for statement in statements:
        store.connection.execute(statement)
