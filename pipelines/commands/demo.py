"""`suitehouse demo`: a company, its warehouse and its reconciliation, from nothing, in minutes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from suitehouse.errors import DemoError

if TYPE_CHECKING:
    from pipelines.run_watch import RunOutcome
    from suitehouse.demo.books.invoices import PlantedBreak
    from suitehouse.demo.home import DemoHome
    from suitehouse.reconcile.report import ReconcileReport, Reconciliation
    from suitehouse.settings import Settings

_UI_STOP_SECONDS = 30
_RESULTS = (
    ("recon/latest/report.html", "for finance: each invoice and charge accounted for once"),
    ("published/suitehouse.duckdb", "for analysts: open it read-only"),
    ("quality/data_docs/index.html", "for data engineers: expectations and their results"),
    ("exports", "what QuickBooks and Stripe exported"),
    ("demo/planted_breaks.json", "what was planted in them"),
)
_NEXT_STEPS = (
    ("suitehouse run", "another pass of everything, on the same company"),
    ("suitehouse verify", "compare every row with the CRM"),
    ("suitehouse doctor", "what is missing, and how to put it right"),
    ("suitehouse demo --serve", "the same again, with the Dagster UI at the end"),
)
_Rows = Annotated[
    int, typer.Option(min=50, max=1_000_000, help="Contacts; about 16 rows in all for each.")
]
_Serve = Annotated[
    bool, typer.Option("--serve", help="Then serve the Dagster UI on port 3000 until Ctrl-C.")
]


def demo(*, rows: _Rows = 20_000, serve: _Serve = False) -> None:
    """Show everything on a made-up company: load, changes, models, checks, reconciliation.

    Example: suitehouse demo --rows 2000

    Runs a private MariaDB under SUITEHOUSE_HOME and touches nothing outside it. Doing it again
    starts over with a new company. A folder that holds your own warehouse is refused.
    """
    from pipelines.instance import check_home
    from suitehouse.demo.home import DemoHome
    from suitehouse.demo.server import private_mariadb
    from suitehouse.demo.setting_up import claim_home, company_clock, settings_of
    from suitehouse.operations.clock import system_clock
    from suitehouse.operations.lock import writer_lock
    from suitehouse.settings import Settings

    settings = Settings()
    check_home(settings)
    home = DemoHome(settings.home)
    clock = company_clock(system_clock())
    with writer_lock(home.home):
        claim_home(home, rows=rows, clock=clock)
    steps = Steps()
    with private_mariadb(home.server_home) as url:
        steps.done("private MariaDB", "socket only, stops with this command")
        settings = settings_of(home)
        planted = _load_twice(steps, home, settings, url, rows=rows)
        outcome = _run(steps, settings)
        _sweep(steps, settings)
        _verify(steps, settings)
        report = _reconcile(steps, settings)
        _print_results(outcome, report, planted, home)
        if serve:
            _serve_ui(home)


class Steps:
    """Prints a line with its seconds as each step ends."""

    def __init__(self) -> None:
        """Start the first step."""
        self._began = time.monotonic()

    def done(self, title: str, note: str) -> None:
        """Say that a step is done; the next one starts now."""
        now = time.monotonic()
        typer.echo(f"{now - self._began:7.1f} s  {title}: {note}")
        self._began = now

    def say(self, line: str) -> None:
        """Show that a long step is alive."""
        typer.echo(f"{'':11}  {line}")


def _load_twice(
    steps: Steps, home: DemoHome, settings: Settings, url: str, *, rows: int
) -> Sequence[PlantedBreak]:
    """Build the company and load it whole, change it and load the changes; write the exports."""
    from suitehouse.demo.setting_up import change_company, export_books, found_company
    from suitehouse.operations.clock import system_clock

    company = found_company(home, url, rows=rows, clock=system_clock)
    steps.done("company", f"{company.total:,} rows in {len(company.rows)} tables")
    _capture(steps, settings, "full load", full=True)
    changes = change_company(url, clock=system_clock)
    steps.done("a day of changes", f"{sum(changes.values()):,} changes of {len(changes)} kinds")
    _capture(steps, settings, "incremental load", full=False)
    exports = export_books(home, url, clock=system_clock)
    steps.done("exports", f"QuickBooks and Stripe, with {len(exports.planted)} planted breaks")
    return exports.planted


def _capture(steps: Steps, settings: Settings, title: str, *, full: bool) -> None:
    from suitehouse.capturing.configured import capture_configured
    from suitehouse.operations.clock import random_id
    from suitehouse.operations.lock import writer_lock
    from suitehouse.operations.progress import SilentProgress
    from suitehouse.settings import load_policy

    with writer_lock(settings.home):
        report = capture_configured(
            settings, load_policy().capture, SilentProgress(), full=full, run_id=random_id()
        )
    read = sum(load.rows_read for load in report.loads)
    changed = sum(load.rows_changed for load in report.loads)
    steps.done(title, f"{read:,} rows read, {changed:,} landed, masked on the way")


def _run(steps: Steps, settings: Settings) -> RunOutcome:
    """Run the whole pipeline as each night does: every row is compared, then models and checks."""
    from pipelines.run import run_pipeline
    from suitehouse.settings import load_policy

    outcome = run_pipeline(settings, load_policy(), full=True, progress=steps.say)
    healed = f"{outcome.rows_changed:,} rows healed and {outcome.rows_removed:,} found removed"
    steps.done("nightly run", f"{healed}; {outcome.models_built} models built and published")
    return outcome


def _sweep(steps: Steps, settings: Settings) -> None:
    """Prove every table, so that the report stands on rows that are known to be the CRM's."""
    from suitehouse.operations.clock import random_id
    from suitehouse.operations.lock import writer_lock
    from suitehouse.operations.progress import SilentProgress
    from suitehouse.settings import load_policy
    from suitehouse.sweeping.configured import sweep_configured

    policy = load_policy().capture
    with writer_lock(settings.home):
        report = sweep_configured(settings, policy, SilentProgress(), run_id=random_id())
    proven = sum(row.status == "proven" for row in report.tables)
    steps.done("sweep", f"{proven} of {len(report.tables)} tables proven equal to the CRM")


