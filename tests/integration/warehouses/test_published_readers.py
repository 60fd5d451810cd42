"""Twenty readers of the published snapshot, in a loop, during ten loads: none is kept out, and none
sees half of a load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from suitehouse.warehouses._duckdb_publishing import publish_copy

pytestmark = pytest.mark.integration
READERS, LOADS = 20, 10
_QUERY = "select (select count(*) from a), (select count(*) from b), (select max(n) from b)"
# Four processes of five threads: each opens the file anew for every look.
_LOOK = """
import sys, threading, duckdb
path, stop = sys.argv[1], threading.Event()
faults, looks = [], []
def look():
    while not stop.is_set():
        try:
            with duckdb.connect(path, read_only=True) as file:
                looks.append(file.execute(sys.argv[2]).fetchall()[0])
        except Exception as error:
            faults.append(f"{type(error).__name__}: {error}")
threads = [threading.Thread(target=look) for _ in range(5)]
for thread in threads: thread.start()
print("ready", flush=True)
sys.stdin.readline()
stop.set()
for thread in threads: thread.join()
torn = [each for each in looks if len(set(each)) > 1]
print(len(looks), len(set(looks)), len(torn), "; ".join(faults[:3]) or "none", sep="|")
"""


def test_twenty_readers_during_ten_loads(tmp_path: Path) -> None:
    writer, published = tmp_path / "w.duckdb", tmp_path / "published" / "w.duckdb"
    load(writer, 1)
    publish_copy(writer, published)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", _LOOK, str(published), _QUERY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(READERS // 5)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"

    for number in range(2, LOADS + 2):
        load(writer, number)
        publish_copy(writer, published)

    told = [reader.communicate("\n", timeout=60)[0].strip().split("|") for reader in readers]
    assert [each[3] for each in told] == ["none"] * len(readers)
    assert [each[2] for each in told] == ["0"] * len(readers)
    assert all(int(each[0]) >= LOADS for each in told)
    assert max(int(each[1]) for each in told) > 1  # somebody saw more than one load


def load(writer: Path, number: int) -> None:
    """Rows, in two tables, that say the same number."""
    with duckdb.connect(str(writer)) as file:
        for table in ("a", "b"):
            file.execute(
                f"create or replace table {table} as select {number * 1000} as n "
                f"from range({number * 1000})"
            )
        file.execute("force checkpoint")
