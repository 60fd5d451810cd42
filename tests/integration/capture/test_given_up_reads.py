"""Where the warehouse stops taking rows, reading them stops too; the other tables still land."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from typing import Any

import pytest
from captures import KEY, Capturer
from tiny_crm import ROWS, run

from suitehouse.errors import RemovalGuardError

pytestmark = pytest.mark.integration
MANY = 20_000


class Fickle:
    """A warehouse that refuses the rows of one table after some batches."""

    def __init__(self, warehouse: Any, table: str, *, batches: int) -> None:
        self._warehouse = warehouse
        self._table = table
        self._batches = batches

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)

    def load(self, load: Any, rows: Any, *arguments: Any, **more: Any) -> Any:
        if load.table.name != self._table:
            return self._warehouse.load(load, rows, *arguments, **more)
        for _ in range(self._batches):
            rows.read_next_batch()
        raise RemovalGuardError("no more")


@pytest.mark.parametrize("batches", [0, 1, 3])
def test_a_load_that_the_warehouse_gives_up_leaves_no_reader_behind(
    crm: Capturer, mariadb: Any, batches: int
) -> None:
    run(
        mariadb,
        crm.url,
        f"insert into contacts select uuid(), 'x', '2026-11-26', 0 from seq_1_to_{MANY}",
        "insert into users values ('new', 'x', '2026-11-26', 0)",
    )
    small_batches = replace(crm, policy=crm.policy.model_copy(update={"batch_bytes": 1 << 16}))

    with small_batches.open() as warehouse, pytest.raises(RemovalGuardError, match="no more"):
        small_batches.run(warehouse=Fickle(warehouse, "contacts", batches=batches))

    assert not [each for each in threading.enumerate() if each.name == "read-ahead"]
    assert crm.rows("select count(*) from landing.users") == [(ROWS + 1,)]
    assert crm.rows("select count(*) from landing.contacts") == [(ROWS,)]


def test_a_pass_starts_without_pandas_and_the_arrow_parts_that_nothing_needs(
    crm: Capturer, mariadb: Any
) -> None:
    run(mariadb, crm.url, "update contacts set last_name = 'z', date_modified = '2026-11-26'")
    code = (
        "import sys\n"
        "from pipelines.cli import main\n"
        "sys.argv = ['suitehouse', 'capture']\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end\n"
        "print([m for m in ('pandas', 'pyarrow.dataset', 'dagster') if m in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={
            "SUITEHOUSE_HOME": str(crm.path.parent),
            "SUITEHOUSE_WAREHOUSE_URL": f"duckdb://{crm.path}",
            "SUITEHOUSE_SOURCE_URL": crm.url,
            "SUITEHOUSE_MASKING_KEY": "env:KEY",
            "KEY": bytes(range(32)).hex(),
        },
    )

    assert KEY.key_id  # the same key as the warehouse was made with
    assert done.stdout.splitlines()[-1] == "[]", done.stdout
