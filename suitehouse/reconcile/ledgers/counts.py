"""What the ledgers come to: customers and invoices of each, and what could not be decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from suitehouse.reconcile.ledgers.ledgers import Ledgers
from suitehouse.reconcile.store import ItemStore

_IN_PERIOD: Final = """
create or replace view housed as
    select h.* from homes h join items i using (item) where in_period(i."on")
"""
_OF_LEDGER: Final = """
select (select count(*) from posted p join scope i using (item)
        where p.system = $1 and is_matched(i.half, i.kind) and in_period(i."on")),
    (select count(*) from housed where basis = 'stated' and system = $1),
    (select count(*) from housed where basis = 'inferred' and system = $1),
    (select count(distinct customer) from housed where basis = 'inferred' and system = $1),
    (select coalesce(sum(documents), 0) from found_in
        where system = $1 and customer in (select customer from housed))
"""
_UNDECIDED: Final = """
select count(distinct customer) filter (basis = 'several'),
    count(distinct customer) filter (basis = 'none'), count(*) filter (basis = 'nobody'),
    count(*) filter (system is null)
from housed
"""


@dataclass(frozen=True, slots=True)
class LedgerCount:
    """One accounting system, counted over the period.

    Attributes:
        has_file: Whether there is a file of it.
        documents: Its invoices and credit notes.
        assigned: The CRM's invoices that the settings assign to it.
        inferred: Those whose customer's documents are in it alone.
        customers: The customers of these.
        evidence: Documents of whatever day by which customers are found in it, also of those who
            are found in several.
    """

    system: str
    has_file: bool
    documents: int
    assigned: int
    inferred: int
    customers: int
    evidence: int


@dataclass(frozen=True, slots=True)
class LedgerCounts:
    """All of them, and what is in none or in several.

    Attributes:
        customers_in_several: Customers with documents in more than one.
        customers_in_none: Customers of whom none has a document.
        without_customer: Invoices that name nobody.
        undecided: Invoices whose ledger is not known.
    """

    ledgers: tuple[LedgerCount, ...]
    customers_in_several: int
    customers_in_none: int
    without_customer: int
    undecided: int

    @property
    def evidence(self) -> int:
        """On how many documents the inference stands."""
        return sum(each.evidence for each in self.ledgers)


def count_ledgers(store: ItemStore, reconciliation: str, ledgers: Ledgers) -> LedgerCounts | None:
    """Return the counts of a reconciliation that was decided; nothing where no ledgers are told."""
    if not ledgers:
        return None
    store.enter(reconciliation)
    store.connection.execute(_IN_PERIOD)
    counts = [
        LedgerCount(system, system in ledgers.with_files, *store.rows(_OF_LEDGER, [system])[0])
        for system in ledgers.systems
    ]
    ((several, none, without, undecided),) = store.rows(_UNDECIDED)
    return LedgerCounts(tuple(counts), several, none, without, undecided)
