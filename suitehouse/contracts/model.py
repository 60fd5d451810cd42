"""The shape of a table contract, and its loader.

A contract is the reviewed promise about one SuiteCRM table: its key, how its changes are found, and
for every column the source type, the class of personal data and the treatment. A column that is not
in the contract never leaves the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from suitehouse.contracts.names import PLAIN_PATTERN, is_reserved
from suitehouse.contracts.source_types import decimal_landing
from suitehouse.errors import ContractError
from suitehouse.operations.validation import faults_of

CONTRACT_FOLDER = Path(__file__).parent / "suitecrm"

Lane = Literal["stamp", "append", "with_parent", "compare", "full"]
Kind = Literal["base", "custom", "audit", "relationship", "reference"]
PrivacyClass = Literal[
    "none",
    "identifier",
    "name",
    "email",
    "phone",
    "address",
    "birthdate",
    "free_text",
    "credential",
    "financial",
]
Decode = Literal["plain", "multienum"]
Confidence = Literal["sure", "likely", "guess"]

_LANDING_TYPES = {
    "bigint": "BIGINT",
    "int": "BIGINT",
    "mediumint": "INTEGER",
    "smallint": "INTEGER",
    "tinyint": "INTEGER",
    "double": "DOUBLE",
    "float": "DOUBLE",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "timestamp": "TIMESTAMP",
    "time": "TIME",
}
_MONEY_DIGITS = (20, 6)
_MONEY_TYPE = "DECIMAL(26,6)"


class Proposal(BaseModel):
    """What `contracts sync` takes a column to be, and how sure it is; decides nothing.

    It is `sure` where name and values say the same, `likely` where one of them says it, and else
    guesses.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    privacy_class: PrivacyClass = Field(alias="class")
    treatment: str
    confidence: Confidence = "guess"


class Column(BaseModel):
    """One source column: its type there, its class of personal data, and what is done to it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: str
    type: str = Field(
        description="The column's type in the source, as information_schema prints it."
    )
    nullable: bool = True
    default: str | None = None
    privacy_class: PrivacyClass = Field("none", alias="class")
    treatment: str = Field(description="Name of a file in suitehouse/privacy/treatments.")
    reason: str | None = Field(None, description="Why this treatment; shown in the privacy report.")
    decode: Decode = "plain"
    labels: dict[str, str] = Field(
        default_factory=dict, description="Label of each enumeration key."
    )
    values: tuple[str, ...] = ()
    proposed: Proposal | None = Field(
        None, description="Awaits a person, who sets class and treatment and takes this away."
    )
    gone: bool = Field(
        default=False,
        description="The source no longer has it; landing and models keep it, as NULL.",
    )
    description: str

    @model_validator(mode="after")
    def _check_text(self) -> Column:
        if self.is_redacted and not (self.is_text and self.base_type != "enum"):
            raise ValueError(
                f"column {self.name} is {self.type}: only text columns can have treatment redact"
            )
        return self

    @property
    def is_landed(self) -> bool:
        """Whether the column reaches the warehouse at all."""
        return self.treatment != "drop"

    @property
    def is_readable(self) -> bool:
        """Whether source text lands as it is, be it with exceptions."""
        return self.treatment == "keep" or self.is_organisation

    @property
    def is_organisation(self) -> bool:
        """Whether organisations land as they are, and persons among them as tokens."""
        return self.treatment == "organisation"

    @property
    def is_redacted(self) -> bool:
        """Whether text lands without what points to a person."""
        return self.treatment == "redact"

    @property
    def is_rid_of_people(self) -> bool:
        """Whether what lands depends on whom the CRM knows, which no digest of the row tells."""
        return self.is_redacted or self.is_organisation

    @property
    def is_phone(self) -> bool:
        """Whether telephone numbers land here, as tokens."""
        return self.privacy_class == "phone" and self.treatment == "token"

    @property
    def is_text(self) -> bool:
        """Whether the source holds text here."""
        return self.base_type in {
            "char",
            "varchar",
            "text",
            "mediumtext",
            "longtext",
            "tinytext",
            "enum",
        }

    @property
    def base_type(self) -> str:
        """The source type without length and sign, in lower case."""
        return re.split(r"[\s(]", self.type.lower(), maxsplit=1)[0]

    @property
    def landing_type(self) -> str:
        """The column's type in `landing`, in the SQL that every target understands."""
        if self.treatment == "year":
            return "INTEGER"
        if self.treatment not in {"keep", "drop"} or self.is_text:
            return "VARCHAR"
        if self.type.lower() == "tinyint(1)":
            return "BOOLEAN"
        if self.base_type == "decimal":
            is_money = self.privacy_class == "financial"
            return decimal_landing(self.type, at_least=_MONEY_DIGITS if is_money else (0, 0))
        if self.privacy_class == "financial" and self.base_type in {"double", "float"}:
            return _MONEY_TYPE
        return _LANDING_TYPES.get(self.base_type, "VARCHAR")


