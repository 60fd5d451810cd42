"""Files that somebody writes, replaces or removes while they are read: nothing of them counts."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from books import ERP, Invoice, quickbooks, reconciled, told

from suitehouse.errors import ExportError, ShortfallError
from suitehouse.intake.folder import read_folder
from suitehouse.intake.unchanged import opener_of, sha256_of, unchanged
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import LedgerItem
from suitehouse.reconcile.store import ItemStore

ROW = "03/10/2026,Invoice,INV-1,A,,,100.00,100.00"
OTHER = ROW.replace("INV-1,", "INV-2,")
BEFORE = quickbooks(ROW)
CHANGES: dict[str, Callable[[Path], object]] = {
    "as many lines": lambda path: path.write_bytes(quickbooks(OTHER)),
    "more lines": lambda path: path.write_bytes(quickbooks(ROW, OTHER)),
    "fewer lines": lambda path: path.write_bytes(BEFORE[:200]),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x00\xd8" + BEFORE),
    "nothing": lambda path: path.write_bytes(b""),
}


class Changing:
    """A sink in whose hands a file changes, before its rows are read or after it."""

    def __init__(self, change: Callable[[], object], *, is_late: bool) -> None:
        self.change = change
        self.is_late = is_late
        self.kept: dict[int, list[LedgerItem]] = {}

    def add(self, file: int, items: Iterable[LedgerItem]) -> None:
        if not self.is_late:
            self.change()
        self.kept[file] = [*items]
        if self.is_late:
            self.change()

    def forget(self, file: int) -> None:
        self.kept.pop(file, None)


@pytest.mark.parametrize("is_late", [False, True])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_nothing_of_a_file_that_changes_is_kept(
    tmp_path: Path, change: Callable[[Path], object], is_late: bool
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(BEFORE)
    sink = Changing(lambda: change(path), is_late=is_late)

    intake = read_folder(tmp_path, Books("USD"), sink)

    assert (intake.files, sink.kept) == ({}, {})
    [found] = intake.quarantined
    assert str(found.error) == (
        "a.csv: changed while it was read. Wait until it is written to its end, then run again."
    )
    assert found.sha256 == hashlib.sha256(BEFORE).hexdigest()


@pytest.mark.parametrize("is_late", [False, True])
def test_a_file_that_is_removed_is_told_so(tmp_path: Path, is_late: bool) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(BEFORE)
    sink = Changing(path.unlink, is_late=is_late)

    intake = read_folder(tmp_path, Books("USD"), sink)

    assert (intake.files, sink.kept) == ({}, {})
    assert "was removed while the exports were read" in str(intake.quarantined[0].error)


def test_a_file_that_goes_before_its_turn_is_told_so(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(BEFORE)

    intake = read_folder(
        tmp_path,
        Books("USD"),
        Changing(lambda: (tmp_path / "b.csv").unlink(missing_ok=True), is_late=True),
    )

    assert [file.name for file in intake.files.values()] == ["a.csv"]
    assert [found.name for found in intake.quarantined] == ["b.csv"]
    assert "was removed" in intake.quarantined[0].error.reason


def test_one_that_is_only_touched_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(BEFORE)
    sink = Changing(lambda: path.write_bytes(BEFORE), is_late=False)

    assert read_folder(tmp_path, Books("USD"), sink).quarantined == ()
    assert [len(items) for items in sink.kept.values()] == [1]


def test_the_rest_is_reconciled_as_if_the_file_were_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = ItemStore.add

    def add_while_written(store: ItemStore, file: int, items: Iterable[LedgerItem]) -> None:
        if file == 1:
            (tmp_path / "a.csv").write_bytes(quickbooks(OTHER, ROW))
        add(store, file, items)

    monkeypatch.setattr(ItemStore, "add", add_while_written)
    files = {"a.csv": quickbooks(OTHER), "b.csv": BEFORE}

    report = reconciled(tmp_path, files, Invoice(1), month="2026-03")

    assert [found.name for found in report.quarantined] == ["a.csv"]
    assert set(told(report, ERP).values()) == {"matched"}
    assert (report.foots, report.exit_status) == (True, 1)


class Failing(io.RawIOBase):
    """A file on a disk that gives up."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        raise OSError(5, "Input/output error")


def failing() -> io.BufferedReader:
    return io.BufferedReader(Failing())


def test_a_disk_that_gives_up_ends_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(BEFORE)
    opener = opener_of(path, "a.csv")
    message = r"a\.csv: cannot be read to its end\. Check that suitehouse may read it\."

    with pytest.raises(ExportError, match=message):
        sha256_of("a.csv", failing)
    with (
        pytest.raises(ExportError, match=message),
        unchanged("a.csv", opener, sha256_of("a.csv", opener)),
    ):
        failing().read()


def test_a_fault_of_our_own_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(BEFORE)
    opener = opener_of(path, "a.csv")

    with (
        pytest.raises(ShortfallError, match="lost"),
        unchanged("a.csv", opener, sha256_of("a.csv", opener)),
    ):
        raise ShortfallError("lost a line")
