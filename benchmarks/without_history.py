"""`python -m benchmarks.without_history …`: the console script, and no contract asks for history.

Peers bring the present state only, so this is the like of what they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from suitehouse.contracts import model


class _WithoutHistory(model.ContractFolder):
    def __getitem__(self, table: str) -> model.TableContract:
        return super().__getitem__(table).model_copy(update={"history": False})


@cache
def load_contracts() -> Mapping[str, model.TableContract]:
    """Return the contracts, none of which asks for history."""
    return _WithoutHistory(model.CONTRACT_FOLDER)


if __name__ == "__main__":
    setattr(model, "load_contracts", load_contracts)  # noqa: B010 - before anybody takes it

    from pipelines.cli import main

    main()
