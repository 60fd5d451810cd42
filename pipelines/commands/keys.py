"""`suitehouse keys`: the masking key and its rotation; the key that files are encrypted with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from suitehouse.encryption.conversion import Conversion
    from suitehouse.rotation.configured import KeyFacts, Rotation
    from suitehouse.rotation.plan import RotationPlan

keys = typer.Typer(
    no_args_is_help=True,
    help="The masking key and its rotation; the key that files are encrypted with.",
)

_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_To = Annotated[
    str,
    typer.Option("--to", metavar="REFERENCE", help="Secret reference to the new key."),
]
_Apply = Annotated[bool, typer.Option("--apply", help="Do it; without, only say what it does.")]


@keys.command()
def show(*, as_json: _Json = False) -> None:
    """Show the id of the warehouse's masking key, since when, its check value, and former keys.

    Example: suitehouse keys show --json

    Nothing that is shown tells anything about the key itself.
    """
    from suitehouse.rotation.configured import key_facts
    from suitehouse.settings import Settings

    facts = key_facts(Settings())
    if as_json:
        _print_json(_facts(facts))
    else:
        _print_facts(facts)


@keys.command()
def rotate(*, to: _To, apply: _Apply = False, as_json: _Json = False) -> None:
    """Replace the masking key: everything is loaded anew, and tokens of the former key go.

    Example: suitehouse keys rotate --to file:new.key --apply

    SUITEHOUSE_MASKING_KEY names the present key until it is done, and the new one afterwards. A
    rotation that was broken off goes on where it was; until its end the warehouse stays in use as
    it was. Without --apply nothing is written.
    """
    from suitehouse.operations.clock import random_id
    from suitehouse.operations.lock import writer_lock
    from suitehouse.operations.progress import progress_on
    from suitehouse.rotation.configured import plan_configured, rotate_configured
    from suitehouse.settings import Settings, load_policy

    settings, policy = Settings(), load_policy()
    if not apply:
        plan = plan_configured(settings, policy, to=to)
        _tell(_plan(plan), _plan_lines(plan), as_json=as_json)
        return
    with writer_lock(settings.home), progress_on(sys.stderr) as progress:
        done = rotate_configured(settings, policy, progress, to=to, new_id=random_id)
    _tell(_rotation(done), _rotation_lines(done, to), as_json=as_json)


@keys.command()
def encrypt(*, to: _To, apply: _Apply = False, as_json: _Json = False) -> None:
    """Encrypt the warehouse and the published snapshot with a key, or with another one.

    Example: suitehouse keys encrypt --to file:warehouse.key --apply

    SUITEHOUSE_WAREHOUSE_KEY names the key that files have, or nothing where they have none, until
    it is done, and the new one afterwards. Each file is written anew beside the old one and takes
    its place when it is whole; what was broken off is done again. Without --apply nothing is
    written.
    """
    _convert(to, apply=apply, as_json=as_json)


@keys.command()
def decrypt(*, apply: _Apply = False, as_json: _Json = False) -> None:
    """Write the warehouse and the published snapshot without encryption again.

    Example: suitehouse keys decrypt --apply

    SUITEHOUSE_WAREHOUSE_KEY names the key that files have until it is done, and is unset
    afterwards. Without --apply nothing is written.
    """
    _convert(None, apply=apply, as_json=as_json)


def _convert(to: str | None, *, apply: bool, as_json: bool) -> None:
    from suitehouse.encryption.conversion import convert_configured, plan_conversion
    from suitehouse.operations.lock import writer_lock
    from suitehouse.settings import Settings

    settings = Settings()
    if apply:
        with writer_lock(settings.home):
            done = convert_configured(settings, to=to)
    else:
        done = plan_conversion(settings, to=to)
    _tell(_conversion(done), _conversion_lines(done, to, is_done=apply), as_json=as_json)


def _conversion(done: Conversion) -> dict[str, Any]:
    return {
        "files": [{"path": str(each.path), "is_as_wanted": each.is_done} for each in done.files],
        "removed": [str(path) for path in done.removed],
    }


def _conversion_lines(done: Conversion, to: str | None, *, is_done: bool) -> Iterator[str]:
    work = "decrypted" if to is None else "encrypted"
    due = work if is_done else f"to be {work}"
    for each in done.files:
        yield f"{each.path}: {f'{work} already' if each.is_done else due}"
    if not done.files:
        yield "there is no warehouse yet; a new one is made as SUITEHOUSE_WAREHOUSE_KEY says"
    if is_done:
        yield from (f"removed: {path}" for path in done.removed)
        new = (
            "unset SUITEHOUSE_WAREHOUSE_KEY" if to is None else f"set SUITEHOUSE_WAREHOUSE_KEY={to}"
        )
        yield f"{new} from now on"
    else:
        yield from (f"remove: {path}" for path in done.removed)
        yield "nothing was changed; add --apply to do it"


def _tell(content: dict[str, Any], lines: Iterator[str], *, as_json: bool) -> None:
    if as_json:
        _print_json(content)
        return
    for line in lines:
        typer.echo(line)


def _plan(plan: RotationPlan) -> dict[str, Any]:
    return {
        "former_key_id": plan.former_key_id,
        "key_id": plan.key_id,
        "stage": plan.stage,
        "tables": len(plan.tables),
        "rows": plan.rows,
        "ended_versions": plan.ended_versions,
        "tombstones": plan.tombstones,
        "has_models": plan.has_models,
        "is_begun": plan.is_begun,
        "room_bytes": plan.room_bytes,
        "free_bytes": plan.free_bytes,
        "removed": [str(path) for path in plan.remains.made],
        "left": [str(path) for path in plan.remains.foreign],
    }


def _plan_lines(plan: RotationPlan) -> Iterator[str]:
    from suitehouse.rotation.keys import Stage

    yield f"from key {plan.former_key_id} to key {plan.key_id}"
    if plan.stage is Stage.DUE:
        yield f"load anew: {len(plan.tables)} tables, {plan.rows} rows, read whole from the CRM"
        if plan.is_begun:
            yield "go on with what an earlier rotation to this key has loaded"
        yield (
            f"empty tokens of what the CRM no longer has: {plan.ended_versions} ended versions in "
            f"history, {plan.tombstones} removed rows"
        )
        yield f"room: {plan.room_bytes >> 20} MiB needed, {plan.free_bytes >> 20} MiB free"
    else:
        yield "the warehouse has the new key already; what is left is tidied"
    if plan.has_models:
        yield "build every model and replace what is published"
    yield from (f"remove: {path}" for path in plan.remains.made)
    yield from (f"not ours, look at it yourself: {path}" for path in plan.remains.foreign)
    yield "nothing was changed; add --apply to do it"


def _rotation(done: Rotation) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        **_plan(done.plan),
        "was_published": done.was_published,
        "removed": [str(path) for path in done.removed],
        "deliveries": [asdict(each) for each in done.deliveries],
    }


def _rotation_lines(done: Rotation, to: str) -> Iterator[str]:
    from suitehouse.rotation.keys import Stage

    plan = done.plan
    if plan.stage is Stage.DUE:
        yield (
            f"rotated from key {plan.former_key_id} to key {plan.key_id}: {len(plan.tables)} "
            "tables loaded and proven equal to the CRM"
        )
    else:
        yield f"the warehouse has key {plan.key_id} already"
    if done.was_published:
        yield "published, with tokens of the new key alone"
    yield from (delivery.line for delivery in done.deliveries)
    yield from (f"removed: {path}" for path in done.removed)
    yield from (f"not ours, look at it yourself: {path}" for path in plan.remains.foreign)
    yield f"set SUITEHOUSE_MASKING_KEY={to} from now on, and destroy the former key"


def _facts(facts: KeyFacts) -> dict[str, Any]:
    known = facts.known
    return {
        "key_id": known.key_id if known else None,
        "since": known.since.isoformat() if known else None,
        "check_value": known.check_value if known else None,
        "former_keys": [
            {"key_id": each.key_id, "rotated_at": each.rotated_at.isoformat()}
            for each in facts.rotations
        ],
    }


def _print_facts(facts: KeyFacts) -> None:
    known = facts.known
    if known is None:
        typer.echo("the warehouse has no masking key yet: nothing was captured")
        return
    typer.echo(f"key {known.key_id} since {known.since:%Y-%m-%d %H:%M:%S} UTC")
    typer.echo(f"check value {known.check_value}")
    for each in facts.rotations:
        typer.echo(f"before: key {each.key_id}, until {each.rotated_at:%Y-%m-%d %H:%M:%S} UTC")


def _print_json(content: Any) -> None:
    import json

    typer.echo(json.dumps(content, default=str, indent=2))
