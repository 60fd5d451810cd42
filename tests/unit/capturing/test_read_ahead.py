"""Items made ahead come in order, no further ahead than allowed, never behind anybody's back."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from suitehouse.capturing.read_ahead import ReadAhead


class Maker:
    """Makes numbers, and tells how many; waits before the one that it is to be held back from."""

    def __init__(self, count: int, *, held_back_from: int | None = None) -> None:
        self.made = 0
        self.threads: set[str] = set()
        self.is_waiting = threading.Event()
        self.may_go_on = threading.Event()
        self._count = count
        self._held_back_from = held_back_from

    def numbers(self) -> Iterator[int]:
        for number in range(1, self._count + 1):
            if number == self._held_back_from:
                self.is_waiting.set()
                self.may_go_on.wait()
            self.threads.add(threading.current_thread().name)
            self.made = number
            yield number


def ahead_of(items: Iterator[int], room: int) -> ReadAhead[int]:
    return ReadAhead(items, room=room, size=lambda _: 1)


def running_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "read-ahead"]


def test_items_come_in_order_out_of_a_thread_of_their_own() -> None:
    maker = Maker(100)

    taken = list(ahead_of(maker.numbers(), 2))

    assert taken == list(range(1, 101))
    assert maker.threads == {"read-ahead"}
    assert running_threads() == []


@pytest.mark.parametrize("room", [1, 3])
def test_no_more_is_made_than_may_wait(room: int) -> None:
    maker = Maker(100)
    ahead = ahead_of(maker.numbers(), room)

    first = next(ahead)
    is_ended = ahead.close()

    assert first == 1
    assert is_ended
    assert maker.made <= 1 + room
    assert running_threads() == []


def test_one_that_is_larger_than_the_room_waits_alone() -> None:
    maker = Maker(100)
    ahead = ReadAhead(maker.numbers(), room=50, size=lambda _: 1000)

    assert [next(ahead), next(ahead)] == [1, 2]

    ahead.close()
    assert maker.made <= 3


def test_what_goes_wrong_is_raised_behind_what_was_made_and_again() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ConnectionResetError("gone")

    ahead = ahead_of(broken(), 5)

    assert next(ahead) == 1
    for _ in range(2):
        with pytest.raises(ConnectionResetError, match="gone"):
            next(ahead)
    assert ahead.close()


def test_the_end_stays_the_end() -> None:
    ahead = ahead_of(iter([1]), 1)

    assert list(ahead) == [1]
    assert list(ahead) == []


def test_one_that_was_never_asked_makes_nothing() -> None:
    maker = Maker(3)

    assert ahead_of(maker.numbers(), 1).close()

    assert maker.made == 0


def test_closing_waits_for_the_item_in_hand_but_not_for_longer_than_told() -> None:
    maker = Maker(3, held_back_from=2)
    ahead = ahead_of(maker.numbers(), 1)
    next(ahead)
    maker.is_waiting.wait()

    is_ended = ahead.close(wait_seconds=0)

    assert not is_ended
    maker.may_go_on.set()
    assert ahead.close()
    assert maker.made == 2
    assert running_threads() == []


def test_one_that_was_closed_has_come_to_its_end() -> None:
    maker = Maker(9)
    ahead = ahead_of(maker.numbers(), 1)
    next(ahead)
    ahead.close()

    assert list(ahead) in ([], [2])
