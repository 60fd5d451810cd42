"""All reconciliations whose exports are there: the entry for the command and the Dagster asset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from suitehouse.errors import ConfigurationError
from suitehouse.intake.folder import read_folder
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, Side
from suitehouse.reconcile.bridge import build_bridge
from suitehouse.reconcile.company_days import CompanyDays
from suitehouse.reconcile.completeness import completeness_of
from suitehouse.reconcile.control_totals import SideTotals, file_totals, side_totals
from suitehouse.reconcile.coverage import Coverage, coverage_of
from suitehouse.reconcile.crm_side import CrmSide
from suitehouse.reconcile.definition import Definition, SideRule, load_definitions
from suitehouse.reconcile.exchange import Exchange
from suitehouse.reconcile.ledgers.counts import count_ledgers
from suitehouse.reconcile.ledgers.sentences import name_one_ledger
from suitehouse.reconcile.ledgers.telling import check_rules
from suitehouse.reconcile.matching import decide
from suitehouse.reconcile.origins import explain_breaks
from suitehouse.reconcile.outcome import Break
from suitehouse.reconcile.parties import PartyTokens
from suitehouse.reconcile.period import Period, covered_period, parse_month
from suitehouse.reconcile.policy import ReconcilePolicy
from suitehouse.reconcile.rate_file import read_rates
from suitehouse.reconcile.references import normalise_reference
from suitehouse.reconcile.report import NotRun, ReconcileReport, Reconciliation
from suitehouse.reconcile.results import breaks_of, suggestions_of
from suitehouse.reconcile.store import Delivery, ItemStore
from suitehouse.reconcile.terms import Terms
from suitehouse.reconcile.traces import traces_of
from suitehouse.warehouses.protocol import ArrowReadable


def reconcile(
    *,
    warehouse: ArrowReadable,
    exports: Path,
    policy: ReconcilePolicy,
    parties: PartyTokens,
    month: str | None = None,
) -> ReconcileReport:
    """Run each reconciliation that has files; change nothing.

    Args:
        warehouse: Where the CRM's landed tables are read.
        exports: Folder of export files.
        policy: Base currency, what other systems put before the CRM's numbers, exchange rates,
            which invoices belong to which ledger.
        parties: Makes the tokens by which customers are compared.
        month: `YYYY-MM`; without it the period is the span that the files cover.

    Raises:
        ConfigurationError: The month is no month, the exchange rates or the rules for ledgers are
            wrong, or there is nothing to reconcile.
        WarehouseError: The CRM's tables cannot be read from the warehouse.
    """
    asked = None if month is None else parse_month(month)
    check_rules(policy)
    exchange = Exchange(read_rates(policy.rates), policy.fx_tolerance)
    store = ItemStore(partial(normalise_reference, prefix=policy.invoice_prefix), parties)
    sink = CompanyDays(store, policy.zone) if policy.zone else store
    intake = read_folder(exports, Books(policy.base_currency), sink)
    store.rank({number: _delivery(intake.files[number]) for number in latest_first(intake.files)})
    files = tuple(intake.files.values())
    period = asked or covered_period(files)
    if period is None and not intake.quarantined:
        message = f"The exports in {exports} hold no dated row. Give --period or newer exports."
        raise ConfigurationError(message)
    crm = CrmSide(warehouse, policy, store)
    done: list[Reconciliation] = []
    not_run = []
    for definition in load_definitions().values():
        terms = _terms(definition, files, asked, period)
        if terms is None:
            continue
        if missing := crm.missing(definition.left.table, definition.right.table):
            not_run.append(NotRun(definition.name, missing))
        else:
            exchanged = replace(terms, exchange=exchange)
            done.append(_reconcile_one(store, exchanged, files, crm))
    sources = dict.fromkeys(source for each in done for source in each.sources)
    sides = {file.side for file in files}
    proofs = {each.definition.name: each.totals for each in done}
    return ReconcileReport(
        period=period,
        is_requested=asked is not None,
        files=files,
        quarantined=intake.quarantined,
        reconciliations=tuple(done),
        not_run=tuple(not_run),
        crm_count=crm.count("invoices"),
        crm_tables=completeness_of(crm.records, sources, period),
        bridge=build_bridge(store, period, proofs, sides) if period else None,
        rates=exchange.rates,
        compares_persons=parties.compares_persons,
    )


def latest_first(files: Mapping[int, ExportFile]) -> list[int]:
    """Return the numbers of files in the order in which they count where they repeat each other."""
    by_content = sorted(files, key=lambda number: (files[number].sha256, files[number].name))
    return sorted(by_content, key=lambda number: _printed_at(files[number]), reverse=True)


def _delivery(file: ExportFile) -> Delivery:
    return Delivery(file.name, file.system, file.format)


def _printed_at(file: ExportFile) -> str:
    return file.facts.printed_at.isoformat() if file.facts.printed_at else ""


def _terms(
    definition: Definition,
    files: Sequence[ExportFile],
    asked: Period | None,
    covered: Period | None,
) -> Terms | None:
    """The terms of a reconciliation; none where one of its sides has no file."""
    left, right = definition.left, definition.right
    ours, theirs = _files_of(left, files), _files_of(right, files)
    if not _speak_of(definition, right, theirs):
        return None
    if left.side is not Side.CRM and not _speak_of(definition, left, ours):
        return None
    period = asked or covered_period([*ours, *theirs])
    if period is None and definition.compares == "presence":
        period = covered
    if period is None:
        return None
    return Terms(definition, period, _name(left, ours), _name(right, theirs))


def _files_of(rule: SideRule, files: Iterable[ExportFile]) -> list[ExportFile]:
    return [file for file in files if file.side is rule.side]


def _speak_of(definition: Definition, rule: SideRule, files: Iterable[ExportFile]) -> bool:
    """Whether files are of the sort that a side asks for.

    A report of documents may have none of the kind that is paired, or no rows at all: then all are
    missing there. But a list of customers is no report of documents, nor the other way round.
    """
    if definition.compares == "presence":
        return any(not file.kinds.isdisjoint(rule.matches) for file in files)
    return any(file.kinds != {ItemKind.CUSTOMER} for file in files)


def _name(rule: SideRule, files: Iterable[ExportFile]) -> str:
    return " and ".join(sorted({file.system for file in files})) or rule.label


def _reconcile_one(
    store: ItemStore, terms: Terms, files: Sequence[ExportFile], crm: CrmSide
) -> Reconciliation:
    definition = terms.definition
    for table in filter(None, (definition.left.table, definition.right.table)):
        crm.take_in(table)
    terms = replace(terms, ledgers=crm.ledgers(definition, files))
    groups_by_pass = decide(store, terms)
    sources = crm.sources(definition.left.table, definition.right.table)
    explain_breaks(store, traces_of(crm.records, sources, terms.period))
    name_one_ledger(store, terms.ledgers)
    totals: list[SideTotals] = []
    for rule in (definition.left, definition.right):
        incoming = crm.totals(rule.table) if rule.table else file_totals(_files_of(rule, files))
        totals += side_totals(rule.side, incoming, store, definition.name)
    breaks = breaks_of(store, definition.name)
    return Reconciliation(
        terms=terms,
        groups_by_pass=groups_by_pass,
        totals=tuple(totals),
        breaks=breaks,
        suggestions=suggestions_of(store, definition.name, breaks),
        store=store,
        sources=sources,
        ledgers=count_ledgers(store, definition.name, terms.ledgers),
        coverage=tuple(_coverage(terms, files, breaks)),
    )


def _coverage(
    terms: Terms, files: Sequence[ExportFile], breaks: Sequence[Break]
) -> Iterator[Coverage]:
    """Which days each side of documents that has files covers."""
    sides = (terms.definition.left, terms.definition.right) if terms.has_amounts else ()
    for rule in sides:
        if not rule.table:
            yield coverage_of(rule, terms.period, _files_of(rule, files), breaks)
