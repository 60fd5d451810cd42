"""The server's form of the row digest: an SQL expression that gives what `Digester` gives.

It puts a row's bytes together as the text protocol would send them, each value behind its length,
and takes HMAC-SHA-256 of them with two `SHA2`. Where it came out otherwise, as for a value beyond
`max_allowed_packet`, the row would only be read and compared here, which costs time and nothing
else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from suitehouse.source.catalogue import SourceColumn
from suitehouse.source.quoting import quote

_NULL: Final = "x'FB'"
# Their bytes are the same in utf8mb4, in which rows are read.
_ALIKE: Final = {"utf8mb4", "utf8mb3", "utf8", "ascii"}
_TEXT: Final = {"char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"}
_BYTES: Final = {"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"}
_WIDEST: Final = 4  # bytes of a character in utf8mb4
_ONE_BYTE: Final = 250
_TWO_BYTES: Final = 65_535
_THREE_BYTES: Final = 16_777_215
_MOST_BYTES: Final = {
    "tinytext": 255,
    "tinyblob": 255,
    "text": _TWO_BYTES,
    "blob": _TWO_BYTES,
    "mediumtext": _THREE_BYTES,
    "mediumblob": _THREE_BYTES,
}
_PARTS: Final = re.compile(r"(?P<base>[a-z]+)\s*(?:\((?P<size>\d+))?")


def digest_expression(key: bytes, columns: Sequence[SourceColumn]) -> str:
    """Return the expression for a row's digest as a big-endian unsigned 64-bit number.

    Args:
        key: The 64 bytes that `Digester` keys its HMAC with.
        columns: The live columns, in the order in which they are read.
    """
    inner = "".join(f"{byte ^ 0x36:02X}" for byte in key)
    outer = "".join(f"{byte ^ 0x5C:02X}" for byte in key)
    row = ", ".join(map(wire_bytes, columns))
    hashed = f"sha2(concat(x'{outer}', unhex(sha2(concat(x'{inner}', {row}), 256))), 256)"
    return f"cast(conv(left({hashed}, 16), 16, 10) as unsigned)"


def wire_bytes(column: SourceColumn) -> str:
    """Return the expression for a value as the text protocol sends it: length, then bytes."""
    value, length = _value(column)
    prefix = _length_bytes(length, _most_bytes(column))
    return f"ifnull(concat({prefix}, {value}), {_NULL})"


def _value(column: SourceColumn) -> tuple[str, str]:
    """The value as it is sent, as bytes, and how many they are."""
    name = quote(column.name)
    base = _base(column)
    if base in _BYTES:
        return name, f"length({name})"
    if base not in _TEXT or _charset(column) in _ALIKE:
        return f"cast({name} as binary)", f"length({name})"
    converted = f"convert({name} using utf8mb4)"
    return f"cast({converted} as binary)", f"length({converted})"


def _length_bytes(length: str, most: int) -> str:
    """The length as the protocol writes it, without the branches that cannot occur."""
    if most <= _ONE_BYTE:
        return f"char({length})"
    wider = f"char(252, {length} & 255, {length} >> 8)"
    if most > _TWO_BYTES:
        long = f"char(253, {length} & 255, ({length} >> 8) & 255, {length} >> 16)"
        if most > _THREE_BYTES:
            eight = ", ".join(f"({length} >> {shift}) & 255" for shift in range(0, 64, 8))
            long = f"if({length} <= {_THREE_BYTES}, {long}, char(254, {eight}))"
        wider = f"if({length} <= {_TWO_BYTES}, {wider}, {long})"
    return f"if({length} <= {_ONE_BYTE}, char({length}), {wider})"


def _most_bytes(column: SourceColumn) -> int:
    """How long a value can be on the wire."""
    base, size = _base(column), _size(column)
    if base in {"char", "varchar"}:
        return size * _WIDEST
    if base in {"binary", "varbinary"}:
        return size
    if base in {"enum", "set"}:
        return _TWO_BYTES
    if base in _MOST_BYTES:
        # What fills a column of a one-byte charset takes up to three times as much in utf8mb4.
        return _MOST_BYTES[base] * (1 if base in _BYTES or _charset(column) in _ALIKE else 3)
    if base in _TEXT | _BYTES | {"json", "geometry"}:
        return _THREE_BYTES + 1
    return max(size, _ONE_BYTE) if base in {"double", "float"} else _ONE_BYTE


def _base(column: SourceColumn) -> str:
    match = _PARTS.match(column.type)
    return match["base"] if match else column.type


def _size(column: SourceColumn) -> int:
    match = _PARTS.match(column.type)
    return int(match["size"] or 1) if match else 1


def _charset(column: SourceColumn) -> str:
    return (column.collation or "").partition("_")[0].lower()
