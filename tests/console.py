"""The console script as a user runs it, in a process of its own, on one source and home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[1]
# Commands of the core say on stderr which of the imports they are to do without they made.
_PROGRAM = """
import sys
from pipelines.cli import main
try:
    main()
finally:
    heavy = {"dagster", "pandas"} & set(sys.modules)
    sys.stderr.write(f"imported {heavy}\\n" if heavy else "")
"""


class Console:
    """Runs the console script; `environment` may be changed before a call."""

    def __init__(self, url: str | None, home: Path) -> None:
        self.url = url
        self.home = home
        self.environment = {
            **os.environ,
            "SUITEHOUSE_HOME": str(home),
            "SUITEHOUSE_MASKING_KEY": "env:COMMAND_TEST_KEY",
            "COMMAND_TEST_KEY": bytes(range(32)).hex(),
            "PYTHONPATH": str(_REPOSITORY),
            **({"SUITEHOUSE_SOURCE_URL": url} if url else {}),
        }

    def __call__(self, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", _PROGRAM, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
