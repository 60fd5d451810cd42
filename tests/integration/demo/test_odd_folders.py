"""The private server runs in a folder of any name."""

from __future__ import annotations

from pathlib import Path

import pytest

from suitehouse.demo.connection import connect
from suitehouse.demo.server import private_mariadb

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("name", ["a home", 'it\'s  a "home" $x; `y` ?%41# ü日'])
def test_the_server_is_installed_and_starts(tmp_path: Path, name: str) -> None:
    with private_mariadb(tmp_path / name / "db") as url, connect(url) as connection:
        assert connection.open

    assert [path.name for path in tmp_path.iterdir()] == [name]
