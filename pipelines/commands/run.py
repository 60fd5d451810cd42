"""`suitehouse run`: one pass of the whole pipeline, as Dagster would run it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipelines.run_watch import RunOutcome

_Tables = Annotated[
    str,
    typer.Option(
        metavar="A,B", help="Tables to capture; default: those of suitehouse.toml, or all."
    ),
]
_Full = Annotated[
    bool, typer.Option("--full", help="Read every row and compare; finds hard-deleted rows too.")
]
_Json = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")]


def run(*, tables: _Tables = "", full: _Full = False, as_json: _Json = False) -> None:
    """Capture, build, check, publish and reconcile what has changed; a run in the Dagster UI.

    Example: suitehouse run --tables contacts,accounts

    Where a check fails, it is named and the exit status is 1; what analysts read stays as it was,
    unless only the reconciliation's own checks failed.
    """
    from pipelines.run import run_pipeline
    from suitehouse.settings import Settings, load_policy

    outcome = run_pipeline(
        Settings(),
        load_policy(),
        tables=tuple(name.strip() for name in tables.split(",") if name.strip()),
        full=full,
        progress=lambda line: typer.echo(line, file=sys.stderr),
    )
    if as_json:
        _print_json(outcome)
    else:
        _print_summary(outcome)


def _print_json(outcome: RunOutcome) -> None:
    import json
    from dataclasses import asdict

    typer.echo(json.dumps(asdict(outcome), indent=2))


def _print_summary(outcome: RunOutcome) -> None:
    built = f"{outcome.models_built} models built" if outcome.models_built else "nothing to build"
    published = "published" if outcome.was_published else "published before"
    typer.echo(
        f"{outcome.tables_captured} tables captured, {outcome.rows_changed} rows changed and "
        f"{outcome.rows_removed} removed in {outcome.tables_changed} of them"
    )
    typer.echo(f"{built}; {published}; {outcome.seconds:.0f} s")
    for line in outcome.deliveries:
        typer.echo(line)
    typer.echo(f"Dagster run {outcome.run_id}")
