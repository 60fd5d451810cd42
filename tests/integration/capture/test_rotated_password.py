"""The source's password is changed while we run: the next connection uses the new one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from rotating_crm import FIRST, POLICY, SECOND, USER, RotatingCrm, rotating_crm
from telling import told_by
from tiny_crm import TABLES, run

from suitehouse.capturing.configured import capture_configured, opened
from suitehouse.checkups.source import source as source_checkup
from suitehouse.demo.fallback import source_url
from suitehouse.doctor import Examination
from suitehouse.drift.configured import sync_configured
from suitehouse.errors import LoginRefusedError
from suitehouse.operations.clock import system_clock
from suitehouse.operations.progress import SilentProgress
from suitehouse.privacy.canaries import find_in_tree
from suitehouse.settings import Settings
from suitehouse.source.current_url import ReadUrl, open_current
from suitehouse.source.snapshot import open_snapshot

if TYPE_CHECKING:
    from conftest import PrivateServer

pytestmark = [
    pytest.mark.integration,
    # Dagster's own use of pydantic, when a resource is made.
    pytest.mark.filterwarnings("ignore:The `__fields__` attribute is deprecated"),
]


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of secrets, beside the home."""
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "masking.key").write_bytes(bytes(range(32)))
    return folder


@pytest.fixture
def crm(mariadb: PrivateServer, kept: Path) -> RotatingCrm:
    settings = Settings(
        source_url=SecretStr(f"file:{kept / 'url'}"), masking_key=f"file:{kept / 'masking.key'}"
    )
    return rotating_crm(mariadb, settings, lambda url: (kept / "url").write_text(f"{url}\n"))


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
    crm.add_account("2")

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
    crm: RotatingCrm, kept: Path, isolated_home: Path
) -> None:
    crm.capture("before")
    crm.change_password(SECOND)
    reads: list[str] = []

    def read_url() -> str:
        reads.append((kept / "url").read_text().strip())
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
    assert find_in_tree(kept, [FIRST]), "the search finds what is there"


@pytest.mark.parametrize("change", ["account lock", "password expire"])
def test_a_locked_or_expired_account_is_a_refused_login(crm: RotatingCrm, change: str) -> None:
    run(crm.server, crm.url, f"alter user {USER}@localhost {change}")

    with (
        source_url(crm.settings) as read_url,
        pytest.raises(LoginRefusedError, match="locked or its password has expired"),
    ):
        open_current(read_url, open_snapshot)


def _noon() -> datetime:
    return datetime(2026, 12, 5, 12, tzinfo=UTC)
