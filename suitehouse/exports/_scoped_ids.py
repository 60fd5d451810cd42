"""Ids that are unique only together with what stands around them."""

from __future__ import annotations

import hashlib
from typing import Final

_LENGTH: Final = 12


def scoped_id(parts: tuple[str, ...]) -> str:
    """Return a stand-in for all parts together, the same in every file; empty without parts.

    None of the parts can be read from it: neither an account nor a member.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"id#{digest[:_LENGTH]}" if parts else ""
