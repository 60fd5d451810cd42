"""Finds a person's records in landing: by the token of an address, or from one record on.

A lead that was converted is the contact it became. Addresses that others use too are not the
person's own. Records that only name the person are found where they are emptied.
"""

# ruff: noqa: S608 - names are quoted by `_name`, literals by `_text`

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from suitehouse.contracts.model import TableContract
from suitehouse.errors import ConfigurationError, ShortfallError
from suitehouse.privacy.erasure_rules import ADDRESSES, is_person_table
from suitehouse.warehouses.protocol import ArrowReadable

_LINKS = "email_addr_bean_rel"


@dataclass(slots=True)
class Records:
    """Keys in lower case by table: the person's own records, and those that stay."""

    own: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    kept: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __bool__(self) -> bool:
        return any(self.own.values()) or any(self.kept.values())

    def has(self, table: str, key: str) -> bool:
        """Whether a record is among them."""
        return key in self.own.get(table, ()) or key in self.kept.get(table, ())


class PersonSearch:
    """Looks a person up; only reads."""

    def __init__(self, warehouse: ArrowReadable, contracts: Mapping[str, TableContract]) -> None:
        self._warehouse = warehouse
        self._contracts = contracts
        landed = warehouse.read(
            "select table_schema, table_name, column_name from information_schema.columns "
            "where table_schema = 'landing'"
        ).to_pylist()
        self._columns: dict[str, set[str]] = defaultdict(set)
        for row in landed:
            self._columns[row["table_name"]].add(row["column_name"])

    def by_email(self, token: str) -> Records:
        """Return the records of whoever has the address with this token; none if nobody has.

        Raises:
            ShortfallError: Different people have it.
        """
        found = Records()
        addresses = self._with_token(ADDRESSES, token)
        for table in self._columns:
            if table in self._contracts and table != ADDRESSES:
                scope = found.own if is_person_table(self._contracts[table]) else found.kept
                scope[table] |= self._with_token(table, token)
        for table, key in self._holders(addresses):
            scope = found.own if is_person_table(self._contracts[table]) else found.kept
            scope[table].add(key)
        self._refuse_strangers(found)
        self._follow_conversions(found)
        found.own[ADDRESSES] |= addresses
        self._add_addresses(found)
        return found

    def by_record(self, table: str, row_key: str) -> Records:
        """Return the records of whoever a record is of; none if landing has no such record.

        Raises:
            ConfigurationError: The table has no contract, or no key of one column.
        """
        contract = self._contracts.get(table)
        if contract is None or len(contract.key) != 1:
            raise ConfigurationError(
                f"There is no contract for a table '{table}' with one key column, so no record of "
                "it can be named; name a table such as contacts."
            )
        found = Records()
        if table not in self._columns:
            return found
        key = row_key.strip().lower()
        is_there = f"{_folded(contract.key[0])} = {_text(key)}"
        if self._keys(table, is_there):
            is_own = is_person_table(contract) or table == ADDRESSES
            (found.own if is_own else found.kept)[table].add(key)
        self._follow_conversions(found)
        self._add_addresses(found)
        return found

    @cached_property
    def _conversions(self) -> tuple[tuple[str, str, str], ...]:
        """Columns of people's tables by which a record is that of another one of the same person.

        SuiteCRM names them for the table: `leads.contact_id`, `prospects.lead_id`.
        """
        people = [name for name in self._columns if self._is_person(name)]
        return tuple(
            (table, column, other)
            for table in people
            for other in people
            if (column := f"{other.removesuffix('s')}_id") in self._columns[table]
        )

    def _is_person(self, table: str) -> bool:
        contract = self._contracts.get(table)
        return contract is not None and is_person_table(contract) and len(contract.key) == 1

    def _follow_conversions(self, found: Records) -> None:
        before = -1
        while before != (before := sum(len(keys) for keys in found.own.values())):
            for table, column, other in self._conversions:
                key = self._key(table)
                if found.own[other]:
                    is_of = f"{_folded(column)} in ({_texts(found.own[other])})"
                    found.own[table] |= self._keys(table, is_of)
                if found.own[table]:
                    is_it = f"{_folded(key)} in ({_texts(found.own[table])})"
                    became = self._keys(table, is_it, column)
                    is_there = f"{_folded(self._key(other))} in ({_texts(became) or 'null'})"
                    found.own[other] |= self._keys(other, is_there)

    def _refuse_strangers(self, found: Records) -> None:
        """Stop where one address is that of people who have different names."""
        names: dict[tuple[object, ...], list[str]] = defaultdict(list)
        converted = self._converted(found)
        for table, keys in found.own.items():
            for key, *name in self._named(table, keys - converted[table]):
                names[tuple(name)].append(f"{table} {key}")
        if len(names) > 1:
            listed = ", ".join(sorted(each for records in names.values() for each in records))
            raise ShortfallError(
                f"People of {len(names)} different names have this address ({listed}), so it does "
                "not say whom to erase; name one record of the person with --table and --id."
            )

    def _converted(self, found: Records) -> dict[str, set[str]]:
        """The records that became another one that was found: they may bear its former name."""
        converted: dict[str, set[str]] = defaultdict(set)
        for table, column, other in self._conversions:
            if found.own[table] and found.own[other]:
                where = (
                    f"{_folded(self._key(table))} in ({_texts(found.own[table])}) "
                    f"and {_folded(column)} in ({_texts(found.own[other])})"
                )
                converted[table] |= self._keys(table, where)
        return converted

    def _named(self, table: str, keys: Iterable[str]) -> Iterator[tuple[object, ...]]:
        """Key and name tokens of people's records, but for those that have no name."""
        wanted = _texts(keys)
        if not wanted:
            return
        parts = [each for each in ("first_name", "last_name") if each in self._columns[table]]
        names = ", ".join(f"coalesce({_name(each)}, '')" for each in parts)
        key = f"{_folded(self._key(table))}"
        rows = self._warehouse.read(
            f"select {key}, {names} from landing.{_name(table)} where {key} in ({wanted})"
        )
        for row in zip(*(column.to_pylist() for column in rows.columns), strict=True):
            if any(row[1:]):
                yield row

    def _holders(self, addresses: Iterable[str]) -> set[tuple[str, str]]:
        """The records that have one of these addresses, by table.

        A deleted link counts as long as its record is deleted too: it went with the record.
        """
        wanted = _texts(addresses)
        if not wanted or _LINKS not in self._columns:
            return set()
        rows = self._warehouse.read(
            "select distinct bean_module, lower(bean_id) as bean_id, "
            f"coalesce(deleted, false) as is_deleted from landing.{_name(_LINKS)} "
            f"where lower(email_address_id) in ({wanted}) and bean_id is not null"
        ).to_pylist()
        return {
            (table, row["bean_id"])
            for row in rows
            if (table := self._modules.get(row["bean_module"]))
            and (not row["is_deleted"] or not self._is_live(table, row["bean_id"]))
        }

    def _is_live(self, table: str, key: str) -> bool:
        is_it = f"{_folded(self._key(table))} = {_text(key)} and _removed_at is null"
        return bool(self._keys(table, f"{is_it} and not coalesce(deleted, false)"))

    def _add_addresses(self, found: Records) -> None:
        """Add the addresses of the person's records that nobody else has."""
        if _LINKS not in self._columns or ADDRESSES not in self._columns:
            return
        own = [key for table, keys in found.own.items() if table != ADDRESSES for key in keys]
        if not own:
            return
        linked = self._keys(_LINKS, f"lower(bean_id) in ({_texts(own)})", "email_address_id")
        there = f"{_folded(self._key(ADDRESSES))} in ({_texts(linked) or 'null'})"
        for address in self._keys(ADDRESSES, there) - found.own[ADDRESSES]:
            if all(found.has(*holder) for holder in self._holders([address])):
                found.own[ADDRESSES].add(address)

    @cached_property
    def _modules(self) -> Mapping[str, str]:
        """The table of each module that has one; some share one."""
        return {
            module: contract.table
            for contract in self._contracts.values()
            if contract.kind == "base" and contract.module and contract.table in self._columns
            for module in contract.module.split("|")
        }

    def _with_token(self, table: str, token: str) -> set[str]:
        """The keys of a table's rows that hold an address's token, with a domain or without."""
        contract = self._contracts.get(table)
        if contract is None or len(contract.key) != 1:
            return set()
        columns = [
            column.name
            for column in contract.landed
            if column.privacy_class == "email" and column.name in self._columns[table]
        ]
        if not columns:
            return set()
        holds = " or ".join(
            f"split_part({_name(each)}, '@', 1) = {_text(token)}" for each in columns
        )
        return self._keys(table, holds)

    def _keys(self, table: str, where: str, column: str | None = None) -> set[str]:
        if table not in self._columns:
            return set()
        found = _folded(column or self._key(table))
        rows = self._warehouse.read(
            f"select distinct {found} as found from landing.{_name(table)} "
            f"where ({where}) and coalesce({found}, '') <> ''"
        )
        return set(rows.column("found").to_pylist())

    def _key(self, table: str) -> str:
        return self._contracts[table].key[0]


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _folded(name: str) -> str:
    """A key or reference as records are remembered by; some are numbers."""
    return f"lower(cast({_name(name)} as varchar))"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _texts(values: Iterable[str]) -> str:
    return ", ".join(_text(value) for value in sorted(values))
