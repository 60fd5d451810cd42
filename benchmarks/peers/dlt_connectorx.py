"""dlt's `sql_table` reading through connectorx, its fastest backend."""

from __future__ import annotations

from functools import partial

from benchmarks.peer import Peer
from benchmarks.peers._dlt import REQUIREMENTS, load

_load = partial(load, backend="connectorx")

dlt_connectorx = Peer(
    about="dlt 1.31, connectorx backend",
    requirements=REQUIREMENTS,
    full=partial(_load, is_incremental=False),
    first=partial(_load, is_incremental=True),
    incremental=partial(_load, is_incremental=True),
    postgres=partial(_load, is_incremental=False, to_postgres=True),
    landed="landed.contacts",
)
