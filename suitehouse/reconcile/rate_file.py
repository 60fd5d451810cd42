"""The company's table of exchange rates: a CSV file that is right in every line, or refused."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from suitehouse.errors import ConfigurationError
from suitehouse.ledger.money import CURRENCY_CODE
from suitehouse.reconcile.rates import Rate, RateTable

COLUMNS: Final = ("date", "from", "to", "rate", "source")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RATE: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,12})?")
_LONGEST_SOURCE: Final = 60


def read_rates(path: Path | None) -> RateTable:
    """Return the rates of a file; none where no file is named.

    Raises:
        ConfigurationError: The file cannot be read, or a line is no rate; the message names the
            line and what to do.
    """
    if path is None:
        return RateTable()
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}); reconcile.rates names it."
        raise ConfigurationError(message) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is not UTF-8 text; save it as CSV UTF-8.") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return RateTable(_rates(path, reader), path.name, hashlib.sha256(raw).hexdigest())
    except csv.Error as error:
        reason = "has quotation marks that do not pair up"
        raise _fault(path, reader.line_num, reason, "Remove them.") from error


def _rates(path: Path, rows: Iterator[list[str]]) -> Iterator[Rate]:
    names = [cell.strip().casefold() for cell in next(rows, [])]
    if sorted(names) != sorted(COLUMNS):
        raise _fault(path, 1, "does not name the columns", f"Write {','.join(COLUMNS)}.")
    lines: dict[tuple[date, str, str], int] = {}
    for line, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        rate = _rate(path, line, names, cells)
        before = lines.setdefault((rate.on, rate.base, rate.quote), line)
        if before != line:
            remedy = "Keep one of them."
            raise _fault(path, line, f"has the day and currencies of line {before} again", remedy)
        yield rate


def _rate(path: Path, line: int, names: list[str], cells: list[str]) -> Rate:
    if len(cells) != len(names):
        raise _fault(path, line, f"has {len(cells)} cells", f"Write {len(names)}.")
    row = dict(zip(names, (cell.strip() for cell in cells), strict=True))
    fault = next(_faults(row), None)
    if fault:
        raise _fault(path, line, *fault)
    day = date.fromisoformat(row["date"])
    return Rate(day, row["from"], row["to"], Decimal(row["rate"]), row["source"])


def _faults(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a line and how to put it right, without what stands there."""
    if not _is_day(row["date"]):
        yield "has no day in its date", "Write it as 2026-03-31."
    for column in ("from", "to"):
        if not CURRENCY_CODE.fullmatch(row[column]):
            yield f"has no currency in {column}", "Write its ISO code, such as EUR."
    if row["from"] == row["to"]:
        yield "has one currency twice", "Write two, or remove the line."
    if not _RATE.fullmatch(row["rate"]) or not Decimal(row["rate"]):
        yield "has no rate above zero", "Write it with a decimal point, such as 1.0843."
    if not 0 < len(row["source"]) <= _LONGEST_SOURCE or not row["source"].isprintable():
        remedy = f"Say in up to {_LONGEST_SOURCE} characters where the rate is from, such as ECB."
        yield "has no source of the rate", remedy


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _fault(path: Path, line: int, reason: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(f"{path}, line {line} {reason}. {remedy}")
