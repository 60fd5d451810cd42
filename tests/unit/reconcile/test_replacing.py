"""Outputs that belong together: one run at a time, none of it left by the killed, a mix told."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Thread

import pytest
from books import Invoice, charge, quickbooks, reconciled, stripe

from suitehouse.reconcile.output.replacing import Seal, replace_together
from suitehouse.reconcile.output.writing import write_outputs

PAGE = (Path(__file__).parents[3] / "docs/reference/reconciliation.md").read_text(encoding="utf-8")
NAMES = ("items", "breaks", "report")
SEALED = Seal("seal", json.dumps)
KILLED = """
import json, os, pathlib, signal, sys
from suitehouse.reconcile.output.replacing import Seal, replace_together

left = int(sys.argv[2])

def replace(path, target, replace=pathlib.Path.replace):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(path, target)

def contents(name):
    if name == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)
    yield f"{name} of the second run"

pathlib.Path.replace = replace
made = {name: contents(name) for name in ("items", "breaks", "report")}
replace_together(pathlib.Path(sys.argv[1]), made, Seal("seal", json.dumps))
"""


def _contents(run: str) -> dict[str, list[str]]:
    return {name: [f"{name} of ", f"the {run} run"] for name in NAMES}


def _found(out: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in out.iterdir()}


def _is_sealed(out: Path) -> bool:
    sealed = json.loads((out / "seal").read_text())
    return all(
        hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
        for name, digest in sealed.items()
    )


def _kill(out: Path, renames: int, making: str = "") -> None:
    """Have a second run killed after so many renames, or while it makes a file."""
    arguments = [sys.executable, "-c", KILLED, str(out), str(renames), making]
    done = subprocess.run(arguments, check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("renames", range(len(NAMES) + 1))
def test_a_run_that_is_killed_between_two_files_is_told_and_made_good(
    tmp_path: Path, renames: int
) -> None:
    replace_together(tmp_path / "out", _contents("first"), SEALED)
    _kill(tmp_path / "out", renames)

    assert _is_sealed(tmp_path / "out") == (renames == 0)

    for out in ("out", "unbroken"):
        replace_together(tmp_path / out, _contents("third"), SEALED)

    assert _found(tmp_path / "out") == _found(tmp_path / "unbroken")
    assert _is_sealed(tmp_path / "out")


@pytest.mark.parametrize("making", NAMES)
def test_one_that_is_killed_while_it_makes_them_leaves_the_former(
    tmp_path: Path, making: str
) -> None:
    replace_together(tmp_path, _contents("first"), SEALED)
    before = _found(tmp_path)

    _kill(tmp_path, 99, making)
    left = [*tmp_path.glob(".draft-*")]
    replace_together(tmp_path, _contents("first"), SEALED)

    assert len(left) == 1
    assert _found(tmp_path) == before


def test_what_is_somebodys_own_is_not_swept(tmp_path: Path) -> None:
    (tmp_path / ".draft-letter").mkdir()
    (tmp_path / ".draft-letter/letter.txt").write_text("Dear")
    (tmp_path / ".draft-note").write_text("mine")
    (tmp_path / ".draft-link").symlink_to(tmp_path / "elsewhere")

    replace_together(tmp_path, _contents("first"), SEALED)

    assert sorted(path.name for path in tmp_path.glob(".draft-*")) == [
        ".draft-letter",
        ".draft-link",
        ".draft-note",
    ]


def test_a_second_run_waits_for_the_first(tmp_path: Path) -> None:
    second = Thread(target=replace_together, args=(tmp_path, _contents("second"), SEALED))

    def slow() -> Iterator[str]:
        yield "items of "
        second.start()
        second.join(0.2)
        assert second.is_alive()
        yield "the first run"

    replace_together(tmp_path, {**_contents("first"), "items": slow()}, SEALED)
    second.join()

    assert {name: text for name, text in _found(tmp_path).items() if name != "seal"} == {
        name: f"{name} of the second run" for name in NAMES
    }
    assert _is_sealed(tmp_path)


def test_a_folder_in_the_way_of_one_file_leaves_all_others(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "items").write_text("former")

    with pytest.raises(IsADirectoryError):
        replace_together(tmp_path, _contents("first"), SEALED)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["items", "report"]
    assert (tmp_path / "items").read_text() == "former"


def _written(folder: Path, amount: str) -> Path:
    files = {
        "q.csv": quickbooks(f"03/10/2026,Invoice,INV-1,A,,,{amount},0.00"),
        "s.csv": stripe(charge("txn_1", "INV-1")),
    }
    exports = folder.with_name(f"{folder.name} in")
    write_outputs(reconciled(exports, files, Invoice(1), month="2026-03"), folder)
    return folder


def _checked(out: Path) -> Mapping[str, str]:
    """What the command of the reference page says of each output."""
    command = next(
        block for block in PAGE.split("```")[1::2] if "sha256sum --check" in block
    ).removeprefix("sh\n")
    done = subprocess.run(
        ["bash", "-c", command], cwd=out, capture_output=True, text=True, check=False
    )
    return dict(line.split(": ") for line in done.stdout.splitlines())


def test_the_summary_tells_which_output_is_of_another_run(tmp_path: Path) -> None:
    one, two = _written(tmp_path / "one", "100.00"), _written(tmp_path / "two", "120.00")
    outputs = {path.name for path in two.iterdir()} - {"summary.json"}

    assert _checked(two) == dict.fromkeys(outputs, "OK")

    (one / "breaks.csv").replace(two / "breaks.csv")

    assert [name for name, verdict in _checked(two).items() if verdict != "OK"] == ["breaks.csv"]
