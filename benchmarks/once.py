"""One load by one peer in this process: `python -m benchmarks.once KIND NAME MODE JOB`."""

from __future__ import annotations

import importlib
import json
import sys

from benchmarks.peer import Job, Peer


def main(kind: str, name: str, mode: str, job: str) -> None:
    """Do the work that a peer calls `mode`; the peer may replace this process."""
    peer: Peer = getattr(importlib.import_module(f"benchmarks.{kind}.{name}"), name)
    getattr(peer, mode)(Job(**json.loads(job)))


if __name__ == "__main__":
    main(*sys.argv[1:])
