"""What PayPal's transaction event codes mean for the balance, and its currency conversions.

A code is `T`, a group of two digits and a type of two. The group mostly says enough; within the
reversals and the chargebacks each type is another thing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from suitehouse.ledger.export_file import Finding, Severity
from suitehouse.ledger.item import ItemKind

EXPECTED = "payments, refunds, disputes, holds, conversions, fees, adjustments or withdrawals"
# In the group, money that comes in and money that goes out.
_GROUPS = {
    "T00": (ItemKind.CHARGE, ItemKind.PAYMENT),
    "T01": (ItemKind.FEE, ItemKind.FEE),
    "T02": (ItemKind.CONVERSION, ItemKind.CONVERSION),
    "T03": (ItemKind.PAYOUT, ItemKind.PAYOUT),
    "T04": (ItemKind.PAYOUT, ItemKind.PAYOUT),
    "T05": (ItemKind.PAYMENT, ItemKind.PAYMENT),
    "T06": (ItemKind.PAYOUT, ItemKind.PAYOUT),
    "T07": (ItemKind.PAYOUT, ItemKind.PAYOUT),
    "T08": (ItemKind.ADJUSTMENT, ItemKind.ADJUSTMENT),
    "T09": (ItemKind.ADJUSTMENT, ItemKind.ADJUSTMENT),
    "T10": (ItemKind.PAYMENT, ItemKind.PAYMENT),
    "T11": (ItemKind.ADJUSTMENT, ItemKind.ADJUSTMENT),
    "T12": (ItemKind.ADJUSTMENT, ItemKind.ADJUSTMENT),
    "T15": (ItemKind.RELEASE, ItemKind.HOLD),
    "T17": (ItemKind.PAYOUT, ItemKind.PAYOUT),
    "T19": (ItemKind.ADJUSTMENT, ItemKind.ADJUSTMENT),
    "T20": (ItemKind.PAYOUT, ItemKind.PAYOUT),
    "T21": (ItemKind.RELEASE, ItemKind.HOLD),
}
_CODES = {
    "T1101": (ItemKind.PAYOUT, ItemKind.PAYOUT),
    "T1102": (ItemKind.PAYMENT, ItemKind.PAYMENT),
    "T1104": (ItemKind.PAYOUT, ItemKind.PAYOUT),
    "T1105": (ItemKind.RELEASE, ItemKind.HOLD),
    # Taken back by PayPal itself: the end of a dispute, not a refund that we gave.
    "T1106": (ItemKind.DISPUTE_REVERSAL, ItemKind.DISPUTE),
    "T1107": (ItemKind.PAYMENT, ItemKind.REFUND),
    "T1108": (ItemKind.FEE, ItemKind.FEE),
    "T1109": (ItemKind.FEE, ItemKind.FEE),
    "T1110": (ItemKind.HOLD, ItemKind.HOLD),
    "T1111": (ItemKind.RELEASE, ItemKind.RELEASE),
    "T1113": (ItemKind.PAYMENT, ItemKind.REFUND),
    "T1114": (ItemKind.PAYMENT, ItemKind.PAYMENT),
    "T1115": (ItemKind.PAYMENT, ItemKind.PAYMENT),
    "T1201": (ItemKind.DISPUTE_REVERSAL, ItemKind.DISPUTE),
    "T1202": (ItemKind.DISPUTE_REVERSAL, ItemKind.DISPUTE),
    "T1205": (ItemKind.DISPUTE_REVERSAL, ItemKind.DISPUTE),
    "T1207": (ItemKind.DISPUTE_REVERSAL, ItemKind.DISPUTE),
    "T1208": (ItemKind.DISPUTE_REVERSAL, ItemKind.DISPUTE),
}
# Authorizations and their voids reserve money of the payer and move none of ours.
_MEMOS = ("T13", "T98")


def kind_of(code: str, *, is_credit: bool) -> ItemKind:
    """Return what an event code says happened; a code that is not known is `other`."""
    other = (ItemKind.OTHER, ItemKind.OTHER)
    came_in, went_out = _CODES.get(code) or _GROUPS.get(code[:3], other)
    return came_in if is_credit else went_out


def is_memo(code: str) -> bool:
    """Whether a code is told for information only."""
    return code.startswith(_MEMOS)


@dataclass(slots=True)
class Conversions:
    """Conversion rows by the payment they point to: each is one debit and one credit."""

    _open: Counter[str] = field(default_factory=Counter)

    def add(self, reference: str, *, is_credit: bool) -> None:
        """Take in one more row; a pair that is complete is forgotten."""
        self._open[reference] += 1 if is_credit else -1
        if not self._open[reference]:
            del self._open[reference]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said when all rows have come."""
        if not self._open:
            return ()
        message = (
            f"{len(self._open)} currency conversions are not a debit in one currency and a credit"
            " in another: the other half is missing."
        )
        return (Finding(Severity.WARNING, "unpaired_conversion", message),)
