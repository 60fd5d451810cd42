"""The data that a genuine SuiteCRM wrote, loaded into a private server.

It lies outside the repository, in the folder that SUITEHOUSE_TEST_SHARED names (default: `shared`
beside the repository). A missing folder fails in CI and skips elsewhere.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from suitehouse.demo.connection import connect

SHARED = Path(
    os.environ.get("SUITEHOUSE_TEST_SHARED") or Path(__file__).resolve().parents[2] / "shared"
)
IN_CI = os.environ.get("CI", "").lower() == "true"


@dataclass(slots=True)
class Operation:
    """One operation of the journal: its number, kind, the two clocks, and its statements."""

    number: int
    kind: str
    at: str
    now: str
    statements: list[str] = field(default_factory=list)


def suitecrm_folder() -> Path:
    """Return the folder of the genuine data; skip where it is missing, fail in CI."""
    folder = SHARED / "suitecrm"
    if not (folder / "schema.sql").exists():
        message = f"no genuine SuiteCRM data in {folder}; set SUITEHOUSE_TEST_SHARED"
        if IN_CI:
            pytest.fail(message)
        pytest.skip(message)
    return folder


def load_genuine(url: str) -> None:
    """Fill an empty database with the genuine schema (226 tables) and baseline rows."""
    folder = suitecrm_folder()
    run_script(url, (folder / "schema.sql").read_text(encoding="utf-8"))
    run_script(url, gzip.decompress((folder / "demo_data.sql.gz").read_bytes()).decode())


def run_script(url: str, script: str) -> None:
    """Run a script of many statements."""
    with connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(script)
        while cursor.nextset():
            pass


def journal() -> Iterator[Operation]:
    """Yield the operations of the genuine change journal, in order."""
    path = suitecrm_folder() / "journal_a.sql.gz"
    operation: Operation | None = None
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if line.startswith("-- op "):
                if operation is not None:
                    yield operation
                operation = _operation(line)
            elif operation is not None and not line.startswith("--") and line.strip():
                operation.statements.append(line.strip())
    if operation is not None:
        yield operation


def replay(url: str, operations: Iterator[Operation] | list[Operation]) -> int:
    """Send operations as their application did (local time zone +01:00); return how many."""
    count = 0
    with connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("set session time_zone = '+01:00', sql_mode = ''")
        for operation in operations:
            for statement in operation.statements:
                cursor.execute(statement)
                while cursor.nextset():
                    pass
            count += 1
    return count


def _operation(line: str) -> Operation:
    _, _, number, kind, *facts = line.split()
    named = dict(fact.split("=", 1) for fact in facts if "=" in fact)
    return Operation(int(number), kind, named["at"], named["now"])
