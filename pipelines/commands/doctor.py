"""`suitehouse doctor`: examines what a run depends on; each finding says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from suitehouse.doctor import Finding

_Json = Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")]
_COLOURS = {"ok": typer.colors.GREEN, "warn": typer.colors.YELLOW, "fail": typer.colors.RED}


def doctor(*, as_json: _Json = False) -> None:
    """Examine source, masking key, warehouses, disk and exports; change nothing.

    Example: suitehouse doctor --json

    Each line is ok, warn or fail, with the remedy where there is something to do. SQL is advised
    and never run. Exits with 0 unless something failed, 1 if so, 2 where settings are wrong.
    """
    from suitehouse.demo.fallback import masking_reference, source_url
    from suitehouse.doctor import examine, is_fit
    from suitehouse.settings import Settings, load_policy

    findings = examine(
        Settings(), load_policy(), open_source=source_url, key_reference=masking_reference
    )
    if as_json:
        _print_json(findings, fit=is_fit(findings))
    else:
        _print_lines(findings)
    raise typer.Exit(0 if is_fit(findings) else 1)


def _print_json(findings: tuple[Finding, ...], *, fit: bool) -> None:
    import json
    from dataclasses import asdict

    report = {"fit": fit, "findings": [asdict(finding) for finding in findings]}
    typer.echo(json.dumps(report, indent=2, ensure_ascii=False))


def _print_lines(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        level = typer.style(f"{finding.level:<4}", fg=_COLOURS[finding.level])
        typer.echo(f"{level}  {finding.subject}: {finding.message}")
        if finding.remedy:
            typer.echo(f"      -> {finding.remedy}")
