"""How two MySQL column types relate, so that schema drift can be named."""

from __future__ import annotations

import re
from typing import Literal

TypeChange = Literal["same", "widened", "narrowed", "retyped"]

_SHAPE = re.compile(r"(?P<base>[a-z]+)(?:\s+precision)?(?:\((?P<size>[^)]*)\))?")
_INTEGERS = {"tinyint": 1, "smallint": 2, "mediumint": 3, "int": 4, "integer": 4, "bigint": 8}
_FLOATS = {"float": 4, "double": 8, "real": 8}
_MOMENTS = {"date": 1, "datetime": 2, "timestamp": 2}
_DECIMALS = {"decimal", "numeric"}
# The most that DuckDB holds; MySQL's decimals go up to 65.
_MOST_DIGITS = 38
_TEXT_BYTES = {"tinytext": 255, "text": 65_535, "mediumtext": 16_777_215, "longtext": 4_294_967_295}


def compare_types(contract: str, live: str) -> TypeChange:
    """Return how the live type relates to the contract's; widths of integers are only for display.

    A type whose values all fit in the other's is narrower; any other of its family is wider, be it
    in one of its numbers only. Types of different families are retyped.
    """
    before, after = _capacity(contract), _capacity(live)
    if before[0] != after[0]:
        return "retyped"
    if before[1] == after[1]:
        return "same"
    pairs = list(zip(before[1], after[1], strict=False))
    return "narrowed" if all(old >= new for old, new in pairs) else "widened"


def may_change_values(before: str, after: str) -> bool:
    """Return whether altering a column from one type to another can change a value, as it is sent.

    Decimals are sent with all their digits, times with all their fractions and CHAR without the
    blanks at its end, so it is only text that has more room, and whole numbers, that surely stay.
    """
    if before == after:
        return False
    (family, old), (new_family, new) = _capacity(before), _capacity(after)
    if family != new_family or old > new:
        return True
    if family == "integer":
        return _flags(before) != _flags(after)
    return family != "text" or (after.startswith("char") and not before.startswith("char"))


def compares_exactly(source_type: str, collation: str | None) -> bool:
    """Return whether the server compares such values byte by byte, or with regard to case."""
    if source_type.startswith(("binary", "varbinary")):
        return True
    parts = (collation or "").lower().split("_")
    return bool({"bin", "cs", "binary"} & set(parts))


def type_family(source_type: str) -> str:
    """Return what kind of values a type has: integer, float, decimal, moment, text, or its name."""
    return _capacity(source_type)[0]


def decimal_landing(source_type: str, *, at_least: tuple[int, int] = (0, 0)) -> str:
    """Return the landing type of a decimal, signed or not, with digits before and after the point.

    Where both are too many, digits after the point stay: a value is then NULL and counted, not
    rounded.
    """
    _, digits = _capacity(source_type)
    whole, scale = (max(pair) for pair in zip(digits, at_least, strict=True))
    return f"DECIMAL({min(whole + scale, _MOST_DIGITS)},{scale})"


def has_too_many_digits(source_type: str) -> bool:
    """Return whether landing cannot hold every value of a decimal type."""
    family, digits = _capacity(source_type)
    return family == "decimal" and sum(digits) > _MOST_DIGITS


def _capacity(source_type: str) -> tuple[str, tuple[int, ...]]:
    """A type's family and how much it holds; a wider type is larger in each number."""
    match = _SHAPE.match(source_type.strip().lower())
    base, size = (match["base"], match["size"] or "") if match else (source_type, "")
    for family, members in (("integer", _INTEGERS), ("float", _FLOATS), ("moment", _MOMENTS)):
        if base in members:
            return family, (members[base],)
    if base in _TEXT_BYTES:
        return "text", (_TEXT_BYTES[base],)
    if base in {"char", "varchar"}:
        return "text", (int(size or 1),)
    if base in _DECIMALS:
        precision, scale = _precision(size)
        return "decimal", (precision - scale, scale)
    return base, ()


def _flags(source_type: str) -> set[str]:
    return {word for word in ("unsigned", "zerofill") if word in source_type}


def _precision(size: str) -> tuple[int, int]:
    numbers = [int(number) for number in size.split(",") if number.strip()]
    return (numbers or [10])[0], numbers[1] if len(numbers) > 1 else 0
