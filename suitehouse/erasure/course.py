"""The course of an erasure: find, empty in one transaction, write the files anew, prove, certify.

Whatever instant it is broken off at, running it again ends it: until the transaction commits
nothing has changed, and every step after it may be done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from suitehouse.capturing.selection import landing_table
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import shape_of
from suitehouse.delivery.report import Deliveries
from suitehouse.erasure.certificate import Certificate, FilePieces, write_certificate
from suitehouse.erasure.files import INPUTS, FoundFile, files_with, needles_of, replace_tokens
from suitehouse.erasure.pending import (
    Pending,
    forget_pending,
    pending_in,
    pending_path,
    save_pending,
)
from suitehouse.erasure.proof import Proven, proof_queries, prove
from suitehouse.erasure.search import PersonSearch, Records
from suitehouse.erasure.subject import Subject, TokenMaker
from suitehouse.operations.clock import Clock
from suitehouse.operations.progress import Progress
from suitehouse.privacy.erasure_rules import erasure_rules
from suitehouse.privacy.unpacking import OpenDatabase, open_plain
from suitehouse.warehouses._erasure_store import ErasureOrder, ErasureStore, Findings
from suitehouse.warehouses.protocol import Access, ArrowReadable, Erasable, LandingTarget

Status = Literal["planned", "erased", "already_erased", "unknown"]
ERASURES = "erasures"


class Key(Protocol):
    """What an erasure needs of the masking key."""

    @property
    def key_id(self) -> str:
        """Public name of the key."""

    @property
    def check_value(self) -> str:
        """Public fingerprint of the key."""


class KeyedTokens(TokenMaker, Protocol):
    """Makes tokens and says with which key."""

    @property
    def key(self) -> Key:
        """The masking key."""


class ErasureTarget(ArrowReadable, LandingTarget, Erasable, Protocol):
    """The warehouse as an erasure needs it."""

    def close(self) -> None:
        """Let go of the warehouse."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a person may be held: a home, the writer's file in it, the published copy.

    `open_file` opens one of the two, the writer's to be written where that is asked for;
    `open_database` opens a copy of any DuckDB file, to be searched.
    """

    home: Path
    writer: Path
    published: Path
    open_file: Callable[[Path, Access], ErasureTarget]
    contracts: Mapping[str, TableContract]
    tokens: KeyedTokens
    clock: Clock
    open_database: OpenDatabase = open_plain

    @property
    def folder(self) -> Path:
        """Where certificates are."""
        return self.home / ERASURES

    def name(self, path: Path) -> str:
        """Return a path as reports have it: within the home where it is there."""
        return str(path.relative_to(self.home)) if path.is_relative_to(self.home) else path.name


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What an erasure came to, or would; `certificate` is the path of the JSON file.

    `files` hold tokens of the person, `inputs` the plain address. `deliveries` is what the other
    warehouses were brought, so that they hold nothing of the person either.
    """

    status: Status
    erasure_id: str | None = None
    emptied: tuple[FilePieces, ...] = ()
    files: tuple[FoundFile, ...] = ()
    inputs: tuple[str, ...] = ()
    certificate: Path | None = None
    is_clean: bool = True
    unfinished: tuple[str, ...] = ()
    deliveries: Deliveries = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    order: ErasureOrder
    found: tuple[tuple[Path, Findings], ...]
    is_known: bool

    @property
    def emptied(self) -> Iterator[tuple[Path, Findings]]:
        return ((path, each) for path, each in self.found if each.pieces)

    @property
    def shared(self) -> frozenset[str]:
        return frozenset().union(*(each.shared for _, each in self.found))

    @property
    def tokens(self) -> frozenset[str]:
        return frozenset().union(*(each.tokens for _, each in self.found)) - self.shared


