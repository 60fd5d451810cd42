"""`suitehouse quarantine`: what does not fit, row by row and file by file, and a second try."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from suitehouse.capturing.quarantine import Entry, EntryCount, ReplayCount
    from suitehouse.intake.folder import QuarantinedFile
    from suitehouse.settings import Settings

quarantine = typer.Typer(
    no_args_is_help=True,
    help="Rows of the CRM and export files that could not be used as they are, and why.",
)

_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_Table = Annotated[str, typer.Argument(help="Table whose rows are shown.")]
_Tables = Annotated[
    str, typer.Option(metavar="A,B", help="Tables to try again; default: all with entries.")
]
_PIPE_WIDTH = 500


@quarantine.command("list")
def list_counts(*, as_json: _Json = False) -> None:
    """Count the rows in quarantine by table and reason, and name the export files.

    Example: suitehouse quarantine list

    Exits with 0 where there are none and 1 where there are some. No value is kept or shown.
    """
    from suitehouse.capturing.configured import entries_configured
    from suitehouse.capturing.quarantine import counted
    from suitehouse.settings import Settings

    settings = Settings()
    counts = counted(entries_configured(settings))
    files = _files(settings)
    if as_json:
        _print_json({"rows": _plain(counts), "files": [_file(found) for found in files]})
    else:
        _print_counts(counts, files)
    raise typer.Exit(1 if counts or files else 0)


@quarantine.command()
def show(table: _Table, *, as_json: _Json = False) -> None:
    """Show which rows of a table are in quarantine: key, column, reason, since when.

    Example: suitehouse quarantine show contacts

    Look the keys up in the CRM and put the values right there; the pass that reads such a row
    closes its entry. Exits with 1 where there are entries.
    """
    from suitehouse.capturing.configured import entries_configured
    from suitehouse.settings import Settings

    entries = entries_configured(Settings(), tables=(table,))
    if as_json:
        _print_json(_plain(entries))
    elif entries:
        _print_entries(entries)
    else:
        typer.echo(f"no row of {table} is in quarantine")
    raise typer.Exit(1 if entries else 0)


@quarantine.command()
def replay(*, tables: _Tables = "", as_json: _Json = False) -> None:
    """Read the rows in quarantine again from the CRM, by their keys, as a pass would.

    Example: suitehouse quarantine replay --tables contacts

    Entries of rows that now fit, or are gone, are closed. Exits with 0 where none is left and 1
    where some are.
    """
    from suitehouse.capturing.configured import replay_configured
    from suitehouse.operations.clock import random_id
    from suitehouse.operations.lock import writer_lock
    from suitehouse.operations.progress import progress_on
    from suitehouse.settings import Settings, load_policy

    settings, policy = Settings(), load_policy().capture
    names = tuple(name.strip() for name in tables.split(",") if name.strip())
    with writer_lock(settings.home), progress_on(sys.stderr) as progress:
        done = replay_configured(settings, policy, progress, tables=names, run_id=random_id())
    counts = done.counts()
    if as_json:
        _print_json(_plain(counts))
    else:
        _print_replay(counts)
    raise typer.Exit(1 if done.after else 0)


def _files(settings: Settings) -> Sequence[QuarantinedFile]:
    """The export files that would be set aside now; none where there is no folder of exports."""
    from suitehouse.intake.folder import (
        NoSink,
        export_folder,
        export_paths,
        read_folder,
    )
    from suitehouse.ledger.books import Books
    from suitehouse.settings import load_policy

    default = settings.home / "exports"
    if settings.exports_url is None and not default.is_dir():
        return ()
    folder = export_folder(settings.exports_url or str(default))
    if not export_paths(folder):
        return ()
    books = Books(load_policy().reconcile.base_currency)
    return read_folder(folder, books, NoSink()).quarantined


def _file(found: QuarantinedFile) -> dict[str, Any]:
    error = found.error
    return {
        "name": found.name,
        "line": error.line,
        "column": error.column or None,
        "reason": error.reason,
        "remedy": error.remedy,
    }


def _plain(found: Sequence[Any]) -> list[dict[str, Any]]:
    from dataclasses import asdict

    return [asdict(each) for each in found]


def _print_json(content: Any) -> None:
    import json

    typer.echo(json.dumps(content, default=str, indent=2))


def _print_counts(counts: Sequence[EntryCount], files: Sequence[QuarantinedFile]) -> None:
    if counts:
        rows = [
            (each.table, each.reason, str(each.rows), ", ".join(each.columns)) for each in counts
        ]
        _print_table(("table", "reason", "rows", "columns"), rows)
        typer.echo("rows and reasons: suitehouse quarantine show TABLE")
    for found in files:
        typer.echo(f"export file not used: {found.error}")
    if not counts and not files:
        typer.echo("nothing is in quarantine")


def _print_entries(entries: Sequence[Entry]) -> None:
    rows = [
        (
            _which(entry),
            entry.column or "",
            entry.reason,
            str(entry.rows),
            f"{entry.noticed_at:%Y-%m-%d %H:%M:%S}",
            entry.run_id,
        )
        for entry in entries
    ]
    _print_table(("row", "column", "reason", "rows", "noticed (UTC)", "run"), rows)


def _which(entry: Entry) -> str:
    if entry.is_rest:
        return "(others, only counted)"
    return "(no key)" if entry.row_key is None else entry.row_key


def _print_replay(counts: Sequence[ReplayCount]) -> None:
    for count in counts:
        typer.echo(f"{count.table}: {count.closed} closed, {count.open} open")
    if not counts:
        typer.echo("nothing is in quarantine")


def _print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None)
    for heading in headings:
        table.add_column(heading, justify="right" if heading == "rows" else "left")
    for row in rows:
        table.add_row(*(Text(_printable(cell)) for cell in row))
    # A pipe has no width: without this, keys would be cut at 80 columns.
    console = Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH)
    console.print(table)


def _printable(text: str) -> str:
    """A key may hold line breaks and terminal commands."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
