"""Payments in the books of the other side that settle no document, or only in part."""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.breaks import report_breaks
from suitehouse.reconcile.store import ItemStore

_OUTSIDE: Final = """
insert into fate (item, status, reason)
    select item, 'excluded', 'outside_period' from undecided_in_full
    where is_unapplied(half, kind, open_amount, link) and not in_period("on")
"""
_UNAPPLIED: Final = """
create or replace table broken as
    select [item] as members, 'unapplied_payment' as kind,
        concat('Payment ', label, ' of ', money(abs(amount), currency), ', dated ', "on", ', has ',
            if(abs(open_amount) = abs(amount), 'nothing',
                'all but ' || money(abs(open_amount), currency)),
            ' applied to invoices in ', theirs(), '.') as sentence,
        null as pass, null as grp
    from undecided_in_full where is_unapplied(half, kind, open_amount, link)
"""


def name_unapplied(store: ItemStore) -> None:
    """Give each payment of which something is not applied its outcome."""
    if not store.has("from undecided_in_full where is_unapplied(half, kind, open_amount, link)"):
        return
    store.connection.execute(_OUTSIDE)
    store.connection.execute(_UNAPPLIED)
    report_breaks(store)
