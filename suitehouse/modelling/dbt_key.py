"""The key of an encrypted warehouse on its way to dbt's plugin, within this process.

Neither an argument, a profile nor the environment holds it: dbt prints and keeps all of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from suitehouse.errors import KeyMaterialError
from suitehouse.settings import Settings
from suitehouse.warehouses._file_key import FileKey

_handed: list[FileKey] = []  # dbt opens the file in a thread of its own, so no context variable


@contextmanager
def handed_over(key: FileKey) -> Iterator[None]:
    """Let dbt open an encrypted file within the block."""
    _handed.append(key)
    try:
        yield
    finally:
        _handed.pop()


def key_for_dbt() -> FileKey:
    """Return the key that was handed over, else, where dbt was called by hand, the configured one.

    Raises:
        KeyMaterialError: There is none.
        ConfigurationError: The reference to it cannot be resolved.
    """
    key = _handed[-1] if _handed else FileKey.from_setting(Settings().warehouse_key)
    if key is None:
        raise KeyMaterialError(
            "SUITEHOUSE_WAREHOUSE_KEY is not set, and dbt's target `encrypted` needs it."
        )
    return key
