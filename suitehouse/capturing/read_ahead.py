"""The next batch is made in a thread of its own while the warehouse takes in the last one.

Making and landing batches hold Python for short moments only, so each has a processor. How far it
is read ahead is bounded, which bounds memory too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class _End:
    """Stands behind the last item; `error` is what ended them."""

    error: BaseException | None = None


class ReadAhead(Generic[Item]):
    """The items in order, up to `depth` of which are made before they are asked for; iterate once.

    What goes wrong while an item is made is raised where it would have come. Whoever stops before
    the end calls `close`: nothing goes on behind their back.
    """

    def __init__(self, items: Iterator[Item], *, depth: int) -> None:
        self._items = items
        self._made: SimpleQueue[Item | _End] = SimpleQueue()
        self._room = Semaphore(depth)
        self._is_wanted = True
        self._thread: Thread | None = None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Item:
        if self._thread is None:
            self._thread = Thread(target=self._make, name="read-ahead", daemon=True)
            self._thread.start()
        item = self._made.get()
        if not isinstance(item, _End):
            self._room.release()
            return item
        self._made.put(item)  # the end stays the end
        raise item.error or StopIteration

    def close(self, *, wait_seconds: float | None = None) -> bool:
        """Make no further item and wait for the one in hand; return whether it has ended."""
        self._is_wanted = False
        self._room.release()
        if self._thread is None:
            return True
        self._thread.join(wait_seconds)
        return not self._thread.is_alive()

    def _make(self) -> None:
        """Make items while there is room for one and somebody wants it."""
        try:
            while self._has_room():
                self._made.put(next(self._items))
            self._made.put(_End())
        except StopIteration:
            self._made.put(_End())
        except BaseException as error:  # noqa: BLE001 - raised again where the item would have come
            self._made.put(_End(error))

    def _has_room(self) -> bool:
        self._room.acquire()
        return self._is_wanted
