"""Planted strings that must never be found in anything a run leaves behind.

The demo and the tests plant one canary in each personal column of the source; `canary_scan` looks
for them afterwards, in every file and every encoding. A canary is deterministic, so whoever looks
needs no list from whoever planted.
"""

from __future__ import annotations

import hashlib


def canary(table: str, column: str) -> str:
    """The string planted in `column` of `table`: 16 ASCII letters and digits, different for each.

    It fits a varchar(20), needs no quoting in any file format, and is long enough that chance
    does not produce it. The caller makes it an address or a number where a column needs one.
    """
    digest = hashlib.sha256(f"{table}.{column}".encode()).hexdigest()
    return f"Qx{digest[:8]}canary"
