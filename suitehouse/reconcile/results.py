"""What a reconciliation has decided, as rows and breaks that outputs are written from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from suitehouse.errors import ShortfallError
from suitehouse.ledger.item import ItemKind, Side
from suitehouse.ledger.money import Money
from suitehouse.ledger.tally import Tally
from suitehouse.reconcile.evidence import Evidence, Origin, PipelineCause
from suitehouse.reconcile.outcome import (
    Break,
    BreakKind,
    Cause,
    Confidence,
    Member,
    Row,
    Status,
    Suggestion,
    SuggestionReason,
)
from suitehouse.reconcile.pipeline_records import in_utc
from suitehouse.reconcile.store import ItemStore

_EXCLUSIONS: Final = {
    "deleted": "concat('Deleted in ', ours(), '.')",
    "removed": "concat('Removed from ', ours(), '''s database; the warehouse remembers it.')",
    "undated": "'Has neither an invoice date nor an entry date, so it belongs to no period.'",
    "pending": "'Not completed yet in the system it comes from, so no money has moved.'",
    "failed": "'Failed, declined, cancelled or expired, so no money has moved.'",
    "memo": "'Told for information only: the balance of the account does not move.'",
    "reversed": "'Taken and given back by the system, so nothing is left of it.'",
    "overlap": "'The same transaction was read from another file or line already.'",
    "outside_period": "concat('Dated ', \"on\", ', outside the period.')",
    "void_in_both": "'Cancelled in both systems.'",
    "cancelled": "concat('Cancelled in ', ours(), '; no partner is due.')",
    "no_partner_due": (
        "concat('No row in ', theirs(), ' is due for an invoice of this status and amount.')"
    ),
    "void": "concat('Voided in ', theirs(), ', and ', ours(), ' has no invoice of this number.')",
}
_OTHER: Final = (
    "if(set_aside <> '', concat('The system the row comes from takes it out itself (',"
    " replace(reason, '_', ' '), ').'), concat('Rows of this kind are not compared with invoices"
    " (', replace(reason, '_', ' '), ').'))"
)
_EXCLUSION: Final = "".join(f" when '{word}' then {text}" for word, text in _EXCLUSIONS.items())
_AGREEMENT: Final = """
    case when not has_amounts() then concat('Stands in ', ours(), ' and in ', theirs(), '.')
        else concat(agreed, ' is ', money(agreed_figure, agreed_currency), ' in ', ours(),
            case when exchange is not null then concat(' and ', exchange, '.')
                when together is null then concat(' and in ', theirs(), '.')
                else concat(', and ', together, ' in ', theirs(), ' add up to it.') end) end
"""
# One row for each item of the scope, in the order in which they came in. A condition on the row
# itself must not stand in a left join: DuckDB would compare every row with every other.
TOLD: Final = f"""
create or replace view told as
    with agreed as (
        select *, if(status = 'matched', grp, null) as agreed_grp from fate
    ),
    placed as (
        select i.*, f.status as outcome, f.reason, f.note, f.pass, f.brk, f.grp,
            coalesce(l.label, a.label) as agreed, coalesce(l.compared, a.compared) as agreed_figure,
            coalesce(l.asked_in, a.asked_in) as agreed_currency, z.label as together,
            x.told as exchange, coalesce(y.system, theirs()) as spoken, if(p.l is null, null,
                pair_identity(named(l.side, l.kind, l.source_id),
                    named(r.side, r.kind, r.source_id))) as pair_id
        from scope i
        left join agreed f using (item)
        left join pairs p on f.agreed_grp = p.l
        left join left_side l on p.l = l.item
        left join right_side r on p.r = r.item
        left join converted x on f.agreed_grp = x.grp
        left join summed a on f.agreed_grp = a.grp and a.half = 0
        left join summed z on f.agreed_grp = z.grp and z.half = 1
        left join spoken y on i.item = y.item
    )
    select i.* exclude (spoken), coalesce(g.id, pair_id, '') as match_group,
        case when b.kind is not null then b.kind
            when reason = 'overlap' then 'overlap_duplicate' else '' end as break_kind,
        coalesce(b.id, '') as break_id,
        replace(case outcome when 'matched' then {_AGREEMENT} when 'break' then b.sentence
            else case when note is not null then note when set_aside = 'void' then {_OTHER}
                else case reason{_EXCLUSION} else {_OTHER} end end end, theirs(), spoken)
            as explanation
    from placed i
    left join breaks b on i.brk = b.brk
    left join groups g on i.grp = g.grp
"""  # noqa: S608 - constants
_ROWS: Final = """
select item, side, kind, n.name, line, source_id, label, row_hash, amount, currency, outcome,
    coalesce(reason, ''), coalesce(cast(pass as varchar), ''), break_kind, match_group,
    break_id, with_settled(explanation, amount, currency, compared, asked_in)
from told join files n using (file) order by item
"""
_BREAKS: Final = """
select b.id, b.kind, b.sentence, coalesce(b.pass, ''), coalesce(g.id, ''), b.confidence, b.causes,
    coalesce(e.origin, 'business'), e.cause, e.shown_by, e.crm_table, e.crm_row, e.noticed_at,
    e.remedy, i.half, n.name, i.line, i.source_id, i.has_own_id, i.label, i."on",
    if(i.set_aside = 'void', 0, counted(i.compared, b.kind, i.status)), i.asked_in
