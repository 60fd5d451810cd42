"""The source's password is changed while we run: the next connection uses the new one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from pydantic import SecretStr
from telling import told_by
from tiny_crm import TABLES, run

import resources
from assets.ports import Crm
from suitehouse.capturing.configured import capture_configured, opened
from suitehouse.checkups.source import source as source_checkup
from suitehouse.demo.fallback import source_url
from suitehouse.discovery import objects_in
from suitehouse.doctor import Examination
from suitehouse.drift.configured import sync_configured
from suitehouse.errors import LoginRefusedError
from suitehouse.operations.clock import system_clock
from suitehouse.operations.progress import SilentProgress
from suitehouse.privacy.canaries import find_in_tree
from suitehouse.settings import CapturePolicy, Policy, Settings
from suitehouse.source.current_url import ReadUrl, open_current
from suitehouse.source.snapshot import open_snapshot

if TYPE_CHECKING:
    from conftest import PrivateServer

pytestmark = [
    pytest.mark.integration,
    # Dagster's own use of pydantic, when a resource is made.
    pytest.mark.filterwarnings("ignore:The `__fields__` attribute is deprecated"),
]

FIRST, SECOND = "f1rst-passw0rd", "s3cond-passw0rd"
POLICY = Policy(capture=CapturePolicy(tables=tuple(TABLES), attempts=1))


@dataclass(slots=True)
class RotatingCrm:
    """A tiny CRM whose reader's URL is kept in a file."""

    server: PrivateServer
    url: str
    user: str
    file: Path
    settings: Settings

    def rotate(self, password: str) -> None:
        """Change the password, then the file: what a secret manager's rotation does."""
        self.change_password(password)
        self.write(password)

    def change_password(self, password: str) -> None:
        database = self.url.partition("?")[0].rpartition("/")[2]
        run(
            self.server,
            self.url,
            f"create or replace user {self.user}@localhost identified by '{password}'",
            f"grant select on `{database}`.* to {self.user}@localhost",
        )

    def write(self, password: str) -> None:
        self.file.write_text(f"{self.url.replace('root@', f'{self.user}:{password}@')}\n")

    def capture(self, run_id: str) -> int:
        """Make a pass; return the rows that changed."""
        crm = cast("Crm", objects_in(resources)["crm"])
        report = crm.capture(
            self.settings,
            POLICY,
            tables=tuple(TABLES),
            full=False,
            run_id=run_id,
            clock=system_clock,
        )
        return sum(load.rows_changed for load in report.loads)


@pytest.fixture
def crm(mariadb: PrivateServer, tmp_path_factory: pytest.TempPathFactory) -> RotatingCrm:
    url = mariadb.fresh_database()
    run(
        mariadb,
        url,
        *(f"create table {table} ({columns})" for table, columns in TABLES.items()),
        *(f"insert into {table} values ('1', 'v', '2026-11-25', 0)" for table in TABLES),
    )
    kept = tmp_path_factory.mktemp("secrets")
    (kept / "masking.key").write_bytes(bytes(range(32)))
    settings = Settings(
        source_url=SecretStr(f"file:{kept / 'url'}"), masking_key=f"file:{kept / 'masking.key'}"
    )
    made = RotatingCrm(mariadb, url, "rotating", kept / "url", settings)
    made.rotate(FIRST)
    return made


@contextmanager
def rotated_after_reading(crm: RotatingCrm, password: str) -> Iterator[ReadUrl]:
    """Yield a reader between whose first answer and the login the password is changed."""
    with source_url(crm.settings) as read_url:
        read: list[str] = []

        def reading() -> str:
            read.append(read_url())
            if len(read) == 1:
                crm.rotate(password)
            return read[-1]

        yield reading


def test_the_next_pass_of_the_same_process_uses_the_new_password(crm: RotatingCrm) -> None:
    assert crm.capture("before") == len(TABLES)

    crm.rotate(SECOND)
    run(crm.server, crm.url, "insert into accounts values ('2', 'v', '2026-11-26', 0)")

    assert crm.capture("after") == 1


def test_the_next_snapshot_within_a_run_uses_the_new_password(crm: RotatingCrm) -> None:
    with opened(crm.settings, POLICY.capture) as places:
        places.source().close()
        crm.rotate(SECOND)
        with places.source() as snapshot:
            assert set(TABLES) <= set(snapshot.catalogue)


def test_a_password_changed_between_reading_and_login_is_read_once_more(crm: RotatingCrm) -> None:
    with (
        rotated_after_reading(crm, SECOND) as read_url,
        open_current(read_url, open_snapshot) as snapshot,
    ):
        assert set(TABLES) <= set(snapshot.catalogue)


def test_doctor_and_contracts_survive_a_change_too(crm: RotatingCrm) -> None:
    def open_source(_: Settings) -> AbstractContextManager[ReadUrl]:
        return rotated_after_reading(crm, SECOND)

    examination = Examination(
        crm.settings, POLICY, open_source, lambda _: "env:UNUSED", system_clock
    )

    assert next(source_checkup(examination)).level == "ok"
    crm.rotate(FIRST)
    assert sync_configured(crm.settings, tables=("accounts",)) is not None


def test_a_password_that_only_the_server_knows_fails_once_and_is_told_nowhere(
    crm: RotatingCrm, isolated_home: Path
) -> None:
    crm.capture("before")
    crm.change_password(SECOND)
    reads: list[str] = []

    def read_url() -> str:
        reads.append(crm.file.read_text().strip())
        return reads[-1]

    with pytest.raises(LoginRefusedError, match="'rotating'") as of_connection:
        open_current(read_url, open_snapshot)
    with pytest.raises(LoginRefusedError) as of_pass:
        capture_configured(
            crm.settings, POLICY.capture, SilentProgress(), run_id="refused", clock=_noon
        )

    assert len(reads) == 2, "a refused password is not tried again"
    for caught in (of_connection, of_pass):
        told = told_by(caught.value)
        assert all(each not in told for each in (FIRST, SECOND))
    found = find_in_tree(isolated_home, [FIRST, SECOND])
    assert list(found) == []
    assert find_in_tree(crm.file.parent, [FIRST]), "the search finds what is there"


def _noon() -> datetime:
    return datetime(2026, 12, 5, 12, tzinfo=UTC)
