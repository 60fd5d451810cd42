"""`suitehouse capture`: from the CRM to landing, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from suitehouse.capture import PassReport, TableLoad

_Tables = Annotated[
    str,
    typer.Option(metavar="A,B", help="Tables to take; default: those of suitehouse.toml, or all."),
]
_Full = Annotated[
    bool,
    typer.Option(
        "--full", help="Read every row and compare: finds hard-deleted rows of large tables too."
    ),
]
_NewSource = Annotated[
    bool,
    typer.Option(
        "--new-source",
        help="Take the database as this warehouse's source from now on: the same CRM under a new "
        "name, or restored. Reads everything and compares.",
    ),
]
_Json = Annotated[bool, typer.Option("--json", help="Print the pass as JSON.")]


def capture(
    *,
    tables: _Tables = "",
    full: _Full = False,
    new_source: _NewSource = False,
    as_json: _Json = False,
) -> None:
    """Bring landing up to the CRM's present state, masked on the way, in one source snapshot.

    Example: suitehouse capture --tables contacts,accounts

    Safe to stop at any moment and to run again: a table's rows and watermark are one transaction.
    """
    from suitehouse.capturing.configured import capture_configured
    from suitehouse.operations.clock import random_id
    from suitehouse.operations.lock import writer_lock
    from suitehouse.operations.progress import progress_on
    from suitehouse.settings import Settings, load_policy

    settings, policy = Settings(), load_policy().capture
    names = tuple(name.strip() for name in tables.split(",") if name.strip())
    with writer_lock(settings.home), progress_on(sys.stderr) as progress:
        report = capture_configured(
            settings,
            policy,
            progress,
            tables=names,
            full=full,
            new_source=new_source,
            run_id=random_id(),
        )
    if as_json:
        _print_json(report)
    else:
        _print_summary(report)


def _print_json(report: PassReport) -> None:
    import json
    from dataclasses import asdict

    typer.echo(json.dumps(asdict(report), default=str, indent=2))


def _print_summary(report: PassReport) -> None:
    loads = report.loads
    read, changed, removed = (
        sum(counts)
        for counts in zip(
            *((x.rows_read, x.rows_changed, x.rows_removed) for x in loads), strict=True
        )
    )
    typer.echo(
        f"{len(loads)} tables, {read} rows read, {changed} changed, {removed} removed; "
        f"source snapshot {report.snapshot_at:%Y-%m-%d %H:%M:%S} UTC"
    )
    if absent := report.absent_tables:
        typer.echo(f"not in the source: {', '.join(absent)}")
    if report.drift:
        names = ", ".join(f"{change.name} {change.change}" for change in report.drift)
        typer.echo(f"the CRM's schema changed: {names}; see `suitehouse contracts diff`")
    for delivery in report.deliveries:
        typer.echo(delivery.line)
    for load in loads:
        if lost := ", ".join(_losses(load)):
            typer.echo(f"{load.table}: {lost}")
    if any(load.unreadable_values or load.rows_repeated for load in loads):
        typer.echo("which rows: suitehouse quarantine list")


def _losses(load: TableLoad) -> Iterator[str]:
    """What did not land of a table's rows and values, in words."""
    from suitehouse.capturing.telling import repeated_note

    if load.rows_repeated:
        yield repeated_note(load.rows_repeated)
    if load.card_refusals:
        yield f"{_counted(load.card_refusals, 'card number')} refused"
    if load.zero_dates:
        yield f"{_counted(load.zero_dates, 'zero date')} landed as NULL"
    if load.unreadable_values:
        yield f"{_counted(load.unreadable_values, 'value')} did not fit"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
