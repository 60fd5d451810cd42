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
from contextlib import suppress
from types import FrameType, ModuleType
from typing import Annotated, NoReturn

import typer

from pipelines import commands
from pipelines.output import output_fault, print_carefully
from pipelines.signals import listening
from suitehouse.discovery import objects_in
from suitehouse.errors import SuitehouseError
from suitehouse.operations.private_files import be_private

DEBUG_VARIABLE = "SUITEHOUSE_DEBUG"
UNREAD = 141  # what a shell reports for a program ended by SIGPIPE
INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C
TERMINATED = 143  # … and by SIGTERM
_ENDINGS = {
    signal.SIGINT: ("interrupted", INTERRUPTED),
    signal.SIGTERM: ("terminated", TERMINATED),
}


def main() -> None:
    """Run the console script; never returns without an exit status."""
    # numpy's import would start a thread for each processor, for algebra that nobody does here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    signal.signal(signal.SIGTERM, _terminate)
    be_private()
    print_carefully()
    guarded(build_app(commands))


def build_app(package: ModuleType) -> typer.Typer:
    """Return the Typer application with a command, or a group of them, for each file."""
    app = typer.Typer(
        name="suitehouse",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    for name, found in objects_in(package).items():
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name=name)(found)
    return app


def guarded(work: Callable[[], object]) -> None:
    """Do the work; end the process with a line on stderr and an exit status where it raises."""
    with listening() as ending_signal:
        try:
            work()
        except BaseException as error:  # the edge: nothing above this can report it
            is_good = isinstance(error, SystemExit) and not error.code
            heard = None if is_good else ending_signal()
            if heard is not None:
                _end(*_ENDINGS[heard])
            if not isinstance(error, SuitehouseError):
                _end_unprinted()
            if isinstance(error, SystemExit):
                raise
            _end(*_last_words(error))
        _end_unprinted()


def _end_unprinted() -> None:
    """End the process where what was printed could not be written; a reader that left is normal."""
    fault = output_fault()
    if isinstance(fault, BrokenPipeError):
        sys.exit(UNREAD)
    if fault is not None:
        _end(
            f"The output cannot be written: {fault.strerror}. Make room there or print elsewhere, "
            "then run again.",
            3,
        )


def _last_words(error: BaseException) -> tuple[str, int]:
    """What is said of an error, and the exit status."""
    if not isinstance(error, Exception):  # Ctrl-C, also as Dagster has it
        return _ENDINGS[signal.SIGINT]
    known = error if isinstance(error, SuitehouseError) else _disk_error(error)
    return (_unexpected(error), 1) if known is None else (_one_line(known), known.exit_status)


def _disk_error(error: Exception) -> SuitehouseError | None:
    from suitehouse.operations.disk import disk_error  # noqa: PLC0415 - only where it is needed
    from suitehouse.settings import Settings  # noqa: PLC0415 - as above

    return disk_error(error, Settings().home)


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


def _end(message: str, status: int) -> NoReturn:
    with suppress(OSError):  # the status tells too
        if os.environ.get(DEBUG_VARIABLE):
            traceback.print_exc()
        sys.stderr.write(f"suitehouse: {message}\n")
    output_fault()
    sys.exit(status)


def _unexpected(error: Exception) -> str:
    # Only the type: a foreign exception's message may quote a row.
    return f"unexpected {type(error).__name__}; set {DEBUG_VARIABLE}=1 for the traceback"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
