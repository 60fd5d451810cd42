"""What a CRM allows, however odd, warns at most: it must not keep a build from analysts.

SuiteCRM has no foreign keys, its stamps may be NULL, an operation can stop half way, and a removed
line loses its invoice before it is marked deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from building import Project
from landed import COMPANY, land
from odd import ODD

from suitehouse.discovery import objects_in
from suitehouse.quality import suites
from suitehouse.quality.validation import run_suites

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::PendingDeprecationWarning"
)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Mapping[str, str]]:
    """The marts of a company with every odd row, and what dbt said."""
    folder = tmp_path_factory.mktemp("odd")
    project = Project(folder / "warehouse.duckdb", folder / "target")
    tables = {*COMPANY, *ODD}
    land(project.warehouse, {each: (*COMPANY.get(each, ()), *ODD.get(each, ())) for each in tables})
    return project, project.build("--select", "+path:models/marts")


def test_no_model_or_test_fails_and_the_odd_rows_are_warned_of(
    odd: tuple[Project, Mapping[str, str]],
) -> None:
    statuses = odd[1]

    outcomes = set(statuses.values())
    warned = {name for name, status in statuses.items() if status == "warn"}
    assert outcomes == {"success", "pass", "warn"}
    assert {
        "in_range_opportunities_probability_pct__0__100",
        "not_null_invoices_total_amount",
        "not_null_invoice_lines_invoice_id",
        "not_null_opportunities_stage_entered_at",
        "not_null_opportunity_stage_history_valid_from",
    } <= warned


def test_every_suite_is_met(odd: tuple[Project, Mapping[str, str]], tmp_path: Path) -> None:
    with duckdb.connect(str(odd[0].warehouse), read_only=True) as database:

        def read(query: str) -> Any:
            return database.sql(query).to_arrow_table()

        results = run_suites(read, [*objects_in(suites).values()], tmp_path)

    assert {result.asset_key[0] for result in results} == {"landing", "marts"}
    assert [(result.asset_key, result.failed) for result in results if not result.success] == []


def test_a_link_without_a_date_is_the_last_to_win(odd: tuple[Project, Mapping[str, str]]) -> None:
    accounts = odd[0].rows("select account_id from marts.people where contact_id = 'odd'")
    addresses = odd[0].rows(
        "select email_address_id from intermediate.int_email_addresses__primary "
        "where bean_id = 'odd'"
    )

    assert (accounts, addresses) == ([("acme",)], [("b",)])


def test_a_line_that_lost_its_invoice_stays_a_line(odd: tuple[Project, Mapping[str, str]]) -> None:
    rows = odd[0].rows(
        "select invoice_line_id, invoice_id, net_amount from marts.invoice_lines "
        "where invoice_line_id in ('half_removed', 'orphan') order by 1"
    )

    assert rows == [("half_removed", None, 5), ("orphan", "nothing", None)]
