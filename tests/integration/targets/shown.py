"""The page that says what was shown where, made of a run of the conformance tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "targets.md"
_ON_ITSELF, _ON_A_STAND_IN, _NOT_SHOWN = "yes", "stand-in", "no"
_HEAD = """\
# What was shown of each warehouse

Written by the conformance tests:
`SUITEHOUSE_TEST_WRITE_DOCS=1 .venv/bin/pytest tests/integration/targets`. Every line is a test that
ran on every warehouse. *yes*: on the real thing. *stand-in*: on what stands in for it, named below.
*no*: it cannot be shown there.

"""
_TAIL = """
*no* of duckdb: who has a file open keeps others from it. *no* of parquet: there are no views, and
no tables that somebody else made.

Where a stand-in cannot show a thing, the same tests run on the real service when its URL is in the
environment: `SUITEHOUSE_TEST_SNOWFLAKE_URL`, `SUITEHOUSE_TEST_BIGQUERY_URL`,
`SUITEHOUSE_TEST_REDSHIFT_URL`. Faults of the network, of privileges and of locks are shown on
PostgreSQL (`tests/integration/targets/test_postgres_faults.py`); the whole genuine database, equal
value by value after loads, changes, deletes and sweeps, on PostgreSQL and DuckDB
(`tests/integration/delivery/test_genuine_deliveries.py`).
"""


@dataclass(slots=True)
class Shown:
    """Outcomes by test and place, in the order in which they ran."""

    outcomes: dict[str, dict[str, str]] = field(default_factory=dict)
    stand_ins: dict[str, str] = field(default_factory=dict)

    def note(self, test: str, place: str, stands_in: str, outcome: str) -> None:
        """Note how a test ended on a place: `passed` or anything else."""
        shown = _ON_A_STAND_IN if stands_in else _ON_ITSELF
        self.outcomes.setdefault(test, {})[place] = shown if outcome == "passed" else _NOT_SHOWN
        self.stand_ins[place] = stands_in

    def page(self) -> str:
        """Return the page."""
        places = sorted(self.stand_ins)
        lines = [f"| | {' | '.join(places)} |", f"|---|{'---|' * len(places)}"]
        lines += [
            f"| {feature(test)} | {' | '.join(found.get(place, _NOT_SHOWN) for place in places)} |"
            for test, found in self.outcomes.items()
        ]
        notes = [f"- {place}: {text}" for place, text in sorted(self.stand_ins.items()) if text]
        return _HEAD + "\n".join([*lines, "", *notes]) + "\n" + _TAIL


def feature(test: str) -> str:
    """Return what a test shows, as its name says it."""
    return test.removeprefix("test_").replace("_", " ")


def features_on(page: str) -> Mapping[str, tuple[str, ...]]:
    """Return the rows of a page by what they show."""
    rows = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("| ")]
    return {row[0].strip(): tuple(cell.strip() for cell in row[1:]) for row in rows[1:]}
