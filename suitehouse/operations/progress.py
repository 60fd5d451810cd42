"""How a long command shows that it is alive: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, Self, TextIO

from suitehouse.errors import SuitehouseError


class Progress(Protocol):
    """Told what happens, unit by unit; a context manager around the whole."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def begin(self, units: int) -> None:
        """Start, or start again, with so many units."""

    def start(self, unit: str) -> None:
        """A unit begins."""

    def finish(self, unit: str, note: str = "") -> None:
        """A unit ended; `note` is worth a line where it is not empty."""

    def say(self, line: str) -> None:
        """Something happened beside the units."""


class SilentProgress:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to put away."""

    def begin(self, units: int) -> None:
        """Show nothing."""

    def start(self, unit: str) -> None:
        """Show nothing."""

    def finish(self, unit: str, note: str = "") -> None:
        """Show nothing."""

    def say(self, line: str) -> None:
        """Show nothing."""


class LineProgress(SilentProgress):
    """Writes a line for each unit that has something to tell."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def finish(self, unit: str, note: str = "") -> None:
        """Write what a unit has to tell."""
        if note:
            self.say(f"{unit}: {note}")

    def say(self, line: str) -> None:
        """Write a line."""
        self._stream.write(f"{line}\n")
        self._stream.flush()


class BarProgress(SilentProgress):
    """A bar that moves with each unit, with the lines of `LineProgress` above it."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console  # noqa: PLC0415 - costs time that plain output need not pay
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn  # noqa: PLC0415
        from rich.progress import Progress as Bar  # noqa: PLC0415

        console = Console(file=stream)
        columns = (TextColumn("{task.description:<40.40}"), BarColumn(), MofNCompleteColumn())
        self._bar = Bar(*columns, console=console, transient=True)
        self._task = self._bar.add_task("", total=None)
        self._live: AbstractContextManager[object] = self._bar

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar off the screen."""
        self._bar.stop()

    def begin(self, units: int) -> None:
        """Set the bar to its start."""
        self._bar.reset(self._task, total=units)

    def start(self, unit: str) -> None:
        """Name the unit beside the bar."""
        self._bar.update(self._task, description=unit)

    def finish(self, unit: str, note: str = "") -> None:
        """Move the bar; print what the unit has to tell."""
        self._bar.advance(self._task)
        if note:
            self.say(f"{unit}: {note}")

    def say(self, line: str) -> None:
        """Print a line above the bar."""
        self._bar.console.print(line, markup=False, highlight=False)


def progress_on(stream: TextIO) -> Progress:
    """Return the bar for a terminal, lines for anything else."""
    return BarProgress(stream) if stream.isatty() else LineProgress(stream)


def retry_line(error: SuitehouseError, seconds: float) -> str:
    """Return the line that says that something is tried again."""
    return f"{error} Trying again in {seconds:.0f} s."
