"""The URL is read for every connection, and once more where the login is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from suitehouse.errors import LoginRefusedError, SourceRefusedError
from suitehouse.source.current_url import open_current


def kept(*urls: str) -> Callable[[], str]:
    """Return a reader that finds these URLs one after the other."""
    following = iter(urls)
    return lambda: next(following)


class Server:
    """Lets in whoever comes with the right URL, and remembers who came."""

    def __init__(self, right: str, error: type[Exception] = LoginRefusedError) -> None:
        self._right, self._error = right, error
        self.tried: list[str] = []

    def open(self, url: str) -> str:
        self.tried.append(url)
        if url != self._right:
            raise self._error
        return f"in by {url}"


def test_a_right_url_is_read_once() -> None:
    server = Server("new")

    assert open_current(kept("new"), server.open) == "in by new"


def test_a_refused_url_gives_way_to_a_newer_one() -> None:
    server = Server("new")

    assert open_current(kept("old", "new"), server.open) == "in by new"
    assert server.tried == ["old", "new"]


def test_a_refused_url_that_is_still_the_same_is_not_tried_again() -> None:
    server = Server("new")

    with pytest.raises(LoginRefusedError):
        open_current(kept("old", "old"), server.open)

    assert server.tried == ["old"]


def test_a_newer_url_that_is_refused_too_ends_it() -> None:
    server = Server("newest")

    with pytest.raises(LoginRefusedError):
        open_current(kept("old", "new", "newest"), server.open)

    assert server.tried == ["old", "new"]


def test_another_refusal_is_final() -> None:
    server = Server("new", SourceRefusedError)

    with pytest.raises(SourceRefusedError):
        open_current(kept("old", "new"), server.open)

    assert server.tried == ["old"]
