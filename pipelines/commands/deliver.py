"""`suitehouse deliver`: from the writer to the other warehouses, without reading the CRM."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

_Tables = Annotated[
    str, typer.Option(metavar="A,B", help="Tables to bring; default: all that have landed.")
]
_Full = Annotated[
    bool, typer.Option("--full", help="Send every row again, whatever is there already.")
]
_Json = Annotated[bool, typer.Option("--json", help="Print what was brought as JSON.")]


def deliver(*, tables: _Tables = "", full: _Full = False, as_json: _Json = False) -> None:
    """Bring what has landed to the warehouses that SUITEHOUSE_WAREHOUSE_URL names.

    Example: suitehouse deliver --tables contacts --full

    `run`, `capture` and `sweep` do it by themselves. Safe to stop at any moment and to run again: a
    table's rows and what the warehouse says of them are one transaction.
    """
    from suitehouse.delivery.configured import deliver_alone
    from suitehouse.operations.clock import random_id
    from suitehouse.operations.lock import writer_lock
    from suitehouse.operations.progress import progress_on
    from suitehouse.settings import Settings

    settings = Settings()
    names = tuple(name.strip() for name in tables.split(",") if name.strip())
    with writer_lock(settings.home), progress_on(sys.stderr) as progress:
        reports = deliver_alone(settings, progress, tables=names, anew=full, run_id=random_id())
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps([asdict(report) for report in reports], default=str, indent=2))
        return
    for report in reports:
        typer.echo(report.line)
