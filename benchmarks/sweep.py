"""What a sweep costs beside the server's digest alone: `python -m benchmarks.sweep [ROWS]`.

One run on one server and warehouse: the expression alone as one statement, equal sweeps by each
method, and sweeps after a thousandth of the rows changed without a stamp. Wall and CPU of this
process and of the server.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peer import WITH_ZERO_DATES
from benchmarks.server import Server, running_server
from suitehouse.capture import capture
from suitehouse.capturing.selection import live_shape
from suitehouse.contracts.model import load_contracts
from suitehouse.demo.connection import connect, private_url
from suitehouse.operations.clock import system_clock
from suitehouse.operations.progress import SilentProgress
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.settings import CapturePolicy
from suitehouse.source.digest import Digester
from suitehouse.source.server_digest import digest_expression
from suitehouse.source.snapshot import SourceSnapshot, open_snapshot
from suitehouse.sweep import sweep
from suitehouse.sweeping.method import Choice
from suitehouse.warehouses.duckdb import DuckDbWarehouse

TABLE = "contacts"
KEY = MaskingKey(bytes(range(32)))
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Bench:
    """One server and one warehouse."""

    server: Server
    url: str
    warehouse: Path

    def open(self) -> SourceSnapshot:
        """Open a source snapshot."""
        return open_snapshot(self.url)

    def capture(self) -> None:
        """Fill the warehouse."""
        self._with_warehouse(capture, CapturePolicy(), f"capture-{time.monotonic_ns()}")

    def sweep(self, method: Choice) -> int:
        """Sweep, and return how many rows were healed."""
        policy = CapturePolicy(sweep_method=method)
        return self._with_warehouse(sweep, policy, f"sweep-{time.monotonic_ns()}").healed

    def expression(self) -> None:
        """Have the server digest every row, as one statement."""
        with self.open() as snapshot:
            contract, live = load_contracts()[TABLE], snapshot.catalogue[TABLE]
            shape = live_shape(contract, live)
            columns = [column for each in shape.read if (column := live.column(each.name))]
            digester = Digester(KEY.digest_key, TABLE, shape.fingerprint)
            expression = digest_expression(digester.key, columns)
        self._query(f"select count(*), bit_xor({expression}) from {TABLE}")

    def change(self, remainder: int) -> None:
        """Change a thousandth of the rows without a stamp."""
        self._query(
            f"update {TABLE} set phone_work = concat(ifnull(phone_work, ''), '9') "
            f"where crc32(id) mod 1000 = {remainder}"
        )

    def _query(self, statement: str) -> None:
        with connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.fetchall()

    def _with_warehouse(
        self, work: Callable[..., object], policy: CapturePolicy, run: str
    ) -> object:
        contracts = load_contracts()
        with DuckDbWarehouse(self.warehouse) as warehouse:
            return work(
                source=self.open,
                warehouse=warehouse,
                contracts=contracts,
                masker=Masker(KEY, contracts),
                policy=policy,
                tables=(TABLE,),
                clock=system_clock,
                run_id=run,
                progress=SilentProgress(),
            )


@contextmanager
def measured(label: str, server_pid: int) -> Iterator[None]:
    """Print what the block took."""
    wall, own, server = time.perf_counter(), time.process_time(), _cpu_seconds(server_pid)
    yield
    print(
        f"{label:<34} {time.perf_counter() - wall:7.2f} s wall {time.process_time() - own:7.2f} s "
        f"client CPU {_cpu_seconds(server_pid) - server:7.2f} s server CPU"
    )


def main(rows: int) -> None:
    """Print a line for each thing measured, `_ROUNDS` times over."""
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "server") as server:
        server.make_source(rows, Path(folder) / "rows.arrow")
        socket = server.url.rsplit("unix_socket=", 1)[1]
        url = private_url(socket, WITH_ZERO_DATES)
        bench = Bench(server, url, Path(folder) / "warehouse.duckdb")
        bench.capture()
        for turn in range(_ROUNDS):
            with measured("the server's expression alone", server.pid):
                bench.expression()
            for method in ("server", "read", "auto"):
                with measured(f"equal, {method}", server.pid):
                    bench.sweep(method)
            for place, method in enumerate(("server", "read")):
                bench.change(100 * turn + place)
                with measured(f"0.1 % changed, {method}", server.pid):
                    healed = bench.sweep(method)
                print(f"  healed {healed}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory {peak:.0f} MB, load {os.getloadavg()[0]:.1f}")


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
