"""The dbt project, built in this process on a small company written by hand."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from building import Project
from landed import ANN, BOB, insert, land

from suitehouse.contracts.model import load_contracts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

MARTS = (
    "accounts",
    "people",
    "opportunities",
    "opportunity_stage_history",
    "invoices",
    "invoice_lines",
)
# DuckDB's names for joins whose work grows with the product of both sides.
EVERY_ROW = re.compile("BLOCKWISE_NL_JOIN|NESTED_LOOP_JOIN|CROSS_PRODUCT")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Mapping[str, str]]:
    """The project, built once on the hand-written company, and what dbt said."""
    folder = tmp_path_factory.mktemp("models")
    project = Project(folder / "warehouse.duckdb", folder / "target")
    land(project.warehouse)
    return project, project.build()


@pytest.fixture(scope="module")
def project(built: tuple[Project, Mapping[str, str]]) -> Project:
    return built[0]


def test_every_model_is_built_and_every_test_passes(
    built: tuple[Project, Mapping[str, str]],
) -> None:
    statuses = built[1]

    assert {name for name, status in statuses.items() if status not in {"success", "pass"}} == set()
    assert Counter(name[:4] for name in statuses if name.startswith(("stg_", "int_"))) == {
        "stg_": 162,
        "int_": 12,
    }


def test_a_second_build_leaves_the_same_marts(project: Project) -> None:
    queries = [f"select * from marts.{mart} order by all" for mart in MARTS]
    before = [project.rows(query) for query in queries]

    project.build("--select", "path:models/marts", "path:models/intermediate")

    assert [project.rows(query) for query in queries] == before


def test_a_table_that_never_landed_is_made_empty(project: Project) -> None:
    columns = project.rows(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = 'landing' and table_name = 'surveys' and ordinal_position < 4"
    )

    assert project.rows("select count(*) from staging.stg_suitecrm__surveys") == [(0,)]
    assert columns == [("id", "VARCHAR"), ("name", "VARCHAR"), ("date_entered", "TIMESTAMP")]


def test_schemas_are_named_without_a_prefix(project: Project) -> None:
    schemas = project.rows("select distinct table_schema from information_schema.tables order by 1")

    assert schemas == [("intermediate",), ("landing",), ("marts",), ("staging",)]


def test_a_copy_under_another_name_answers_from_every_view(
    project: Project, tmp_path: Path
) -> None:
    """The published file is such a copy, and DuckDB's catalog bears the file's name."""
    published = tmp_path / "suitehouse.duckdb"
    shutil.copy(project.warehouse, published)

    with duckdb.connect(str(published), read_only=True) as database:
        views = database.execute("select view_name from duckdb_views() where not internal")
        names = [name for (name,) in views.fetchall()]
        answers = [
            database.execute(f"select count(*) from staging.{name}").fetchone() for name in names
        ]

    assert len(answers) == len(load_contracts())


def test_every_column_of_every_model_is_documented_and_no_other(project: Project) -> None:
    manifest = json.loads((project.work / "manifest.json").read_text())
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    documented = {
        (node["schema"], node["name"], name) for node in models for name in node["columns"]
    }
    built = project.rows(
        "select table_schema, table_name, column_name from information_schema.columns "
        "where table_schema <> 'landing'"
    )

    assert documented == set(built)
    assert all(column["description"] for node in models for column in node["columns"].values())
    assert all(node["description"] for node in models)


def test_staging_shows_live_rows_only(project: Project) -> None:
    rows = project.rows("select id from staging.stg_suitecrm__accounts order by id")

    assert rows == [("acme",), ("idle",)]


def test_staging_shows_labels_beside_keys(project: Project) -> None:
    rows = project.rows(
        "select distinct stage, stage_label from marts.opportunity_stage_history "
        "where stage like 'Id.%'"
    )

    assert rows == [("Id. Decision Makers", "Identifying Decision Makers")]


def test_an_account_sums_its_pipeline_billing_and_activity(project: Project) -> None:
    rows = project.rows(
        "select account_id, industry, email_token, contact_count, open_opportunity_count, "
        "open_pipeline_amount_base, won_amount_base, invoice_count, invoiced_amount_base, "
        "paid_amount_base, unpaid_amount_base, other_status_amount_base, "
        "cast(last_activity_at as varchar), activity_count from marts.accounts order by 1"
    )

    d = Decimal
    acme = (1, 1, d(50), d(80), 2, d(180), d(100), d(0), d(80), "2026-01-12 09:00:00", 2)
    idle = (0, 0, d(0), d(0), 1, d(100), d(0), d(100), d(0), None, 0)
    assert rows == [("acme", None, BOB, *acme), ("idle", None, None, *idle)]


def test_a_converted_record_is_the_person_it_became(project: Project) -> None:
    rows = project.rows(
        "select person_id, source_kind, lead_id, prospect_id, record_count, is_converted_lead, "
        "account_id, lawful_basis, cast(created_at as date)::varchar from marts.people order by 1"
    )

    ann = ("contact", "ann_lead", "ann_target", 3, True, "acme", '["consent"]', "2026-01-01")
    assert rows == [
        ("contact:ann", *ann),
        ("contact:twin", "contact", None, None, 1, False, None, None, "2026-01-06"),
        ("lead:cold_lead", "lead", "cold_lead", None, 1, False, "idle", None, "2026-01-01"),
        ("lead:orphan_lead", "lead", "orphan_lead", None, 1, False, None, None, "2026-01-01"),
        ("prospect:stranger", "prospect", None, "stranger", 1, False, None, None, "2026-01-01"),
    ]


def test_people_who_share_a_primary_address_are_possible_duplicates(project: Project) -> None:
    rows = project.rows(
        "select person_id, email_token, has_opted_out, is_email_invalid, is_do_not_call, "
        "possible_duplicate_of from marts.people where email_token is not null order by 1"
    )

    assert rows == [
        ("contact:ann", ANN, True, False, False, None),
        ("contact:twin", ANN, True, False, True, "contact:ann"),
        ("lead:cold_lead", BOB, False, True, False, None),
    ]


def test_an_opportunity_has_its_stage_account_and_both_amounts(project: Project) -> None:
    rows = project.rows(
        "select opportunity_id, account_id, stage, cast(stage_entered_at as varchar), is_open, "
        "is_won, is_lost, amount, currency_code, amount_base, age_days "
        "from marts.opportunities order by 1"
    )

    quick = ("Negotiation/Review", "2026-01-05 08:00:00", True, False, False)
    silent = ("Closed Lost", "2026-01-20 00:00:00", False, False, True)
    steady = ("Qualification", "2026-01-01 00:00:00", True, False, False)
    won = ("Closed Won", "2026-01-10 08:00:00", False, True, False)
    assert rows == [
        ("quick", None, *quick, Decimal("0.10"), "EUR", Decimal("0.10"), 30),
        ("silent", None, *silent, None, "EUR", Decimal(5), 19),
        ("steady", "acme", *steady, Decimal(50), "EUR", Decimal(50), 30),
        ("won", "acme", *won, Decimal(100), "USD", Decimal(80), 9),
    ]


def test_stage_history_follows_the_audit_trail(project: Project) -> None:
    rows = project.rows(
        "select opportunity_id, stage_number, stage, strftime(valid_from, '%d %H'), "
        "strftime(valid_to, '%d %H'), stage_days, evidence, is_continuous "
        "from marts.opportunity_stage_history order by 1, 2"
    )

    assert rows == [
        ("quick", 1, "Prospecting", "01 00", "05 08", 4, "first_known", True),
        ("quick", 2, "Negotiation/Review", "05 08", None, 26, "audited", True),
        ("silent", 1, "Prospecting", "01 00", "04 08", 3, "first_known", True),
        ("silent", 2, "Qualification", "04 08", "20 00", 16, "audited", True),
        ("silent", 3, "Closed Lost", "20 00", None, 11, "inferred", False),
        ("steady", 1, "Qualification", "01 00", None, 30, "first_known", True),
        ("won", 1, "Prospecting", "01 00", "03 08", 2, "first_known", True),
        ("won", 2, "Id. Decision Makers", "03 08", "10 08", 7, "audited", True),
        ("won", 3, "Closed Won", "10 08", None, 21, "audited", True),
    ]


def test_an_invoice_is_compared_with_its_lines(project: Project) -> None:
    rows = project.rows(
        "select invoice_id, is_duplicate_number, status, currency_code, total_amount_base, "
        "line_count, subtotal_difference_amount, tax_difference_amount, lines_agree_with_header "
        "from marts.invoices order by 1"
    )

    d = Decimal
    assert rows == [
        ("cents", True, "Paid", "EUR", d(100), 2, d("0.05"), d(0), True),
        ("dollars", False, "Unknown", "USD", d(80), 1, d("0.06"), d(0), False),
        ("twin", True, "Unpaid", "EUR", d(100), 0, d(0), d(0), True),
        ("void", False, "Cancelled", "EUR", d(7), 0, d(0), d(0), True),
    ]


def test_a_service_line_has_no_product_and_no_quantity(project: Project) -> None:
    rows = project.rows(
        "select invoice_line_id, invoice_id, line_kind, product_id, quantity, tax_pct, "
        "currency_code, net_amount, net_amount_base from marts.invoice_lines order by 1"
    )

    d = Decimal
    assert rows == [
        ("dollar_line", "dollars", "product", "p1", None, None, "USD", d(100), d(80)),
        ("product", "cents", "product", "p1", d(2), d(20), "EUR", d(60), d(60)),
        ("service", "cents", "service", None, None, d(0), "EUR", d(30), d(30)),
    ]


def test_no_model_compares_every_row_with_every_other(project: Project) -> None:
    manifest = json.loads((project.work / "manifest.json").read_text())
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    plans = {node["name"]: project.rows(f"explain {_compiled(project, node)}") for node in models}

    assert len(plans) == 180
    assert [name for name, plan in plans.items() if EVERY_ROW.search(str(plan))] == []


def _compiled(project: Project, node: Mapping[str, Any]) -> str:
    path = project.work / "compiled" / "suitehouse" / node["original_file_path"]
    return path.read_text(encoding="utf-8")


def test_a_doubled_key_fails_and_a_value_outside_its_list_only_warns(
    project: Project, tmp_path: Path
) -> None:
    broken = Project(tmp_path / "warehouse.duckdb", project.work)
    shutil.copy(project.warehouse, broken.warehouse)
    with duckdb.connect(str(broken.warehouse)) as database:
        insert(database, "accounts", {"id": "acme", "industry": "Dragons"})

    statuses = broken.build("--select", "stg_suitecrm__accounts")

    assert statuses["unique_stg_suitecrm__accounts_id"] == "fail"
    assert [name[:43] for name, status in statuses.items() if status == "warn"] == [
        "accepted_values_stg_suitecrm__accounts_indu"
    ]
