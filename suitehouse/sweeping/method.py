"""Which side digests a bucket's rows: the server, or we after reading them.

A content digest costs the server more than sending the rows, so reading wins where the network is
near, and the server's digests where it is far. The first buckets of a large table tell.
"""

from __future__ import annotations

from typing import Final, Literal

Method = Literal["server", "read"]
Choice = Literal["auto", "server", "read"]

# Below, measuring costs more than the wrong choice.
_FEWEST_BUCKETS: Final = 4


class MethodChoice:
    """Chooses the method of each next bucket of one table."""

    def __init__(self, asked: Choice, buckets: int) -> None:
        self._is_open = asked == "auto" and buckets >= _FEWEST_BUCKETS
        self.method: Method = "read" if asked == "auto" and not self._is_open else _first(asked)
        self._seconds_a_row: dict[Method, float] = {}

    def note(self, rows: int, seconds: float) -> None:
        """Take in what a bucket cost by the present method."""
        if not self._is_open or not rows:
            return
        self._seconds_a_row[self.method] = seconds / rows
        if len(self._seconds_a_row) == 1:
            self.method = "read" if self.method == "server" else "server"
            return
        self._is_open = False
        self.method = min(self._seconds_a_row, key=lambda method: self._seconds_a_row[method])

    def mistrust_server(self) -> None:
        """Read from now on: the server's digests differed where no row did."""
        self._is_open = False
        self.method = "read"


def _first(asked: Choice) -> Method:
    return "read" if asked == "read" else "server"
