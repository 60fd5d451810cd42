"""Files that must be the owner's alone, also where DuckDB, dbt or Dagster make them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_OTHERS: Final = 0o077


def be_private() -> None:
    """Deny others every file that this process and its children make from now on."""
    os.umask(_OTHERS)


@contextmanager
def private_files() -> Iterator[None]:
    """Deny others every file that this process makes within the block."""
    before = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(before)
