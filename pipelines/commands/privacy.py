"""`suitehouse privacy`: what is done to personal data, on one page, and a search for leaks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

privacy = typer.Typer(
    no_args_is_help=True,
    help="What is done to personal data, on one page, and a search for people in every file.",
)

_Out = Annotated[
    Path | None, typer.Option(help="File of the page; default: privacy.html in the home.")
]
_Most = Annotated[int, typer.Option(min=1, help="Values to look for of each column.")]


@privacy.command()
def report(*, out: _Out = None) -> None:
    """Write one page: every column, its class, treatment, reason and last change.

    Example: suitehouse privacy report --out privacy.html

    Columns that await a decision, small groups in the marts, erasures, refused card numbers and
    the last scan are on it too. It holds no value of any row.
    """
    from suitehouse.privacy_report.configured import write_report
    from suitehouse.settings import Settings

    settings = Settings()
    path = out or settings.home / "privacy.html"
    facts = write_report(settings, path)
    withheld = sum(entry.is_withheld for entry in facts.entries)
    typer.echo(f"{len(facts.entries)} columns, {withheld} withheld; written to {path}")


@privacy.command()
def scan(*, most: _Most = 500) -> None:
    """Read people from the CRM and look for them in every file under SUITEHOUSE_HOME.

    Example: suitehouse privacy scan

    Looks in databases, logs, reports and packed files, in all encodings. Exits with 1 where one
    is found, or where a file could not be searched. What is looked for is written nowhere.
    """
    from suitehouse.privacy_report.configured import scan_configured
    from suitehouse.settings import Settings

    settings = Settings()
    result = scan_configured(settings, most=most)
    for place, count in result.hits.items():
        typer.echo(f"{place}: {count} found")
    for place in result.unopened:
        typer.echo(f"{place}: could not be opened")
    told = f"{result.values} values of {result.columns} columns looked for in {settings.home}"
    typer.echo(f"{told}: {'none found' if result.is_clean else 'not clean'}")
    raise typer.Exit(0 if result.is_clean else 1)
