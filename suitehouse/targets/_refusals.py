"""What every target says where it refuses a delivery."""

from __future__ import annotations

from suitehouse.errors import WarehouseError
from suitehouse.targets.protocol import Relation


def too_few(label: str, relation: str, held: int, due: int) -> WarehouseError:
    """Return the error of a relation that would hold another number of rows than is due."""
    return WarehouseError(
        f"{label} would hold {held} rows of {relation} and the writer has {due}; nothing of it was "
        "changed. It is delivered whole by the next `suitehouse deliver --full`."
    )


def not_ours(label: str, relation: Relation) -> WarehouseError:
    """Return the error of a relation that is there and that somebody else made."""
    return WarehouseError(
        f"{label} has a table {relation.qualified} that suitehouse did not deliver; move it away, "
        "or name another database in SUITEHOUSE_WAREHOUSE_URL."
    )
