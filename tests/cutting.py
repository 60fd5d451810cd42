"""A loopback proxy between a client and a server, which breaks the connection when told to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_PIECE = 16_384


class CuttingProxy:
    """Passes bytes on until `after` of them went to the server, or until a word was sent to it."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts = 0
        self.after: int | None = None
        self.at_word: bytes | None = None
        self._ends: list[socket.socket] = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for end in self._ends:
            with suppress(OSError):  # a thread that waits in it is not woken by closing alone
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                self._ends += [client, server]
                for pair in ((client, server, True), (server, client, False)):
                    threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, to_server: bool) -> None:
        passed = 0
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                passed += len(piece)
                if to_server and self._is_due(piece, passed):
                    self.cuts += 1
                    break
                sink.sendall(piece)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _is_due(self, piece: bytes, passed: int) -> bool:
        """Once for each order."""
        if self.after is not None and passed > self.after:
            self.after = None
            return True
        if self.at_word is not None and self.at_word in piece:
            self.at_word = None
            return True
        return False


@contextmanager
def cutting_proxy(host: str, port: int) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(host, port)
    try:
        yield proxy
    finally:
        proxy.close()
