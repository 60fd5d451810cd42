"""suitehouse: three reference passes, and every row of both books matched, broken or left out."""

from __future__ import annotations

import sys
from datetime import date

import polars as pl

from suitehouse.reconcile.definition import load_definitions
from suitehouse.reconcile.matching import decide
from suitehouse.reconcile.parties import PartyTokens
from suitehouse.reconcile.period import Period
from suitehouse.reconcile.store import ItemStore
from suitehouse.reconcile.terms import Terms

_ITEMS = """
insert into items by name
    select item,
        if(half = 0, cast('invoices' as ledger_word), cast('' as ledger_word)) as ledger,
        if(half = 0, cast('crm' as side_word), cast('erp' as side_word)) as side,
        kind_named('invoice') as kind, half as file, item as line, source_id,
        true as has_own_id, day as "on", amount, currency, amount as compared,
        currency as asked_in, settled('unknown') as status, reference as label,
        '' as set_aside, source_id as row_hash
    from read_parquet(['{folder}/left.parquet', '{folder}/right.parquet'])
"""
_KEYS = """
insert into keys
    select item, unnest([form_named('exact'), form_named('normalised')]),
        unnest([reference, normal])
    from read_parquet(['{folder}/left.parquet', '{folder}/right.parquet'])
"""
_FILES = """
insert into files by name
    select unnest([0, 1]) as file, unnest(['CRM', 'book']) as name, '' as system
"""
_PAIRS = "select (select count(*) from pairs) + (select count(distinct grp) from many)"


def main(folder: str) -> None:
    """Decide every row and print how many groups were found."""
    store = ItemStore(str, PartyTokens(lambda _, values: pl.Series(values)))
    store.connection.execute(_ITEMS.format(folder=folder))
    store.connection.execute(_KEYS.format(folder=folder))
    store.connection.execute(_FILES)
    definition = load_definitions()["crm_invoices_to_erp"].model_copy(
        update={"passes": ("exact_reference", "normalised_reference", "sum_by_reference")}
    )
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    paired = decide(store, Terms(definition, march, "SuiteCRM", "the ERP"))
    print(sum(paired.values()))


if __name__ == "__main__":
    main(*sys.argv[1:])
