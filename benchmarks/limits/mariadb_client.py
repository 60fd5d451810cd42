"""MariaDB's own command-line client, its text thrown away."""

from __future__ import annotations

import os

from benchmarks.peer import Job, Peer


def _full(job: Job) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    connection = [f"--host={job.host}", f"--port={job.port}", f"--user={job.user}"]
    options = ["--quick", "--batch", "--skip-column-names", "--default-character-set=utf8mb4"]
    query = f"select * from {job.table}"
    job.replace_process(["mariadb", *connection, *options, job.database, "--execute", query])


mariadb_client = Peer(
    about="mariadb --quick --batch > /dev/null",
    full=_full,
    landed=None,
    reads_zero_dates=True,
)
