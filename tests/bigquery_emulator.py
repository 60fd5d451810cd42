"""An emulator of BigQuery for tests, in an environment of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from environments import environment

REQUIREMENTS = Path(__file__).parent / "integration" / "targets" / "bqemulator.txt"
_SECONDS = 120


@cache
def emulator() -> str:
    """The address of an emulator that answers; it ends with this process."""
    made = environment(REQUIREMENTS, _add_extensions)
    port = _free_port()
    # Its DuckDB looks for extensions in the home.
    variables = {**os.environ, "HOME": str(made / "home")}
    options = ["--ephemeral", "--rest-port", str(port), "--grpc-port", "0", "--log-level", "error"]
    log = made / f"log-{port}"
    with log.open("w") as told:
        process = subprocess.Popen(
            [made / "bin" / "python", "-m", "bqemulator", "start", *options],
            env=variables,
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
    atexit.register(_end, process, log)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + _SECONDS
    while not _answers(address):
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the emulator of BigQuery did not start: see {log}")
        time.sleep(0.1)
    return address


def emulated_client(access: Any, address: str = "") -> Any:
    """Google's client, speaking to the emulator, or to what passes on to it."""
    from google.auth.credentials import AnonymousCredentials  # noqa: PLC0415 - an extra
    from google.cloud import bigquery  # noqa: PLC0415 - an extra

    return bigquery.Client(
        project=access.place.project,
        location=access.place.location,
        credentials=AnonymousCredentials(),
        client_options={"api_endpoint": address or emulator()},
    )


def _add_extensions(folder: Path) -> None:
    """Put the extensions of its DuckDB where it looks for them."""
    home = folder / "home" / ".duckdb" / "extensions"
    for file in (folder / "lib").glob("*/site-packages/duckdb_extension_*/extensions/*/*"):
        place = home / file.parent.name / _platform(folder)
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, place)


def _platform(folder: Path) -> str:
    code = "import duckdb; print(duckdb.sql('pragma platform').fetchall()[0][0])"
    asked = [folder / "bin" / "python", "-c", code]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _end(process: subprocess.Popen[bytes], log: Path) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
    log.unlink(missing_ok=True)
