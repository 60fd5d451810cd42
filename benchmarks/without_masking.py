"""`python -m benchmarks.without_masking …`: the console script, landing in the clear what it masks.

What masking costs is the difference. No contract asks for history here either.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from suitehouse.contracts import model
from suitehouse.privacy import masking

_UNTREATED = {"keep", "drop"}


class _InTheClear(model.ContractFolder):
    def __getitem__(self, table: str) -> model.TableContract:
        contract = super().__getitem__(table)
        columns = tuple(map(_kept, contract.columns))
        return contract.model_copy(update={"history": False, "columns": columns})


def _kept(column: model.Column) -> model.Column:
    if column.treatment in _UNTREATED:
        return column
    return column.model_copy(update={"treatment": "keep"})


@cache
def load_contracts() -> Mapping[str, model.TableContract]:
    """Return the contracts, none of which masks a column."""
    return _InTheClear(model.CONTRACT_FOLDER)


def _unguarded(_masker: masking.Masker, frame: pl.DataFrame, _plan: object) -> pl.DataFrame:
    return frame


if __name__ == "__main__":
    # Before anybody takes them.
    setattr(model, "load_contracts", load_contracts)  # noqa: B010
    setattr(masking.Masker, "_refuse_cards", _unguarded)  # noqa: B010

    from pipelines.cli import main

    main()
