"""The demo's own work, step by step: company, changes, exports. Reading them is others' work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from suitehouse.demo.company import DEFAULT_SEED, CompanyReport, build_company
from suitehouse.demo.connection import connect
from suitehouse.demo.exports import DemoExports, write_exports
from suitehouse.demo.home import DemoHome
from suitehouse.demo.mutations import mutate
from suitehouse.demo.server import end_former_server, is_served
from suitehouse.errors import BusyError
from suitehouse.operations.clock import Clock
from suitehouse.privacy.keys import generate_key_file
from suitehouse.settings import Settings

# The company's history ends a while before the changes of the day, as a working morning does.
_MORNING = timedelta(hours=2)


def claim_home(home: DemoHome, *, rows: int, clock: Clock) -> None:
    """Make the folder ready for a new company; the caller holds the writer's lock.

    Raises:
        BusyError: A demo is being served from this folder.
        ConfigurationError: The folder holds what no demo made.
    """
    if is_served(home.server_home):
        raise BusyError(f"A demo is served from {home.home}; end it first (Ctrl-C there).")
    end_former_server(home.server_home)
    home.claim()
    home.write_note(rows=rows, seed=DEFAULT_SEED, built_at=clock(), is_complete=False)
    if not home.key_path.exists():
        generate_key_file(home.key_path)


def settings_of(home: DemoHome) -> Settings:
    """Return settings that keep to the demo's folder, whatever the environment says."""
    return Settings(
        home=home.home,
        source_url=None,
        warehouse_url=None,
        masking_key=None,
        warehouse_key=None,
        exports_url=None,
    )


def found_company(home: DemoHome, url: str, *, rows: int, clock: Clock) -> CompanyReport:
    """Build the company, and note that this home has one."""
    end = clock() - _MORNING
    with connect(url) as connection:
        report = build_company(connection, rows, clock=lambda: end)
    home.write_note(rows=rows, seed=DEFAULT_SEED, built_at=end, is_complete=True)
    return report


def change_company(url: str, *, clock: Clock) -> dict[str, int]:
    """Make a day's changes; return how often each kind happened."""
    with connect(url) as connection:
        return mutate(connection, DEFAULT_SEED, clock)


def export_books(home: DemoHome, url: str, *, clock: Clock) -> DemoExports:
    """Write the export files, and the list of planted breaks apart from them."""
    with connect(url) as connection:
        exports = write_exports(connection, home.exports, DEFAULT_SEED, clock)
    home.write_planted(exports.planted)
    return exports


def company_clock(moment: datetime) -> Clock:
    """Return a clock that stands still, so that all steps of one demo agree."""
    return lambda: moment.astimezone(UTC)
