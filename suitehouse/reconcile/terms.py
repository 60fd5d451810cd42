"""What one reconciliation says to SQL: its names, period and tolerances as macros.

So each statement stands as a constant and reads the same for every reconciliation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from suitehouse.reconcile.definition import Definition
from suitehouse.reconcile.period import Period

CRM_NAME: Final = "SuiteCRM"


@dataclass(frozen=True, slots=True)
class Terms:
    """One reconciliation at work.

    Attributes:
        system: The other side's name in sentences.
    """

    definition: Definition
    period: Period
    system: str

    @property
    def macros(self) -> str:
        """The statements that define the macros, for the length of this reconciliation."""
        definition = self.definition
        window = self.period.widened(definition.window_days)
        values = {
            "reconciliation()": _text(definition.name),
            "crm()": _text(CRM_NAME),
            "system()": _text(self.system),
            "in_period(day)": _between(self.period),
            "in_window(day)": _between(window),
            "rounding()": f"cast('{definition.rounding}' as decimal(38, 5))",
            "has_cut_off()": str(definition.cut_off == "calendar_month").lower(),
            "expects_partner(status, amount)": (
                f"(status in ({_listed(definition.expects_partner)}) and amount <> 0)"
            ),
            "is_matched_kind(kind)": f"(kind in ({_listed(definition.other.matches)}))",
            "is_following_kind(kind)": f"(kind in ({_listed(definition.other.follows or [''])}))",
            "reason_against(kind)": _reasons(definition),
            "missing_in_other()": _text(definition.missing_in_other),
        }
        return "".join(
            f"create or replace macro {name} as {value};\n" for name, value in values.items()
        )

    @property
    def scope(self) -> str:
        """The statement that says which items take part, and on which side."""
        crm, other = _text(self.definition.crm), _text(self.definition.other.side)
        return f"""
            create or replace table scope as
                select item, cast(if(side = 'crm', 0, 1) as tinyint) as half from items
                where ledger = {crm} or side = {other}
        """  # noqa: S608 - quoted


def _reasons(definition: Definition) -> str:
    other = definition.other
    kept = _listed([*other.matches, *other.follows])
    left_out = "".join(
        f" when kind = {_text(kind)} then {_text(reason)}"
        for kind, reason in sorted(other.excludes.items())
    )
    return f"case when kind in ({kept}) then ''{left_out} else {_text(other.rest)} end"


def _between(period: Period) -> str:
    return f"(day between {_day(period.start)} and {_day(period.end)})"


def _day(day: date) -> str:
    return f"date '{day.isoformat()}'"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(map(_text, values))


def _text(value: str) -> str:
    return "'" + str(value).replace("'", "''") + "'"
