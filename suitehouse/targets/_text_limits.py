"""Texts that a warehouse has no place for, refused by name before they are sent."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from suitehouse.errors import UnfitTextError


def refuse_long_texts(texts: pa.Array, where: str, scheme: str, longest_bytes: int) -> None:
    """Make sure that no text is longer than a warehouse holds.

    Raises:
        UnfitTextError: One is; says in which column, and never what it says.
    """
    longest = pc.max(pc.binary_length(texts)).as_py() or 0
    if longest > longest_bytes:
        raise UnfitTextError(
            f"A text in {where} has {longest:,} bytes, and {scheme}:// holds {longest_bytes:,} at "
            "most; leave the column out by its contract, or shorten the text in the CRM."
        )