def _verify(steps: Steps, settings: Settings) -> None:
    from suitehouse.capturing.configured import verify_configured
    from suitehouse.operations.progress import SilentProgress
    from suitehouse.settings import load_policy

    verdicts = verify_configured(settings, load_policy().capture, SilentProgress())
    equal = sum(found.verdict == "equal" for found in verdicts)
    steps.done("verify", f"{equal} of {len(verdicts)} tables equal the CRM, row by row")


def _reconcile(steps: Steps, settings: Settings) -> ReconcileReport:
    from suitehouse.party_tokens import party_tokens
    from suitehouse.reconcile.output.writing import write_outputs
    from suitehouse.reconcile.run import reconcile
    from suitehouse.settings import load_policy
    from suitehouse.warehouses.opening import open_file

    with closing(open_file(settings.warehouse_path, access="read")) as warehouse:
        report = reconcile(
            warehouse=warehouse,
            exports=settings.home / "exports",
            policy=load_policy().reconcile,
            parties=party_tokens(settings),
        )
    write_outputs(report, settings.home / "recon" / "latest")
    breaks = sum(len(done.breaks) for done in report.reconciliations)
    cards = f"{report.refused_card_count} cells with card numbers refused"
    steps.done(
        "reconciliation", f"{breaks} breaks; totals foot: {_yes(foots=report.foots)}; {cards}"
    )
    return report


def _print_results(
    outcome: RunOutcome, report: ReconcileReport, planted: Sequence[PlantedBreak], home: DemoHome
) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(soft_wrap=True)
    table = Table("CRM invoices and", box=None)
    for heading in ("rows", "matched", "in breaks", "excluded", "planted", "found", "foots"):
        table.add_column(heading, justify="right")
    for done in report.reconciliations:
        table.add_row(*_result_row(done, planted))
    console.print()
    console.print(table)
    console.print(f"\nDagster run {outcome.run_id}, and under {home.home}:")
    for path, what in _RESULTS:
        if (home.home / path).exists():
            console.print(f"  {home.home / path}  [dim]{what}[/dim]")
    console.print("\nNext:")
    for command, what in _NEXT_STEPS:
        console.print(f"  {command:<28} [dim]{what}[/dim]")


def _result_row(done: Reconciliation, planted: Sequence[PlantedBreak]) -> list[str]:
    """One line of the table; a planted break is found where a break of its kind was reported."""
    outcomes = [*done.rows()]
    statuses = Counter(outcome.status.value for outcome in outcomes)
    kinds = Counter(found.kind.value for found in done.breaks)
    kinds += Counter(
        outcome.break_kind.value
        for outcome in outcomes
        if outcome.break_kind and outcome.status.value == "excluded"
    )
    wanted = Counter(each.kind for each in planted if each.reconciliation == done.definition.name)
    return [
        done.definition.right.label,
        str(len(outcomes)),
        *(str(statuses[name]) for name in ("matched", "break", "excluded")),
        str(wanted.total()),
        str((wanted & kinds).total()),
        _yes(foots=done.foots),
    ]


def _yes(*, foots: bool) -> str:
    return "yes" if foots else "NO"


def _serve_ui(home: DemoHome) -> None:
    """Serve the Dagster UI until Ctrl-C or SIGTERM; the private MariaDB runs as long.

    The UI's runs find the demo by its home alone: other settings of this shell are not theirs.
    """
    foreign = {name for name in os.environ if name.startswith("SUITEHOUSE_")}
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    environment["SUITEHOUSE_HOME"] = str(home.home.absolute())
    typer.echo("\nStarting the Dagster UI; Ctrl-C ends it and the private MariaDB.")
    ui = subprocess.Popen([sys.executable, "-m", "pipelines.ui"], env=environment)
    try:
        if status := ui.wait():
            raise DemoError(f"The Dagster UI ended with status {status}; its output is above.")
    except KeyboardInterrupt:
        typer.echo("\nending the Dagster UI and the private MariaDB")
    finally:
        _end(ui)


def _end(ui: subprocess.Popen[bytes]) -> None:
    ui.terminate()
    try:
        ui.wait(timeout=_UI_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        ui.kill()
        ui.wait()
