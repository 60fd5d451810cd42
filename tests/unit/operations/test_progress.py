"""A bar on a terminal, lines elsewhere."""

from __future__ import annotations

import io

from suitehouse.errors import SourceUnreachableError
from suitehouse.operations.progress import (
    BarProgress,
    LineProgress,
    Progress,
    SilentProgress,
    progress_on,
    retry_line,
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def work_with(progress: Progress) -> None:
    with progress:
        progress.begin(2)
        progress.start("accounts")
        progress.finish("accounts", "3 read, 1 changed")
        progress.start("contacts")
        progress.finish("contacts")
        progress.say("all [done]")


def test_lines_tell_only_what_is_worth_a_line() -> None:
    stream = io.StringIO()

    work_with(progress_on(stream))

    assert stream.getvalue() == "accounts: 3 read, 1 changed\nall [done]\n"


def test_a_terminal_gets_the_bar_with_the_same_lines() -> None:
    stream = Terminal()
    progress = progress_on(stream)

    work_with(progress)

    assert isinstance(progress, BarProgress)
    assert "accounts: 3 read, 1 changed" in stream.getvalue()
    assert "all [done]" in stream.getvalue()


def test_silence() -> None:
    work_with(SilentProgress())
    assert isinstance(progress_on(io.StringIO()), LineProgress)


def test_a_retry_is_told_with_its_wait() -> None:
    assert retry_line(SourceUnreachableError("Gone."), 2.4) == "Gone. Trying again in 2 s."
