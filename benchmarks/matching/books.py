"""Two books that agree but for two rows in a hundred: invoices, and another system's copy.

Columns of both: `item`, `half` (0 and 1), `source_id`, `reference` as written, `normal` (its one
form), `amount`, `currency`, `day`. Of a hundred references, 90 are written alike, 6 with other
prefix, case and zeros, 2 are paid in two instalments. A hundredth of the amounts differ, a
two-hundredth of the rows is missing on each side.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

LEFT, RIGHT = "left.parquet", "right.parquet"
# A hash in place of chance: the same rows on every machine.
_NUMBERED = """
create table numbered as
    select range as n, hash(range) % 1000 as lot, hash(range + 7) % 1000 as fate,
        cast(10 + hash(range + 13) % 900000 / 100 as decimal(38, 5)) as amount,
        date '2026-03-01' + cast(hash(range + 17) % 31 as integer) as day
    from range(1, {rows} + 1)
"""
_LEFT = """
copy (
    select cast(n as integer) as item, cast(0 as tinyint) as half, 'i' || n as source_id,
        'INV-' || n as reference, cast(n as varchar) as normal, amount, 'EUR' as currency, day
    from numbered where fate <> 0 and fate <> 1 and fate <> 2 and fate <> 3 and fate <> 4
) to '{folder}/left.parquet' (format parquet)
"""
_RIGHT = """
copy (
    select cast({rows} + row_number() over () as integer) as item, cast(1 as tinyint) as half,
        'e' || n || part as source_id,
        case when lot < 920 then 'INV-' || n else 'inv 000' || n end as reference,
        cast(n as varchar) as normal,
        case when lot < 980 then amount when part = 'a' then amount - 5 else 5 end
            + if(fate between 10 and 19, 1, 0) as amount,
        'EUR' as currency, day + if(fate between 20 and 24, 40, 0) as day
    from numbered, (values ('a'), ('b')) as parts(part)
    where (lot >= 980 or part = 'a') and fate not in (5, 6, 7, 8, 9)
) to '{folder}/right.parquet' (format parquet)
"""


def make_books(folder: Path, rows: int) -> None:
    """Write both books into a folder."""
    with duckdb.connect() as connection:
        connection.execute(_NUMBERED.format(rows=rows))
        connection.execute(_LEFT.format(folder=folder))
        connection.execute(_RIGHT.format(folder=folder, rows=rows))
