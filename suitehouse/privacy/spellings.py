"""The byte strings that a text may have become in a file: encodings, hexadecimal, Base64, escapes.

Spellings are Latin-1 text, one character a byte, because that is what bytes are searched as. Case
is left to the search, which ignores it for ASCII.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote

# Three bytes are four characters, so a text can start at three places of a group.
_ALIGNMENTS = (0, 1, 2)
_SHORTEST = 6


def spellings(needle: str) -> dict[str, str]:
    """Return `{spelling in lower case: what it is called}` of a text."""
    found: dict[str, str] = {}
    for name, spelling in _spellings(needle):
        if len(spelling) >= _SHORTEST:
            found.setdefault(_ascii_lower(spelling), name)
    return found


def _spellings(needle: str) -> Iterator[tuple[str, str]]:
    for text in dict.fromkeys((needle, needle.lower(), needle.upper())):
        for encoding in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
            yield encoding, text.encode(encoding, "replace").decode("latin-1")
        yield "hex", text.encode().hex()
        yield "JSON escapes", json.dumps(text)[1:-1]
        yield "URL escapes", quote(text)
        for alignment in _ALIGNMENTS:
            yield "base64", _inside_base64(text.encode(), alignment)


def _inside_base64(data: bytes, alignment: int) -> str:
    """The characters that stand for these bytes alone, wherever they are in a Base64 text."""
    encoded = base64.b64encode(b"\0" * alignment + data).decode("ascii")
    first = -(-alignment * 8 // 6)
    last = (alignment + len(data)) * 8 // 6
    return encoded[first:last]


def _ascii_lower(text: str) -> str:
    return text.encode("latin-1").lower().decode("latin-1")
