"""The console script: finds the commands, turns what goes wrong into one line and an exit status.

Holds no command itself and imports nothing heavy: the start of every command pays for this module.
"""

from __future__ import annotations

import importlib.metadata
import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import FrameType, ModuleType
from typing import Annotated

import typer

from pipelines import commands
from suitehouse.discovery import objects_in
from suitehouse.errors import SuitehouseError

DEBUG_VARIABLE = "SUITEHOUSE_DEBUG"
INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C
TERMINATED = 143  # … and by SIGTERM


def main() -> None:
    """Run the console script; never returns without an exit status."""
    signal.signal(signal.SIGTERM, _terminate)
    guarded(build_app(commands))


def build_app(package: ModuleType) -> typer.Typer:
    """Return the Typer application with one command for each file of a package."""
    app = typer.Typer(
        name="suitehouse",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    for name, function in objects_in(package).items():
        app.command(name=name)(function)
    return app


def guarded(work: Callable[[], object]) -> None:
    """Do the work; end the process with a line on stderr and an exit status where it raises."""
    try:
        work()
    except SuitehouseError as error:
        _end(_one_line(error), error.exit_status)
    except KeyboardInterrupt:
        _end("interrupted", INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the edge: nothing above this can report it
        _end(_unexpected(error), 1)


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    # An exception, so that open transactions roll back and a private server is stopped.
    sys.exit(TERMINATED)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it with the option's value
    if wanted:
        typer.echo(f"suitehouse {importlib.metadata.version('suitehouse')}")
        raise typer.Exit


_Version = Annotated[
    bool,
    typer.Option(
        "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
    ),
]


def _root(*, version: _Version = False) -> None:
    """SuiteCRM to a warehouse that is proven equal, masked in flight, reconciled for finance."""


def _end(message: str, status: int) -> None:
    if os.environ.get(DEBUG_VARIABLE):
        traceback.print_exc()
    sys.stderr.write(f"suitehouse: {message}\n")
    sys.exit(status)


def _unexpected(error: Exception) -> str:
    # Only the type: a foreign exception's message may quote a row.
    return f"unexpected {type(error).__name__}; set {DEBUG_VARIABLE}=1 for the traceback"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
