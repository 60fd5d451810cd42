"""ingestr's command line, from the last wheel that holds its program.

DuckDB's library comes from npm, since it would otherwise fetch a driver.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.peer import CHANGED_FROM, Job, Peer

_DUCKDB_PACKAGE = "@duckdb/node-bindings-linux-x64@1.5.5-r.5"
_DRIVER = """manifest_version = 1
[Driver]
entrypoint = "duckdb_adbc_init"
[Driver.shared]
linux_amd64 = "{library}"
"""


def _prepare(_environment: Path, tools: Path) -> None:
    packed = subprocess.run(
        ["npm", "pack", "--silent", _DUCKDB_PACKAGE],
        cwd=tools,
        check=True,
        capture_output=True,
        text=True,
    )
    subprocess.run(["tar", "-xzf", packed.stdout.split()[-1]], cwd=tools, check=True)
    driver = tools / ".config" / "adbc" / "drivers" / "duckdb.toml"
    driver.parent.mkdir(parents=True, exist_ok=True)
    driver.write_text(_DRIVER.format(library=tools / "package" / "libduckdb.so"))


def _ingest(job: Job, *options: str) -> None:
    source = ["--source-uri", job.url("mysql"), "--source-table", f"{job.database}.{job.table}"]
    target = ["--dest-uri", f"duckdb:///{job.target}", "--dest-table", f"main.{job.table}"]
    quiet = ["--yes", "--progress", "log", "--schema-naming", "direct"]
    job.replace_process(
        [str(Path(sys.prefix) / "bin" / "ingestr"), "ingest", *source, *target, *quiet, *options],
        {
            "HOME": job.tools,
            "XDG_CONFIG_HOME": f"{job.tools}/.config",
            "TELEMETRY_DISABLED": "true",
        },
    )


def _full(job: Job) -> None:
    _ingest(job, "--full-refresh")


def _incremental(job: Job) -> None:
    strategy = ["--incremental-strategy", "merge", "--primary-key", "id"]
    since = ["--incremental-key", "date_modified", "--interval-start", CHANGED_FROM]
    _ingest(job, *strategy, *since)


ingestr = Peer(
    about="ingestr 0.15.9 (incremental: start given by hand)",
    requirements=("ingestr==0.15.9",),
    prepare=_prepare,
    full=_full,
    incremental=_incremental,
    landed="main.contacts",
)
