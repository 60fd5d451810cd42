"""When a folder's files count as new: whole, and with content that was not there before."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suitehouse.errors import ConfigurationError
from suitehouse.intake import arrivals, folder
from suitehouse.intake.arrivals import Look, Watch, look


def looks(exports: Path, *changes: Callable[[], object], last: Watch | None = None) -> list[Look]:
    """Look once, and again after each change."""
    found = [look(exports, last or Watch())]
    for change in changes:
        change()
        found.append(look(exports, found[-1].watch))
    return found


def nothing() -> None:
    """Change nothing."""


def told(found: list[Look]) -> list[bool]:
    return [bool(each.content) for each in found]


def test_a_file_is_told_when_a_second_look_finds_it_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1")

    found = looks(tmp_path, nothing, nothing)

    assert told(found) == [False, True, False]
    assert [each.reason for each in found] == [arrivals.UNSETTLED, "", arrivals.UNCHANGED]


def test_a_file_that_grows_waits_until_it_no_longer_does(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1")

    found = looks(
        tmp_path,
        lambda: file.write_text("12"),
        lambda: file.write_text("123"),
        nothing,
    )

    assert told(found) == [False, False, False, True]


def test_a_file_that_is_rewritten_while_its_content_is_read_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1")
    seen = look(tmp_path, Watch()).watch
    digest = arrivals._sha256

    def slow_digest(path: Path) -> str:
        before = digest(path)
        path.write_text("12")
        return before

    monkeypatch.setattr(arrivals, "_sha256", slow_digest)

    assert look(tmp_path, seen).reason == arrivals.UNSETTLED


def test_a_touched_file_is_not_new(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1")

    found = looks(tmp_path, nothing, lambda: os.utime(file, (1, 1)), nothing)

    assert told(found) == [False, True, False, False]
    assert found[-1].reason == arrivals.SAME_CONTENT


def test_the_same_size_and_time_do_not_hide_another_content(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1")
    stamp = file.stat()

    def swap() -> None:
        fresh = tmp_path / ".fresh"
        fresh.write_text("2")
        os.utime(fresh, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        fresh.replace(file)

    assert told(looks(tmp_path, nothing, swap, nothing)) == [False, True, False, True]


@pytest.mark.parametrize("change", ["add", "remove", "rename", "rewrite"])
def test_every_change_of_the_set_is_told_once(tmp_path: Path, change: str) -> None:
    first, other = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("1")
    other.write_text("2")
    changes = {
        "add": lambda: (tmp_path / "c.csv").write_text("3"),
        "remove": other.unlink,
        "rename": lambda: other.rename(tmp_path / "c.csv"),
        "rewrite": lambda: other.write_text("4"),
    }

    found = looks(tmp_path, nothing, changes[change], nothing, nothing)

    assert told(found) == [False, True, False, True, False]


def test_what_comes_back_has_the_digest_it_had(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1")

    found = looks(
        tmp_path,
        nothing,
        lambda: file.write_text("22"),
        nothing,
        lambda: file.write_text("1"),
        nothing,
    )

    assert found[1].content == found[5].content != found[3].content


def test_a_folder_without_files_is_nothing_new(tmp_path: Path) -> None:
    (tmp_path / ".hidden").touch()
    (tmp_path / "old").mkdir()

    assert [each.reason for each in looks(tmp_path, nothing)] == [arrivals.NO_FILES] * 2


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")  # to open it would be to wait for ever
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")

    assert told(looks(tmp_path, nothing)) == [False, True]


def test_a_folder_that_cannot_be_listed_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)

    with pytest.raises(ConfigurationError, match=rf"{tmp_path} cannot be read \(Permission denied"):
        look(tmp_path, Watch())


def test_a_folder_that_cannot_be_looked_for_is_named_with_the_reason() -> None:
    with pytest.raises(ConfigurationError, match="cannot be read \\(File name too long\\)"):
        folder.export_folder("/" + "x" * 300)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,3}\.csv", fullmatch=True), st.binary(), min_size=1))
def test_the_digest_is_of_names_and_contents_whatever_the_order(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    digests = set()
    for names in (sorted(files), sorted(files, reverse=True)):
        exports = tmp_path_factory.mktemp("exports")
        for name in names:
            (exports / name).write_bytes(files[name])
        digests.add(looks(exports, nothing)[1].content)

    assert len(digests) == 1