class ErasureCourse:
    """Plans or applies the erasure of one subject; the caller holds the writer's lock to apply."""

    def __init__(
        self, places: Places, subject: Subject, *, erasure_id: str, progress: Progress
    ) -> None:
        self._places = places
        self._subject = subject
        self._erasure_id = erasure_id
        self._progress = progress
        self._rules = erasure_rules(places.contracts)
        self._tables = _landing_tables(places.contracts)

    def plan(self) -> ErasureReport:
        """Return what an erasure would touch; nothing is written.

        Raises:
            KeyMaterialError: The warehouse was made with another masking key.
            ShortfallError: People of different names have the address.
        """
        unfinished = tuple(each.erasure_id for each in pending_in(self._places.folder))
        with closing(self._open(self._places.writer)) as warehouse:
            plan = self._planned(warehouse)
            if plan is None:
                return self._nobody(warehouse, unfinished)
        if plan.is_known and not any(plan.emptied):
            return ErasureReport("already_erased", unfinished=unfinished)
        return ErasureReport(
            "planned",
            emptied=self._pieces(plan),
            files=self._files(plan.tokens, besides=(self._places.writer, self._places.published)),
            inputs=self._inputs(),
            unfinished=unfinished,
        )

    def apply(self) -> ErasureReport:
        """Erase, after ending what was broken off before, and return what that took.

        Raises:
            SuitehouseError: As `plan`; the warehouse cannot be written.
        """
        ended = self._end_pending()
        mark = self._subject.mark(self._places.tokens)
        with closing(self._open(self._places.writer)) as warehouse:
            plan = self._planned(warehouse)
            if plan is None:
                return ended.get(mark) or self._nobody(warehouse, ())
        if plan.is_known and not any(plan.emptied):
            return ended.get(mark) or ErasureReport("already_erased")
        pending = self._pending(plan)
        save_pending(pending, self._places.folder)
        self._progress.say("emptying rows")
        with closing(self._open(self._places.writer, access="write")) as warehouse:
            warehouse.erasure_store().erase(plan.order, self._places.clock())
        return self._end(pending)

    def _end_pending(self) -> dict[str, ErasureReport]:
        """End erasures that were broken off, and forget those that had changed nothing."""
        ended = {}
        for pending in tuple(pending_in(self._places.folder)):
            with closing(self._open(self._places.writer)) as warehouse:
                notes = warehouse.erasure_store().erasures(pending.subject)
            if any(note.erasure_id == pending.erasure_id for note in notes):
                self._progress.say(f"going on with erasure {pending.erasure_id}")
                ended[pending.subject] = self._end(pending)
            else:
                forget_pending(pending.erasure_id, self._places.folder)
        return ended

    def _planned(self, warehouse: ErasureTarget) -> _Plan | None:
        """What is to be erased; None where nobody is found."""
        if warehouse.read("select 1 from ops.keys").num_rows:
            key = self._places.tokens.key
            warehouse.claim(key.key_id, key.check_value, self._places.clock())
        self._progress.say("looking for the person's records")
        records = self._records(warehouse)
        if not records:
            return None
        store = warehouse.erasure_store()
        order = self._order(records)
        found = [(self._places.writer, store.find(order))]
        # What the writer's file knows to stay tells what of a copy has to stay.
        order = replace(order, kept=found[0][1].kept)
        if self._places.published.exists():
            copy = store.find_in_copy(self._places.published, order)
            found.append((self._places.published, copy))
        return _Plan(order, tuple(found), _is_known(store, records))

    def _records(self, warehouse: ErasureTarget) -> Records:
        search = PersonSearch(warehouse, self._places.contracts)
        token = self._subject.email_token(self._places.tokens)
        if token is not None:
            return search.by_email(token)
        return search.by_record(str(self._subject.table), str(self._subject.row_key))

    def _order(self, records: Records) -> ErasureOrder:
        return ErasureOrder(
            erasure_id=self._erasure_id,
            subject=self._subject.mark(self._places.tokens),
            requested_at=self._places.clock(),
            own={table: tuple(sorted(keys)) for table, keys in records.own.items() if keys},
            kept={table: tuple(sorted(keys)) for table, keys in records.kept.items() if keys},
            rules=self._rules,
            tables=self._tables,
        )

    def _nobody(self, warehouse: ErasureTarget, unfinished: tuple[str, ...]) -> ErasureReport:
        mark = self._subject.mark(self._places.tokens)
        notes = warehouse.erasure_store().erasures(mark)
        status: Status = "already_erased" if notes else "unknown"
        return ErasureReport(status, unfinished=unfinished)

    def _pending(self, plan: _Plan) -> Pending:
        return Pending(
            erasure_id=plan.order.erasure_id,
            subject=plan.order.subject,
            requested_at=plan.order.requested_at,
            own=plan.order.own,
            kept=plan.order.kept,
            emptied=self._pieces(plan),
            tokens=plan.tokens,
            shared=plan.shared,
            inputs=self._inputs(),
        )

    def _end(self, pending: Pending) -> ErasureReport:
        """All that follows the transaction; each step may be done twice."""
        applied_at, proof, suppressed = self._clean_warehouse(pending)
        self._progress.say("searching files")
        rewritten = self._replace(pending.tokens)
        files = self._files(pending.tokens)
        certificate = Certificate(
            erasure_id=pending.erasure_id,
            subject=pending.subject,
            key_id=self._places.tokens.key.key_id,
            requested_at=pending.requested_at,
            applied_at=applied_at,
            completed_at=self._places.clock(),
            emptied=pending.emptied,
            tokens=len(pending.tokens),
            shared_tokens=len(pending.shared),
            suppressions=suppressed,
            rewritten_files=rewritten,
            left_files=tuple(each.path for each in files),
            inputs=pending.inputs,
            proof=proof,
        )
        path = write_certificate(certificate, self._places.folder)
        self._note(certificate, path)
        forget_pending(pending.erasure_id, self._places.folder)
        return ErasureReport(
            "erased",
            erasure_id=pending.erasure_id,
            emptied=pending.emptied,
            files=files,
            inputs=pending.inputs,
            certificate=path,
            is_clean=certificate.is_clean,
        )

    def _replace(self, tokens: frozenset[str]) -> tuple[str, ...]:
        """Take tokens out of files; return which were written anew."""
        places = self._places
        found = self._files(tokens, besides=(places.writer, places.published))
        return tuple(each.path for each in found if replace_tokens(places.home, each, tokens))

    def _clean_warehouse(self, pending: Pending) -> tuple[datetime, tuple[Proven, ...], int]:
        """Leave nothing of what rows held in the files of the warehouse, and prove it."""
        places = self._places
        order = self._ordered(pending)
        with closing(self._open(places.writer, access="write")) as warehouse:
            self._progress.say("writing the warehouse anew")
            warehouse.rewrite()
            store = warehouse.erasure_store()
            note = _noted(store, pending)
            if places.published.exists():
                self._progress.say("writing the published copy anew")
                store.erase_copy(places.published, order, note)
            suppressed = len(store.suppressions())
            proof = list(self._proven(places.writer, warehouse, pending))
        if places.published.exists():
            with closing(self._open(places.published)) as copy:
                proof += self._proven(places.published, copy, pending)
        return note, tuple(proof), suppressed

    def _proven(self, path: Path, warehouse: ArrowReadable, pending: Pending) -> tuple[Proven, ...]:
        queries = proof_queries(
            warehouse, self._rules, own=pending.own, kept=pending.kept, tokens=pending.tokens
        )
        return prove(self._places.name(path), warehouse, queries)

    def _ordered(self, pending: Pending) -> ErasureOrder:
        return ErasureOrder(
            erasure_id=pending.erasure_id,
            subject=pending.subject,
            requested_at=pending.requested_at,
            own=pending.own,
            kept=pending.kept,
            rules=self._rules,
            tables=self._tables,
        )

    def _note(self, certificate: Certificate, path: Path) -> None:
        with closing(self._open(self._places.writer, access="write")) as warehouse:
            store = warehouse.erasure_store()
            for note in store.erasures(certificate.subject):
                if note.erasure_id == certificate.erasure_id:
                    ended = replace(
                        note,
                        completed_at=certificate.completed_at,
                        files=len(certificate.rewritten_files),
                        certificate=self._places.name(path),
                    )
                    store.note(ended)

    def _pieces(self, plan: _Plan) -> tuple[FilePieces, ...]:
        return tuple(
            FilePieces(self._places.name(path), found.pieces) for path, found in plan.emptied
        )

    def _files(
        self, tokens: frozenset[str], *, besides: tuple[Path, ...] = ()
    ) -> tuple[FoundFile, ...]:
        folder = self._places.folder
        notes = [pending_path(each.erasure_id, folder) for each in pending_in(folder)]
        inputs = [self._places.home / name for name in INPUTS]
        return files_with(
            self._places.home,
            needles_of(tokens),
            skip=(*notes, *inputs, *besides),
            open_database=self._places.open_database,
        )

    def _inputs(self) -> tuple[str, ...]:
        """Files of other systems that name the address; they are not ours to change."""
        if self._subject.email is None:
            return ()
        folder = self._places.home / "exports"
        found = files_with(folder, (self._subject.email.strip(),))
        return tuple(f"exports/{each.path}" for each in found)

    def _open(self, path: Path, *, access: Access = "read") -> ErasureTarget:
        return self._places.open_file(path, access)


def _landing_tables(contracts: Mapping[str, TableContract]) -> dict[str, Any]:
    return {name: landing_table(shape_of(each, {})) for name, each in contracts.items()}


def _is_known(store: ErasureStore, records: Records) -> bool:
    """Whether all of these records are suppressed already."""
    known = {(each.table, each.row_key) for each in store.suppressions()}
    wanted = {
        (table, key)
        for scope in (records.own, records.kept)
        for table, keys in scope.items()
        for key in keys
    }
    return wanted <= known


def _noted(store: ErasureStore, pending: Pending) -> datetime:
    """When the rows were emptied."""
    notes = store.erasures(pending.subject)
    return next(each.applied_at for each in notes if each.erasure_id == pending.erasure_id)
