"""The next batches are made in a thread of their own while the warehouse takes in the last ones.

Making and landing batches hold Python for short moments only, so each has a processor. A warehouse
takes rows in by fits and starts, a group of many batches at a time, so several wait for it; how
much is bounded, which bounds memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Condition, Thread
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class _End:
    """Stands behind the last item; `error` is what ended them."""

    error: BaseException | None = None


class ReadAhead(Generic[Item]):
    """The items in order, made before they are asked for; iterate once.

    A further one is made while those that wait have less than `room` by `size`. What goes wrong
    while an item is made is raised where it would have come. Whoever stops before the end calls
    `close`: nothing goes on behind their back.
    """

    def __init__(self, items: Iterator[Item], *, room: int, size: Callable[[Item], int]) -> None:
        self._items = items
        self._size = size
        self._room = room
        self._made: SimpleQueue[Item | _End] = SimpleQueue()
        self._taken = Condition()
        self._waiting = 0
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
            with self._taken:
                self._waiting -= self._size(item)
                self._taken.notify()
            return item
        self._made.put(item)  # the end stays the end
        raise item.error or StopIteration

    def close(self, *, wait_seconds: float | None = None) -> bool:
        """Make no further item and wait for the one in hand; return whether it has ended."""
        with self._taken:
            self._is_wanted = False
            self._taken.notify()
        if self._thread is None:
            return True
        self._thread.join(wait_seconds)
        return not self._thread.is_alive()

    def _make(self) -> None:
        """Make items while there is room for one and somebody wants it."""
        try:
            while self._has_room():
                item = next(self._items)
                with self._taken:
                    self._waiting += self._size(item)
                self._made.put(item)
                del item  # whoever takes it has it alone
            self._made.put(_End())
        except StopIteration:
            self._made.put(_End())
        except BaseException as error:  # noqa: BLE001 - raised again where the item would have come
            self._made.put(_End(error))

    def _has_room(self) -> bool:
        with self._taken:
            self._taken.wait_for(lambda: self._waiting < self._room or not self._is_wanted)
            return self._is_wanted
