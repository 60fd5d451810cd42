"""Ids that are unique only together with what stands around them."""

from __future__ import annotations

import hashlib
import re
from typing import Final

_LENGTH: Final = 12
_SAYS_SOMETHING: Final = re.compile(r"[1-9]")


def scoped_id(parts: tuple[str, ...]) -> str:
    """Return a stand-in for all parts together, the same in every file; empty without parts.

    None of the parts can be read from it: neither an account nor a member.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"id#{digest[:_LENGTH]}" if parts else ""


def stated_id(text: str) -> str:
    """Return an id; nothing where it says that there is none (`NOTPROVIDED`, `NONREF`, `000`)."""
    return text if _SAYS_SOMETHING.search(text) else ""
