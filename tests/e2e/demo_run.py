"""One run of the demo, and the console script as a user calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_SECONDS = 800
SCRIPTS = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Demo:
    """A finished demo: its home and what it printed."""

    home: Path
    printed: str


def call(home: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command beside a home, with the scripts of this environment first on the path."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SUITEHOUSE_")
    }
    path = f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        env={**environment, "SUITEHOUSE_HOME": str(home), "COLUMNS": "140", "PATH": path},
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_SECONDS,
        check=False,
    )


def suitehouse(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the console script on a home."""
    return call(home, [str(SCRIPTS / "suitehouse"), *arguments])
