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
    """A kind of break, when a pair is one, and the sentence that says so."""

    kind: BreakKind
    applies: str
    sentence: str


_L: Final = "money(l.compared, l.asked_in)"
_R: Final = "money(r.compared, r.asked_in)"
_GAP: Final = "money(abs(r.compared - l.compared), l.asked_in)"
_BOTH: Final = f"concat(l.label, ' is ', {_L}, ' in ', crm(), ' but ', {_R}, ' in ', system()"
RULES: Final = (
    Rule(
        BreakKind.STATUS_MISMATCH,
        "l.status = 'void'",
        f"concat(l.label, ' is cancelled in ', crm(), ' but stands at ', {_R}, ' in ', system(),"
        " '.')",
    ),
    Rule(
        BreakKind.STATUS_MISMATCH,
        "r.status = 'void' and l.amount <> 0",
        f"concat(l.label, ' is voided in ', system(), ' but stands at ', {_L}, ' in ', crm(), '.')",
    ),
    Rule(
        BreakKind.CURRENCY_MISMATCH,
        "l.asked_in <> r.asked_in",
        f"{_BOTH}, ': the currencies differ.')",
    ),
    Rule(
        BreakKind.SIGN_REVERSED,
        "l.compared <> 0 and l.compared = -r.compared",
        f"{_BOTH}, ': one of them has the wrong sign.')",
    ),
    Rule(
        BreakKind.AMOUNT_MISMATCH,
        "abs(r.compared - l.compared) > rounding()",
        f"{_BOTH}, ', ', {_GAP}, if(r.compared > l.compared, ' more.', ' less.'))",
    ),
    Rule(
        BreakKind.FEE_MISMATCH,
        "r.net <> r.amount - coalesce(r.fee, 0)",
        "concat(l.label, ' agrees in gross, but gross less fee is ',"
        " money(r.amount - coalesce(r.fee, 0), r.currency), ' and ', system(),"
        " ' prints a net of ', money(r.net, r.currency), '.')",
    ),
    Rule(
        BreakKind.PARTIAL_PAYMENT,
        "l.status = 'paid' and r.status = 'partial'",
        "concat(l.label, ' is marked paid in ', crm(), ', but ', system(), ' still shows ',"
        " money(coalesce(r.open_amount, 0), r.currency), ' open.')",
    ),
    Rule(
        BreakKind.STATUS_MISMATCH,
        "l.status = 'paid' and r.status = 'open'",
        "concat(l.label, ' is marked paid in ', crm(), ', but ', system(), ' still shows ',"
        " money(coalesce(r.open_amount, 0), r.currency), ' open.')",
    ),
    Rule(
        BreakKind.STATUS_MISMATCH,
        "l.status = 'open' and r.status = 'paid'",
        "concat(l.label, ' is paid in ', system(), ' but still marked unpaid in ', crm(), '.')",
    ),
    Rule(
        BreakKind.ROUNDING,
        "l.compared <> r.compared",
        f"{_BOTH}, '; ', {_GAP}, ' is within rounding.')",
    ),
    Rule(
        BreakKind.TIMING,
        "has_cut_off() and date_trunc('month', l.\"on\") <> date_trunc('month', r.\"on\")",
        "concat(l.label, ' is dated ', l.\"on\", ' in ', crm(), ' but ', r.\"on\", ' in ',"
        " system(), ': it falls into different months.')",
    ),
)
AGREEMENT: Final = f"concat(l.label, ' is ', {_L}, ' in ', crm(), ' and in ', system(), '.')"
_FOUND: Final = "".join(f" when {rule.applies} then {at}" for at, rule in enumerate(RULES))
_KIND: Final = "".join(f" when {at} then '{rule.kind}'" for at, rule in enumerate(RULES))
_SENTENCE: Final = "".join(f" when {at} then {rule.sentence}" for at, rule in enumerate(RULES))
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
    select [j.l, j.r] as members, case rule{_KIND} end as kind,
        case rule{_SENTENCE} end as sentence, j.pass, j.l as grp
    from judged j join items l on j.l = l.item join items r on j.r = r.item
    where rule is not null
"""  # noqa: S608 - constants
