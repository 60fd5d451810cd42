"""What every target says where it refuses a delivery."""

from __future__ import annotations

from suitehouse.targets.protocol import Relation, Shipment


def short_of(label: str, shipment: Shipment, held: int) -> str:
    """Say that a relation would hold another number of rows than its receipt tells."""
    return (
        f"{label} would hold {held} rows of {shipment.relation.qualified} and the writer has "
        f"{shipment.receipt.rows}; nothing of it was changed. It is delivered whole by the next "
        "`suitehouse deliver --full`."
    )


def not_ours(label: str, relation: Relation) -> str:
    """Say that a relation is there which somebody else made."""
    return (
        f"{label} has a table {relation.qualified} that suitehouse did not deliver; move it away, "
        "or name another database in SUITEHOUSE_WAREHOUSE_URL."
    )
