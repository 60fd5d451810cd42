"""`suitehouse verify`: is landing equal to the CRM, row by row?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from suitehouse.verify import TableVerdict

_Tables = Annotated[
    str, typer.Option(metavar="A,B", help="Tables to compare; default: all that are captured.")
]
_Json = Annotated[bool, typer.Option("--json", help="Print a JSON object per table.")]
_PIPE_WIDTH = 500
_COLUMNS = ("table", "source_rows", "warehouse_rows", "missing", "extra", "different", "verdict")


def verify(*, tables: _Tables = "", as_json: _Json = False) -> None:
    """Compare every row of the CRM with landing by its digest, in every warehouse; change nothing.

    Example: suitehouse verify --tables contacts --json

    Exits with 1 unless all tables are equal; one that cannot be compared is `unknown`. Rows that
    changed in the CRM since the last pass show as different: capture first, then verify.
    """
    from suitehouse.capturing.configured import verify_configured
    from suitehouse.capturing.run_log import raise_joined
    from suitehouse.delivery.configured import target_labels
    from suitehouse.operations.progress import progress_on
    from suitehouse.settings import Settings, load_policy

    settings = Settings()
    names = tuple(name.strip() for name in tables.split(",") if name.strip())
    with progress_on(sys.stderr) as progress:
        verdicts = verify_configured(settings, load_policy().capture, progress, tables=names)
    if as_json:
        _print_json(verdicts)
    else:
        _print_table(verdicts, target_labels(settings))
    raise_joined({found.table: found.problem for found in verdicts if found.problem})
    raise typer.Exit(0 if all(found.verdict == "equal" for found in verdicts) else 1)


def _print_json(verdicts: Sequence[TableVerdict]) -> None:
    import json

    rows = [
        {name: getattr(found, name) for name in _COLUMNS}
        | ({"target": found.target} if found.target else {})
        for found in verdicts
    ]
    typer.echo(json.dumps(rows, indent=2))


def _print_table(verdicts: Sequence[TableVerdict], targets: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None)
    for name in _COLUMNS:
        table.add_column(name, justify="left" if name in {"table", "verdict"} else "right")
    for found in verdicts:
        table.add_row(*(str(getattr(found, name)) for name in _COLUMNS))
    # A pipe has no width: without this, names would be cut at 80 columns.
    console = Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH)
    console.print(table)
    for found in verdicts:
        if found.target:
            typer.echo(f"{found.table}: {found.target} differs; `suitehouse sweep` heals it")
    equal = sum(found.verdict == "equal" for found in verdicts)
    there = f", here and in {', '.join(targets)}" if targets else ""
    typer.echo(f"{equal} of {len(verdicts)} tables are equal{there}")