from breaks b join fate f using (brk) join scope i using (item) join files n using (file)
left join groups g on b.grp = g.grp left join explained e on b.brk = e.brk
order by min(i.item) over (partition by b.brk), b.brk, i.half, i.item
"""
_EXCLUDED: Final = """
select cast(i.side as varchar), f.reason, i.currency, count(*), sum(i.amount)
from scope i join fate f using (item)
where f.status = 'excluded' group by all order by all
"""
_SUGGESTIONS: Final = (
    "select id, break_id, reason, total, alternatives from suggestions order by id"
)
_REASONS: Final = list(SuggestionReason)
_BREAK_FIELDS: Final = 14


def rows_of(store: ItemStore, reconciliation: str) -> Iterator[Row]:
    """Yield every input row, the CRM's first, then each file's in line order.

    Raises:
        ShortfallError: Nothing became of a row, so no report may be written.
    """
    for values in store.stream(reconciliation, _ROWS):
        yield _row(reconciliation, *values)


def breaks_of(store: ItemStore, reconciliation: str) -> list[Break]:
    """Return the breaks of a reconciliation in the order of their first row."""
    store.enter(reconciliation)
    by_break = groupby(store.rows(_BREAKS), itemgetter(*range(_BREAK_FIELDS)))
    return [_break(said, [row[_BREAK_FIELDS:] for row in rows]) for said, rows in by_break]


def suggestions_of(
    store: ItemStore, reconciliation: str, breaks: Iterable[Break]
) -> dict[str, tuple[Suggestion, ...]]:
    """Return the suggestions of a reconciliation by break, in the order of breaks and reasons."""
    store.enter(reconciliation)
    found: dict[str, list[Suggestion]] = {}
    for identity, break_id, reason, count, alternatives in store.rows(_SUGGESTIONS):
        choices = tuple(tuple(map(_candidate, rows)) for rows in alternatives)
        made = Suggestion(identity, break_id, SuggestionReason(reason), choices, count)
        found.setdefault(break_id, []).append(made)
    return {
        each.break_id: tuple(sorted(found[each.break_id], key=_strength))
        for each in breaks
        if each.break_id in found
    }


def _evidence(cause: str | None, *shown: Any) -> Evidence | None:
    if cause is None:
        return None
    shown_by, crm_table, crm_row, noticed_at, remedy = shown
    return Evidence(PipelineCause(cause), shown_by, crm_table, crm_row, in_utc(noticed_at), remedy)


def exclusions_of(store: ItemStore, reconciliation: str) -> Mapping[tuple[str, str, str], Tally]:
    """Return the excluded rows of a reconciliation by side, reason and currency, in that order."""
    store.enter(reconciliation)
    return {
        (side, reason, currency): Tally(count, amount)
        for side, reason, currency, count, amount in store.rows(_EXCLUDED)
    }


def _break(said: Sequence[Any], members: Iterable[Sequence[Any]]) -> Break:
    break_id, kind, sentence, pass_name, match_group, confidence, causes, origin, *shown = said
    return Break(
        break_id=break_id,
        kind=BreakKind(kind),
        members=tuple(_member(*member) for member in members),
        explanation=sentence,
        pass_name=pass_name,
        match_group=match_group,
        confidence=Confidence(confidence),
        parts=tuple(_cause(**cause) for cause in causes),
        origin=Origin(origin),
        evidence=_evidence(*shown),
    )


def _cause(kind: str, amount: Decimal, currency: str) -> Cause:
    return Cause(BreakKind(kind), Money(amount, currency))


def _row(reconciliation: str, *values: Any) -> Row:
    item, side, kind, file, line, source_id, label, row_hash, amount, currency, *outcome = values
    status, reason, pass_name, break_kind, match_group, break_id, explanation = outcome
    if status is None:
        place = f"{file}, row {line}"
        raise ShortfallError(f"{place} has no outcome in {reconciliation}; please report this.")
    return Row(
        item=item,
        side=Side(side),
        kind=ItemKind(kind),
        source_file=file,
        line=line,
        source_id=source_id,
        label=label,
        row_hash=row_hash,
        money=Money(amount, currency),
        status=Status(status),
        reason=reason,
        pass_name=pass_name,
        match_group=match_group,
        break_kind=BreakKind(break_kind) if break_kind else None,
        break_id=break_id,
        explanation=explanation,
    )


def _member(*values: Any) -> Member:
    half, file, line, source_id, has_own_id, label, day, amount, currency = values
    return Member(half, file, line, source_id, has_own_id, label, day, Money(amount, currency))


def _candidate(row: Mapping[str, Any]) -> Member:
    return Member(
        half=row["half"],
        source_file=row["source_file"],
        line=row["line"],
        source_id=row["source_id"],
        has_own_id=row["has_own_id"],
        label=row["label"],
        on=row["on"],
        compared=Money(row["amount"], row["currency"]),
    )


def _strength(suggestion: Suggestion) -> int:
    return _REASONS.index(suggestion.reason)
