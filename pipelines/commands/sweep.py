"""`suitehouse sweep`: prove landing equal to the CRM, and heal what differs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from suitehouse.sweeping.report import SweepReport

_Tables = Annotated[
    str,
    typer.Option(metavar="A,B", help="Tables to sweep; default: those of suitehouse.toml, or all."),
]
_Json = Annotated[bool, typer.Option("--json", help="Print the sweep as JSON.")]


def sweep(*, tables: _Tables = "", as_json: _Json = False) -> None:
    """Compare every row with the CRM by digest, heal what differs, and say why it was missed.

    Example: suitehouse sweep --tables contacts,accounts

    Safe to stop at any moment: the next sweep goes on where this one was. Exits with 0 where all
    tables are proven or the budget ended it, 1 where too many rows are gone or cannot be told
    apart.
    """
    from suitehouse.operations.clock import random_id
    from suitehouse.operations.lock import writer_lock
    from suitehouse.operations.progress import progress_on
    from suitehouse.settings import Settings, load_policy
    from suitehouse.sweeping.configured import sweep_configured

    settings, policy = Settings(), load_policy().capture
    names = tuple(name.strip() for name in tables.split(",") if name.strip())
    with writer_lock(settings.home), progress_on(sys.stderr) as progress:
        report = sweep_configured(settings, policy, progress, tables=names, run_id=random_id())
    if as_json:
        _print_json(report)
    else:
        _print_summary(report)
    raise typer.Exit(1 if report.status == "unequal" else 0)


def _print_json(report: SweepReport) -> None:
    import json
    from dataclasses import asdict

    facts = {"status": report.status, **asdict(report)}
    typer.echo(json.dumps(facts, default=str, indent=2))


def _print_summary(report: SweepReport) -> None:
    from suitehouse.sweeping.telling import table_note

    for row in report.tables:
        if note := table_note(row):
            typer.echo(f"{row.table}: {note}")
    proven = sum(row.status == "proven" for row in report.tables)
    total = len(report.tables) + len(report.unreached)
    typer.echo(
        f"{proven} of {total} tables are proven equal; {report.healed} rows healed, "
        f"{report.misses} of which no pass would have found; "
        f"{report.source_seconds:.1f} s of the source's time"
    )
    for delivery in report.deliveries:
        typer.echo(delivery.line)
    if report.status == "partial":
        typer.echo(
            "partial: sweep_budget_seconds is spent; the next sweep goes on with the tables "
            "longest unproven"
        )
