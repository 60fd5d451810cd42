"""Whom the CRM knows, read from the snapshot that texts come from, so that texts are rid of them.

Names, e-mail addresses, telephone numbers and streets of every contract that says a column holds
some, kept ones aside: what lands as it is need not be taken out of texts. Read only where a chosen
table has a column that is redacted, first and last names alone where one shows organisations, and
kept in memory alone. What cannot be read is an error: a text is not landed by a masker that knows
half of the people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

import polars as pl

from suitehouse.capturing.linked_people import linked_people
from suitehouse.contracts.model import Column, TableContract
from suitehouse.privacy.people_book import PeopleBook
from suitehouse.privacy.person_names import PersonNames
from suitehouse.privacy.suppression import Masking
from suitehouse.source.decode import decode
from suitehouse.source.quoting import quote
from suitehouse.source.reader import Query
from suitehouse.source.snapshot import SourceSnapshot

_AUDIT_SUFFIX: Final = "_audit"
_CLASSES: Final = frozenset({"name", "email", "phone", "address"})
# "Mr." and its like are no names.
_NO_NAMES: Final = frozenset({"salutation"})
_FIRST, _LAST = "first_name", "last_name"
_NAMES: Final = (_FIRST, _LAST)
_Need = Literal["names", "texts"]
# Lists of addresses with names around: what an address looks like finds those.
_LISTS: Final = frozenset({"text", "mediumtext", "longtext"})


class Acquaintance:
    """Tells one masker whom the CRM knows, as far as the tables that it masks need it.

    What a snapshot has told is not asked of it again. `names` are what they are called, where that
    was needed.
    """

    def __init__(self, masker: Masking, contracts: Mapping[str, TableContract]) -> None:
        self._masker = masker
        self._contracts = contracts
        self._snapshot: SourceSnapshot | None = None
        self._told: frozenset[_Need] = frozenset()
        self.names: PersonNames | None = None

    def make(self, snapshot: SourceSnapshot, chosen: Iterable[TableContract]) -> None:
        """Tell the masker whom this snapshot knows, where one of the chosen tables needs it.

        Raises:
            SourceError: A table or column that holds people cannot be read.
        """
        if self._snapshot is not snapshot:
            self._snapshot, self._told = snapshot, frozenset()
        needs = self._told.union(*(_needs(each, self._contracts) for each in chosen))
        if needs == self._told:
            return
        book = PeopleBook()
        for contract in self._contracts.values():
            _read_table(book, snapshot, contract, needs)
        if "names" in needs:
            for linked in linked_people(snapshot, self._contracts):
                book.add_linked(linked)
        self.names = book.names() if "names" in needs else None
        self._masker.know(book.people() if "texts" in needs else None, self.names)
        self._told = needs

    def is_needed_by(self, contract: TableContract) -> bool:
        """Whether a table cannot be masked by whoever does not know the people."""
        return bool(_needs(contract, self._contracts))


def _needs(contract: TableContract, contracts: Mapping[str, TableContract]) -> frozenset[_Need]:
    """What has to be known of people: whatever texts may hold, or how they are called."""
    shows_organisations = any(each.is_organisation for each in contract.columns)
    needs: set[_Need] = {"names"} if shows_organisations else set()
    return frozenset(needs | {"texts"} if _is_redacted(contract, contracts) else needs)


def _is_redacted(contract: TableContract, contracts: Mapping[str, TableContract]) -> bool:
    """Whether texts of a table are redacted; those of an audit table as its audited table's are."""
    audited = contract.table.removesuffix(_AUDIT_SUFFIX)
    both = (contract, contracts[audited]) if audited in contracts else (contract,)
    return any(column.is_redacted for each in both for column in each.columns)


def _people_columns(contract: TableContract) -> list[Column]:
    return [each for each in contract.columns if _holds_people(each)]


def _holds_people(column: Column) -> bool:
    is_list = column.privacy_class == "email" and column.base_type in _LISTS
    return (
        column.privacy_class in _CLASSES
        and column.is_text
        and not column.is_readable
        and column.name not in _NO_NAMES
        and not is_list
        and not column.gone
    )


def _read_table(
    book: PeopleBook,
    snapshot: SourceSnapshot,
    contract: TableContract,
    needs: frozenset[_Need],
) -> None:
    wanted = _people_columns(contract)
    if "texts" not in needs:
        wanted = [each for each in wanted if each.name in _NAMES]
    live = snapshot.catalogue.get(contract.table)
    if live is None:
        if wanted:
            snapshot.is_absent(contract.table)  # or hidden, or a view: an error
        return
    columns = {
        each.name: each
        for each in wanted
        if each.name in live.types or not snapshot.lacks_column(contract.table, each.name)
    }
    has_names = set(_NAMES) <= set(columns)
    if has_names and "names" in needs:
        for frame in _read(snapshot, contract, _NAMES):
            book.add_full_names(frame.rename(dict(zip(_NAMES, ("first", "last"), strict=True))))
    if "texts" in needs:
        _read_texts(book, snapshot, contract, columns)


def _read_texts(
    book: PeopleBook,
    snapshot: SourceSnapshot,
    contract: TableContract,
    columns: Mapping[str, Column],
) -> None:
    if set(_NAMES) <= set(columns):
        for frame in _distinct(snapshot, contract, _NAMES):
            for first, last in frame.iter_rows():
                book.add_person(first, last)
    for name, column in columns.items():
        add = _adder(book, column)
        for frame in _distinct(snapshot, contract, (name,)):
            for value in frame[name]:
                add(value)


def _adder(book: PeopleBook, column: Column) -> Callable[[str | None], None]:
    if column.name == _FIRST:
        return lambda value: book.add_person(value, None)
    if column.name == _LAST:
        return lambda value: book.add_person(None, value)
    return {
        "name": book.add_name,
        "email": book.add_email,
        "phone": book.add_phone,
        "address": book.add_address,
    }[column.privacy_class]


def _distinct(
    snapshot: SourceSnapshot, contract: TableContract, names: Sequence[str]
) -> Iterator[pl.DataFrame]:
    """The distinct values of some columns: to the letter, as a collation takes ü for u."""
    values = ", ".join(
        f"convert({quote(name)} using utf8mb4) collate utf8mb4_bin as {quote(name)}"
        for name in names
    )
    sql = f"select distinct {values} from {quote(contract.table)}"  # noqa: S608 - quoted names
    return _rows(snapshot, contract, Query(contract.table, sql, tuple(names)))


def _read(
    snapshot: SourceSnapshot, contract: TableContract, names: Sequence[str]
) -> Iterator[pl.DataFrame]:
    """All values, which take the server a tenth of the time that distinct ones do."""
    columns = ", ".join(map(quote, names))
    sql = f"select {columns} from {quote(contract.table)}"  # noqa: S608 - quoted names
    return _rows(snapshot, contract, Query(contract.table, sql, tuple(names)))


def _rows(
    snapshot: SourceSnapshot, contract: TableContract, query: Query
) -> Iterator[pl.DataFrame]:
    for batch in snapshot.read(query):
        frame = pl.DataFrame(pl.from_arrow(batch.columns)).cast(pl.String)
        plain = decode(frame, contract).frame
        yield plain.select(pl.col(name).str.normalize("NFKC") for name in query.columns)
