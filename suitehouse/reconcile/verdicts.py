"""Judging a pair: whether rows that belong together agree, and if not, what the difference is.

Each rule is SQL over the left side's row `l`, the right side's `r`, for two currencies what the
right figure is in the left's, `x`, where they name different customers `n`, and where the document
stands in another ledger than it belongs to, `y`. The first that applies decides, so they stand from
the difference that explains most to the one that explains least.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from suitehouse.reconcile.outcome import BreakKind


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of break, when a pair is one, and the parts of the sentence that says so."""

    kind: BreakKind
    applies: str
    sentence: str


# How much more the right side shows, in the left side's currency.
GAP: Final = "(coalesce(x.figure, r.compared) - l.compared)"
_IS_UNEQUAL: Final = "not coalesce(x.is_equal, false)"
# What sentences are made of. Figures are columns before they are printed, and are printed once:
# SQL would work out a macro's argument anew wherever the macro names it.
_FIGURES: Final = f"""
    j.grp, j.pass, j.rule, l.label, l."on" as our_day, r."on" as their_day,
    l.compared as our_figure, l.asked_in as our_currency,
    if(x.is_own, x.figure, r.compared) as their_figure,
    if(x.is_own, l.asked_in, r.asked_in) as their_currency,
    {GAP} as gap_figure, x.told as exchange,
    l.tax as our_tax_figure, r.tax as their_tax_figure,
    r.amount - coalesce(r.fee, 0) as after_fee_figure, r.net as net_figure,
    coalesce(r.open_amount, 0) as open_figure, r.currency as book_currency,
    y.home, y.book, y.is_filed,
"""
_PRINTED: Final = """
    *, money(our_figure, our_currency) as our_money, money(their_figure, their_currency) as
    their_money, money(abs(gap_figure), our_currency) as gap,
    if(gap_figure > 0, 'more', 'less') as more,
    money(our_tax_figure, our_currency) as our_tax,
    money(their_tax_figure, their_currency) as their_tax,
    money(after_fee_figure, book_currency) as after_fee, money(net_figure, book_currency) as net,
    money(open_figure, book_currency) as still_open,
"""
_BOTH: Final = "label, ' is ', our_money, ' in ', ours(), ' but ', their_money, ' in ', theirs()"
_STILL_OPEN: Final = (
    "label, ' is marked paid in ', ours(), ', but ', theirs(),"
    " ' still shows ', still_open, ' open.'"
)
RULES: Final = (
    Rule(
        BreakKind.STATUS_MISMATCH,
        "l.status = settled('void')",
        "label, ' is cancelled in ', ours(), ' but stands at ', their_money, ' in ', theirs(), '.'",
    ),
    Rule(
        BreakKind.STATUS_MISMATCH,
        "r.status = settled('void') and l.amount <> 0",
        "label, ' is voided in ', theirs(), ' but stands at ', our_money, ' in ', ours(), '.'",
    ),
    Rule(
        BreakKind.WRONG_LEDGER,
        "y.grp is not null",
        "label, ' stands in ', book, ' at ', their_money, ', but the settings assign it to ', home,"
        " if(is_filed, ', where it is not.', ', of which there is no file.')",
    ),
    Rule(
        BreakKind.CURRENCY_MISMATCH,
        f"l.asked_in <> r.asked_in and (x.grp is null or ({_IS_UNEQUAL} and not x.is_own"
        " and l.compared = r.compared))",
        f"{_BOTH}, ': the currencies differ.'",
    ),
    Rule(
        BreakKind.SIGN_REVERSED,
        "l.compared <> 0 and l.compared = -coalesce(x.figure, r.compared)",
        f"{_BOTH}, ': one of them has the wrong sign.'",
    ),
    Rule(
        BreakKind.FX_DIFFERENCE,
        "not x.is_own and not x.is_equal",
        "label, ' is ', our_money, ' in ', ours(), ' but ', exchange, ', ', gap, ' ', more, '.'",
    ),
    # The kind is that of the largest cause.
    Rule(
        BreakKind.AMOUNT_MISMATCH,
        f"{_IS_UNEQUAL} and abs({GAP}) > rounding()",
        f"{_BOTH}, ', ', gap, ' ', more, causes_told, '.'",
    ),
    # No tax at all is what a system says that knows of none.
    Rule(
        BreakKind.TAX_MISMATCH,
        "x.grp is null and abs(nullif(r.tax, 0) - nullif(l.tax, 0)) > rounding()"
        " and l.currency = l.asked_in and r.currency = r.asked_in",
        "label, ' is ', our_money, ' in ', ours(), ' and ', their_money, ' in ', theirs(),"
        " ', but the tax in it is ', our_tax, ' in ', ours(), ' and ', their_tax, ' in ',"
        " theirs(), '.'",
    ),
    Rule(
        BreakKind.FEE_MISMATCH,
        "r.net <> r.amount - coalesce(r.fee, 0)",
        "label, ' agrees in gross, but gross less fee is ', after_fee, ' and ', theirs(),"
        " ' prints a net of ', net, '.'",
    ),
    Rule(
        BreakKind.PARTIAL_PAYMENT,
        "l.status = settled('paid') and r.status = settled('partial')",
        _STILL_OPEN,
    ),
    Rule(
        BreakKind.STATUS_MISMATCH,
        "l.status = settled('paid') and r.status = settled('open')",
        _STILL_OPEN,
    ),
    Rule(
        BreakKind.STATUS_MISMATCH,
        "l.status = settled('open') and r.status = settled('paid')",
        "label, ' is paid in ', theirs(), ' but still marked unpaid in ', ours(), '.'",
    ),
    Rule(
        BreakKind.ROUNDING,
        f"{_IS_UNEQUAL} and {GAP} <> 0",
        f"{_BOTH}, '; ', gap, ' is within rounding.'",
    ),
    Rule(
        BreakKind.TIMING,
        "has_cut_off() and date_trunc('month', l.\"on\") <> date_trunc('month', r.\"on\")",
        "label, ' is dated ', our_day, ' in ', ours(), ' but ', their_day, ' in ', theirs(),"
        " ': it falls into different months.'",
    ),
    Rule(
        BreakKind.CUSTOMER_MISMATCH,
        "n.grp is not null",
        "label, ' agrees in all figures, but ', theirs(), ' has it under another customer, whom ',"
        " ours(), ' bills as well.'",
    ),
)
# The rules from which on a difference is told by its causes.
EXCHANGED: Final = next(at for at, rule in enumerate(RULES) if rule.kind == "fx_difference")
PARTED: Final = next(at for at, rule in enumerate(RULES) if rule.kind == "amount_mismatch")
_FOUND: Final = "".join(f" when {rule.applies} then {at}" for at, rule in enumerate(RULES))
_KIND: Final = "".join(f" when {at} then '{rule.kind}'" for at, rule in enumerate(RULES))
_SENTENCE: Final = "".join(
    f" when {at} then concat({rule.sentence})" for at, rule in enumerate(RULES)
)
VERDICT: Final = f"""
    case when not in_period(l."on") and not in_period(r."on") then 'outside_period'
        when l.status = settled('void') and r.status = settled('void') then 'void_in_both'
        end as reason,
    if(reason is null, case{_FOUND} end, null) as rule,
"""
# Rows that say the same: no rule applies to such a pair, unless customers or ledgers differ. Nearly
# all pairs are so, and this is asked of them in half the time and memory that the rules take.
ALIKE: Final = """
    l.asked_in = r.asked_in and l.compared = r.compared
    and (in_period(l."on") or in_period(r."on"))
    and (not has_cut_off() or date_trunc('month', l."on") = date_trunc('month', r."on"))
    and l.status <> settled('void') and r.status <> settled('void')
    and (l.status = r.status or l.status = settled('unknown') or r.status = settled('unknown'))
    and coalesce(l.tax = r.tax, true) and coalesce(r.net = r.amount - coalesce(r.fee, 0), true)
"""
DIFFERING: Final = """
    judged j join unsettled l on j.grp = l.item join unsettled r on j.partner = r.item
        left join converted x on j.grp = x.grp left join strayed y on j.grp = y.grp
"""
DIFFERING_SUMS: Final = """
    judged j join summed l on j.grp = l.grp and l.half = 0
        join summed r on j.grp = r.grp and r.half = 1 left join converted x on j.grp = x.grp
        left join strayed y on j.grp = y.grp
"""
BROKEN: Final = f"""
create or replace table broken as
    with figures as (
        select {_FIGURES} from {DIFFERING} where j.rule is not null
        union all
        select {_FIGURES} from {DIFFERING_SUMS} where j.rule is not null
    ),
    printed as (select {_PRINTED} from figures),
    listed as (
        select grp, [least(grp, partner), greatest(grp, partner)] as members
        from judged where partner is not null
        union all
        select grp, list_sort(list(item)) from many semi join judged using (grp) group by grp
    )
    select members, coalesce(d.kind, case rule{_KIND} end) as kind,
        case rule{_SENTENCE} end as sentence, pass, grp,
        coalesce(d.confidence, 'certain') as confidence, coalesce(d.causes, []) as causes
    from printed join listed using (grp) left join decomposed d using (grp)
"""  # noqa: S608 - constants
