"""One reconciliation over the store: every item of its scope gets its outcome.

What is decided stands in tables of its own: `fate`, a row for each item, `breaks` and `groups`.
None of it depends on the order of rows or files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import suitehouse.reconcile.passes as pass_package
from suitehouse.discovery import objects_in
from suitehouse.reconcile.breaks import BREAKS, identify_breaks, report_breaks
from suitehouse.reconcile.decomposing import decompose_differences
from suitehouse.reconcile.exchange import convert_pairs
from suitehouse.reconcile.followers import name_followers
from suitehouse.reconcile.groups import identify_groups
from suitehouse.reconcile.judging import MEMBERS, judge_groups
from suitehouse.reconcile.ledgers.claims import claim_documents
from suitehouse.reconcile.ledgers.parting import (
    name_apart,
    part_documents,
    refuse_mixed,
    stray_groups,
)
from suitehouse.reconcile.ledgers.sentences import tell_ledgers
from suitehouse.reconcile.leftovers import name_leftovers
from suitehouse.reconcile.results import TOLD
from suitehouse.reconcile.scope import open_scope
from suitehouse.reconcile.store import ItemStore
from suitehouse.reconcile.suggestions import suggest
from suitehouse.reconcile.terms import Terms
from suitehouse.reconcile.unapplied import name_unapplied
from suitehouse.reconcile.verdicts import BROKEN

# What results are read from, once all is decided; every other table is work that is done with.
_RESULTS: Final = (
    *("fate", "pairs", "many", "summed", "groups", "breaks", "converted", "suggestions"),
    *("keys", "homes", "found_in", "filed", "apart", "spoken"),
)
_WORK: Final = f"""
select table_name from duckdb_tables()
where schema_name = current_schema() and table_name not in {_RESULTS}
"""  # noqa: S608 - constants
# Finds groups among the items of `open`: pairs into `found`, larger ones into `found_many`.
MatchPass = Callable[[ItemStore], None]
_PAIRED: Final = """
create or replace table pairs (l integer, r integer, pass pass_word);
create or replace table many (grp integer, item integer, pass pass_word);
"""
_NOTHING_FOUND: Final = """
create or replace table found (l integer, r integer);
create or replace table found_many (grp integer, item integer);
"""
# The rows that others add up to: how many choices do, whether such a sum proves anything, the first
# choices, and every row that stands in some choice.
_SUMS: Final = """
create or replace table sum_targets (target integer, fits integer, is_telling boolean);
create or replace table sum_choices (target integer, choice integer, member integer);
create or replace table sum_parts (target integer, member integer);
"""
_CLAIMED: Final = (
    "insert into pairs select l, r, '{name}' from found",
    "insert into many select grp, item, '{name}' from found_many",
)
# A table anew is several times faster than deleting most of its rows.
_NO_LONGER_OPEN: Final = """
create or replace table open as
    with taken as (
        select l as item from found union all select r from found
        union all select item from found_many
    )
    select item, half from open anti join taken using (item)
"""
_GROUPS_FOUND: Final = """
select (select count(*) from found) + (select count(distinct grp) from found_many)
"""


def decide(store: ItemStore, terms: Terms) -> Mapping[str, int]:
    """Decide every item of a reconciliation; return how many groups each pass has paired.

    Raises:
        ShortfallError: An item was decided twice, which no input may bring about.
    """
    store.enter(terms.definition.name)
    open_scope(store, terms)
    run = store.connection.execute
    run(BREAKS)
    claim_documents(store, terms.ledgers)
    part_documents(store, terms.ledgers)
    paired = _run_passes(store, terms)
    convert_pairs(store, terms.exchange, terms.theirs)
    run(MEMBERS)
    stray_groups(store, terms.ledgers)
    judge_groups(store)
    if store.has("from judged where rule is not null"):
        decompose_differences(store, terms)
        run(BROKEN)
        report_breaks(store)
    name_apart(store, terms.ledgers)
    name_leftovers(store)
    name_followers(store)
    name_unapplied(store)
    identify_groups(store)
    identify_breaks(store)
    tell_ledgers(store, terms.ledgers)
    suggest(store)
    for (table,) in store.rows(_WORK):
        run(f"drop table {table}")
    run(TOLD)
    return paired


def _run_passes(store: ItemStore, terms: Terms) -> Mapping[str, int]:
    passes: Mapping[str, MatchPass] = objects_in(pass_package)
    run = store.connection.execute
    run(_PAIRED)
    run(_SUMS)
    paired = {}
    for name in terms.definition.passes:
        run(_NOTHING_FOUND)
        passes[name](store)
        refuse_mixed(store, terms.ledgers)
        paired[name] = int(store.value(_GROUPS_FOUND))
        for statement in _CLAIMED:
            run(statement.format(name=name))
        run(_NO_LONGER_OPEN)
    return paired
