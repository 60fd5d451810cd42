"""Files of others' making that must be the owner's alone: DuckDB's file and the log beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_OTHERS: Final = 0o077


@contextmanager
def private_files() -> Iterator[None]:
    """Deny others every file that this process makes within the block."""
    before = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(before)
