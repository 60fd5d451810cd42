"""`suitehouse erase`: the right to erasure, dry run first."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from suitehouse.erasure.course import ErasureReport

_Email = Annotated[str, typer.Option(metavar="X", help="Address of the person.")]
_Table = Annotated[str, typer.Option(metavar="T", help="Table of a record of the person.")]
_Id = Annotated[str, typer.Option("--id", metavar="I", help="Key of that record in the CRM.")]
_Apply = Annotated[bool, typer.Option("--apply", help="Erase; without it nothing is changed.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the erasure as JSON.")]
_PIPE_WIDTH = 500


def erase(
    *,
    email: _Email = "",
    table: _Table = "",
    row_key: _Id = "",
    apply: _Apply = False,
    as_json: _Json = False,
) -> None:
    """Erase a person from every warehouse, the published copy and our files, and keep them out.

    Example: suitehouse erase --table contacts --id 5e1f… --apply

    Without --apply it shows what it would touch and changes nothing. Safe to stop at any moment:
    run it again. Erase the person in the CRM too. Exits with 1 where nobody is found, or where
    something of the person could not be removed.
    """
    from contextlib import nullcontext

    from suitehouse.delivery.configured import target_labels
    from suitehouse.erasure.configured import erase_configured
    from suitehouse.erasure.subject import Subject
    from suitehouse.operations.clock import random_id
    from suitehouse.operations.lock import writer_lock
    from suitehouse.operations.progress import progress_on
    from suitehouse.settings import Settings

    settings = Settings()
    subject = Subject(email or None, table or None, row_key or None)
    lock = writer_lock(settings.home) if apply else nullcontext()
    with lock, progress_on(sys.stderr) as progress:
        report = erase_configured(settings, subject, progress, apply=apply, erasure_id=random_id())
    if as_json:
        _print_json(report)
    else:
        _print_report(report, target_labels(settings))
    raise typer.Exit(0 if report.is_clean and report.status != "unknown" else 1)


def _print_json(report: ErasureReport) -> None:
    import json
    from dataclasses import asdict

    facts: dict[str, Any] = {
        "status": report.status,
        "erasure_id": report.erasure_id,
        "tables": [
            {
                "file": each.file,
                "schema": piece.schema,
                "table": piece.table,
                "scope": piece.scope,
                "rows": piece.rows,
                "columns": piece.columns,
            }
            for each in report.emptied
            for piece in each.pieces
        ],
        "files": [{"path": each.path, "rewritten": each.is_text} for each in report.files],
        "inputs": report.inputs,
        "certificate": report.certificate,
        "is_clean": report.is_clean,
        "unfinished": report.unfinished,
        "deliveries": [asdict(each) for each in report.deliveries],
    }
    typer.echo(json.dumps(facts, default=str, indent=2))


def _print_report(report: ErasureReport, targets: Sequence[str]) -> None:
    if report.unfinished:
        typer.echo(
            f"{len(report.unfinished)} erasures were broken off; any erasure with --apply ends them"
        )
    if report.status == "unknown":
        typer.echo("nobody is found: the warehouse holds no such address or record")
    elif report.status == "already_erased":
        typer.echo("already erased: nothing of the person is left, and no pass brings it back")
    else:
        _print_pieces(report)
        _print_files(report)
    if report.status == "planned":
        for label in targets:
            typer.echo(f"what is emptied is brought to {label}")
        typer.echo("nothing was changed; --apply erases")
    if report.certificate is not None:
        typer.echo(f"certificate: {report.certificate} and .html beside it")
    for delivery in report.deliveries:
        typer.echo(delivery.line)
    if not report.is_clean:
        typer.echo("NOT complete: see the certificate for what is left")


def _print_pieces(report: ErasureReport) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None)
    for heading in ("file", "table", "scope", "rows", "columns"):
        table.add_column(heading, justify="right" if heading == "rows" else "left")
    for each in report.emptied:
        for piece in each.pieces:
            cells = (
                each.file,
                f"{piece.schema}.{piece.table}",
                piece.scope,
                str(piece.rows),
                ", ".join(piece.columns),
            )
            table.add_row(*(Text(cell) for cell in cells))
    # A pipe has no width: without this, names would be cut at 80 columns.
    console = Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH)
    console.print(table)


def _print_files(report: ErasureReport) -> None:
    for found in report.files:
        what = "tokens are replaced" if found.is_text else "holds tokens and is left as it is"
        typer.echo(f"{found.path}: {what}")
    for path in report.inputs:
        typer.echo(f"{path}: an export that names the address; it is yours to change or delete")
