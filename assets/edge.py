"""What an asset lets out when something fails: Dagster keeps an exception's text and its causes.

Our own errors hold no row value and pass as they are, without the foreign error that caused them.
Of a foreign one, which may quote a row, only its class and the places it passed remain.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

import dagster as dg

from suitehouse.errors import SuitehouseError


@contextmanager
def values_withheld() -> Iterator[None]:
    """Keep what foreign errors say out of Dagster's event log.

    Raises:
        SuitehouseError: As it was raised inside, without its cause.
        dagster.Failure: In place of any other exception.
    """
    try:
        yield
    except SuitehouseError as error:
        raise error from None
    except dg.DagsterError:
        raise
    except Exception as error:  # noqa: BLE001 - the edge: it is raised again without its text
        raise dg.Failure(_places(error), allow_retries=False) from None


def _places(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    passed = " < ".join(
        f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
    return f"unexpected {type(error).__name__} at {passed}; its text is withheld"
