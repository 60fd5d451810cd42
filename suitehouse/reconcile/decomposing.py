"""The causes of each broken difference, worked out once for its sentence and the outputs.

They stand in `decomposed`, a row for each group whose difference is told by its causes.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import polars as pl

from suitehouse.ledger.money import Money
from suitehouse.reconcile.causes import Figures, Limits, confidence, decompose, leading, told
from suitehouse.reconcile.outcome import BreakKind, Confidence
from suitehouse.reconcile.store import MONEY, ItemStore
from suitehouse.reconcile.terms import Terms
from suitehouse.reconcile.verdicts import DIFFERING, DIFFERING_SUMS, EXCHANGED, GAP, PARTED

_DECOMPOSED: Final = """
create or replace table decomposed (
    grp integer, kind varchar, causes_told varchar, confidence varchar,
    causes struct(kind varchar, amount decimal(38, 5), currency varchar)[]
)
"""
# Tax and fee are in the currency of the books, which may be another than the one asked for.
_FIGURES: Final = f"""
    j.grp, j.rule, l.asked_in, l.compared, coalesce(x.figure, r.compared),
    if(l.currency = l.asked_in, l.tax, null), if(r.currency = l.asked_in, r.tax, null),
    if(r.currency = l.asked_in, r.fee, null), if(x.is_own, r.compared, null), r.asked_in,
    {GAP} <> 0 or l.tax <> r.tax as differs
"""
_PARTED: Final = f"""
select * exclude (differs) from (
    select {_FIGURES} from {DIFFERING} where j.rule >= {PARTED} and not coalesce(x.is_equal, false)
    union all
    select {_FIGURES} from {DIFFERING_SUMS} where j.rule >= {PARTED}
)
where differs order by grp
"""  # noqa: S608 - constants
# A rate is of a day and not of the moment, so what it does not explain is only likely due to it.
_EXCHANGED: Final = f"""
insert into decomposed
    select j.grp, '{BreakKind.FX_DIFFERENCE}', '', '{Confidence.LIKELY}',
        [{{'kind': '{BreakKind.FX_DIFFERENCE}', 'amount': {GAP}, 'currency': l.asked_in}}]
    from {DIFFERING} where j.rule = {EXCHANGED}
"""  # noqa: S608 - constants
_CAUSE: Final = pl.Struct({"kind": pl.String, "amount": MONEY, "currency": pl.String})
_SCHEMA: Final = pl.Schema(
    {
        "grp": pl.Int32(),
        "kind": pl.String(),
        "causes_told": pl.String(),
        "confidence": pl.String(),
        "causes": pl.List(_CAUSE),
    }
)


def decompose_differences(store: ItemStore, terms: Terms) -> None:
    """Fill `decomposed` after groups were judged."""
    store.connection.execute(_DECOMPOSED)
    store.connection.execute(_EXCHANGED)
    definition = terms.definition
    limits = Limits(
        rounding=definition.rounding,
        fx_tolerance=terms.exchange.tolerance,
        less=definition.less,
        more=definition.more,
    )
    found = (_decomposed(terms, limits, *row) for row in store.rows(_PARTED))
    store.fill("decomposed", [row for row in found if row], _SCHEMA)


def _decomposed(
    terms: Terms, limits: Limits, grp: int, rule: int, *said: Any
) -> Mapping[str, Any] | None:
    figures = _figures(*said)
    parts = decompose(figures, limits)
    if not parts:
        return None
    currency = figures.ours.currency
    return {
        "grp": grp,
        "kind": leading(parts) if rule == PARTED else None,
        "causes_told": told(parts, figures, ours=terms.ours, theirs=terms.theirs),
        "confidence": confidence(parts),
        "causes": [
            {"kind": part.reason.kind, "amount": part.amount, "currency": currency}
            for part in parts
        ],
    }


def _figures(currency: str, ours: Decimal, theirs: Decimal, *printed: Any) -> Figures:
    our_tax, their_tax, fee, charged, charged_in = printed
    return Figures(
        ours=Money(ours, currency),
        theirs=Money(theirs, currency),
        our_tax=our_tax,
        their_tax=their_tax,
        fee=fee,
        charged=None if charged is None else Money(charged, charged_in),
    )
