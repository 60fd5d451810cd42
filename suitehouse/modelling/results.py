"""What dbt said of each model and test, taken from its events: names, verdicts and counts only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_RESULTS = frozenset({"LogModelResult", "LogTestResult", "LogSeedResult", "LogSnapshotResult"})
_PASSED = frozenset({"pass", "success"})
_WARNED = "warn"
_SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class NodeResult:
    """The outcome of one model or test; `failures` counts the rows that a test found wrong."""

    unique_id: str
    status: str
    seconds: float
    failures: int

    @property
    def is_test(self) -> bool:
        """Whether this is the outcome of a test."""
        return self.unique_id.startswith("test.")

    @property
    def has_passed(self) -> bool:
        """Whether the model was built or the test found nothing."""
        return self.status in _PASSED

    @property
    def is_only_a_warning(self) -> bool:
        """Whether the project says that this test's failure stops nothing."""
        return self.status == _WARNED

    @property
    def has_failed(self) -> bool:
        """Whether the model was not built or the test found what must not be."""
        return not (self.has_passed or self.is_only_a_warning)

    @property
    def name(self) -> str:
        """The node's name without project and hash."""
        return self.unique_id.split(".")[2]


def node_result(event: Mapping[str, Any]) -> NodeResult | None:
    """Return the outcome that an event of dbt reports; None for events of any other kind."""
    if event["info"]["name"] not in _RESULTS:
        return None
    data = event["data"]
    status = str(data["node_info"].get("node_status") or data["status"]).lower()
    if status == _SKIPPED:
        return None
    return NodeResult(
        unique_id=data["node_info"]["unique_id"],
        status=status,
        seconds=float(data.get("execution_time") or 0),
        failures=int(data.get("num_failures") or 0),
    )
