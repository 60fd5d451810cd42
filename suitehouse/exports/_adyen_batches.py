"""Adyen's batches: each nets to zero in each currency once its payout is among the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from suitehouse.ledger.export_file import FileFacts, Finding, Severity

Batch = tuple[str, str, str]


@dataclass(slots=True)
class Batches:
    """What the rows of each batch add to, known by account, number and currency.

    Attributes:
        nets: Credit less debit, payouts included.
        companies: The reporting companies that were named.
        off_rate: Rows whose gross at the printed rate is something else.
    """

    nets: dict[Batch, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    paid_out: set[Batch] = field(default_factory=set)
    companies: set[str] = field(default_factory=set)
    off_rate: int = 0

    def add(self, batch: Batch, net: Decimal, *, is_payout: bool) -> None:
        """Take in one more row."""
        self.nets[batch] += net
        if is_payout:
            self.paid_out.add(batch)

    def complete(self, facts: FileFacts) -> FileFacts:
        """Return what is to be said of the file, with what is to be said of its batches."""
        findings = tuple(self._findings())
        is_sound = (
            bool(self.nets) and not any(self.nets.values()) and set(self.nets) == self.paid_out
        )
        entity = next(iter(self.companies)) if len(self.companies) == 1 else ""
        told = (*findings, *facts.findings)
        return replace(facts, findings=told, entity=entity, agrees_to_total=is_sound)

    def _findings(self) -> Iterator[Finding]:
        off = {batch for batch, net in self.nets.items() if net}
        if wrong := len(off & self.paid_out):
            message = f"{wrong} batches do not net to zero with their payout, by currency."
            yield Finding(Severity.ERROR, "batch_does_not_foot", message)
        if unpaid := len(off - self.paid_out):
            message = f"{unpaid} batches have no payout in the file: it is not all of them."
            yield Finding(Severity.WARNING, "batch_without_payout", message)
        if self.off_rate:
            message = f"In {self.off_rate} rows gross at the rate is not net and fees."
            yield Finding(Severity.WARNING, "rate_does_not_recompute", message)
