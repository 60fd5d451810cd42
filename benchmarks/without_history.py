"""`python -m benchmarks.without_history …`: the console script, and no contract asks for history.

Peers bring the present state only, so this is the like of what they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from suitehouse.contracts import model

_as_they_are = model.load_contracts


@cache
def load_contracts() -> Mapping[str, model.TableContract]:
    """Return the contracts, none of which asks for history."""
    return {
        name: contract.model_copy(update={"history": False})
        for name, contract in _as_they_are().items()
    }


if __name__ == "__main__":
    setattr(model, "load_contracts", load_contracts)  # noqa: B010 - before anybody takes it

    from pipelines.cli import main

    main()
