"""Every exception that suitehouse raises on purpose.

A caller decides by class, never by message; the console script exits with its `exit_status`.
A message says what, where and what to do, and holds no row value, secret or personal data.

SuitehouseError
├── ConfigurationError          exit 2: settings, contracts, keys
│   ├── ContractError
│   ├── LayoutError
│   └── KeyMaterialError
├── BusyError                   exit 2: another run holds the lock
├── ShortfallError              exit 1: the data fell short
│   ├── RemovalGuardError
│   └── CheckFailedError
├── SourceError                 exit 3: the CRM's database
│   ├── SourceUnreachableError  transient: worth another try
│   │   └── TableAlteredError   a table is another than the catalogue said
│   ├── SourceRefusedError      permanent: password, privilege
│   │   └── LoginRefusedError   the password may have been changed: read it again, once
│   └── NotSuiteCrmError
├── WarehouseError              exit 3
│   ├── TargetUnreachableError  transient: a warehouse that is supplied does not answer
│   ├── UnfitTextError          a text that a warehouse cannot hold as it is
│   ├── DiskFullError
│   └── WarehouseMemoryError    a table's rows need more memory than there is
├── SecretStoreError            exit 3: a store of secrets does not answer; transient
├── ExportError                 exit 1: a file that cannot be read as what it says it is
└── DemoError                   exit 3: the private demo server
"""

from __future__ import annotations


class SuitehouseError(Exception):
    """Root of the tree; raised only as a subclass."""

    exit_status = 1


class ConfigurationError(SuitehouseError):
    """A setting, contract or key is missing or wrong; the user can put it right."""

    exit_status = 2


class ContractError(ConfigurationError):
    """A contract on disk is malformed or contradicts itself."""


class LayoutError(ConfigurationError):
    """A file in a discovered folder does not define the object that bears its name."""


class KeyMaterialError(ConfigurationError):
    """A key is missing, too short, or not the one this warehouse was made with."""


class BusyError(SuitehouseError):
    """Another run holds the writer's lock."""

    exit_status = 2


class ShortfallError(SuitehouseError):
    """The work was done and the data fell short of what was promised."""

    exit_status = 1


class RemovalGuardError(ShortfallError):
    """A pass would have removed more of a table than the policy allows."""


class CheckFailedError(ShortfallError):
    """A check failed; where it was one that blocks, nothing was published."""


class SourceError(SuitehouseError):
    """The CRM's database could not be read."""

    exit_status = 3


class SourceUnreachableError(SourceError):
    """The server did not answer or the connection broke: transient.

    Attributes:
        has_progressed: Some of the work is done for good; another try begins further on.
    """

    has_progressed = False


class TableAlteredError(SourceUnreachableError):
    """A table was altered, renamed or dropped between the catalogue's reading and its own."""


class SourceRefusedError(SourceError):
    """The server answered and said no: wrong password, missing privilege, unknown database."""


class LoginRefusedError(SourceRefusedError):
    """The server refused the user and password that it was given."""


class NotSuiteCrmError(SourceError):
    """The database answers but does not hold SuiteCRM's tables."""


class WarehouseError(SuitehouseError):
    """The warehouse could not be opened or written."""

    exit_status = 3


class TargetUnreachableError(WarehouseError):
    """A warehouse that is supplied did not answer, or the connection broke: transient.

    Attributes:
        has_progressed: Some of the work is done for good; another try begins further on.
    """

    has_progressed = False


class UnfitTextError(WarehouseError):
    """A text holds what a warehouse's text cannot; it may be sent otherwise."""


class DiskFullError(WarehouseError):
    """The disk that holds the warehouse is full; the transaction was rolled back."""


class WarehouseMemoryError(WarehouseError):
    """The warehouse had too little memory for one table's rows; the transaction was rolled back."""


class SecretStoreError(SuitehouseError):
    """A store of secrets did not answer, or had no time: transient, tried again a few times."""

    exit_status = 3


class ExportError(SuitehouseError):
    """An export file could not be read as what it says it is; names file, line, column and reason.

    Attributes:
        file: Name of the file within the exports folder.
        reason: What is wrong, without the value.
        remedy: What the user can do about it.
        line: Physical line, where one is to blame.
        column: Header of the column, where one is to blame.
    """

    exit_status = 1

    def __init__(
        self, file: str, reason: str, *, remedy: str, line: int | None = None, column: str = ""
    ) -> None:
        place = "".join(
            (file, f", line {line}" if line else "", f", column '{column}'" if column else "")
        )
        super().__init__(f"{place}: {reason}. {remedy}")
        self.file, self.reason, self.remedy = file, reason, remedy
        self.line, self.column = line, column


class DemoError(SuitehouseError):
    """The private demo database could not be started or filled."""

    exit_status = 3
