"""How a column's text becomes its landing type; what does not fit is NULL, never another value.

DuckDB's casts are more generous than a copy may be. They read 'nan' and 'infinity', which no column
of the source holds, dates of a year 0, which few programs can read, and where a column was given
another type in the source they would round 1.5 to 2 and cut the time off a date.
"""

from __future__ import annotations

import re
from typing import Final

from suitehouse.contracts.shape import LandingColumn

_FIRST_DAY: Final = "date '0001-01-01'"
_LAST_MOMENT: Final = "timestamp '9999-12-31 23:59:59.999999'"
_WHOLE: Final = {"BIGINT", "INTEGER"}
# Long enough for every whole number, with digits behind the point to see whether there are any.
_EXACT: Final = "decimal(38,10)"


def cast(column: LandingColumn, name: str) -> str:
    """Return the expression for a column's text as its landing type, NULL where it does not fit.

    Args:
        column: What lands.
        name: The column's name, quoted.
    """
    kind = column.type
    if kind == "VARCHAR":
        return name
    value = f"try_cast({name} as {'bigint' if kind == 'BOOLEAN' else kind})"
    fits = _fits(column, name, value)
    read = f"{value} <> 0" if kind == "BOOLEAN" else value
    return f"case when {fits} then {read} end" if fits else read


def _fits(column: LandingColumn, name: str, value: str) -> str:
    """The condition under which a cast has not changed the value; empty where it never does."""
    kind = column.type
    if kind == "DOUBLE":
        return f"isfinite({value})"
    if kind in {"DATE", "TIMESTAMP"}:
        in_range = f"{value} between {_FIRST_DAY} and {_LAST_MOMENT}"
        is_cut = column.is_retyped and kind == "DATE"
        return f"{in_range} and {value} = try_cast({name} as timestamp)" if is_cut else in_range
    if not column.is_retyped:
        return ""
    if kind in _WHOLE or kind == "BOOLEAN":
        return f"{value} = try_cast({name} as {_EXACT})"
    if scale := re.fullmatch(r"DECIMAL\(\d+,(\d+)\)", kind):
        pattern = rf"^[+-]?[0-9]*(\.[0-9]{{0,{scale[1]}}}0*)?$"
        return f"regexp_matches(trim({name}), '{pattern}')"
    return ""
