"""Document numbers and ids, kept apart from free text: what may match, and what may be printed.

Cells where users type freely (document numbers, memos, descriptions, metadata) may hold names or
addresses. Matching uses what a cell says, in memory only; outputs repeat it only where its shape
leaves no room for a name, and otherwise a stand-in.
"""

from __future__ import annotations

import hashlib
import re

from suitehouse.privacy.card_guard import holds_card_number

# A letter or digit first: neither a spreadsheet formula nor a phone number with its plus passes.
_REFERENCE = re.compile(r"(?=.*[0-9])[^\W_][\w .#/:-]{0,39}|#[0-9]{1,20}")
# At most one word before the digits. A capitalised word is more often a name than a prefix.
_PRINTABLE_REFERENCE = re.compile(
    r"(?=.{1,30}\Z)#?"
    r"(?:(?:[A-Z]{1,8}|[a-z]{1,3}|[Ii]nv(?:oice)?)[ ./_#-]{0,3})?"
    r"[0-9]+(?:[./_#-][0-9]+)*(?:-?[A-Z]{1,2}|[a-z])?"
    # The numbers that Stripe itself gives to invoices.
    r"|(?=[A-Z]*[0-9])[A-Z0-9]{8}-[0-9]{4}"
)
_PRINTABLE_ID = re.compile(
    # As `txn_1AbC`: a short prefix in small letters, then a word that has digits.
    r"[a-z]{1,4}_(?=[A-Za-z-]*[0-9])[A-Za-z0-9-]{1,60}"
    # As Twilio's `CA0123...`: two letters for the kind and 32 hexadecimal digits.
    r"|[A-Z]{2}(?=[a-f]*[0-9])[0-9a-f]{32}"
    r"|[0-9]{1,40}|(?=[a-f-]*[0-9])[0-9a-f-]{8,64}|(?=[A-F-]*[0-9])[0-9A-F-]{8,64}"
)
_STAND_IN_LENGTH = 12
_MENTION = re.compile(
    r"\binv(?:oice)?(?:[\s#:._-]|\binv(?:oice)?\b|\bno\b|\bnumber\b|\bnr\b){0,8}"
    r"([0-9]{1,15}(?:[-/.][0-9]{1,15}){0,3})(?![0-9A-Za-z])",
    re.IGNORECASE,
)


def usable_reference(cell: str) -> str:
    """Return what identifies a document, or nothing; it may hold a name, so it is never printed."""
    reference = " ".join(cell.split())
    is_usable = _REFERENCE.fullmatch(reference) and not holds_card_number(reference)
    return reference if is_usable else ""


def printed_reference(reference: str) -> str:
    """Return a document number as outputs show it: itself, or a stand-in for a possible name."""
    is_plain = _PRINTABLE_REFERENCE.fullmatch(reference) and not holds_card_number(reference)
    return reference if is_plain or not reference else _stand_in("ref", reference)


def is_printable_id(cell: str) -> bool:
    """Whether a cell has the shape of an id that a system made, which holds no name."""
    return bool(_PRINTABLE_ID.fullmatch(cell)) and not holds_card_number(cell)


def printed_id(cell: str) -> str:
    """Return a system's own id as outputs show it: itself, or a stand-in."""
    return cell if is_printable_id(cell) or not cell else _stand_in("id", cell)


def _stand_in(what: str, value: str) -> str:
    # The same in every file, so that a row delivered twice is still known again.
    return f"{what}#{hashlib.sha256(value.encode()).hexdigest()[:_STAND_IN_LENGTH]}"


def mentioned_numbers(text: str) -> tuple[str, ...]:
    """Return the invoice numbers a text names (`invoice INV-4001`, `Invoice #1042`), each once."""
    found = dict.fromkeys(_MENTION.findall(text))
    return tuple(number for number in found if not holds_card_number(number))
