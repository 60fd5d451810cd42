"""Planted strings that must never be found in what a run leaves, and the search for them.

The demo and the tests plant one canary in each personal column of the source and look for it
afterwards in every file, spelling and container. A canary is deterministic, so whoever looks needs
no list from whoever planted.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from suitehouse.privacy.spellings import spellings
from suitehouse.privacy.unpacking import (
    BLOCK_BYTES,
    OpenDatabase,
    UnopenedError,
    contents,
    open_plain,
)

UNOPENED = "could not be opened"
_SMALL_BYTES = 1 << 20


def canary(table: str, column: str) -> str:
    """The string planted in `column` of `table`: 16 ASCII letters and digits, different for each.

    It fits a varchar(20), needs no quoting in any file format, and is long enough that chance
    does not produce it. The caller makes it an address or a number where a column needs one.
    """
    digest = hashlib.sha256(f"{table}.{column}".encode()).hexdigest()
    return f"Qx{digest[:8]}canary"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A needle found in a file, in a spelling; `inside` names the member or table, "" the file.

    A container that was recognised but not opened is a finding too, without a needle and with the
    spelling `UNOPENED`: what was not searched is not clean.
    """

    path: Path
    inside: str
    needle: str
    spelling: str


def find_in_tree(
    root: Path,
    needles: Iterable[str],
    *,
    skip: Iterable[Path] = (),
    open_database: OpenDatabase = open_plain,
) -> tuple[Finding, ...]:
    """Return where any of the needles occurs under a folder, in names and in contents.

    Args:
        root: The folder to search; symbolic links are not followed.
        needles: Texts of six characters or more; ASCII case is ignored.
        skip: Files and folders to leave out, such as the source the needles were planted in.
        open_database: Opens a DuckDB file; one that knows the key of encrypted files.
    """
    search = _Search(tuple(needles))
    left_out = {path.resolve() for path in skip}
    found: set[Finding] = set()
    all_pieces = _pieces(root, left_out, search, found, open_database=open_database)
    for pieces in _batches(all_pieces):
        hits = search.hits_in_each([data for _, _, data in pieces])
        for (path, inside, _), each in zip(pieces, hits, strict=True):
            found.update(Finding(path, inside, *hit) for hit in each)
    return tuple(sorted(found))


# A file, where in it, and bytes of that.
_Piece = tuple[Path, str, bytes]


def _pieces(
    root: Path,
    left_out: set[Path],
    search: _Search,
    found: set[Finding],
    *,
    open_database: OpenDatabase,
) -> Iterator[_Piece]:
    """Yield names and small files to search together; search the others, and what is packed."""
    for path in _files(root, left_out):
        yield path, "name", str(path.relative_to(root)).encode()
        try:
            is_small = path.stat().st_size <= _SMALL_BYTES
            for content in contents(path, open_database):
                if is_small and not content.inside:
                    yield path, "", b"".join(content.blocks)
                else:
                    hits = search.hits(content.blocks)
                    found.update(Finding(path, content.inside, *hit) for hit in hits)
        except UnopenedError as error:
            found.add(Finding(path, str(error), "", UNOPENED))
        except FileNotFoundError:
            # Temporary files come and go beside a running service.
            continue


def _batches(pieces: Iterator[_Piece]) -> Iterator[list[_Piece]]:
    """To get ready to search takes as long as searching a few MiB."""
    batch: list[_Piece] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += len(piece[2])
        if size >= BLOCK_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _files(root: Path, left_out: set[Path]) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if (here / name).resolve() not in left_out)
        for name in sorted(files):
            path = here / name
            if path.is_file() and not path.is_symlink() and path.resolve() not in left_out:
                yield path


@dataclass(frozen=True)
class _Search:
    """All spellings of all needles at once, by the Aho-Corasick automaton of polars."""

    needles: tuple[str, ...]

    @cached_property
    def _known(self) -> dict[str, tuple[str, str]]:
        return {
            spelling: (needle, name)
            for needle in self.needles
            for spelling, name in spellings(needle).items()
        }

    @cached_property
    def _overlap(self) -> int:
        return max(map(len, self._known), default=1) - 1

    def hits(self, blocks: Iterator[bytes]) -> set[tuple[str, str]]:
        """The needles in a stream of blocks, each with its spelling."""
        found: set[tuple[str, str]] = set()
        tail = b""
        for block in blocks:
            text = tail + block
            found.update(*self.hits_in_each([text]))
            tail = text[-self._overlap :]
        return found

    def hits_in_each(self, pieces: list[bytes]) -> list[set[tuple[str, str]]]:
        """The needles in each of these pieces, with their spellings."""
        text = pl.Series([piece.decode("latin-1") for piece in pieces], dtype=pl.String)
        patterns = list(self._known)
        if not patterns or not text.str.contains_any(patterns, ascii_case_insensitive=True).any():
            return [set() for _ in pieces]
        hits = text.str.extract_many(patterns, ascii_case_insensitive=True, overlapping=True)
        return [{self._hit(each) for each in row} for row in hits.to_list()]

    def _hit(self, text: str) -> tuple[str, str]:
        return self._known[text.encode("latin-1").lower().decode("latin-1")]
