"""This project's own capture, as an engineer runs it: snapshot, digest, decode, mask, land."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.peer import Job, Peer


def _capture(job: Job, *options: str) -> None:
    command = [str(Path(sys.executable).with_name("suitehouse")), "capture", "--tables", job.table]
    job.replace_process(
        [*command, *options],
        {
            "SUITEHOUSE_HOME": job.work,
            "SUITEHOUSE_SOURCE_URL": job.url("mysql+pymysql"),
            "SUITEHOUSE_MASKING_KEY": "env:BENCHMARK_MASKING_KEY",
            "BENCHMARK_MASKING_KEY": "0123456789abcdef" * 4,
        },
    )


def _full(job: Job) -> None:
    _capture(job, "--full")


def _incremental(job: Job) -> None:
    _capture(job)


suitehouse = Peer(
    about="suitehouse capture (masked, digested)",
    full=_full,
    incremental=_incremental,
    landed="landing.contacts",
    reads_zero_dates=True,
)
