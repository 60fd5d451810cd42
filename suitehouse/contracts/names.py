"""Which names of the source may be names here, and how any other is shown.

MariaDB lets a table be called nearly anything: a path, a template, a line break. A contract's table
names files, YAML and SQL, so it has to be a plain word; what is not is told of in quotes.
"""

from __future__ import annotations

import json
import re
from typing import Final

PLAIN_PATTERN: Final = r"[A-Za-z0-9_$]+"
# What landing and history add to a table's columns, and what DuckDB calls a row.
RESERVED_COLUMNS: Final = frozenset(
    {
        "_loaded_at",
        "_run_id",
        "_digest",
        "_removed_at",
        "_removed_reason",
        "_valid_from",
        "_valid_to",
        "_state",
        "rowid",
    }
)
_PLAIN: Final = re.compile(PLAIN_PATTERN)


def is_plain(name: str) -> bool:
    """Return whether a name is letters, digits, `_` and `$` alone, all of ASCII."""
    return _PLAIN.fullmatch(name) is not None


def shown(name: str) -> str:
    """Return a name for messages: as it is where it is plain, else quoted and escaped, in ASCII."""
    return name if is_plain(name) else json.dumps(name)


def is_reserved(column: str) -> bool:
    """Return whether the warehouse has a column of its own by this name, whatever its case."""
    return column.lower() in RESERVED_COLUMNS
