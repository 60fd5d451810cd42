"""Each peer in a virtual environment of its own, kept outside the repository between runs."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.peer import Peer

_REPOSITORY = Path(__file__).resolve().parents[1]
_OWN_PACKAGES = ("benchmarks", "pipelines", "suitehouse")


class PeerNotInstalledError(Exception):
    """The peer can't be had on this machine; the others are measured without it."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where one peer's program and tools are.

    Attributes:
        python: The interpreter that runs the peer.
        tools: Folder of what it needs besides packages.
    """

    python: Path
    tools: Path

    @property
    def variables(self) -> dict[str, str]:
        """The variables of a process that runs the peer; none that slows or traces Python."""
        usual = {name: value for name, value in os.environ.items() if name[:6] != "PYTHON"}
        return {**usual, "PYTHONPATH": str(_REPOSITORY), "DO_NOT_TRACK": "1"}


def benchmark_home() -> Path:
    """Return the folder of everything the benchmark keeps, from `SUITEHOUSE_BENCH_HOME`."""
    default = Path.home() / ".cache" / "suitehouse-bench"
    return Path(os.environ.get("SUITEHOUSE_BENCH_HOME", default)).absolute()


def install(name: str, peer: Peer, home: Path) -> Environment:
    """Return a peer's environment, made on first use and made again when its pins change.

    Raises:
        PeerNotInstalledError: A package or a tool of it could not be had.
    """
    folder = home / "peers" / name
    tools = folder / "tools"
    if not peer.requirements:
        _compile_own_packages()
        return Environment(Path(sys.executable), tools)
    environment = Environment(folder / "venv" / "bin" / "python", tools)
    pins, done = "\n".join(peer.requirements), folder / "installed.txt"
    if done.exists() and done.read_text(encoding="utf-8") == pins:
        return environment
    tools.mkdir(parents=True, exist_ok=True)
    try:
        _run([sys.executable, "-m", "venv", "--clear", str(folder / "venv")])
        _run([str(environment.python), "-m", "pip", "install", "--quiet", *peer.requirements])
        peer.prepare(folder / "venv", tools)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PeerNotInstalledError(f"{name} could not be installed: {_reason(error)}") from error
    done.write_text(pins, encoding="utf-8")
    return environment


@cache
def _compile_own_packages() -> None:
    """Make the byte code that pip makes when it installs the peers; ours may lack it."""
    folders = [sysconfig.get_path("purelib"), *(str(_REPOSITORY / name) for name in _OWN_PACKAGES)]
    command = [sys.executable, "-m", "compileall", "-qq", "-j", "0", *folders]
    subprocess.run(command, check=False, capture_output=True)  # some packages ship broken templates


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


def _reason(error: Exception) -> str:
    printed = str(getattr(error, "stderr", None) or error).strip()
    return printed.splitlines()[-1]
