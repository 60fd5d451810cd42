import re
import subprocess
import sys

import pytest

from suitehouse.contracts.model import load_contracts
from suitehouse.discovery import objects_in
from suitehouse.quality import suites
from suitehouse.quality.expectations import Suite, is_not_before, is_token
from suitehouse.quality.results import SuiteResult, failed_expectations

BOOKKEEPING = {"_digest", "_loaded_at", "_run_id"}


def test_each_suite_bears_the_name_of_its_file() -> None:
    found = objects_in(suites)

    assert sorted(found) == ["landing_core", "marts_core"]
    assert all(isinstance(suite, Suite) and suite.name == name for name, suite in found.items())


def test_a_suite_of_landing_reads_only_landed_columns() -> None:
    contracts = load_contracts()

    for table in objects_in(suites)["landing_core"].tables:
        landed = {column.name for column in contracts[table.table].landed}
        assert set(table.columns) - BOOKKEEPING <= landed, table.table


def test_a_landing_column_is_expected_filled_only_where_the_crm_cannot_leave_it_empty() -> None:
    contracts = load_contracts()

    for table in objects_in(suites)["landing_core"].tables:
        filled = {
            each.columns[0]
            for each in table.expectations
            if each.type == "ExpectColumnValuesToNotBeNull"
        }
        nullable = {column.name for column in contracts[table.table].landed if column.nullable}
        assert filled & nullable == set(), table.table


def test_a_masked_column_is_expected_to_hold_tokens_of_its_class() -> None:
    contracts = load_contracts()
    classes = {"free_text": "text"}

    for table in objects_in(suites)["landing_core"].tables:
        for each in table.expectations:
            if "regex" not in each.arguments:
                continue
            column = contracts[table.table].column(each.columns[0])
            privacy_class = classes.get(column.privacy_class, column.privacy_class)
            assert each == is_token(column.name, privacy_class)


@pytest.mark.parametrize(
    ("value", "is_met"),
    [
        ("", True),
        ("email:1f3a9c02:" + "0" * 32 + "@example.com", True),
        ("email:1f3a9c02:" + "0" * 32, True),
        ("name:1f3a9c02:" + "0" * 32, False),
        ("ann@example.com", False),
    ],
)
def test_a_token_is_told_from_a_plain_value(value: str, is_met: bool) -> None:
    pattern = is_token("email_address", "email").arguments["regex"]

    assert bool(re.match(str(pattern), value)) is is_met


def test_an_expectation_of_two_columns_reads_both() -> None:
    assert is_not_before("valid_to", "valid_from").columns == ("valid_to", "valid_from")


def test_a_result_keeps_counts_and_names_but_no_values() -> None:
    document = {
        "results": [
            {
                "success": False,
                "expectation_config": {"type": "expect_x", "kwargs": {"column": "name"}},
                "result": {"unexpected_count": 2, "partial_unexpected_list": ["Ann", "Bob"]},
            },
            {"success": True},
        ]
    }

    failed = failed_expectations(document)

    assert "Ann" not in repr(failed)
    result = SuiteResult("s", ("landing", "t"), rows=3, evaluated=2, failed=failed)
    assert (result.success, result.successful) == (False, 1)
    assert (failed[0].type, failed[0].columns, failed[0].unexpected_count) == (
        "expect_x",
        ("name",),
        2,
    )


def test_the_suites_import_no_validation_library() -> None:
    code = (
        "import sys; from suitehouse.discovery import objects_in; "
        "from suitehouse.quality import suites, validation; objects_in(suites); "
        "sys.exit('great_expectations' in sys.modules or 'pandas' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
