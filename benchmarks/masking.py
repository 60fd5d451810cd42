"""How long masking takes: contacts, made up, in batches as capture cuts them.

Run: python benchmarks/masking.py [rows]
"""

from __future__ import annotations

import random
import sys
import time
import uuid
from collections.abc import Callable

import polars as pl

from suitehouse.contracts.model import Column, load_contracts
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker

BATCH_ROWS = 20_000
CONTRACT = load_contracts()["contacts"]
RANDOM = random.Random(7)
USERS = [str(uuid.UUID(int=RANDOM.getrandbits(128))) for _ in range(50)]


def made_up(column: Column, filled: float) -> Callable[[int], str | None]:
    if column.name == "id":
        return lambda _: str(uuid.UUID(int=RANDOM.getrandbits(128)))
    if column.type == "char(36)":
        return lambda _: RANDOM.choice(USERS)
    if column.treatment == "keep":
        return lambda _: "2026-11-25 07:00:03" if column.type == "datetime" else "1"
    value: Callable[[int], str]
    if "phone" in column.name:
        value = lambda i: f"+49 30 {i:07d}-{i % 97}"  # noqa: E731
    else:
        value = lambda _: f"Näme {RANDOM.randrange(50_000)}"  # noqa: E731
    return lambda i: value(i) if RANDOM.random() < filled else None


def contacts(rows: int, filled: float) -> pl.DataFrame:
    makers = {column.name: made_up(column, filled) for column in CONTRACT.columns}
    return pl.DataFrame(
        {name: [make(i) for i in range(rows)] for name, make in makers.items()},
        schema=dict.fromkeys(makers, pl.String),
    )


def main(rows: int) -> None:
    masker = Masker(MaskingKey(RANDOM.randbytes(32)))
    tokens = sum(column.treatment == "token" for column in CONTRACT.columns)
    for filled in (1.0, 0.4):
        frame = contacts(min(rows, 100_000), filled)
        batches = [frame[at : at + BATCH_ROWS] for at in range(0, frame.height, BATCH_ROWS)]
        wall, cpu = time.perf_counter(), time.process_time()
        done = 0
        while done < rows:
            for batch in batches:
                done += masker.mask(batch, CONTRACT).height
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(
            f"{done:,} rows, {tokens} token columns {filled:.0%} filled: "
            f"{wall:.1f} s wall, {cpu:.1f} s CPU"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
