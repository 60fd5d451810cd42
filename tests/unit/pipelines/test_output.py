"""Outputs that are full, closed, left by their reader, or ASCII: told, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

_MAIN = "from pipelines.cli import main; main()"
_WORK = "from pipelines.cli import guarded; from pipelines.output import print_carefully\n"
_FULL = "suitehouse: The output cannot be written: No space left on device."
_COMMANDS = [("--version",), ("--help",), ("doctor",), ("doctor", "--json")]


@pytest.fixture(params=["buffered", "unbuffered"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """A home without a CRM; the interpreter keeps a text in its buffer, or not."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return {
        **kept,
        **({"PYTHONUNBUFFERED": "1"} if request.param == "unbuffered" else {}),
        "SUITEHOUSE_HOME": str(tmp_path / "hömé-日"),
        "SUITEHOUSE_SOURCE_URL": "mysql+pymysql://nobody@127.0.0.1:1/crm",
        "SUITEHOUSE_MASKING_KEY": "env:OUTPUT_TEST_KEY",
        "OUTPUT_TEST_KEY": bytes(range(32)).hex(),
    }


def done(
    environment: dict[str, str],
    *arguments: str,
    program: str = _MAIN,
    stdout: int | IO[bytes] = subprocess.PIPE,
    stderr: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        stdout=stdout,
        stderr=stderr,
        check=False,
    )


def without_reader() -> int:
    reader, writer = os.pipe()
    os.close(reader)
    return writer


@pytest.mark.parametrize("arguments", _COMMANDS)
def test_a_reader_that_left_ends_it_quietly(environment, arguments):
    output = without_reader()
    try:
        ended = done(environment, *arguments, stdout=output)
    finally:
        os.close(output)

    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.parametrize("arguments", _COMMANDS)
def test_a_full_device_is_one_sentence(environment, arguments):
    with Path("/dev/full").open("wb") as output:
        ended = done(environment, *arguments, stdout=output)

    assert ended.returncode == 3
    assert ended.stderr.decode().startswith(_FULL)
    assert ended.stderr.count(b"\n") == 1


def test_what_waits_in_a_buffer_is_told_too(environment):
    program = _WORK + "print_carefully(); guarded(lambda: print('all is well', end=''))"

    with Path("/dev/full").open("wb") as output:
        ended = done(environment, program=program, stdout=output)

    assert ended.returncode == 3
    assert ended.stderr.decode().startswith(_FULL)


def test_an_error_is_told_rather_than_the_output(environment):
    program = (
        _WORK
        + "from suitehouse.errors import BusyError\ndef work():\n"
        + "    try: print('so far', flush=True)\n"
        + "    except OSError: raise BusyError('held by 12')\n"
        + "print_carefully(); guarded(work)"
    )

    with Path("/dev/full").open("wb") as output:
        ended = done(environment, program=program, stdout=output)

    assert (ended.returncode, ended.stderr) == (2, b"suitehouse: held by 12\n")


@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-", ">&- 2>&-"])
def test_the_status_stays_where_nothing_can_be_said(environment, redirection):
    command = f'"$0" -c "{_MAIN}" verify {redirection}'

    ended = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable],
        env=environment,
        capture_output=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (3, b"", b"")


def test_a_closed_outputs_number_is_given_to_no_file(environment, tmp_path):
    program = _WORK + (
        "import os, sys\nprint_carefully()\n"
        "with open(sys.argv[1], 'wb') as file: sys.exit(file.fileno() < 3)"
    )

    ended = subprocess.run(
        ["/bin/sh", "-c", '"$0" -c "$1" "$2" >&- 2>&-', sys.executable, program, tmp_path / "file"],
        env=environment,
        check=False,
    )

    assert ended.returncode == 0


@pytest.mark.parametrize(
    ("encoding", "home"),
    [("ascii", rb"h\xf6m\xe9-\u65e5"), ("latin-1", b"h\xf6m\xe9-\\u65e5")],
)
def test_what_an_encoding_lacks_is_printed_as_escapes(environment, encoding, home):
    environment |= {"PYTHONIOENCODING": encoding, "LANG": "C", "LC_ALL": "C"}

    examined, refused = done(environment, "doctor"), done(environment, "verify")

    assert (examined.returncode, refused.returncode) == (1, 3)
    assert home + b"/exports" in examined.stdout
    assert home + b"/warehouse.duckdb" in refused.stderr
    assert b"Traceback" not in examined.stderr + refused.stderr
