"""An HTTP server on this machine that gives prepared answers and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Canned:
    """One answer; the connection is broken off in place of one whose status is 0."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class CannedServer:
    """Gives its answers in order, the last one again and again."""

    port: int
    answers: Sequence[Canned]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def answer(self, path: str, headers: Mapping[str, str]) -> Canned:
        self.asked.append((path, dict(headers)))
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@contextmanager
def canned_server(*answers: Canned) -> Iterator[CannedServer]:
    """Yield a server that runs until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            canned = served.answer(self.path, self.headers)
            if canned.status == 0:
                self.close_connection = True
                return
            self.send_response(canned.status)
            for name, value in {"Content-Length": str(len(canned.body)), **canned.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(canned.body)

        do_POST = do_GET  # noqa: N815 - http.server finds methods by these names

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = CannedServer(http.server_port, answers)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
