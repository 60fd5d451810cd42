"""`suitehouse contracts`: the contracts held against the live schema, and made to follow it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from suitehouse.contracts.drift import SchemaChange
    from suitehouse.drift.configured import DriftReport
    from suitehouse.drift.sync import SyncPlan

contracts = typer.Typer(
    no_args_is_help=True,
    help="Hold the contracts against the CRM's live schema, and bring them up to date.",
)

_Json = Annotated[bool, typer.Option("--json", help="Print the differences as JSON.")]
_Apply = Annotated[bool, typer.Option("--apply", help="Write the files; without it, only shown.")]
_Tables = Annotated[
    str, typer.Option(metavar="A,B", help="Tables to bring up to date; default: all.")
]


@contracts.command()
def diff(*, as_json: _Json = False) -> None:
    """Show where the CRM's live schema differs from the contracts; change nothing.

    Example: suitehouse contracts diff --json

    Each difference comes with what suitehouse does about it and what you may do. Exits with 0 where
    there is none, 1 where there is one.
    """
    from suitehouse.drift.configured import diff_configured
    from suitehouse.settings import Settings, load_policy

    report = diff_configured(Settings(), load_policy().capture)
    if as_json:
        _print_json(report)
    else:
        _print_report(report)
    raise typer.Exit(1 if report.changes else 0)


@contracts.command()
def sync(*, apply: _Apply = False, tables: _Tables = "") -> None:
    """Show, or with --apply write, what the contracts need to follow the CRM's live schema.

    Example: suitehouse contracts sync --tables accounts_cstm --apply

    New columns are written as not classified: they stay in the CRM until you have set their class
    and treatment. Your text, comments and order stay. With --apply the staging models follow.
    """
    from suitehouse.drift.configured import apply_sync, sync_configured
    from suitehouse.settings import Settings

    names = tuple(name.strip() for name in tables.split(",") if name.strip())
    plan = sync_configured(Settings(), names)
    for file in plan.files:
        typer.echo(file.diff)
    _print_left(plan)
    if not apply:
        typer.echo(_dry_run(plan))
        return
    models = apply_sync(plan)
    if plan.files or models:
        typer.echo(
            f"wrote {len(plan.files)} contracts in suitehouse/contracts/suitecrm and {models} "
            "files of staging models. Next: set class and treatment of the columns that are not "
            "classified, then run: python -m suitehouse.contracts.staging"
        )
    else:
        typer.echo("nothing to do")


def _dry_run(plan: SyncPlan) -> str:
    if not plan.files:
        return "nothing to do"
    return f"{len(plan.files)} contracts would be written; nothing was. Add --apply to write them."


def _print_left(plan: SyncPlan) -> None:
    from suitehouse.contracts.names import shown

    for change in plan.by_hand:
        typer.echo(f"left to you: {change.name} {_change(change)}; {change.remedy}")
    for column in plan.reserved:
        typer.echo(
            f"warning: {column} is called as a column of the warehouse's own, so it stays in the "
            "CRM: its treatment is drop"
        )
    for left in plan.not_captured:
        typer.echo(
            f"left to you: {shown(left.table)} is not captured: {left.reason}; name it in "
            "suitehouse/contracts/left_out.yml"
        )


def _print_json(report: DriftReport) -> None:
    import json
    from dataclasses import asdict

    found: dict[str, Any] = {
        "drift": bool(report.changes),
        "changes": [
            {**asdict(change), "action": change.action, "remedy": change.remedy}
            for change in report.changes
        ],
        "absent": report.absent,
        "undecided": [
            {
                "table": table,
                "column": column.name,
                "proposed": column.proposed and column.proposed.model_dump(by_alias=True),
            }
            for table, column in report.undecided
        ],
    }
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False))


def _print_report(report: DriftReport) -> None:
    ordered = sorted(report.changes, key=lambda each: (each.change, each.action, each.remedy))
    for _, alike in groupby(ordered, key=lambda each: (each.change, each.action, each.remedy)):
        _print_alike(list(alike))
    if report.absent:
        typer.echo(f"not in the source, never landed: {', '.join(report.absent)}")
    if report.undecided:
        names = ", ".join(f"{table}.{column.name}" for table, column in report.undecided)
        typer.echo(f"not classified yet, so not landed: {names}")
    count = len(report.changes)
    differences = f"{count} difference{'' if count == 1 else 's'}" if count else "no drift"
    typer.echo(f"{differences}: {report.tables} contracts held against the live schema")


def _print_alike(changes: list[SchemaChange]) -> None:
    first = changes[0]
    typer.echo(f"{first.change.replace('_', ' ')} ({len(changes)}): {first.action}")
    width = max(len(change.name) for change in changes)
    for change in changes:
        typer.echo(f"  {change.name:<{width}}  {_change(change)}".rstrip())
    typer.echo(f"  -> {first.remedy}\n")


def _change(change: SchemaChange) -> str:
    """What is expected and what is there, where both can be said."""
    expected, found = change.contract_type, change.source_type
    if expected is None:
        return found or ""
    if found is None:
        return f"{expected} -> none"
    return f"{expected} -> {found}"
