"""Sentences that name the ledger a row is missing in, or stands in, in place of all of them."""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.ledgers.ledgers import Ledgers
from suitehouse.reconcile.store import ItemStore

_MISSING: Final = """
update breaks set sentence = concat(introduced(i.label, i.compared, i.asked_in, i."on"),
    case h.basis
        when 'stated' then concat(' is not in ', h.system, ', to which the settings assign it.')
        when 'inferred' then concat(' is not in ', h.system, ', where ', d.told, ' found.')
        else concat({nowhere}, case h.basis
                when 'several' then concat('; its customer has documents in several ledgers (',
                    d.listed, ')')
                when 'none' then '; no ledger has a document of its customer'
                else '; it names no customer' end,
            ', so the ledger it belongs to is undecided.')
    end)
from fate f join items i using (item) join homes h using (item) left join (
    select customer, array_to_string(list(concat(system, ' ', documents) order by system), ', ')
            as listed,
        if(sum(documents) = 1, 'one document of its customer is',
            concat(sum(documents), ' documents of its customer are')) as told
    from found_in group by customer
) d on h.customer = d.customer
where breaks.brk = f.brk and breaks.kind = missing_in_theirs()
"""
_ANOTHER: Final = """
update breaks set sentence = concat(introduced(i.label, i.compared, i.asked_in, i."on"), ' is in ',
    p.system, '; ', ours(), '''s ', our_noun(), ' of that number is another document',
    if(a.elsewhere is null, '.', concat(', in ', a.elsewhere, '.')))
from fate f join items i using (item) join apart a using (item) join posted p using (item)
where breaks.brk = f.brk and breaks.kind = missing_in_ours()
"""
# The ledger that all documents of a break, or of a group, are in.
_SPOKEN: Final = """
insert into spoken
    with units as (
        select f.item, coalesce('b' || f.brk, 'g' || f.grp, 'i' || f.item) as unit from fate f
    ),
    single as (
        select u.unit, min(p.system) as system from units u join posted p using (item)
        group by u.unit having min(p.system) = max(p.system)
    )
    select u.item, s.system from units u join single s using (unit)
"""
_BREAKS_SAID: Final = """
update breaks set sentence = replace(sentence, theirs(), s.system)
from (
    select f.brk, any_value(s.system) as system from fate f join spoken s using (item)
    where f.brk is not null group by f.brk
) s where breaks.brk = s.brk
"""
_REMEDIES_SAID: Final = """
update explained set remedy = replace(remedy, theirs(), s.system)
from fate f join spoken s using (item) where explained.brk = f.brk
"""


def tell_ledgers(store: ItemStore, ledgers: Ledgers) -> None:
    """Say in which ledger a row is missing, or that it is undecided, and why."""
    if not ledgers:
        return
    store.connection.execute(_MISSING.format(nowhere=_nowhere(ledgers)))
    store.connection.execute(_ANOTHER)
    store.connection.execute(_SPOKEN)


def name_one_ledger(store: ItemStore, ledgers: Ledgers) -> None:
    """Name one ledger in sentences about rows of one, where they name all; after the last word."""
    if ledgers:
        store.connection.execute(_BREAKS_SAID)
        store.connection.execute(_REMEDIES_SAID)


def _nowhere(ledgers: Ledgers) -> str:
    first, *others = ledgers.with_files
    said = (
        f"is neither in {' nor in '.join(ledgers.with_files)}" if others else f"is not in {first}"
    )
    return "' " + said.replace("'", "''") + "'"
