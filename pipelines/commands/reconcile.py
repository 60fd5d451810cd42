"""`suitehouse reconcile`: CRM invoices against the exports of the ERP and the payment processor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from suitehouse.reconcile.report import ReconcileReport, Reconciliation

_Period = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM", help="Month to reconcile; default: what the files cover."),
]
_Exports = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Folder of export files; default SUITEHOUSE_EXPORTS_URL."),
]
_Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder of the results; default <home>/recon/<period>."),
]
_Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]

_CARD_REMEDY = "remove it where it was typed, export again, delete the file"


def reconcile(
    period: _Period = None, exports: _Exports = None, out: _Out = None, *, as_json: _Json = False
) -> None:
    """Account for every invoice and every export row exactly once, and name each difference.

    Example: suitehouse reconcile --period 2026-03 --exports ./exports

    Reads the invoices from the warehouse and each file by its content, whatever its name. Writes
    items.csv, breaks.csv, suggestions.csv, bridge.csv, bridge_items.csv, report.html and
    summary.json. Breaks are normal and exit with 0; a file that could not be used, one that is
    missing for the period, a reconciliation that could not be run, or totals that do not foot exit
    with 1.
    Says as well when the warehouse was last proven equal to the CRM, and which breaks do not come
    from the business.
    """
    from suitehouse.intake.folder import export_folder
    from suitehouse.party_tokens import party_tokens
    from suitehouse.reconcile.output.writing import refuse_overlap, write_outputs
    from suitehouse.reconcile.run import reconcile as reconcile_exports
    from suitehouse.settings import Settings, load_policy
    from suitehouse.warehouses.opening import open_configured

    settings = Settings()
    folder = export_folder(exports or settings.exports_url or str(settings.home / "exports"))
    if out:
        refuse_overlap(out, folder)
    warehouse = open_configured(settings, access="read")
    try:
        report = reconcile_exports(
            warehouse=warehouse,
            exports=folder,
            policy=load_policy().reconcile,
            parties=party_tokens(settings),
            month=period,
        )
    finally:
        warehouse.close()
    target = out or settings.home / "recon" / report.label
    refuse_overlap(target, folder)
    path = write_outputs(report, target)
    if as_json:
        _print_json(report, path)
    else:
        _print_table(report, path)
    raise typer.Exit(report.exit_status)


def _print_json(report: ReconcileReport, path: Path) -> None:
    import json

    from suitehouse.reconcile.output.summary import summary

    typer.echo(json.dumps({**summary(report), "report": str(path)}, indent=2, sort_keys=True))


def _print_table(report: ReconcileReport, path: Path) -> None:
    from rich.console import Console

    console = Console()
    for done in report.reconciliations:
        console.print(f"\n{done.definition.title}, {done.period.label}")
        console.print(_totals_table(done))
        for line in (*_ledger_lines(done), *_origin_lines(done)):
            typer.echo(line)
    for line in _standing_lines(report):
        typer.echo(line)
    for found in report.quarantined:
        typer.echo(f"not used: {found.error}")
    for name, columns in report.card_cells.items():
        for cells in columns:
            typer.echo(f"card number refused: {name}: {cells}: {_CARD_REMEDY}")
    for file in report.files:
        for finding in file.findings:
            typer.echo(f"{finding.severity}: {file.name}: {finding.message}")
    for remark in report.remarks:
        typer.echo(f"{remark.weight}: {remark.sentence}")
    typer.echo(f"{report.headline}, {_counted(report)} to look at")
    typer.echo(f"report: {path}")


def _ledger_lines(done: Reconciliation) -> Iterator[str]:
    """Which ledgers were told apart, and on what that stands."""
    from suitehouse.reconcile.output.ledger_part import undecided_sentence

    if done.ledgers:
        names = ", ".join(each.system for each in done.ledgers.ledgers)
        yield f"ledgers: {names}. {undecided_sentence(done.ledgers)}"


def _counted(report: ReconcileReport) -> str:
    count = sum(len(done.breaks) for done in report.reconciliations)
    return "1 break" if count == 1 else f"{count} breaks"


def _origin_lines(done: Reconciliation) -> Iterator[str]:
    """How many breaks do not come from the business, by what they come from."""
    from suitehouse.reconcile.output.pipeline_part import breaks_by_origin

    for origin, found in breaks_by_origin(done.breaks).items():
        if origin != "business":
            count = f"{len(found)} {'break' if len(found) == 1 else 'breaks'}"
            yield f"not from the business: {count} ({origin}); what to do is in breaks.csv"


def _standing_lines(report: ReconcileReport) -> Iterator[str]:
    """How good the copy of the CRM is, and whether the bridge foots."""
    for table in report.crm_tables:
        yield (
            f"{table.table}: {table.sentence} Rows in quarantine: {table.quarantined}."
            f" Tombstones of the period: {table.tombstones}."
        )
    if report.bridge is not None:
        missing = ", ".join(side.value for side in report.bridge.missing)
        without = f" without files of: {missing}" if missing else ""
        yield f"bridge: {'foots' if report.bridge.foots else 'DOES NOT FOOT'}{without}"


def _totals_table(done: Reconciliation) -> Table:
    from rich.table import Table

    from suitehouse.ledger.money import plain

    table = Table("side", "currency", box=None)
    for heading in ("amount in", "in", "matched", "broken", "excluded"):
        table.add_column(heading, justify="right")
    table.add_column("foots")
    for row in done.totals:
        counts = (row.incoming, row.matched, row.broken, row.excluded)
        table.add_row(
            row.side.value,
            row.currency,
            plain(row.incoming.amount, row.currency, thousands=True),
            *(str(tally.count) for tally in counts),
            "yes" if row.foots else "NO",
        )
    return table
