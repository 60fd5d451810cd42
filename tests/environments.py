"""Python environments for what must not share the tests' own, each made once a machine.

An environment lies in the user's cache, named after its requirements, a file beside whoever
needs it. pip asks whatever index the machine has set. Where it can reach none, the error says how
the environment is made by hand.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


def environment(requirements: Path, finish: Callable[[Path], None] = lambda _: None) -> Path:
    """Return the folder of an environment that has the requirements; `finish` adds to a new one."""
    mark = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:12]
    cached = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = cached / "suitehouse-tests" / f"{requirements.stem}-{mark}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # processes of one run ask for it at once
        if not (folder / "installed").exists():
            _install(folder, requirements)
        if not (folder / "ready").exists():
            finish(folder)
            (folder / "ready").touch()
    return folder


def _install(folder: Path, requirements: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", requirements]
    try:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
        subprocess.run(pip, check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        pytest.fail(
            f"{requirements.name} cannot be installed into {folder}; make it by hand: "
            f"python3 -m venv {folder} && {folder}/bin/pip install -r {requirements} && "
            f"touch {folder}/installed\n{error.stderr}"
        )
    (folder / "installed").touch()
