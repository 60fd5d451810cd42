"""dlt's `sql_table` reading through SQLAlchemy and PyMySQL into Arrow."""

from __future__ import annotations

from functools import partial

from benchmarks.peer import Peer
from benchmarks.peers._dlt import REQUIREMENTS, load

_load = partial(load, backend="pyarrow")

dlt_pyarrow = Peer(
    about="dlt 1.31, pyarrow backend",
    requirements=REQUIREMENTS,
    full=partial(_load, is_incremental=False),
    first=partial(_load, is_incremental=True),
    incremental=partial(_load, is_incremental=True),
    landed="landed.contacts",
)
