"""dbt's events become names, verdicts and counts, and nothing else of a row."""

from __future__ import annotations

from typing import Any

import pytest

from suitehouse.modelling.results import node_result


def event(name: str, status: str, **data: Any) -> dict[str, Any]:
    node = {"unique_id": "test.suitehouse.unique_accounts_id.0a1b", "node_status": status}
    return {"info": {"name": name, "msg": "a text"}, "data": {"node_info": node, **data}}


@pytest.mark.parametrize(
    ("status", "passed", "only_a_warning"),
    [("pass", True, False), ("warn", False, True), ("fail", False, False), ("error", False, False)],
)
def test_a_test_result_keeps_its_verdict(status: str, passed: bool, only_a_warning: bool):
    result = node_result(event("LogTestResult", status, execution_time=0.25, num_failures=3))

    assert result is not None
    assert (result.has_passed, result.is_only_a_warning) == (passed, only_a_warning)
    assert (result.seconds, result.failures) == (0.25, 3)
    assert (result.name, result.is_test) == ("unique_accounts_id", True)


def test_a_built_model_has_passed():
    result = node_result(event("LogModelResult", "success", execution_time=1.0))

    assert result is not None
    assert result.has_passed


@pytest.mark.parametrize(
    "other", [event("LogStartLine", "started"), event("LogTestResult", "skipped")]
)
def test_other_events_and_skipped_nodes_are_no_results(other: dict[str, Any]):
    assert node_result(other) is None