class Parent(BaseModel):
    """The table whose changed ids pull this table's rows, and the column here that holds them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    column: str


class TableContract(BaseModel):
    """One SuiteCRM table as it is captured, masked and landed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str = Field(pattern=f"^{PLAIN_PATTERN}$")
    module: str | None = None
    kind: Kind
    description: str
    owner: str
    key: tuple[str, ...] = Field(
        description="The columns that tell rows apart; none where rows may be alike in every value."
    )
    lane: Lane
    pinned_lane: Lane | None = Field(
        None, description="The lane of every pass; without it each pass chooses by cost and trust."
    )
    overlap_seconds: int = Field(
        0, ge=0, description="How late SuiteCRM stamps rows of this table, beyond the policy's."
    )
    cursor: str | None = None
    history: bool = Field(
        default=False,
        description="Keep every state of a row that a pass saw, in `history.<table>`.",
    )
    parent: Parent | None = None
    phone_country: str | None = Field(
        None,
        description="The column with the country in which a row's telephone numbers are dialled.",
    )
    phone_region: str | None = Field(
        None,
        pattern="^[A-Z]{2}$",
        description="Where they are dialled in rows that name no country; else the policy says it.",
    )
    columns: tuple[Column, ...]

    @model_validator(mode="before")
    @classmethod
    def _name_columns(cls, data: Any) -> Any:
        columns = data.get("columns") if isinstance(data, Mapping) else None
        if not isinstance(columns, Mapping):
            return data
        named = tuple({"name": name, **(fields or {})} for name, fields in columns.items())
        return {**data, "columns": named}

    @model_validator(mode="after")
    def _check_reserved(self) -> TableContract:
        if taken := [column.name for column in self.landed if is_reserved(column.name)]:
            raise ValueError(
                f"column {', '.join(taken)} is called as one of the warehouse's own; it cannot "
                "land: set its treatment to drop, or rename it in the CRM"
            )
        return self

    @model_validator(mode="after")
    def _check_references(self) -> TableContract:
        names = {column.name for column in self.columns}
        wanted = {
            *self.key,
            *([self.cursor] if self.cursor else []),
            *([self.parent.column] if self.parent else []),
        }
        if missing := sorted(wanted - names):
            raise ValueError(
                f"key, cursor or parent name columns that are not listed: {', '.join(missing)}"
            )
        landed = {column.name for column in self.landed}
        if self.phone_country is not None and self.phone_country not in landed:
            raise ValueError(f"phone_country '{self.phone_country}' is no column that lands")
        if not self.key and (self.lane != "full" or self.history):
            raise ValueError("a table without a key needs lane 'full' and keeps no history")
        if self.lane in {"stamp", "append"} and self.cursor is None:
            raise ValueError(f"lane '{self.lane}' needs a cursor")
        if self.lane == "with_parent" and self.parent is None:
            raise ValueError("lane 'with_parent' needs a parent")
        if self.pinned_lane is not None and self.pinned_lane not in self.possible_lanes:
            raise ValueError(
                f"pinned_lane '{self.pinned_lane}' is none of {', '.join(self.possible_lanes)}"
            )
        return self

    @property
    def possible_lanes(self) -> tuple[Lane, ...]:
        """The lanes that the table's structure allows: all of it can always be read."""
        if not self.key:
            return ("full",)
        by_stamp: tuple[Lane, ...] = ("stamp", "append") if self.cursor else ()
        by_parent: tuple[Lane, ...] = ("with_parent",) if self.parent else ()
        return (*by_stamp, *by_parent, "compare", "full")

    @property
    def landed(self) -> tuple[Column, ...]:
        """The columns that reach the warehouse, in contract order."""
        return tuple(column for column in self.columns if column.is_landed)

    @property
    def has_soft_delete(self) -> bool:
        """Whether SuiteCRM marks removed rows of this table with `deleted = 1`."""
        return any(
            column.name == "deleted" and column.is_landed and column.landing_type == "BOOLEAN"
            for column in self.columns
        )

    @property
    def has_phones(self) -> bool:
        """Whether telephone numbers reach the warehouse, as tokens; audited values may be some."""
        return any(each.is_phone or each.treatment == "audit_value" for each in self.landed)

    def column(self, name: str) -> Column:
        """Return one column by name.

        Raises:
            KeyError: The contract has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


class ContractFolder(Mapping[str, TableContract]):
    """The contracts of a folder by table name, in name order, each read when it is asked for.

    All of them take a sixth of a second, and a command for one table needs a handful.

    Raises:
        ContractError: The file asked for is not valid YAML, not a contract, or bears another
            table's name.
    """

    def __init__(self, folder: Path) -> None:
        self._paths = {path.stem: path for path in sorted(folder.glob("*.yml"))}
        self._read: dict[str, TableContract] = {}

    def __getitem__(self, table: str) -> TableContract:
        if table not in self._read:
            self._read[table] = _contract_in(self._paths[table])
        return self._read[table]

    def __contains__(self, table: object) -> bool:
        return table in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


@lru_cache(maxsize=8)
def load_contracts(folder: Path = CONTRACT_FOLDER) -> Mapping[str, TableContract]:
    """Return every table contract in a folder by table name, in name order."""
    return ContractFolder(folder)


def _contract_in(path: Path) -> TableContract:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
        contract = TableContract.model_validate(data)
    except yaml.YAMLError as error:
        raise ContractError(f"{path}: not a valid table contract. {error}") from error
    except ValidationError as error:
        raise ContractError(f"{path}: not a valid table contract. {faults_of(error)}") from None
    if contract.table != path.stem:
        raise ContractError(
            f"{path}: holds the contract of '{contract.table}'; rename one of them."
        )
    return contract
