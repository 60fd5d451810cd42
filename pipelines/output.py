"""Standard output and error as the caller gave them: full, closed, left by the reader, or ASCII.

No command is to fail because a name cannot be encoded, and none to blame the home's disk for the
device that it prints on.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TextIO

# Typer writes UTF-8 into a stream that calls itself ASCII; under another name it lets it be.
_ASCII: Final = "suitehouse_ascii"
_UNPRINTABLE: Final = "backslashreplace"


class Output(io.TextIOWrapper):
    """An output that keeps why it took no more, and prints escapes for what it cannot encode."""

    def __init__(self, given: io.TextIOWrapper) -> None:
        is_ascii = codecs.lookup(given.encoding).name == "ascii"
        super().__init__(
            given.buffer,
            encoding=_ASCII if is_ascii else given.encoding,
            errors=_UNPRINTABLE,
            line_buffering=given.line_buffering,
            write_through=given.write_through,
        )
        self._given = given  # its end would close what both write to
        self._fault: OSError | None = None

    def write(self, text: str, /) -> int:
        """Write a text."""
        with self._noted():
            return super().write(text)

    def flush(self) -> None:
        """Write what waits."""
        with self._noted():
            super().flush()

    def fault(self) -> OSError | None:
        """Return why a text could not be written; what is left of it is dropped then."""
        with suppress(OSError):
            self.flush()
        if self._fault is not None:  # or the interpreter would try again at its end, and complain
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
        return self._fault

    @contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._fault = error
            raise


# Typer puts a wrapper in place of `sys.stdout` where its reader is gone.
_outputs: Final[list[Output]] = []


def print_carefully() -> None:
    """Put an `Output` in the place of standard output and error; a closed one leads nowhere."""
    codecs.register(_ascii_by_our_name)
    _fill_closed()
    sys.stdout, sys.stderr = _careful(sys.stdout), _careful(sys.stderr)
    _outputs[:] = [each for each in (sys.stdout, sys.stderr) if isinstance(each, Output)]


def output_fault() -> OSError | None:
    """Return why standard output or error took no more, None where both did."""
    faults = [each.fault() for each in _outputs]
    return next((fault for fault in faults if fault is not None), None)


def _fill_closed() -> None:
    """Give away the numbers of closed outputs: a file that got one would be printed into."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free


def _careful(stream: TextIO | None) -> TextIO:
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    return Output(stream) if isinstance(stream, io.TextIOWrapper) else stream


def _ascii_by_our_name(name: str) -> codecs.CodecInfo | None:
    if name != _ASCII:
        return None
    known = codecs.lookup("ascii")
    return codecs.CodecInfo(
        known.encode,
        known.decode,
        known.streamreader,
        known.streamwriter,
        known.incrementalencoder,
        known.incrementaldecoder,
        name=_ASCII,
    )
