"""What one reconciliation says to SQL: its names, period and tolerances as macros.

So each statement stands as a constant and reads the same for every reconciliation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from suitehouse.reconcile.definition import Definition, SideRule
from suitehouse.reconcile.exchange import Exchange
from suitehouse.reconcile.ledgers.ledgers import Ledgers
from suitehouse.reconcile.period import Period

CRM_NAME: Final = "SuiteCRM"


@dataclass(frozen=True, slots=True)
class Terms:
    """One reconciliation at work.

    Attributes:
        ours: The left side's name in sentences.
        theirs: The right side's.
        exchange: How amounts of other currencies are judged.
        ledgers: The systems of the right side, where each row belongs to one of several.
    """

    definition: Definition
    period: Period
    ours: str
    theirs: str
    exchange: Exchange = field(default_factory=Exchange)
    ledgers: Ledgers = field(default_factory=Ledgers)

    @property
    def macros(self) -> str:
        """The statements that define the macros, for the length of this reconciliation."""
        definition = self.definition
        left, right = definition.left, definition.right
        values = {
            "reconciliation()": _text(definition.name),
            "pair_identity(one, other)": (
                "'m' || identity([reconciliation(), least(one, other), greatest(one, other)])"
            ),
            "ours()": _text(self.ours),
            "theirs()": _text(self.theirs),
            "our_noun()": _text(left.noun),
            "their_noun()": _text(right.noun),
            "in_period(day)": self._between(self.period),
            "in_window(day)": self._between(self.period.widened(definition.window_days)),
            "has_amounts()": str(self.has_amounts).lower(),
            "has_same_customer()": str(definition.same_customer).lower(),
            "number_form()": "form_named('normalised')"
            if self.has_amounts
            else "form_named('name')",
            "key_word()": _text("number" if self.has_amounts else "name"),
            "introduced(label, amount, currency, day)": (
                "if(has_amounts(), concat(label, ' of ', money(amount, currency), ', dated ', day,"
                " ','), label)"
            ),
            "rounding()": f"cast('{definition.rounding}' as decimal(38, 5))",
            "match_days()": str(definition.match_days),
            "window_days()": str(definition.window_days),
            "has_cut_off()": str(definition.cut_off == "calendar_month").lower(),
            "expects_partner(status, amount)": (
                f"(status in ({_listed(definition.expects_partner)})"
                " and (amount <> 0 or not has_amounts()))"
            ),
            "is_matched(half, kind)": (
                f"if(half = 0, {_is_among(left.matches)}, {_is_among(right.matches)})"
            ),
            "is_following(half, kind)": f"(half = 1 and {_is_among(right.follows)})",
            "is_unapplied(half, kind, open_amount, link)": (
                f"(half = 1 and {_is_among(right.applied)}"
                " and coalesce(open_amount, 0) <> 0 and coalesce(link, '') = '')"
            ),
            "reason_against(half, kind)": f"if(half = 0, {_reasons(left)}, {_reasons(right)})",
            "leaves_strangers()": str(right.leaves_strangers).lower(),
            "missing_in_ours()": _text(left.missing),
            "missing_in_theirs()": _text(right.missing),
        }
        return "".join(
            f"create or replace macro {name} as {value};\n" for name, value in values.items()
        )

    @property
    def has_amounts(self) -> bool:
        """Whether rows are documents, with an amount and a day."""
        return self.definition.compares == "documents"

    def _between(self, period: Period) -> str:
        if not self.has_amounts:
            return "(day is not null)"
        return f"(day between {_day(period.start)} and {_day(period.end)})"

    @property
    def scope(self) -> str:
        """The statements that say which items take part, and on which side."""
        left, right = _chosen(self.definition.left), _chosen(self.definition.right)
        return f"""
            create or replace view scope as
                select cast(if({left}, 0, 1) as tinyint) as half, * from items
                where {left} or {right};
            create or replace view left_side as select * from items where {left};
            create or replace view right_side as select * from items where {right};
        """  # noqa: S608 - quoted


def _chosen(rule: SideRule) -> str:
    side, ledger = _text(rule.side), _text(rule.table)
    return f"(side = cast({side} as side_word) and ledger = cast({ledger} as ledger_word))"


def _reasons(rule: SideRule) -> str:
    kept = _is_among([*rule.matches, *rule.follows])
    left_out = "".join(
        f" when kind = kind_named({_text(kind)}) then {_text(reason)}"
        for kind, reason in sorted(rule.excludes.items())
    )
    return f"case when {kept} then ''{left_out} else {_text(rule.rest)} end"


def _day(day: date) -> str:
    return f"date '{day.isoformat()}'"


def _is_among(kinds: Collection[str]) -> str:
    words = ", ".join(f"kind_named({_text(kind)})" for kind in kinds)
    return f"kind in ({words})" if kinds else "false"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(map(_text, values))


def _text(value: str) -> str:
    return "'" + str(value).replace("'", "''") + "'"
