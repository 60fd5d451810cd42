"""One form for the many ways people write a document number."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PART = re.compile(r"[0-9]+|[^\W\d_]+")
# Where the usual prefix is a word for an invoice, people write others: `invoice 42`, `Inv. no. 42`.
_INVOICE = frozenset({"inv", "invoice"})
_NUMBER = frozenset({"no", "nr", "number"})


@lru_cache(maxsize=1 << 17)
def normalise_reference(reference: str, prefix: str) -> str:
    """Return a reference without the usual prefix, case, punctuation and leading zeros.

    Runs of digits stay apart (`INV-400.11` is not 40011), other letters stay (`CM-17` is not 17).

    Args:
        reference: As written: `INV-0042`, `inv 42`, `Invoice no. 42`, `#42`.
        prefix: What other systems put before the CRM's number, such as `INV-`.

    Returns:
        The form to compare; empty where nothing identifies a document (no digits, or only zeros).
    """
    parts = _parts(reference)
    usual = _parts(prefix)
    if usual and parts and {usual[0], parts[0]} <= _INVOICE:
        rest = parts[2:] if _NUMBER.issuperset(parts[1:2]) else parts[1:]
        parts = [*usual[:1], *rest]
    if usual and parts[: len(usual)] == usual:
        parts = parts[len(usual) :]
    joined = "-".join(parts)
    return joined if any(character in "123456789" for character in joined) else ""


def _parts(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [part.lstrip("0") or "0" for part in _PART.findall(folded)]


def is_one_slip(reference: str, other: str) -> bool:
    """Whether references differ by one slip: a character changed, lost, added or swapped."""
    if reference == other or not reference or not other:
        return False
    shorter, longer = sorted((reference, other), key=len)
    start = _common_prefix(shorter, longer)
    left, right = shorter[start:], longer[start:]
    if len(left) == len(right):
        is_swap = left[:2] == right[:2][::-1] and left[2:] == right[2:]
        return left[1:] == right[1:] or is_swap
    return left == right[1:]


def _common_prefix(left: str, right: str) -> int:
    for position, (one, two) in enumerate(zip(left, right, strict=False)):
        if one != two:
            return position
    return min(len(left), len(right))
