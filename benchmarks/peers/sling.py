"""Sling's command line, from its last wheel.

DuckDB's own command line and two extensions come from wheels of the version that it asks for, since
it would otherwise fetch them.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.peer import Job, Peer

_DUCKDB = "1.4.4"


def _site_packages(environment: Path) -> Path:
    return next(environment.glob("lib/python*/site-packages"))


def _prepare(environment: Path, tools: Path) -> None:
    extensions = f"v{_DUCKDB}/linux_amd64"
    shutil.copytree(
        _site_packages(environment) / "duckdb_ext" / "extensions" / extensions,
        tools / ".duckdb" / "extensions" / extensions,
        dirs_exist_ok=True,
    )
    for program in (environment / "bin" / "duckdb", _program(environment)):
        program.chmod(0o755)


def _program(environment: Path) -> Path:
    return _site_packages(environment) / "sling_linux_amd64" / "bin" / "sling-linux-amd64"


def _run(job: Job, *options: str, to: str = "") -> None:
    environment = Path(sys.prefix)
    stream = ["--src-conn", "CRM", "--src-stream", f"{job.database}.{job.table}"]
    schema = "landed" if to else "main"
    target = ["--tgt-conn", "WAREHOUSE", "--tgt-object", f"{schema}.{job.table}"]
    job.replace_process(
        [str(_program(environment)), "run", *stream, *target, *options],
        {
            "HOME": job.tools,
            "CRM": job.url("mysql"),
            "WAREHOUSE": to or f"duckdb://{job.target}",
            "DUCKDB_PATH": str(environment / "bin" / "duckdb"),
            "DUCKDB_VERSION": _DUCKDB,
            "SLING_DISABLE_TELEMETRY": "true",
        },
    )


def _full(job: Job) -> None:
    _run(job, "--mode", "full-refresh")


def _to_postgres(job: Job) -> None:
    _run(job, "--mode", "full-refresh", to=f"{job.postgres}?sslmode=disable")


def _incremental(job: Job) -> None:
    _run(job, "--mode", "incremental", "--primary-key", "id", "--update-key", "date_modified")


sling = Peer(
    about="sling 1.4.11 (DuckDB 1.4.4)",
    requirements=(
        "sling-linux-amd64==1.4.11",
        f"duckdb-cli=={_DUCKDB}",
        f"duckdb-ext-json=={_DUCKDB}.20260205",
        f"duckdb-ext-httpfs=={_DUCKDB}.20260205",
    ),
    prepare=_prepare,
    full=_full,
    incremental=_incremental,
    postgres=_to_postgres,
    landed="main.contacts",
    reads_zero_dates=True,
)
