"""What a file takes of memory does not grow with its rows."""

from __future__ import annotations

import gc
import io
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from bad_inputs import SAMPLES
from long_files import long_file

from suitehouse.intake.folder import NoSink
from suitehouse.intake.recognition import recognise
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile

_FEW, _MANY = 100, 600
# Room for the buffers that the small file does not fill; a list of numbers takes 40 a row.
_MOST_BYTES_PER_ROW = 50
# What has to remember something of each document, why, and the most bytes that takes: a number of
# 32 and its place in a set, which is as many again or more when the set has just grown.
_EACH_DOCUMENT = ("that it was there, to tell where lines of it stand apart", 120)
_REMEMBERING = {
    "netsuite_saved_search": _EACH_DOCUMENT,
    "xero_sales_invoices": _EACH_DOCUMENT,
}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_memory_does_not_grow_with_the_rows_of_a_file(name: str) -> None:
    _read(name, 2)  # what is made once, such as patterns, is no file's

    few, least = _read(name, _FEW)
    many, most = _read(name, _MANY)

    assert many.item_count * _FEW == few.item_count * _MANY
    assert len(many.findings) == len(few.findings)
    per_row = (most - least) / (many.item_count - few.item_count)
    why, allowed = _REMEMBERING.get(name, ("", _MOST_BYTES_PER_ROW))
    assert per_row < allowed
    assert not why or per_row > _MOST_BYTES_PER_ROW, "need not be listed any more"


def _read(name: str, times: int) -> tuple[ExportFile, int]:
    """A file of many rows as read, and the most memory that this took beyond its bytes."""
    raw = long_file(name, times)
    with _only_what_is_kept():
        recognised = recognise("a.csv", lambda: io.BytesIO(raw), "")
        file = recognised.read(Books("USD"), partial(NoSink().add, 1))
        _, peak = tracemalloc.get_traced_memory()
    assert file.format == name
    return file, peak


@contextmanager
def _only_what_is_kept() -> Iterator[None]:
    """Trace memory, but not the tuples that Python puts by when they are freed.

    It puts by 2000 of each length up to 20, which looks like growth until they are there, and lets
    go of them only when it collects what refers to itself.
    """
    gc.collect()
    gc.disable()
    put_by = [tuple([None] * length) for length in range(1, 21) for _ in range(2000)]
    del put_by
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()
        gc.enable()
