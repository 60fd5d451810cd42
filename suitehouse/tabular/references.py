"""Document numbers, kept apart from free text: only what has a number's shape leaves a reader.

Cells where users type freely (document numbers, memos, descriptions) may hold names or addresses.
What does not look like a reference is dropped here, so that no output can repeat it.
"""

from __future__ import annotations

import re

from suitehouse.privacy.card_guard import holds_card_number

# A letter or digit first: neither a spreadsheet formula nor a phone number with its plus passes.
_REFERENCE = re.compile(r"(?=.*[0-9])[^\W_][\w .#/:-]{0,39}|#[0-9]{1,20}")
_SYSTEM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")
_MENTION = re.compile(
    r"\binv(?:oice)?(?:[\s#:._-]|\binv(?:oice)?\b|\bno\b|\bnumber\b|\bnr\b){0,8}"
    r"([0-9]{1,15}(?:[-/.][0-9]{1,15}){0,3})(?![0-9A-Za-z])",
    re.IGNORECASE,
)


def safe_reference(cell: str) -> str:
    """Return a document number, or nothing where the cell has not the shape of one."""
    reference = " ".join(cell.split())
    is_usable = _REFERENCE.fullmatch(reference) and not holds_card_number(reference)
    return reference if is_usable else ""


def safe_id(cell: str) -> str:
    """Return a system's own id, or nothing where the cell has not the shape of one."""
    return cell if _SYSTEM_ID.fullmatch(cell) else ""


def mentioned_numbers(text: str) -> tuple[str, ...]:
    """Return the invoice numbers a text names (`invoice INV-4001`, `Invoice #1042`), each once."""
    found = dict.fromkeys(_MENTION.findall(text))
    return tuple(number for number in found if not holds_card_number(number))
