"""The console script's edge: which commands there are, and what a failure looks like."""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pipelines import commands
from pipelines.cli import build_app, guarded
from suitehouse.discovery import objects_in
from suitehouse.errors import BusyError, ShortfallError, SourceUnreachableError


class Strange(BaseException):
    """What Dagster raises in place of an interrupt is no Exception either."""


def raising(error: BaseException):
    def work() -> None:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (ShortfallError("two rows\nare missing"), 1, "suitehouse: two rows are missing\n"),
        (BusyError("held by 12"), 2, "suitehouse: held by 12\n"),
        (SourceUnreachableError("no answer"), 3, "suitehouse: no answer\n"),
        (KeyboardInterrupt(), 130, "suitehouse: interrupted\n"),
        (Strange(), 130, "suitehouse: interrupted\n"),
    ],
)
def test_a_failure_is_one_plain_line_and_its_exit_status(error, status, line, capsys):
    with pytest.raises(SystemExit) as ended:
        guarded(raising(error))

    assert ended.value.code == status
    assert capsys.readouterr().err == line


def test_an_unexpected_exception_shows_its_type_and_nothing_it_says(capsys, monkeypatch):
    monkeypatch.delenv("SUITEHOUSE_DEBUG", raising=False)

    with pytest.raises(SystemExit) as ended:
        guarded(raising(ValueError("mary@example.com is not a number")))

    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        "suitehouse: unexpected ValueError; set SUITEHOUSE_DEBUG=1 for the traceback\n"
    )


def test_debug_shows_the_traceback(capsys, monkeypatch):
    monkeypatch.setenv("SUITEHOUSE_DEBUG", "1")

    with pytest.raises(SystemExit):
        guarded(raising(ValueError("here")))

    assert "Traceback" in capsys.readouterr().err


def test_a_new_file_is_a_new_command(tmp_path: Path, monkeypatch):
    package = tmp_path / "fresh_commands"
    package.mkdir()
    (package / "__init__.py").write_text('"""Commands."""\n')
    (package / "greet.py").write_text(
        'def greet() -> None:\n    """Say hello."""\n    print("hello")\n'
    )
    monkeypatch.syspath_prepend(tmp_path)

    result = CliRunner().invoke(build_app(importlib.import_module("fresh_commands")), ["greet"])

    assert (result.exit_code, result.output) == (0, "hello\n")


def called_functions(name, found):
    """The functions of a command, or of each command of a group, by how they are called."""
    if not isinstance(found, typer.Typer):
        return {name: found}
    return {
        f"{name} {each.name or each.callback.__name__}": each.callback
        for each in found.registered_commands
    }


def test_every_command_has_help_with_an_example():
    for name, found in objects_in(commands).items():
        for call, function in called_functions(name, found).items():
            assert f"suitehouse {call}" in (function.__doc__ or ""), f"{call}: no example"


def test_help_of_a_core_command_imports_neither_dagster_nor_dbt():
    script = (
        "import sys; from pipelines.cli import build_app; from pipelines import commands\n"
        "try: build_app(commands)(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'dagster', 'dbt', 'great_expectations', 'duckdb', 'polars', 'pyarrow'}\n"
        "found = heavy & set(sys.modules)\n"
        "sys.exit(f'imported {sorted(found)}' if found else 0)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [(signal.SIGTERM, 143, "terminated"), (signal.SIGINT, 130, "interrupted")],
)
@pytest.mark.parametrize("error", [RuntimeError("query interrupted"), SystemExit(1), Strange()])
def test_a_signal_decides_whatever_exception_came_of_it(error, number, status, word, capsys):
    def work() -> None:
        os.kill(os.getpid(), number)
        time.sleep(0.01)  # the interpreter runs the handler
        raise error

    before = signal.signal(number, lambda _signal, _frame: None)
    try:
        with pytest.raises(SystemExit) as ended:
            guarded(work)
    finally:
        signal.signal(number, before)

    assert ended.value.code == status
    assert capsys.readouterr().err == f"suitehouse: {word}\n"


@pytest.mark.parametrize(
    ("error", "status", "mention"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 3, "is full"),
        (sqlite3.OperationalError("database or disk is full"), 3, "is full"),
        (OSError(errno.EROFS, "Read-only file system", "home/x"), 2, "SUITEHOUSE_HOME"),
        (sqlite3.OperationalError("attempt to write a readonly database"), 2, "SUITEHOUSE_HOME"),
        (PermissionError(errno.EACCES, "Permission denied", "/elsewhere/x"), 2, "/elsewhere/x"),
    ],
)
def test_a_disk_that_is_full_or_forbidden_is_said_plainly(
    error, status, mention, capsys, monkeypatch
):
    monkeypatch.setenv("SUITEHOUSE_HOME", "home")

    def work() -> None:
        try:
            raise error
        except (OSError, sqlite3.Error):
            raise RuntimeError("its text is withheld") from None

    with pytest.raises(SystemExit) as ended:
        guarded(work)

    assert ended.value.code == status
    assert mention in capsys.readouterr().err
