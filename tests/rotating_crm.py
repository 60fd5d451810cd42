"""A tiny CRM whose reader's password is changed, and whose URL is kept where a test wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from tiny_crm import TABLES, run

import resources
from suitehouse.discovery import objects_in
from suitehouse.operations.clock import system_clock
from suitehouse.settings import CapturePolicy, Policy, Settings

if TYPE_CHECKING:
    from conftest import PrivateServer

    from assets.ports import Crm

USER = "rotating"
FIRST, SECOND = "f1rst-passw0rd", "s3cond-passw0rd"
POLICY = Policy(capture=CapturePolicy(tables=tuple(TABLES), attempts=1))


@dataclass(slots=True)
class RotatingCrm:
    """A tiny CRM with a row a table; `keep` puts its URL where the settings say."""

    server: PrivateServer
    url: str
    settings: Settings
    keep: Callable[[str], object]

    def rotate(self, password: str) -> None:
        """Change the password, then the secret: what a secret manager's rotation does."""
        self.change_password(password)
        self.keep(self.url.replace("root@", f"{USER}:{password}@"))

    def change_password(self, password: str) -> None:
        """Change the password on the server alone."""
        database = self.url.partition("?")[0].rpartition("/")[2]
        run(
            self.server,
            self.url,
            f"create or replace user {USER}@localhost identified by '{password}'",
            f"grant select on `{database}`.* to {USER}@localhost",
        )

    def capture(self, run_id: str) -> int:
        """Make a pass as Dagster's resource does; return the rows that changed."""
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

    def add_account(self, key: str) -> None:
        """Insert a row."""
        run(self.server, self.url, f"insert into accounts values ('{key}', 'v', '2026-11-26', 0)")


def rotating_crm(
    server: PrivateServer, settings: Settings, keep: Callable[[str], object]
) -> RotatingCrm:
    """Return a CRM whose reader has the first password."""
    url = server.fresh_database()
    run(
        server,
        url,
        *(f"create table {table} ({columns})" for table, columns in TABLES.items()),
        *(f"insert into {table} values ('1', 'v', '2026-11-25', 0)" for table in TABLES),
    )
    made = RotatingCrm(server, url, settings, keep)
    made.rotate(FIRST)
    return made
