"""The writer's lock of a home folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from suitehouse.errors import BusyError, ConfigurationError
from suitehouse.operations.lock import LOCK_FILE, writer_lock


def test_the_lock_is_free_again_after_the_block(tmp_path: Path) -> None:
    for _ in range(2):
        with writer_lock(tmp_path / "home"):
            assert (tmp_path / "home" / LOCK_FILE).read_text() == str(os.getpid())


def test_the_lock_is_free_again_after_a_fault(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), writer_lock(tmp_path):
        raise RuntimeError

    with writer_lock(tmp_path):
        pass


def test_a_second_holder_is_refused_with_the_firsts_number(tmp_path: Path) -> None:
    with writer_lock(tmp_path), pytest.raises(BusyError) as raised, writer_lock(tmp_path):
        raise AssertionError("two writers")

    assert f"process {os.getpid()}" in str(raised.value)


def test_a_home_that_cannot_be_made_is_a_wrong_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ConfigurationError, match="SUITEHOUSE_HOME"), writer_lock(tmp_path / "file"):
        raise AssertionError("no folder")
