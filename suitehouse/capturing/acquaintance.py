"""Whom the CRM knows, read from the snapshot that texts come from, so that texts are rid of them.

Names, e-mail addresses, telephone numbers and streets of every contract that says a column holds
some, kept ones aside: what lands as it is need not be taken out of texts. Read only where a chosen
table has a column that is redacted, and kept in memory alone. What cannot be read is an error: a
text is not landed by a masker that knows half of the people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from suitehouse.contracts.model import Column, TableContract
from suitehouse.privacy.known_people import PeopleBook
from suitehouse.privacy.suppression import Masking
from suitehouse.source.catalogue import SourceTable
from suitehouse.source.decode import decode
from suitehouse.source.quoting import quote
from suitehouse.source.reader import Query
from suitehouse.source.snapshot import SourceSnapshot

_AUDIT_SUFFIX: Final = "_audit"
_CLASSES: Final = frozenset({"name", "email", "phone", "address"})
# "Mr." and its like are no names.
_NO_NAMES: Final = frozenset({"salutation"})
_FIRST, _LAST = "first_name", "last_name"
# Lists of addresses with names around: what an address looks like finds those.
_LISTS: Final = frozenset({"text", "mediumtext", "longtext"})


def know_people(
    masker: Masking,
    snapshot: SourceSnapshot,
    contracts: Mapping[str, TableContract],
    chosen: Iterable[TableContract],
) -> bool:
    """Tell the masker whom the CRM knows, where a chosen table has texts to redact.

    Returns:
        Whether one has.

    Raises:
        SourceError: A table or column that holds people cannot be read.
    """
    if not any(_is_redacted(each, contracts) for each in chosen):
        return False
    book = PeopleBook()
    for contract in contracts.values():
        live = snapshot.catalogue.get(contract.table)
        if live is None and _people_columns(contract):
            snapshot.is_absent(contract.table)  # or hidden, or a view: an error
        if live is not None:
            _read_table(book, snapshot, contract, live)
    masker.know(book.people())
    return True


def _is_redacted(contract: TableContract, contracts: Mapping[str, TableContract]) -> bool:
    """Whether texts of a table are redacted; those of an audit table as its audited table's are."""
    audited = contract.table.removesuffix(_AUDIT_SUFFIX)
    both = (contract, contracts[audited]) if audited in contracts else (contract,)
    return any(column.treatment == "redact" for each in both for column in each.columns)


def _people_columns(contract: TableContract) -> list[Column]:
    return [each for each in contract.columns if _holds_people(each)]


def _holds_people(column: Column) -> bool:
    is_list = column.privacy_class == "email" and column.base_type in _LISTS
    return (
        column.privacy_class in _CLASSES
        and column.is_text
        and column.treatment != "keep"
        and column.name not in _NO_NAMES
        and not is_list
        and not column.gone
    )


def _read_table(
    book: PeopleBook, snapshot: SourceSnapshot, contract: TableContract, live: SourceTable
) -> None:
    columns = {
        each.name: each
        for each in _people_columns(contract)
        if each.name in live.types or not snapshot.lacks_column(contract.table, each.name)
    }
    if _FIRST in columns and _LAST in columns:
        for frame in _distinct(snapshot, contract, (_FIRST, _LAST)):
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
    for batch in snapshot.read(Query(contract.table, sql, tuple(names))):
        frame = pl.DataFrame(pl.from_arrow(batch.columns)).cast(pl.String)
        plain = decode(frame, contract).frame
        yield plain.select(pl.col(name).str.normalize("NFKC") for name in names)
