"""Judging a pair: whether rows that belong together agree, and if not, what the difference is.

Each rule is SQL over the CRM's row `l` and the other side's `r`. The first that applies decides, so
they stand from the difference that explains most to the one that explains least.
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


# What sentences are made of, each printed once: SQL would print it anew in every branch.
_PRINTED: Final = """
    j.l, j.r, j.pass, j.rule, l.label, l."on" as crm_day, r."on" as other_day,
    money(l.compared, l.asked_in) as crm_money, money(r.compared, r.asked_in) as other_money,
    money(abs(r.compared - l.compared), l.asked_in) as gap,
    if(r.compared > l.compared, 'more', 'less') as more,
    money(r.amount - coalesce(r.fee, 0), r.currency) as after_fee, money(r.net, r.currency) as net,
    money(coalesce(r.open_amount, 0), r.currency) as still_open,
"""
_BOTH: Final = "label, ' is ', crm_money, ' in ', crm(), ' but ', other_money, ' in ', system()"
_STILL_OPEN: Final = (
    "label, ' is marked paid in ', crm(), ', but ', system(), ' still shows ', still_open, ' open.'"
)
RULES: Final = (
    Rule(
        BreakKind.STATUS_MISMATCH,
        "l.status = 'void'",
        "label, ' is cancelled in ', crm(), ' but stands at ', other_money, ' in ', system(), '.'",
    ),
    Rule(
        BreakKind.STATUS_MISMATCH,
        "r.status = 'void' and l.amount <> 0",
        "label, ' is voided in ', system(), ' but stands at ', crm_money, ' in ', crm(), '.'",
    ),
    Rule(
        BreakKind.CURRENCY_MISMATCH,
        "l.asked_in <> r.asked_in",
        f"{_BOTH}, ': the currencies differ.'",
    ),
    Rule(
        BreakKind.SIGN_REVERSED,
        "l.compared <> 0 and l.compared = -r.compared",
        f"{_BOTH}, ': one of them has the wrong sign.'",
    ),
    Rule(
        BreakKind.AMOUNT_MISMATCH,
        "abs(r.compared - l.compared) > rounding()",
        f"{_BOTH}, ', ', gap, ' ', more, '.'",
    ),
    Rule(
        BreakKind.FEE_MISMATCH,
        "r.net <> r.amount - coalesce(r.fee, 0)",
        "label, ' agrees in gross, but gross less fee is ', after_fee, ' and ', system(),"
        " ' prints a net of ', net, '.'",
    ),
    Rule(BreakKind.PARTIAL_PAYMENT, "l.status = 'paid' and r.status = 'partial'", _STILL_OPEN),
    Rule(BreakKind.STATUS_MISMATCH, "l.status = 'paid' and r.status = 'open'", _STILL_OPEN),
    Rule(
        BreakKind.STATUS_MISMATCH,
        "l.status = 'open' and r.status = 'paid'",
        "label, ' is paid in ', system(), ' but still marked unpaid in ', crm(), '.'",
    ),
    Rule(
        BreakKind.ROUNDING,
        "l.compared <> r.compared",
        f"{_BOTH}, '; ', gap, ' is within rounding.'",
    ),
    Rule(
        BreakKind.TIMING,
        "has_cut_off() and date_trunc('month', l.\"on\") <> date_trunc('month', r.\"on\")",
        "label, ' is dated ', crm_day, ' in ', crm(), ' but ', other_day, ' in ', system(),"
        " ': it falls into different months.'",
    ),
)
AGREEMENT: Final = (
    "concat(l.label, ' is ', money(l.compared, l.asked_in), ' in ', crm(), ' and in ', system(),"
    " '.')"
)
_FOUND: Final = "".join(f" when {rule.applies} then {at}" for at, rule in enumerate(RULES))
_KIND: Final = "".join(f" when {at} then '{rule.kind}'" for at, rule in enumerate(RULES))
_SENTENCE: Final = "".join(
    f" when {at} then concat({rule.sentence})" for at, rule in enumerate(RULES)
)
# Each pair with the place of the first rule that applies; NULL where it agrees.
JUDGED: Final = f"""
create or replace table judged as
    select p.l, p.r, p.pass,
        case when not in_period(l."on") and not in_period(r."on") then 'outside_period'
            when l.status = 'void' and r.status = 'void' then 'void_in_both' end as reason,
        if(reason is null, case{_FOUND} end, null) as rule,
    from pairs p join items l on p.l = l.item join items r on p.r = r.item
"""  # noqa: S608 - constants
SETTLED: Final = """
insert into fate (item, status, reason, pass, grp)
    select unnest([l, r]), if(reason is null, 'matched', 'excluded'), reason,
        if(reason is null, pass, null), if(reason is null, l, null)
    from judged where rule is null
"""
BROKEN: Final = f"""
create or replace table broken as
    with printed as (
        select {_PRINTED}
        from judged j join items l on j.l = l.item join items r on j.r = r.item
        where j.rule is not null
    )
    select [l, r] as members, case rule{_KIND} end as kind, case rule{_SENTENCE} end as sentence,
        pass, l as grp
    from printed
"""  # noqa: S608 - constants
