"""What the arrangements of this project share: the console script, as an engineer runs it."""

from __future__ import annotations

import sys

from benchmarks.peer import Job, Peer, Work


def _environment(job: Job) -> dict[str, str]:
    return {
        "SUITEHOUSE_HOME": job.work,
        "SUITEHOUSE_SOURCE_URL": job.url("mysql+pymysql"),
        "SUITEHOUSE_MASKING_KEY": "env:BENCHMARK_MASKING_KEY",
        "BENCHMARK_MASKING_KEY": "0123456789abcdef" * 4,
    }


def arranged(about: str, *program: str) -> Peer:
    """Return the peer that runs a program which takes the console script's words."""

    def run(job: Job, *words: str) -> None:
        job.replace_process(
            [sys.executable, *program, *words],
            _environment(job),
        )

    def to_postgres(job: Job) -> None:
        job.replace_process(
            [sys.executable, *program, "capture", "--tables", job.table],
            {**_environment(job), "SUITEHOUSE_WAREHOUSE_URL": job.postgres},
        )

    def on_table(command: str) -> Work:
        return lambda job: run(job, command, "--tables", job.table)

    def on_all(command: str) -> Work:
        return lambda job: run(job, command)

    return Peer(
        about=about,
        full=on_table("capture"),
        incremental=on_table("capture"),
        sweep=on_table("sweep"),
        everything=on_all("capture"),
        idle=on_all("capture"),
        verify=on_table("verify"),
        postgres=to_postgres,
        landed_there="landing.contacts",
        landed="landing.contacts",
        reads_zero_dates=True,
    )
