"""The demo's exports hold planted breaks: each is found under its name, and little else is."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from books import PARTIES, Landing, only

from suitehouse.demo.books.canaries import QUICKBOOKS, STRIPE, export_canaries
from suitehouse.demo.company import build_company
from suitehouse.demo.connection import connect
from suitehouse.demo.exports import DemoExports, write_exports
from suitehouse.privacy.canaries import find_in_tree
from suitehouse.reconcile.output.writing import write_outputs
from suitehouse.reconcile.policy import ReconcilePolicy
from suitehouse.reconcile.report import ReconcileReport, Reconciliation
from suitehouse.reconcile.run import reconcile

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
_INVOICES = """
select id, number, total_amount, currency_id, nullif(invoice_date, '0000-00-00'), date_entered,
    status, deleted = 1, null
from aos_invoices
"""


class _Demo:
    def __init__(self, url: str, folder: Path) -> None:
        with connect(url) as connection:
            build_company(connection, 200, clock=lambda: NOW)
            self.exports: DemoExports = write_exports(connection, folder, 5, lambda: NOW)
            with connection.cursor() as cursor:
                cursor.execute(_INVOICES)
                invoices = cursor.fetchall()
                cursor.execute("select id, iso4217 from currencies")
                currencies = cursor.fetchall()
        self.landing = Landing()
        self.landing.fill("aos_invoices", invoices)
        self.landing.fill("currencies", currencies)


@pytest.fixture(scope="module")
def demo(mariadb: object, tmp_path_factory: pytest.TempPathFactory) -> _Demo:
    return _Demo(mariadb.fresh_database(), tmp_path_factory.mktemp("exports"))  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def report(demo: _Demo) -> ReconcileReport:
    return reconcile(
        warehouse=demo.landing,
        exports=demo.exports.erp.parent,
        policy=ReconcilePolicy(),
        parties=PARTIES,
    )


def _planted(demo: _Demo, name: str) -> Counter[tuple[str, str]]:
    here = [one for one in demo.exports.planted if one.reconciliation == name]
    return Counter((one.kind, one.reference) for one in here)


def _found(done: Reconciliation) -> Counter[tuple[str, str]]:
    """Breaks by kind and reference, and the deliveries that were not counted again."""
    found = Counter((one.kind.value, one.members[-1].label) for one in done.breaks)
    repeats = (row.label for row in done.rows() if row.reason == "overlap")
    return found + Counter(("overlap_duplicate", label) for label in repeats)


@pytest.mark.parametrize("name", ["crm_invoices_to_erp", "crm_invoices_to_processor"])
def test_exactly_the_planted_breaks_are_found_under_their_names(
    demo: _Demo, report: ReconcileReport, name: str
) -> None:
    planted = _planted(demo, name)

    assert len(planted) >= 15
    assert _found(only(report, name)) == planted


def test_the_demo_foots_and_a_total_across_currencies_proves_nothing(
    report: ReconcileReport,
) -> None:
    assert (report.exit_status, report.quarantined) == (0, ())
    assert [file.facts.agrees_to_total for file in report.files] == [False, False]


def test_canaries_of_the_exports_reach_no_output(
    demo: _Demo, report: ReconcileReport, tmp_path: Path
) -> None:
    needles = [*export_canaries(QUICKBOOKS).values(), *export_canaries(STRIPE).values()]
    assert {each.needle for each in find_in_tree(demo.exports.erp.parent, needles)} == set(needles)

    write_outputs(report, tmp_path)

    assert find_in_tree(tmp_path, needles) == ()
